"""Find what several outlets tell in words of their own: sentences that share their rare words."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from stoppress.domain.brief import Shared
from stoppress.stages.likeness import rarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoppress.domain.claim import Span
    from stoppress.stages.brief.excerpts import Read

_FEWEST = 4  # stems that two sentences share
_SHARE = 0.4  # of the shorter sentence's stems, each weighed by its rarity in the event
_SHARE_OF_RUNS = 0.2  # the same, where the sentences share two runs of two stems ("Mother Heroine", "Soviet-era")
_RUNS = 2
_LONGEST = 400  # sentences of an event that are compared: the heads of the articles, where there are more
_Place = tuple[int, "Span"]  # number of the report, sentence


def shared(reads: Sequence[Read]) -> tuple[Shared, ...]:
    """Return what outlets of different names tell alike, what more of them tell first; one sentence of each article.

    Two sentences tell the same where they share four stems and, weighed by rarity in the event, two fifths of the
    shorter; or a fifth, with two rare runs of two stems. Compared are only sentences that share
    stems, by an inverted index.
    """
    most = max(_LONGEST // max(len(reads), 1), 5)
    places = [(number, sentence) for number, read in enumerate(reads) for sentence in read.sentences[:most]]
    stems_by_place = {place: reads[place[0]].stems_of(place[1]) for place in places}
    weights = rarity(stems_by_place.values())
    groups: list[dict[int, Span]] = []
    for one, other in _alike(reads, places, stems_by_place, weights):
        _join(groups, one, other)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group.items())))
    return tuple(
        Shared(tuple(reads[number].excerpt(sentence) for number, sentence in sorted(group.items())))
        for group in ordered
    )


def _alike(
    reads: Sequence[Read],
    places: Sequence[_Place],
    stems_by_place: Mapping[_Place, frozenset[str]],
    weights: Mapping[str, float],
) -> list[tuple[_Place, _Place]]:
    """Return the pairs of sentences of different outlets that tell the same, the most alike first."""
    runs_by_place = {place: reads[place[0]].runs_of(place[1]) for place in places}
    common_runs = Counter(run for runs in runs_by_place.values() for run in runs)
    rare_by_place = {
        place: {run for run in runs if common_runs[run] <= len(reads)} for place, runs in runs_by_place.items()
    }
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    sizes = [sum(weights[stem] for stem in stems_by_place[place]) for place in places]
    found: list[tuple[float, int, int]] = []
    for at, place in enumerate(places):
        overlaps: defaultdict[int, float] = defaultdict(float)
        common: Counter[int] = Counter()
        for stem in stems_by_place[place]:
            for other in by_stem[stem]:
                overlaps[other] += weights[stem]
                common[other] += 1
            by_stem[stem].append(at)
        for other, overlap in overlaps.items():
            if reads[places[other][0]].article.outlet == reads[place[0]].article.outlet or common[other] < _FEWEST:
                continue
            score = overlap / min(sizes[at], sizes[other])
            runs = len(rare_by_place[place] & rare_by_place[places[other]])
            if score >= (_SHARE_OF_RUNS if runs >= _RUNS else _SHARE):
                found.append((score, other, at))
    return [(places[one], places[other]) for _, one, other in sorted(found, key=lambda pair: (-pair[0], pair[1:]))]


def _join(groups: list[dict[int, Span]], one: _Place, other: _Place) -> None:
    """Put two sentences into one group, unless a report of theirs stands there with another sentence."""
    homes = [group for group in groups if group.get(one[0]) == one[1] or group.get(other[0]) == other[1]]
    if not homes:
        groups.append(dict([one, other]))
        return
    home = homes[0]
    for number, sentence in (one, other):
        taken = any(group.get(number) == sentence for group in groups)
        if not taken:
            home.setdefault(number, sentence)
