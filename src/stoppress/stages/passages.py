"""Choose an article's passages among a page's lines: those the extractor found, and what it missed between them.

The extractor decides by names of classes and by length, and so leaves out paragraphs and lists of the same box now and
then, and takes in boxes of links. Here its text is a vote on the page's own lines; what stands in the boxes in which
most of the votes stand is the article's too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.html import HtmlElement

    from stoppress.stages.markup import Block

_LONG = 60  # bytes in UTF-8, so that a Japanese line is not called short; a line so long is prose
_SENTENCE = 24  # bytes of a paragraph that the extractor left out, at least
_TELLING = 20  # characters from which on a part of a line tells which line it was
_MAIN_SHARE = 0.2  # of the votes' text, for a kind of box to be the article's
_MATCHED = 0.6  # of the extractor's text that must stand on the page; else it was taken from somewhere else
_MOST_SEARCHED = 50_000_000  # characters of text searched for parts of lines
_PARTS = frozenset({"p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "h2", "h3", "h4", "h5", "h6", "pre"})
_PARTS |= {"table", "tbody", "thead", "tfoot", "tr"}
_PROSE = frozenset({"p", "li", "blockquote", "dd", "dt", "pre", "h2", "h3", "h4", "tr"})
_ENDS = frozenset('.!?…。！？．؟۔:;"”’»」』)')  # what a sentence may end with
_LEAD = re.compile(r"lede|\blead\b|intro|first|body|content|text|prose|paragraph", re.IGNORECASE)
_NO_LEAD = re.compile(
    r"standfirst|sub-?(?:title|head)|(?<![a-z])(?:dek|deck|desc)(?![a-z])|summary|description|strapline|teaser|author"
    r"|byline|bio|caption|comment|newsletter|cookie|consent",
    re.IGNORECASE,
)  # what else may stand between the headline and the text
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def is_long(line: Block) -> bool:
    """Say whether a line is long enough to be prose and is no link."""
    return len(line.text.encode()) >= _LONG and line.linked * 2 < len(line.text)


def ends_as_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does, in whatever script."""
    return text[-1:] in _ENDS


def home_of(line: Block) -> HtmlElement:
    """Return the box that a line stands in as one of several: above its paragraph, list, quotation or table."""
    above = line.element.getparent()
    while above is not None and above.tag in _PARTS:
        above = above.getparent()
    return line.element if above is None else above


@dataclass(frozen=True)
class Choice:
    """The lines chosen, in order, and the boxes that are the article's."""

    lines: tuple[Block, ...]
    homes: frozenset[HtmlElement]  # which hold the article's prose
    listed: frozenset[int]  # the positions of rows of lists that the text leads up to
    after: tuple[Block, ...]  # the lines of the page below the last one chosen
    passed: tuple[Block, ...]  # what the extractor took from boxes that are not the article's

    @cached_property
    def strangers(self) -> frozenset[int]:
        """The positions of lines that stand in a box without the article's prose."""
        return frozenset(n for n, line in enumerate(self.lines) if home_of(line) not in self.homes)


def choose(page: Sequence[Block], found: Sequence[Block], stated: str, cards: Collection[HtmlElement]) -> Choice | None:
    """Choose the passages; None where what the extractor found does not stand on the page.

    `stated` is the text that the page's data states, or empty; no line in one of the `cards` is chosen.
    """
    carded = _inside(page, cards)
    matching = _votes(page, [*(line.text for line in found), stated])
    matched = sum(len(page[n].text) for n in matching)
    votes = [n for n in matching if n not in carded]
    long = [n for n in votes if is_long(page[n])]
    if not long or matched < _MATCHED * sum(len(line.text) for line in found if line.rank != "h1"):
        return None
    voted = set(votes)
    prose = _Prose(page, long, voted)
    chosen = [n for n, line in enumerate(page) if n not in carded and prose.takes(n, line, is_voted=n in voted)]
    lines = tuple(page[n] for n in chosen)
    passed = tuple(page[n] for n in sorted(voted.difference(chosen)) if len(page[n].text) > _TELLING)
    listed = frozenset(at for at, n in enumerate(chosen) if n in prose.listed)
    return Choice(lines, prose.homes, listed, tuple(page[chosen[-1] + 1 :]), passed)


class _Prose:
    """Where on the page the article's prose stands, by the long lines that have a vote."""

    def __init__(self, page: Sequence[Block], long: Sequence[int], voted: Collection[int]) -> None:
        sizes: Counter[tuple[str, str, str]] = Counter()
        for n in long:
            sizes[_shape(page[n])] += len(page[n].text)
        enough = _MAIN_SHARE * sizes.total()
        self.shapes = {shape for shape, size in sizes.items() if size >= enough}
        main = [n for n in long if _shape(page[n]) in self.shapes] or list(long)
        self.homes = frozenset(home_of(page[n]) for n in main)
        self.first, self.last = main[0], main[-1]
        self.title = max((n for n in range(self.first) if page[n].tag == "h1"), default=self.first)
        self.long = frozenset(long)
        self.mixed = {home_of(line) for n, line in enumerate(page) if n not in voted}
        self.listed = self._introduced(page)

    def _introduced(self, page: Sequence[Block]) -> frozenset[int]:
        """Return the positions of the rows of lists that a sentence of the article leads up to by a colon."""
        found: set[int] = set()
        for n, line in enumerate(page[1:], 1):
            above = page[n - 1]
            leads = above.tag == "p" and above.text[-1] in ":：" and len(above.text.encode()) >= _SENTENCE
            if line.tag == "li" and (n - 1 in found or (leads and home_of(above) in self.homes)):
                found.add(n)
        return frozenset(found)

    def takes(self, n: int, line: Block, *, is_voted: bool) -> bool:
        """Say whether the line is taken: the extractor's choice, or its equal in the same box."""
        if n in self.long or n in self.listed:
            return True
        between = self.first <= n <= self.last
        if line.apart or line.tag == "h1":
            return is_voted and line.tag == "h1"
        at_home = home_of(line) in self.homes
        if is_voted:
            return at_home or (between and home_of(line) not in self.mixed)
        if line.tag not in _PROSE or (line.linked * 2 >= len(line.text) and not _is_linked_sentence(line)):
            return False
        if between:
            return (at_home or _shape(line) in self.shapes) and (line.tag != "p" or _is_sentence(line))
        return line.tag == "p" and _is_sentence(line) and (at_home or self._leads(n, line))

    def _leads(self, n: int, line: Block) -> bool:
        """Say whether a paragraph between the headline and the text is its beginning, in a box named as such."""
        if not self.title < n < self.first or not is_long(line) or not ends_as_sentence(line.text):
            return False
        boxes = (line.element, *islice(line.element.iterancestors(), 2))
        names = " ".join(f"{box.get('class') or ''} {box.get('id') or ''} {box.get('itemprop') or ''}" for box in boxes)
        return _LEAD.search(names) is not None and _NO_LEAD.search(names) is None and boxes[1].tag != "header"


def _is_linked_sentence(line: Block) -> bool:
    """Say whether a line that is a link is a sentence of the article all the same: headlines have no full stop."""
    return line.tag == "p" and len(line.text.encode()) >= _LONG and line.text[-1] in ".。”»"


def _is_sentence(line: Block) -> bool:
    size = len(line.text.encode())
    return size >= _LONG or (size >= _SENTENCE and ends_as_sentence(line.text))


def _shape(line: Block) -> tuple[str, str, str]:
    """Return what a line's box has in common with the boxes of its equals, where each paragraph has its own."""
    home = home_of(line)
    return str(home.tag), home.get("class") or "", line.tag


def _votes(page: Sequence[Block], texts: Sequence[str]) -> list[int]:
    """Return the positions of the page's lines that stand in the texts, white space apart."""
    exact = {_squash(text) for text in texts}
    whole = "\n".join(_squash(text) for text in texts)
    searched = 0
    votes = []
    for n, line in enumerate(page):
        squashed = _squash(line.text)
        if squashed in exact:
            votes.append(n)
        elif len(squashed) >= _TELLING and searched < _MOST_SEARCHED:
            searched += len(whole)
            if squashed[:_LONG] in whole or squashed[-_LONG:] in whole:
                votes.append(n)
    return votes


def _squash(text: str) -> str:
    return "".join(text.split())


def _inside(page: Sequence[Block], boxes: Collection[HtmlElement]) -> frozenset[int]:
    """Return the positions of the lines in one of the boxes."""
    if not boxes:
        return frozenset()
    within = {element for box in boxes for element in box.iter()}
    return frozenset(n for n, line in enumerate(page) if line.element in within)
