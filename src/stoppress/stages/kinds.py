"""Recognise what kind of piece an article is, by what it says of itself: not every one tells of one event.

A report taken for something else is lost for its event, so only plain signs count, and whatever shows none is a report.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stoppress.domain.kind import Ground, Kind, Recognised
from stoppress.stages.cleaning import find_dateline
from stoppress.stages.kind_labels import DESKS, LABELS
from stoppress.stages.kind_wordings import BYLINES, DISCLAIMERS, OPENINGS, WORDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.domain.article import Article

_REPORT = Recognised(Kind.REPORT)
# Where a headline is cut: a bar, a colon or closing bracket before a space, a dash between spaces.
_CUT = re.compile(r"\s*([|：»]|[:\])】](?=\s)|(?<=\s)[-–—•·]+(?=\s))\s*")
_EDGES = " \t\"'“”‘’«»„()[]【】.,:!…"
_MONTH = (
    r"(?:jan|feb|fév|mar|mär|apr|abr|avr|ma[iy]|jun|juin|giu|jul|juil|lug|aug|août|ago|sep|set|oct|okt|ott|out|nov|dec|dez"
    r"|déc|dic|ene|gen|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|tháng)"
)
_WHEN = re.compile(
    r"(?<=\w)[,:(\s–—-]+(?:(?:for|from|vom|für|du|del|de|do|di|van|за|на|ngày)\s)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun|to)day\b|\d{1,2}[./-]\d{1,2}\b"
    rf"|\d{{1,2}}(?:st|nd|rd|th|º|\.)?\s(?:de\s)?{_MONTH}|{_MONTH}\w*\.?\s\d|\d{{4}}$).*"
)
_LONGEST_LABEL = 60  # characters, with its date
_WORDINGS = {kind: re.compile(wording) for kind, wording in WORDINGS.items()}
_LIVE_TAIL = re.compile(
    r"\b(?:[Ll]ive ?(?:[Uu]pdates|[Bb]log|[Tt]icker)|[Aa]s [Ii]t [Hh]appened|LIVE"
    r"|(?:[Nn]ews|[Ee]lections?|[Vv]ote|[Rr]esults|[Dd]ebate|[Bb]udget|[Pp]olitics|[Bb]usiness|[Ff]ootball|[Cc]ricket"
    r"|[Tt]ennis|[Rr]ugby|[Mm]arkets?) [Ll]ive)$"
)
_YEARS_ON = re.compile(r"\w+ (?:years on|ans après|jahre danach)$")
_ASIDES = frozenset({"explained", "erklärt", "explicado", "spiegato", "uitgelegd"})  # as in "the dam, explained"
_BYLINE = re.compile(BYLINES, re.IGNORECASE)
_OPENINGS = {kind: re.compile(opening, re.IGNORECASE) for kind, opening in OPENINGS.items()}
_DISCLAIMER = re.compile(DISCLAIMERS, re.IGNORECASE)
_LONGEST_DISCLAIMER = 600
_STAMP = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d))?(?:\s?([ap])\.?m\b)?", re.IGNORECASE)

# Found on the labelled news: logs of updates at a report's end come to five stamps, the posts of live pages to fifteen
# and more, newest first. Lists of videos ("0:43 Crowd waits") come to eleven, and look like the small hours.
_FEWEST_POSTS = 6
_FALLING_SHARE = 0.8
_SMALL_HOURS = 6 * 60
_FEWEST_DATELINES = 5  # earlier versions of one report, kept below it, come to four
_FEWEST_ROWS = 8
_ROW_LENGTH = 60  # characters
_MOST_PROSE = 2  # paragraphs that introduce a table


def kind_of(article: Article) -> Recognised:
    """Say what kind of piece an article is: by its headline, its address, its labels or its text, in this order."""
    return (
        _by_headline(article)
        or _by_address(article.url)
        or _by_labels(article)
        or _by_sentences(article)
        or _by_structure(article.body)
        or _REPORT
    )


def _by_headline(article: Article) -> Recognised | None:
    """Find a label that is the whole headline or a piece of it, or a wording that the headline begins with."""
    if not article.headline:
        return None
    if kind := _label(article.headline):
        return Recognised(kind, Ground.HEADLINE, article.headline)
    pieces = _CUT.split(article.headline)  # the marks stand at odd places
    for place in range(0, len(pieces), 2):
        kind = _piece_kind(pieces[place], pieces[place - 1] if place else "")
        if kind and pieces[place] != article.outlet:
            return Recognised(kind, Ground.HEADLINE, pieces[place])
    return _by_opening(pieces[0].lstrip(_EDGES), alone=len(pieces) == 1)


def _by_opening(opening: str, *, alone: bool) -> Recognised | None:
    """Find a wording in the headline up to its first colon, dash or bar; `alone`, where there is none."""
    if not alone and not opening.isupper() and (tail := _LIVE_TAIL.search(opening)):
        return Recognised(Kind.LIVE_PAGE, Ground.HEADLINE, tail.group())
    if opening.startswith("WHO "):  # the health organization
        return None
    key = _key(opening)
    for kind, wording in _WORDINGS.items():
        if found := wording.match(key):
            return Recognised(kind, Ground.HEADLINE, opening[: found.end()])
    return None


def _piece_kind(piece: str, mark: str) -> Kind | None:
    """Return the kind that a piece of a headline stands for after this mark; "" begins the headline."""
    kind = _label(piece)
    if kind is None:
        return _aside_kind(piece) or (Kind.LOOK_BACK if mark == ":" and _YEARS_ON.fullmatch(_key(piece)) else None)
    if kind is Kind.TABLE:  # "Standings: Orvo climbs to third" tells of a match
        return None
    if not mark or kind in {Kind.LIVE_PAGE, Kind.EXPLAINER, Kind.LOOK_BACK}:
        return kind
    if kind is Kind.OPINION:  # "Crime has doubled: analysis" names a source
        return kind if mark == "|" or (mark != ":" and piece[0].isupper()) else None
    return kind if mark == ":" else None  # "Man held | Top stories" names a part of the site


def _aside_kind(piece: str) -> Kind | None:
    """Return the kind of a label after the last comma: "the dam, explained", "the vote, as it happened"."""
    before, _, last = piece.rpartition(", ")
    if not before or not (" " in last or _key(last) in _ASIDES):
        return None
    kind = LABELS.get(_key(last))
    return kind if kind in {Kind.LIVE_PAGE, Kind.EXPLAINER} else None


def _label(words: str) -> Kind | None:
    """Return the kind whose label the words are, with or without a date."""
    if len(words) > _LONGEST_LABEL:
        return None
    key = _key(words)
    if key in LABELS:
        return LABELS[key]
    when = _WHEN.search(key)
    return LABELS.get(key[: when.start()]) if when else None


def _key(words: str) -> str:
    return words.strip(_EDGES).lower().replace("’", "'")


def _by_address(url: str | None) -> Recognised | None:
    """Find the first part of the address's path, but for the last, that is a desk of one kind."""
    if not url:
        return None
    path = url.lower().partition("?")[0].rstrip("/")
    for desk in path.split("/")[3:-1]:
        if desk in DESKS:
            return Recognised(DESKS[desk], Ground.ADDRESS, desk)
    return None


def _by_labels(article: Article) -> Recognised | None:
    """Find a label in the standfirst, in the byline, or alone above the text."""
    if article.standfirst:
        words = _CUT.split(article.standfirst, maxsplit=1)[0]
        if kind := _label(words):
            return Recognised(kind, Ground.STANDFIRST, words)
    if article.byline and (found := _BYLINE.match(article.byline)):
        return Recognised(Kind.OPINION, Ground.BYLINE, found.group())
    if len(article.body) > 1 and len(article.body[1]) > _LONGEST_LABEL:
        above = article.body[0]
        # Alone above reports stand "Live" and "Timeline" too, as links, and "Editorials" in lists of desks.
        if _label(above) is Kind.OPINION and above[-1] not in "sS":
            return Recognised(Kind.OPINION, Ground.TEXT, above)
    return None


def _by_sentences(article: Article) -> Recognised | None:
    """Find a standing sentence that opens the text, or a disclaimer at its beginning or end."""
    if article.lede:
        for kind, opening in _OPENINGS.items():
            if found := opening.match(article.lede):
                return Recognised(kind, Ground.TEXT, found.group())
    for paragraph in (*article.body[:1], *article.body[-2:]):
        if len(paragraph) > _LONGEST_DISCLAIMER or "express" not in paragraph or " said" in paragraph:
            continue
        if found := _DISCLAIMER.search(paragraph):
            return Recognised(Kind.OPINION, Ground.TEXT, found.group())
    return None


def _by_structure(body: Sequence[str]) -> Recognised | None:
    """Find posts with their times, items each with a dateline of its own, or rows of a table."""
    posts = list(_posts(body))
    late = sum(minute >= _SMALL_HOURS for _, minute in posts)
    if late >= _FEWEST_POSTS and posts[0][0] < len(body) / 3:  # a log of updates stands at the end
        falling = sum(later >= earlier for (_, later), (_, earlier) in pairwise(posts))
        if falling >= _FALLING_SHARE * (len(posts) - 1):
            return Recognised(Kind.LIVE_PAGE, Ground.TEXT, f"{len(posts)} posts, newest first")
    datelines = sum(find_dateline(paragraph) is not None for paragraph in body if paragraph[:3].isupper())
    if datelines >= _FEWEST_DATELINES:
        return Recognised(Kind.ROUND_UP, Ground.TEXT, f"{datelines} datelines")
    rows = sum(map(_is_row, body)) if len(body) >= _FEWEST_ROWS else 0
    if rows >= _FEWEST_ROWS and len(body) - rows <= _MOST_PROSE:
        return Recognised(Kind.TABLE, Ground.TEXT, f"{rows} rows")
    return None


def _posts(body: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the place of each paragraph that begins with a clock time, and its minute of the day."""
    for place, paragraph in enumerate(body):
        found = _STAMP.match(paragraph) if paragraph[:1].isdigit() else None
        if found is None or not (found[2] or found[3]) or int(found[1]) > 23:
            continue
        hour = int(found[1]) % 12 + (12 if found[3] in {"p", "P"} else 0) if found[3] else int(found[1])
        yield place, hour * 60 + int(found[2] or 0)


def _is_row(paragraph: str) -> bool:
    """Say whether a paragraph is a row of a table: short, no sentence, a third of it numbers, no name with an age."""
    if len(paragraph) > _ROW_LENGTH or paragraph[-1:] in '.!?:”"' or _STAMP.match(paragraph):
        return False
    cells = paragraph.split()
    numbers = sum(any(character.isdigit() for character in cell) for cell in cells)
    return 3 * numbers >= len(cells) and not (numbers == 1 and cells[-1].isdigit() and paragraph.count(","))
