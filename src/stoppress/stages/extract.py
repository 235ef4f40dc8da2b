"""Make an article of a page or of plain text: read, clean, and invent nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import trafilatura
from lxml import etree

from stoppress.domain.article import Article, Dropped, DropReason
from stoppress.domain.errors import InputError
from stoppress.stages.cleaning import (
    Cleaned,
    Paragraph,
    clean,
    find_dateline,
    find_headline,
    same_words,
    split_paragraphs,
)
from stoppress.stages.furniture import article_region, page_body, take_out_furniture
from stoppress.stages.leftovers import leftovers, teaser_cards
from stoppress.stages.markup import blocks, read_tree
from stoppress.stages.metadata import PageStatement, is_more_exact, read_statement
from stoppress.stages.passages import choose
from stoppress.stages.text.safe import encodable, one_line, web_address
from stoppress.stages.text.sentences import first_sentence
from stoppress.stages.wording import drop_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from stoppress.domain.article import Precision, Stated
    from stoppress.stages.passages import Choice

_SHOWN = 0.6  # of the text in the page's data; where the page shows less, a script fills it in
_SAMPLE = 100  # elements by which the depth of a page is judged
_MOST_STEPS = 400_000  # elements by their mean depth; pages of outlets come to 60,000
_BELOW = 15  # lines below the text in which a notice of a paywall stands
_SHORTEST_TO_TELL = 200  # characters below which a text's language is a guess


class Passage(NamedTuple):
    """A line of the main text."""

    text: str
    is_title: bool = False


def extract_page(markup: bytes | str, stated: Stated) -> Article:
    """Read the article of a page. What `stated` states wins; but an exact time of the page wins over a day.

    Bytes are decoded as the page declares. Raises InputError where there is no article to read.
    """
    try:
        return _read_page(read_tree(markup), _safe(stated))
    except RecursionError as error:
        raise InputError("a page nested too deeply to read") from error


def extract_text(text: str, stated: Stated) -> Article:
    """Read the article of plain text, with or without its headline as the first line. What `stated` states wins."""
    stated = _safe(stated)
    cleaned = clean(split_paragraphs(text), headline=stated.headline)
    found = None if stated.headline else find_headline(cleaned.kept)
    kept = cleaned.kept[1:] if found else cleaned.kept
    return _article(stated, PageStatement(headline=found), cleaned, kept)


def _safe(stated: Stated) -> Stated:
    """Make what is stated safe to keep and to show; the id stays what it is as far as it can be encoded."""
    return replace(
        stated,
        id=encodable(stated.id),
        outlet=one_line(stated.outlet or "") or None,
        owner=one_line(stated.owner or "") or None,
        url=web_address(stated.url),
        headline=one_line(stated.headline or "") or None,
        language=one_line(stated.language or "") or None,
    )


def _read_page(tree: HtmlElement, stated: Stated) -> Article:
    alive = list(tree.iter())  # else each pass over the tree would make its elements' objects anew
    is_deep = _is_deep(alive)
    statement = read_statement(tree, address=stated.url)
    headline = stated.headline or statement.headline
    taken = take_out_furniture(tree)
    found, left_out = _body(tree, statement, is_deep=is_deep)
    titles = tuple(
        Dropped(block.text, DropReason.REPEATED)
        for block in found
        if block.is_title and not same_words(block.text, headline or "")
    )  # the headline itself is not left out: it is the article's headline
    paragraphs = [Paragraph(block.text, number) for number, block in enumerate(found) if not block.is_title]
    if statement.standfirst and any(same_words(paragraph.text, statement.standfirst) for paragraph in paragraphs[:3]):
        paragraphs = [p for p in paragraphs if not same_words(p.text, statement.standfirst)]
    cleaned = clean(paragraphs, headline=headline, author=statement.byline)
    if not cleaned.kept and not headline:
        raise InputError("no article in the page")
    dropped = (*titles, *taken, *left_out, *cleaned.dropped)
    article = _article(stated, statement, cleaned, cleaned.kept)
    del alive
    is_paywalled = article.paywalled or any(piece.reason is DropReason.PAYWALL for piece in left_out)
    return replace(article, dropped=dropped, paywalled=is_paywalled)


def _body(tree: HtmlElement, statement: PageStatement, *, is_deep: bool) -> tuple[list[Passage], tuple[Dropped, ...]]:
    """Return the passages of the page's main text, and what the extractor took for such and is none.

    Of a page in which none is found they are its paragraphs; of one filled in by a script, what its data states.
    """
    if statement.paywalled:  # what an outlet does not show is not for us: the extractor would read it in the data
        etree.strip_elements(tree, "script", with_tail=False)
    try:
        document = trafilatura.bare_extraction(tree, include_comments=False, fast=is_deep)
    except (ValueError, TypeError, AttributeError, LookupError, etree.LxmlError):
        document = None
    body = getattr(document, "body", None)
    found = blocks(body) if body is not None else []
    stated = () if statement.paywalled else statement.body
    page = blocks(page_body(tree))
    choice = choose(page, found, "\n".join(stated), teaser_cards(page)) if found else None
    shown = sum(len(line.text) for line in choice.lines) if choice else 0
    if stated and shown < _SHOWN * sum(map(len, stated)):
        return [Passage(text) for text in stated], ()
    if choice:
        return _without_leftovers(choice, statement.byline)
    if found:
        return [Passage(block.text, is_title=block.rank == "h1") for block in found], ()
    region = blocks(article_region(tree, page))
    return [Passage(block.text) for block in [block for block in region if block.tag == "p"] or region], ()


def _is_deep(elements: Sequence[HtmlElement]) -> bool:
    """Say whether a large page is nested so deeply that the extractor's comparisons would take too long."""
    sample = elements[:: max(1, len(elements) // _SAMPLE)]
    depth = sum(sum(1 for _ in element.iterancestors()) for element in sample) / len(sample)
    return depth * len(elements) > _MOST_STEPS


def _without_leftovers(choice: Choice, byline: str | None) -> tuple[list[Passage], tuple[Dropped, ...]]:
    reasons = leftovers(choice, byline=byline)
    kept = [Passage(line.text, is_title=line.tag == "h1") for n, line in enumerate(choice.lines) if n not in reasons]
    dropped = [Dropped(choice.lines[n].text, reasons[n]) for n in sorted(reasons)]
    dropped += [Dropped(line.text, drop_reason(line.text) or DropReason.NAVIGATION) for line in choice.passed]
    below = choice.after[:_BELOW]
    dropped += [
        Dropped(line.text, DropReason.PAYWALL) for line in below if drop_reason(line.text) is DropReason.PAYWALL
    ]
    return kept, tuple(dict.fromkeys(dropped))


def _article(
    stated: Stated,
    statement: PageStatement,
    cleaned: Cleaned,
    kept: Sequence[Paragraph],
) -> Article:
    body = tuple(paragraph.text for paragraph in kept)
    published, precision = _published(stated, statement, cleaned) or (None, None)
    return Article(
        id=stated.id,
        outlet=stated.outlet or statement.outlet or one_line(stated.id),
        body=body,
        lede=(first_sentence(body[0]) or None) if body else None,
        headline=stated.headline or statement.headline,
        standfirst=statement.standfirst,
        byline=statement.byline or cleaned.byline,
        dateline=find_dateline(body[0]) if body else None,
        owner=stated.owner,
        url=stated.url or statement.url,
        published=published,
        precision=precision,
        language=stated.language or statement.language or _tell_language(body),
        section=statement.section,
        modified=statement.modified,
        paywalled=statement.paywalled or cleaned.paywalled,
        dropped=cleaned.dropped,
    )


def _published(stated: Stated, statement: PageStatement, cleaned: Cleaned) -> tuple[datetime, Precision] | None:
    """Choose the publication time: as stated, else the page's, else a date line's; of a known day the exact time."""
    known = []
    if stated.published and stated.precision:
        known.append((stated.published, stated.precision))
    if statement.published and statement.precision:
        known.append((statement.published, statement.precision))
    if cleaned.published:
        known.append(cleaned.published)
    if not known:
        return None
    first = known[0]
    if first[1] is first[1].DAY:
        return next((time for time in known if is_more_exact(time, first)), first)
    return first


def _tell_language(body: Sequence[str]) -> str | None:
    """Tell the language of a text that is long enough to be sure of it."""
    text = "\n".join(body)[:5000]
    if len(text) < _SHORTEST_TO_TELL:
        return None
    import py3langid  # noqa: PLC0415  (its model takes most of a second to load; most articles state their language)

    return str(py3langid.classify(text)[0])
