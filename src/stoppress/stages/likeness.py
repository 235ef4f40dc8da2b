"""Weigh how alike two passages of one event's reports are: by their words, each by its rarity, and by trained signs."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PREFIX = 5  # letters by which derivations are known: "closure" of "closed"


def prefixes(stems: Iterable[str]) -> frozenset[str]:
    """Return stems cut to five letters, so that derivations of one word are one."""
    return frozenset(stem[:_PREFIX] for stem in stems)


def classes_by_stem(groups: Sequence[frozenset[str]]) -> dict[str, frozenset[int]]:
    """Return for each stem the numbers of the groups of synonyms that it stands in."""
    return {
        stem: frozenset(number for number, stems in enumerate(groups) if stem in stems)
        for stem in frozenset().union(*groups)
    }


def rarity(sentences: Iterable[frozenset[str]]) -> dict[str, float]:
    """Return how much each word tells among sentences: the logarithm of one and their number by that which hold it."""
    found = list(sentences)
    counts = Counter(word for sentence in found for word in sentence)
    return {word: log(1 + len(found) / count) for word, count in counts.items()}


def share(one: frozenset[str], other: frozenset[str], rare: Mapping[str, float]) -> float:
    """Return the part of the lesser side's words, by rarity, that both have."""
    least = min(_weight(one, rare), _weight(other, rare))
    return _weight(one & other, rare) / least if least else 0.0


def part(one: frozenset[str], other: frozenset[str], rare: Mapping[str, float]) -> float:
    """Return the part of the words of `one`, by rarity, that `other` has too."""
    whole = _weight(one, rare)
    return _weight(one & other, rare) / whole if whole else 0.0


def _weight(words: frozenset[str], rare: Mapping[str, float]) -> float:
    return sum(rare.get(word, 1.0) for word in words)


def log_odds(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log-odds that signs give by their weights; a sign without a weight says nothing."""
    return sum(weights.get(sign, 0.0) * value for sign, value in signs.items())
