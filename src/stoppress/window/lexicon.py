"""How rare each term is among all that have arrived, by language."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.stages.cluster import Kind, Terms
from stoppress.stages.compiled import compiled
from stoppress.stages.text.codes import code_of
from stoppress.window.background import load_background
from stoppress.window.tables import Table, entries, fill, new_table, place_of, room_for

# Articles that the background counts for, or, of a language without one, articles that held no word twice. Anything
# from 50 to 1000 does alike on the labelled sets; a greater prior lets the place names of a local paper, which no
# background knows, join whatever happens there.
_PRIOR = 100.0
_UNSEEN = 0.5  # of an article: added to every count
_HALVED_AT = 4_000_000  # articles of a language, after which its counts are halved: they stay bounded, and forget
_ANY_LANGUAGE = 0xFFFF  # roots and days are counted over all languages
_ROOT, _DAY = int(Kind.ROOT), int(Kind.DAY)
_SALT = 0x9E3779B1


class Columned(NamedTuple):
    """The terms of an article as arrays, in order of their ids."""

    ids: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint8]
    marks: npt.NDArray[np.uint8]  # kind * 4 + place


def ids_of(terms: Terms) -> npt.NDArray[np.uint32]:
    """Return an id for each term, its CRC-32: two of ten million terms seldom share one."""
    return np.fromiter(map(code_of, terms.texts), np.uint32, len(terms.texts))


def columns_of(terms: Terms, ids: npt.NDArray[np.uint32]) -> Columned:
    """Turn terms with these ids into arrays."""
    counts = np.minimum(np.fromiter(terms.counts, np.int64, len(terms.counts)), 255).astype(np.uint8)
    kinds = np.fromiter((ord(text[0]) for text in terms.texts), np.uint8, len(terms.texts)) - np.uint8(ord("0"))
    marks = kinds * np.uint8(4) + np.fromiter(terms.places, np.uint8, len(terms.places))
    _, first = np.unique(ids, return_index=True)
    return Columned(ids[first], counts[first], marks[first])


class Lexicon:
    """In how many articles each term stands, by language."""

    def __init__(self) -> None:
        self.languages: list[str] = []
        self.totals = np.zeros(64, np.float64)  # articles by language; the last row counts all
        self.counts = new_table("f4")

    def number(self, language: str) -> int:
        """Return the number of a language; one that is new brings what its background knows."""
        if language in self.languages:
            return self.languages.index(language)
        if len(self.languages) == len(self.totals) - 1:
            return len(self.languages) - 1  # more languages than the news has: they share a row
        self.languages.append(language)
        number = len(self.languages) - 1
        counted, common = load_background(language)
        self.counts = room_for(self.counts, len(common))
        for text, count in common.items():
            key = _key(code_of(text), number, int(text[0]))
            place = place_of(self.counts.keys, key)
            self.counts.used[0] += self.counts.keys[place] == 0
            self.counts.keys[place] = key
            self.counts.values[place] += _PRIOR * count / counted
        return number

    def rarity(self, found: Columned, language: int) -> npt.NDArray[np.float64]:
        """Return the logarithm of the inverse share of articles with each term, at least 0."""
        return _rarity(found.ids, found.marks, language, self.totals, self.counts.keys, self.counts.values)

    def count(self, found: Columned, language: int) -> None:
        """Take an article that arrived into the counts."""
        self.counts = room_for(self.counts, len(found.ids))
        _count(found.ids, found.marks, language, self.counts)
        self.totals[[language, -1]] += 1
        if self.totals[language] >= _HALVED_AT:
            self._halve()

    def _halve(self) -> None:
        """Halve all counts, of every language: what is seldom and long ago is forgotten."""
        keys, values = entries(self.counts)
        kept = values >= 2
        self.totals = np.floor(self.totals / 2)
        self.restore(self.languages, self.totals, keys[kept], np.floor(values[kept] / 2).astype(np.float32))

    def restore(
        self,
        languages: list[str],
        totals: npt.NDArray[np.float64],
        keys: npt.NDArray[np.uint32],
        values: npt.NDArray[np.float32],
    ) -> None:
        """Take what `entries` gave of an earlier lexicon's counts."""
        self.languages, self.totals = list(languages), totals
        self.counts = room_for(new_table("f4"), len(keys))
        fill(self.counts, keys, values)


@compiled
def _key(term: int, language: int, kind: int) -> int:
    """Return under which key a term is counted; 0 stands for none."""
    if kind in (_ROOT, _DAY):
        language = _ANY_LANGUAGE
    key = (term ^ (language * _SALT)) & 0xFFFFFFFF
    return key if key != 0 else 1


@compiled
def _rarity(
    ids: npt.NDArray[np.uint32],
    marks: npt.NDArray[np.uint8],
    language: int,
    totals: npt.NDArray[np.float64],
    keys: npt.NDArray[np.uint32],
    values: npt.NDArray[np.float32],
) -> npt.NDArray[np.float64]:
    rarity = np.empty(len(ids))
    for n in range(len(ids)):
        kind = marks[n] >> 2
        shared = kind in (_ROOT, _DAY)
        place = place_of(keys, _key(ids[n], language, kind))
        total = totals[-1] if shared else totals[language]
        seen = values[place] if keys[place] != 0 else 0.0
        rarity[n] = max(0.0, math.log((total + _PRIOR + 1) / (seen + 1 + _UNSEEN)))
    return rarity


@compiled
def _count(ids: npt.NDArray[np.uint32], marks: npt.NDArray[np.uint8], language: int, counts: Table) -> None:
    for n in range(len(ids)):
        key = _key(ids[n], language, marks[n] >> 2)
        place = place_of(counts.keys, key)
        if counts.keys[place] == 0:
            counts.keys[place] = key
            counts.used[0] += 1
        counts.values[place] += 1
