"""The terms of the articles in the window, numbered, and how rare each is among all that have arrived."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np

from stoppress.stages.cluster import Terms, term_weight
from stoppress.window.background import load_background
from stoppress.window.vectors import Vector

# Articles that the background counts for, or, of a language without one, articles that held no word twice. Anything
# from 50 to 1000 does alike on the labelled sets; a greater prior lets the place names of a local paper, which no
# background knows, join whatever happens there.
_PRIOR = 100
_UNSEEN = 0.5  # of an article: added to every count
_HALVED_AT = 200_000  # articles of a language, after which all its counts are halved: they stay bounded, and forget


Weighed = tuple[dict[str, float], dict[str, float]]
"""The weights of an article's terms, whole and opening, each of length one together."""


class Lexicon:
    """Numbers of terms, and document frequencies by language."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.number_by_term: dict[str, int] = {}
        self.totals: Counter[str] = Counter()
        self.counts: dict[str, Counter[str]] = {}

    def count(self, terms: Terms) -> None:
        """Take an article that arrived into the frequencies."""
        counts = self.counts.setdefault(terms.language, Counter())
        counts.update(terms.whole.keys())
        self.totals[terms.language] += 1
        if self.totals[terms.language] >= _HALVED_AT:
            self.totals[terms.language] //= 2
            self.counts[terms.language] = Counter({term: n // 2 for term, n in counts.items() if n > 1})

    def weigh(self, terms: Terms) -> Weighed:
        """Weigh an article's terms by how often it has them and how rare they are.

        Rarity is the logarithm of the inverse share of articles with the term, among those counted, the language's
        background and this one; at least 0.
        """
        counted, common = load_background(terms.language)
        share = _PRIOR / counted if counted else 0.0
        seen = self.counts.get(terms.language, Counter[str]()).get
        total, known, log = self.totals[terms.language] + _PRIOR + 1, common.get, math.log
        rarity = {term: log(total / (seen(term, 0) + 1 + share * known(term, 0) + _UNSEEN)) for term in terms.whole}
        return _of_length_one(terms.whole, rarity), _of_length_one(terms.opening, rarity)

    def number(self, weights: Mapping[str, float]) -> Vector:
        """Return weights by term as a vector, giving new terms a number."""
        for term in weights:
            if term not in self.number_by_term:
                self.number_by_term[term] = len(self.terms)
                self.terms.append(term)
        return self.known(weights)

    def known(self, weights: Mapping[str, float]) -> Vector:
        """Return weights by term as a vector; terms without a number stand in no article here, and are left out."""
        numbers = self.number_by_term
        numbered = sorted((numbers[term], weight) for term, weight in weights.items() if term in numbers)
        ids = np.fromiter((number for number, _ in numbered), np.int32, len(numbered))
        return Vector(ids, np.fromiter((weight for _, weight in numbered), np.float32, len(numbered)))


def _of_length_one(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Weigh the terms and scale the weights to length one; terms that say nothing are left out."""
    weights = {term: term_weight(n, rarity[term]) for term, n in counts.items() if rarity.get(term, 0.0) > 0}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}
