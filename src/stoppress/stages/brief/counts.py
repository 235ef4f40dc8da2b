"""Bring the figures of several reports together: which count the same, and which cannot all be true."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoppress.domain.brief import Count, Difference, DifferenceKind, Told
from stoppress.stages.figures import agree, find_figures
from stoppress.stages.figures.alike import Sited, has_grown, may_be_same, pair_signs, prior, rarity, site
from stoppress.stages.figures.weights import LEAST_SAME, SAME_COUNT
from stoppress.stages.likeness import log_odds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from stoppress.stages.brief.excerpts import Read

_FIGURES = 160  # of an event that are compared with each other: those at the heads of the reports, where there are more
_FEWEST = 5  # of a report
_LATER = 12 * 3600  # seconds after which a count told as of another day or hour is another count
_LITTLE = 1e-6  # of a value: what floats may be apart
_RESTRICTED = re.compile(
    r"\b(?:counted|counts|counting|includes|including) only\b|\bnot counting\b|\bexcluding\b|\bonly those\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of different outlets that count the same, with the log-odds that they do."""

    odds: float
    one: int  # numbers of the figures
    other: int


@dataclass(slots=True)
class Compared:
    """All figures of an event, and which count the same."""

    sited: list[Sited]
    pairs: list[Pair] = field(default_factory=list)

    def groups(self) -> list[list[int]]:
        """Return the figures by what they count, in order of appearance."""
        home = list(range(len(self.sited)))
        for pair in self.pairs:
            old, new = home[pair.other], home[pair.one]
            home = [new if number == old else number for number in home]
        found: dict[int, list[int]] = {}
        for at, number in enumerate(home):
            found.setdefault(number, []).append(at)
        return list(found.values())


def site_all(reads: Sequence[Read]) -> list[list[Sited]]:
    """Return the figures of each report among their words."""
    return [site(_told(read)) if read.language == "en" else [] for read in reads]


def _told(read: Read) -> Iterator[Told]:
    for figure in find_figures(read.text):
        sentence = read.excerpt(read.sentence_at(figure.span[0]))
        yield Told(read.excerpt(figure.span), sentence, figure, read.speaker_at(figure.span[0]))


def compare(
    by_report: Sequence[Sequence[Sited]], weights: Mapping[str, float] = SAME_COUNT, least: float = LEAST_SAME
) -> Compared:
    """Pair the figures that count the same, the likeliest first; one of a report with one of another."""
    sited = [one for report in by_report for one in report]
    rare = rarity(sited)
    most = max(_FIGURES // max(len(by_report), 1), _FEWEST)
    numbers, first = [], 0
    for report in by_report:
        numbers.append(range(first, first + min(len(report), most)))
        first += len(report)
    likely = [
        Pair(odds, one, other)
        for at, ones in enumerate(numbers)
        for others in numbers[at + 1 :]
        for one in ones
        for other in others
        if may_be_same(sited[one], sited[other]) and (odds := _odds(sited[one], sited[other], rare, weights)) >= least
    ]
    return Compared(sited, _best(likely, sited))


def _odds(one: Sited, other: Sited, rare: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return log_odds(pair_signs(one, other, rare), weights) + prior(one, other)


def _best(likely: Sequence[Pair], sited: Sequence[Sited]) -> list[Pair]:
    """Keep the likeliest pairs in which no figure counts the same as two of one report."""
    taken: set[tuple[int, str]] = set()
    kept = []
    for pair in sorted(likely, key=lambda pair: (-pair.odds, pair.one, pair.other)):
        ends = {
            (pair.one, sited[pair.other].told.excerpt.article),
            (pair.other, sited[pair.one].told.excerpt.article),
        }
        if not ends & taken:
            taken |= ends
            kept.append(pair)
    return kept


def counts(compared: Compared) -> tuple[Count, ...]:
    """Return the counts that the reports give, those given by more articles first, then in order of appearance."""
    conflicts = {number for pair in compared.pairs if not _agree(pair, compared) for number in (pair.one, pair.other)}
    found = []
    for group in compared.groups():
        told = tuple(compared.sited[number].told for number in group)
        found.append(Count(_name(told), told, not conflicts.intersection(group)))
    return tuple(sorted(found, key=lambda count: -len({told.excerpt.article for told in count.told})))


def _agree(pair: Pair, compared: Compared) -> bool:
    return agree(compared.sited[pair.one].told.figure, compared.sited[pair.other].told.figure)


def _name(group: Sequence[Told]) -> str:
    """Name a count by the fullest words for what is counted."""
    return max((told.figure.counted for told in group), key=len, default="")


def figure_differences(compared: Compared, published: Mapping[str, datetime | None]) -> tuple[Difference, ...]:
    """Return the counts on which reports of different outlets differ, each side by the sentence that tells it.

    `published` is when each article was published. A figure that can have grown out of an earlier report's agrees with
    it; so does one beside which the other report's figure stands too.
    """
    apart = [
        pair for pair in compared.pairs if not _agree(pair, compared) and not _explained(pair, compared, published)
    ]
    differences = []
    for group in compared.groups():
        members = set(group)
        inside = [pair for pair in apart if pair.one in members]
        numbers = [number for number in group if any(number in {pair.one, pair.other} for pair in inside)]
        sides = {
            compared.sited[number].told.excerpt.article: compared.sited[number].told.sentence
            for number in reversed(numbers)
        }
        if len(sides) > 1:
            name = _name([compared.sited[number].told for number in group])
            ordered = sorted(sides, key=lambda article: min(
                number for number in numbers if compared.sited[number].told.excerpt.article == article))  # fmt: skip
            differences.append(Difference(DifferenceKind.FIGURE, name, tuple(sides[article] for article in ordered)))
    return tuple(differences)


def _explained(pair: Pair, compared: Compared, published: Mapping[str, datetime | None]) -> bool:
    one, other = compared.sited[pair.one], compared.sited[pair.other]
    first, second = published.get(one.told.excerpt.article), published.get(other.told.excerpt.article)
    if first is not None and second is not None:
        seconds = (second - first).total_seconds()
        if abs(seconds) > _LATER and (other if seconds > 0 else one).as_of and not one.as_of & other.as_of:
            return True
        if has_grown(one, other, seconds=seconds) or has_grown(other, one, seconds=-seconds):
            return True
    if _RESTRICTED.search(one.told.sentence.words) or _RESTRICTED.search(other.told.sentence.words):
        return True
    ways = ((one, other), (other, one))
    return any(_tells_too(here, there, compared) or _adds_up(here, there, compared) for here, there in ways)


def _adds_up(one: Sited, other: Sited, compared: Compared) -> bool:
    """Say whether the figures of one kind in one sentence come to the other figure: "5 per cent now and 4 later", 9."""
    beside = [
        sited.told.figure.value
        for sited in compared.sited
        if sited.told.sentence == one.told.sentence and sited.told.figure.unit == one.told.figure.unit
    ]
    return len(beside) > 1 and abs(sum(beside) - other.told.figure.value) < _LITTLE * other.told.figure.value


def _tells_too(one: Sited, other: Sited, compared: Compared) -> bool:
    """Say whether the report of one figure tells the other's value too, of a like thing."""
    figure = other.told.figure
    return any(
        beside.told.figure.value == figure.value
        and beside.told.figure.unit == figure.unit
        and (beside.told.figure.state == figure.state or beside.told.figure.head == figure.head)
        for beside in compared.sited
        if beside.told.excerpt.article == one.told.excerpt.article
    )
