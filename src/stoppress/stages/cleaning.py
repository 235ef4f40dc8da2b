"""The second pass on paragraphs, of pages and plain text alike: keep the article's own, say why each other one goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from stoppress.domain.article import Dropped, DropReason
from stoppress.stages.captions import caption_pieces, is_caption_title
from stoppress.stages.text.dates import date_head, find_published, is_date_line
from stoppress.stages.text.safe import one_line, plain
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.wording import drop_reason, fits_panel, sentence_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from stoppress.domain.article import Precision

_HEAD = 4  # paragraphs of an article among which its date line and byline stand
_LONGEST_HEADLINE = 200  # characters
_LONGEST_PITCH = 200  # characters that speak for a newsletter beside the call to sign up for it
_LONGEST_OFFER = 600  # characters below a notice of a paywall
_TELLING_TITLE = 20  # characters
_BESIDE_TITLE = 40  # characters of a label before the headline
_BESIDE_NAME = 20  # characters that a line with the author's name may have more
_REPEATED = 40  # characters from which on a paragraph that stands twice is a mistake of the page
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|Written by|Posted by|Reported by):? (?P<names>(?:[A-Z][\w.’'-]*|and|AND|&|de|van|von|al|bin"
    r"|la|[|,])(?:,? ?"
    r"(?:[A-Z][\w.’'&-]*|and|AND|&|de|van|von|al|bin|la|of|for|in|the|[|,]|[\w.+-]+@[\w.-]+))*)$"
)
_AGENCY_BYLINE = re.compile(r"(?:[A-Z][\w.’'-]+ ){2,3}(?:Associated Press|Reuters|AFP)(?: (?:Writer|writer))?$")
_DATELINE = re.compile(
    r"(?!(?:FILE|BREAKING|UPDATED?|EXCLUSIVE|WATCH|LIVE|VIDEO|PHOTOS?|ANALYSIS|OPINION|CORRECTION|NOTE|Q|A)\b(?! \())"
    r"(?P<line>(?:[A-Z][A-Z.’' -]+[A-Z.]|[A-Z]{2,}|[A-Z][\w.’' -]{1,30}(?=(?:, [A-Z][\w. ]{1,20})?(?:,?"
    r" [A-Z][a-z]{2,8}\.? \d{1,2})? ?\())"
    r"(?:, (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)[A-Z][\w.’' ]{1,25})?"
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)?"
    r"(?: ?\([^()]{2,40}\))? ?(?:--|[-–—]))\s"
)  # fmt: skip
_ENDS_IN_ABBREVIATION = re.compile(r"(?:\b(?:U\.S|U\.K|U\.N|E\.U|D\.C|Inc|Jr|Sr|Co|Corp|Ltd|a\.m|p\.m)|\b[A-Z])\.$")
_ENDS_AS_SENTENCE = re.compile(r"[.…:;,][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph before the second pass."""

    text: str  # one line
    block: int  # paragraphs of one block stand without a blank line between them; in a page each is its own


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What the second pass kept and left out, each in order."""

    kept: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]
    byline: str | None = None
    published: tuple[datetime, Precision] | None = None  # as a date line states it
    paywalled: bool = False  # the text ends in a notice that it goes on for subscribers only


def split_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split plain text into its lines with anything in them; lines broken to a width are put together again."""
    blocks: list[list[str]] = [[]]
    for line in plain(text).split("\n"):
        folded = one_line(line)
        if folded:
            blocks[-1].append(folded)
        elif blocks[-1]:
            blocks.append([])
    width = _wrapped_at(blocks)
    return tuple(Paragraph(line, number) for number, block in enumerate(blocks) for line in _unwrap(block, width))


def clean(paragraphs: Sequence[Paragraph], *, headline: str | None = None, author: str | None = None) -> Cleaned:
    """Drop what is no part of the article, in pieces where a paragraph has more than one.

    `headline` and `author` are what is known already: above the body they stand a second time.
    """
    kept: list[Paragraph] = []
    dropped: list[Dropped] = []
    byline, published = None, None
    after_notice = _LONGEST_OFFER + 1  # characters kept since a notice that the text goes on elsewhere
    seen: set[str] = set()
    titles = _caption_titles(paragraphs)
    for position, paragraph in enumerate(paragraphs):
        at_head = len(kept) < _HEAD
        for text, reason in _pieces(paragraph.text):
            why = DropReason.CAPTION if position in titles else reason
            if why is None and text in seen and len(text) >= _REPEATED:
                why = DropReason.REPEATED
            if why is None and at_head:
                why = _head_reason(text, headline, author)
            if why is None:
                kept.append(Paragraph(text, paragraph.block))
                seen.add(text)
                after_notice += len(text)
                continue
            after_notice = 0 if why is DropReason.PAYWALL else after_notice
            dropped.append(Dropped(text, why))
            byline = byline or (_names(text) if why is DropReason.BYLINE and at_head else None)
            published = published or (find_published(text) if why is DropReason.DATE_LINE else None)
    return Cleaned(tuple(kept), tuple(dropped), byline, published, paywalled=after_notice <= _LONGEST_OFFER)


def find_headline(kept: Sequence[Paragraph]) -> str | None:
    """Return the first paragraph if it is a headline: short, no sentence, and apart from longer ones that follow."""
    if len(kept) < 2:
        return None
    first, following = kept[0], kept[1:6]
    text = first.text
    if len(text) > _LONGEST_HEADLINE or (_ENDS_AS_SENTENCE.search(text) and not _ENDS_IN_ABBREVIATION.search(text)):
        return None
    has_blocks = kept[0].block != kept[-1].block
    if (has_blocks and first.block == following[0].block) or find_dateline(text + " ") or len(text.split()) < 2:
        return None
    return text if median(len(paragraph.text) for paragraph in following) > len(text) else None


def find_dateline(paragraph: str) -> str | None:
    """Return where and when from, as the paragraph begins with it ("ORVO, Feb 3 (Agency) -")."""
    match = _DATELINE.match(paragraph)
    return match["line"] if match else None


def same_words(one: str, other: str) -> bool:
    """Say whether two texts differ by nothing but case, punctuation and white space."""
    return bool(one) and bare_words(one) == bare_words(other)


def _pieces(text: str) -> list[tuple[str, DropReason | None]]:
    """Cut a paragraph into what is dropped by its wording, with the reason, and what may be the article's."""
    head = date_head(text)
    rest = text[head.end :].lstrip(" |–—-·•:") if head else ""
    if head is None or not rest:
        return _undated_pieces(text)
    after = [(rest, drop_reason(text))] if drop_reason(text) else _undated_pieces(rest)
    runs_on = head.labelled and text[head.end] == " " and rest[0].isupper()
    if runs_on or all(why for _, why in after):
        return [(text[: head.end], DropReason.DATE_LINE), *after]
    return _undated_pieces(text)


def _undated_pieces(text: str) -> list[tuple[str, DropReason | None]]:
    reason = drop_reason(text)
    if reason:
        return [(text, reason)]
    captions = caption_pieces(text)
    return [(piece.text, piece.reason) for piece in captions] if captions else _cut_panels(text)


def _cut_panels(text: str) -> list[tuple[str, DropReason | None]]:
    """Cut sentences of a panel off the beginning and the end of a paragraph."""
    spans = sentence_spans(text)
    reasons = [sentence_reason(text[start:end]) for start, end in spans] if len(spans) > 1 else []
    own = [position for position, reason in enumerate(reasons) if reason is None]
    if len(spans) < 2 or not own or len(own) == len(spans):
        return [(text, None)]
    first, last = own[0], own[-1]
    before = [(text[start:end], reason) for (start, end), reason in zip(spans[:first], reasons[:first], strict=True)]
    after = [
        (text[start:end], reason) for (start, end), reason in zip(spans[last + 1 :], reasons[last + 1 :], strict=True)
    ]
    rest = text[spans[first][0] : spans[last][1]]
    is_offer = any(why is DropReason.SIGN_UP for _, why in (*before, *after)) and fits_panel(rest)
    return [*before, (rest, DropReason.SIGN_UP if is_offer and len(rest) <= _LONGEST_PITCH else None), *after]


def _head_reason(text: str, headline: str | None, author: str | None) -> DropReason | None:
    """Say why a paragraph above the article's text, or among its first, is none of it."""
    if headline and (same_words(text, headline) or _repeats_title(text, headline)):
        return DropReason.REPEATED
    if is_date_line(text):
        return DropReason.DATE_LINE
    return DropReason.BYLINE if _names(text) or (author and _credits(text, author)) else None


def _repeats_title(text: str, headline: str) -> bool:
    """Say whether a line is the headline with a label before it ("Floods: Bridge in Orvo closes")."""
    is_near = len(headline) >= _TELLING_TITLE and 0 < len(text) - len(headline) <= _BESIDE_TITLE
    return is_near and bare_words(text).endswith(f" {bare_words(headline)}")


def _credits(text: str, author: str) -> bool:
    """Say whether a line is the author's name with little else ("Words by Ada Obi", "Ada Obi | 4 May"): no sentence."""
    rest = len(text) - len(author)
    return 0 <= rest <= _BESIDE_NAME and author.casefold() in text.casefold() and text[-1] not in ".!?。؟"


def _caption_titles(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Find the lines that stand directly above a caption and name what it shows."""
    found = set()
    for position in range(len(paragraphs) - 1):
        line, below = paragraphs[position], paragraphs[position + 1]
        if line.block == below.block and caption_pieces(below.text) and is_caption_title(line.text, below.text):
            found.add(position)
    return frozenset(found)


def _names(text: str) -> str | None:
    """Return who wrote the article, if the line says that and nothing else."""
    if len(text.split()) > 16:
        return None
    match = _BYLINE.match(text)
    if match:
        return match["names"].strip(" ,|")
    return text if _AGENCY_BYLINE.match(text) else None


def bare_words(text: str) -> str:
    """Return a text's words in lower case with single blanks between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _wrapped_at(blocks: Sequence[Sequence[str]]) -> int | None:
    """Return the width that lines were broken to; None where each line is a paragraph of its own."""
    inner = [line for block in blocks for line in block[:-1]]
    if len(inner) < 4:
        return None
    width = max(len(line) for line in inner)
    open_ended = sum(not re.search(r"[.!?:”\"’)]$", line) for line in inner)
    long_enough = sum(len(line) >= 0.7 * width for line in inner)
    return width if width <= 100 and open_ended >= 0.7 * len(inner) and long_enough >= 0.8 * len(inner) else None


def _unwrap(block: Sequence[str], width: int | None) -> list[str]:
    lines: list[str] = []
    goes_on = False
    for line in block:
        if goes_on:
            lines[-1] += " " + line
        else:
            lines.append(line)
        goes_on = width is not None and len(line) >= 0.6 * width
    return lines
