"""How common terms are in the news at large: what rarity rests on until enough articles have arrived.

`background_en.txt` is `count_background` of the 840 English articles of PolNeAR's training part (US politics,
2016), which are no part of any set that clustering is measured on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from stoppress.stages.cluster import Terms

_FEWEST = 4  # articles; a term of fewer is as good as unknown


@lru_cache(maxsize=32)
def load_background(language: str) -> tuple[int, Mapping[str, int]]:
    """Return the number of articles counted and in how many of them each term stands; (0, {}) for most languages."""
    place = files("stoppress.window") / f"background_{language}.txt"
    if not language.isalpha() or not place.is_file():
        return 0, {}
    first, *lines = place.read_text("utf-8").splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines)
    return int(first), {term: int(count) for term, count in pairs}


def count_background(articles: Iterable[Terms]) -> str:
    """Write the contents of a background file: the number of articles, then a line `term count` for each term."""
    counts: Counter[str] = Counter()
    total = 0
    for terms in articles:
        total += 1
        counts.update(terms.texts)
    kept = sorted(term for term, count in counts.items() if count >= _FEWEST)
    return "".join([f"{total}\n", *(f"{term} {counts[term]}\n" for term in kept)])
