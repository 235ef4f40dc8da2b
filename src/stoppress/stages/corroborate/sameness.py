"""Find, among claims already grouped, the group that says the same, without comparing every pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from stoppress.domain.claim import QuoteKind, Speaker
from stoppress.stages.corroborate.carriers import Placed, surname
from stoppress.stages.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHORT = 4  # words; a shorter quotation is the same claim only from the same speaker
_QUOTED_SHARE = 0.8  # of the shorter quotation's words: trims and typing errors stay above it
_INDIRECT_SHARE = 0.6  # of the shorter content's stems; wordings of one statement by two writers
_FEWEST_SHARED = 3  # stems; fewer are shared by chance
_COMPARED = 32  # members of a group, the first of each wording; what is like none of them is another claim

_Element = tuple[str, str, str, int]  # kind and name of the speaker, a word or stem, how often it stood before


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of an attribution."""

    surname: str
    speaker: tuple[str, str] | None  # equal for one speaker
    quoted: bool
    said: frozenset[tuple[str, int]]  # words, each with how often it stood before
    stems: frozenset[str]

    @property
    def telling(self) -> frozenset[str]:
        """The stems or, where all are stop words, the words."""
        return self.stems or frozenset(word for word, _ in self.said)


def read_wording(one: Placed) -> Wording:
    """Read what is compared of an attribution, once."""
    text = one.article.text
    said = Counter(word for span in one.attribution.content for word in words(text[slice(*span)]))
    counted = frozenset((word, before) for word, count in said.items() for before in range(count))
    quoted = one.attribution.kind is not QuoteKind.INDIRECT
    return Wording(surname(one.speaker), _speaker_key(one.speaker), quoted, counted, one.stems)


def _speaker_key(speaker: Speaker | None) -> tuple[str, str] | None:
    """Name a speaker by surname, else body, else role."""
    if speaker is None:
        return None
    if surname(speaker):
        return "name", surname(speaker)
    if speaker.body:
        return "body", speaker.body.casefold()
    return "role", (speaker.role or "").casefold()


def say_the_same(one: Wording, other: Wording) -> bool:
    """Tell one statement of one source in two wordings.

    That is one quotation, trimmed or with typing errors, of which one report may not tell the speaker; or, of one
    speaker, one statement in the words of two writers.
    """
    together = one.speaker is not None and one.speaker == other.speaker
    if one.quoted and other.quoted and _quote_the_same(one, other, together=together):
        return True
    if not together:
        return False
    common = len(one.stems & other.stems)
    return common >= _FEWEST_SHARED and common >= _INDIRECT_SHARE * min(len(one.stems), len(other.stems))


def _quote_the_same(one: Wording, other: Wording, *, together: bool) -> bool:
    fewer = min(len(one.said), len(other.said))
    if one.surname and other.surname and one.surname != other.surname:
        return False
    if len(one.said & other.said) < _QUOTED_SHARE * fewer:
        return False
    return fewer >= _SHORT or (together and one.said == other.said)


class Groups:
    """Groups of wordings, numbered from 0 in order of opening.

    Two indexes give the wordings worth comparing: quotations by word, and all by speaker and stem. Of two sets that
    share a given part of the smaller, the smaller has no more elements outside the other than the rest: of one element
    more, one is shared. Each wording is posted under so many of its elements, the rarest, and under all.
    """

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self._counts: Counter[_Element] = Counter()
        for wording in wordings:
            for elements, _ in _elements(wording):
                self._counts.update(elements)
        self._compared: list[set[Wording]] = []  # by group
        self._telling: list[set[str]] = []  # by group: the telling words of all its wordings
        self._posted: list[tuple[int, Wording]] = []  # with the number of the group
        self._by_rare: defaultdict[_Element, list[int]] = defaultdict(list)  # places in `_posted`
        self._by_any: defaultdict[_Element, list[int]] = defaultdict(list)

    def put(self, wording: Wording) -> int:
        """Put a wording into the earliest group with one that says the same, or open one; return its number."""
        keys = [(elements, self._rarest(elements, needed)) for elements, needed in _elements(wording)]
        home = self._find(wording, keys)
        if home is None:
            home = len(self._compared)
            self._compared.append(set())
            self._telling.append(set())
        self._telling[home] |= wording.telling
        if len(self._compared[home]) < _COMPARED and wording not in self._compared[home]:
            self._compared[home].add(wording)
            for elements, rare in keys:
                for element in elements:
                    self._by_any[element].append(len(self._posted))
                for element in rare:
                    self._by_rare[element].append(len(self._posted))
            self._posted.append((home, wording))
        return home

    def _find(self, wording: Wording, keys: Sequence[tuple[Sequence[_Element], Sequence[_Element]]]) -> int | None:
        found: set[int] = set()
        for elements, rare in keys:
            found.update(*(self._by_any.get(element, ()) for element in rare))
            found.update(*(self._by_rare.get(element, ()) for element in elements))
        others = sorted((self._posted[place] for place in found), key=itemgetter(0))
        same = (home for home, other in others if say_the_same(wording, other) and self._tells(home, wording))
        return next(same, None)

    def _tells(self, home: int, wording: Wording) -> bool:
        """Say whether a group has enough of a wording's telling words: "that will have to" is in many quotations."""
        needed = min(_FEWEST_SHARED, len(wording.telling))
        return len(wording.telling & self._telling[home]) >= needed

    def _rarest(self, elements: Sequence[_Element], needed: int) -> list[_Element]:
        """Return so many of the elements, the rarest, that without one of them fewer than needed are left."""
        most = max(0, len(elements) - needed + 1)
        return sorted(elements, key=lambda element: (self._counts[element], element))[:most]


def _elements(wording: Wording) -> list[tuple[list[_Element], int]]:
    """Return what a wording is found by, and how many of it a wording that is no shorter must share."""
    told = [(*wording.speaker, stem, 0) for stem in wording.stems] if wording.speaker else []
    found = [(told, max(_FEWEST_SHARED, _part(_INDIRECT_SHARE, told)))]
    if wording.quoted:
        quoted = [("", "", *word) for word in wording.said]
        found.append((quoted, _part(_QUOTED_SHARE, quoted)))
    return found


def _part(share: float, elements: Sequence[_Element]) -> int:
    return ceil(share * len(elements) - 1e-9)
