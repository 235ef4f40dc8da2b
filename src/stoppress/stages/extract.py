"""Make an article of a page or of plain text: read, clean, and invent nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
from stoppress.stages.furniture import article_region, take_out_furniture
from stoppress.stages.markup import Block, blocks, read_tree
from stoppress.stages.metadata import PageStatement, is_more_exact, read_statement
from stoppress.stages.text.safe import encodable, one_line, web_address
from stoppress.stages.text.sentences import first_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from stoppress.domain.article import Precision, Stated

_SHORTEST_TO_TELL = 200  # characters below which a text's language is a guess


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
    statement = read_statement(tree, address=stated.url)
    headline = stated.headline or statement.headline
    taken = take_out_furniture(tree)
    found = _body(tree)
    titles = tuple(
        Dropped(block.text, DropReason.REPEATED)
        for block in found
        if block.rank == "h1" and not same_words(block.text, headline or "")
    )  # the headline itself is not left out: it is the article's headline
    paragraphs = [Paragraph(block.text, number) for number, block in enumerate(found) if block.rank != "h1"]
    if statement.standfirst and any(same_words(paragraph.text, statement.standfirst) for paragraph in paragraphs[:3]):
        paragraphs = [p for p in paragraphs if not same_words(p.text, statement.standfirst)]
    cleaned = clean(paragraphs, headline=headline, author=statement.byline)
    if not cleaned.kept and not headline:
        raise InputError("no article in the page")
    return _article(stated, statement, cleaned, cleaned.kept, dropped=(*titles, *taken, *cleaned.dropped))


def _body(tree: HtmlElement) -> list[Block]:
    """Return the blocks of the page's main text; of a page in which none is found, its paragraphs."""
    try:
        document = trafilatura.bare_extraction(tree, include_comments=False)
    except (ValueError, TypeError, AttributeError, LookupError, etree.LxmlError):
        document = None
    body = getattr(document, "body", None)
    found = blocks(body) if body is not None else []
    if found:
        return found
    region = blocks(article_region(tree))
    return [block for block in region if block.tag == "p"] or region


def _article(
    stated: Stated,
    statement: PageStatement,
    cleaned: Cleaned,
    kept: Sequence[Paragraph],
    *,
    dropped: Sequence[Dropped] | None = None,
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
        dropped=tuple(cleaned.dropped if dropped is None else dropped),
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
