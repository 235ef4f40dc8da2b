"""Learn what repeats across the pages of one outlet: a line that stood on several of them is furniture, not news.

What is known of an outlet is a plain dict that JSON can hold: under "lines" the digest of each line, oldest first, with
the digests of the addresses it stood at. Its functions change nothing; each returns a new one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_LINES = 2000  # kept of an outlet, the newest
ENOUGH_PAGES = 3  # other pages on which a line must have stood
_SHORTEST = 20  # characters; shorter ones may be said twice


class Repeats(TypedDict):
    """What is known of the lines of one outlet's pages."""

    lines: dict[str, list[str]]  # a line's digest: those of the first addresses it stood at; oldest line first


def nothing_known() -> Repeats:
    """Return what is known of an outlet of which no page was read."""
    return {"lines": {}}


def learn(known: Repeats, *, address: str, paragraphs: Iterable[str]) -> Repeats:
    """Add the paragraphs that a page kept; the same page read again adds nothing. A line seen anew counts as newest."""
    lines = dict(known["lines"])
    page = _digest(address)
    for line in _digests(paragraphs):
        pages = lines.pop(line, [])
        is_new = (
            page not in pages and len(pages) <= ENOUGH_PAGES
        )  # one more than enough: one may be the page asked about
        lines[line] = [*pages, page] if is_new else pages
    for oldest in list(lines)[: max(0, len(lines) - MOST_LINES)]:
        del lines[oldest]
    return {"lines": lines}


def furniture(known: Repeats, *, address: str, paragraphs: Sequence[str]) -> frozenset[int]:
    """Return the positions of the paragraphs that stood, letter by letter, on enough other pages of the outlet."""
    page = _digest(address)
    return frozenset(
        position
        for position, text in enumerate(paragraphs)
        if len(text) >= _SHORTEST
        and sum(other != page for other in known["lines"].get(_digest(text), ())) >= ENOUGH_PAGES
    )


def _digests(paragraphs: Iterable[str]) -> dict[str, None]:
    """Return the digests of the lines that are long enough, each once, in order."""
    return dict.fromkeys(_digest(text) for text in paragraphs if len(text) >= _SHORTEST)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
