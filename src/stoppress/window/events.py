"""The open events: their articles, what these come to together, and an index that finds events by terms."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from stoppress.stages.cluster import STRONGEST_LEFT_OUT, Candidate, Likeness, days_between
from stoppress.window.vectors import EMPTY, Vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_POSTED = 48  # terms of an article by which it is found: the heaviest; the rest tell little and are in many events
_ASKED = 64  # terms of an article by which events are looked for
_COMPARED = 24  # events compared in full with an article: the best by those terms

Times = tuple[datetime, datetime]  # first and last


@dataclass(frozen=True, slots=True)
class Kept:
    """An article in the window."""

    id: str
    number: int  # in order of arrival
    published: datetime | None
    whole: Vector  # of length one, or empty
    opening: Vector

    @property
    def times(self) -> Times | None:
        """First and last moment, the same; None where undated."""
        return (self.published, self.published) if self.published else None


@dataclass(slots=True)
class OpenEvent:
    """An event and the articles that tell of it, in order of arrival; vectors are sums over them."""

    key: str
    number: int  # in order of opening
    articles: list[Kept] = field(default_factory=list)
    whole: Vector = EMPTY
    opening: Vector = EMPTY
    times: Times | None = None


def sum_up(event: OpenEvent, article: Kept) -> None:
    """Add an article to an event."""
    event.articles.append(article)
    first = len(event.articles) == 1
    event.whole = article.whole if first else event.whole.plus(article.whole)
    event.opening = article.opening if first else event.opening.plus(article.opening)
    event.times = _hull(event.times, article.times)


def _hull(a: Times | None, b: Times | None) -> Times | None:
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), max(a[1], b[1])


class Look:
    """What is looked for: an article, or an event (then the vectors are means)."""

    def __init__(self, whole: Vector, opening: Vector, times: Times | None, *, terms: int) -> None:
        self.times = times
        self.asked = whole.heaviest(_ASKED)
        self.whole = whole.dense(terms)
        self.opening = opening.dense(terms)

    def likeness(self, event: OpenEvent, *, without: Kept | None = None) -> Likeness:
        """Compare with an event; `without` one of its articles, of which it must have others."""
        size, whole, opening, times = len(event.articles), event.whole, event.opening, event.times
        if without is not None:
            size, whole, opening = size - 1, whole.minus(without.whole), opening.minus(without.opening)
            others = (article.times for article in event.articles if article is not without)
            times = reduce(_hull, others, None)
        shared = whole.dot_without_top(self.whole, STRONGEST_LEFT_OUT)
        return Likeness(shared / size, opening.dot(self.opening) / size, days_between(self.times, times))


class OpenEvents:
    """Events by key, found by their articles' heaviest terms."""

    def __init__(self, span: timedelta) -> None:
        self.span = span
        self.by_key: dict[str, OpenEvent] = {}  # those longest without a new article first
        self._postings: defaultdict[int, dict[int, float]] = defaultdict(dict)  # by term: weights by slot
        self._slots = Slots()

    def add(self, key: str, number: int, article: Kept) -> None:
        """Add an article to an event, which is opened with this number where there is none."""
        event = self.by_key.pop(key, None) or OpenEvent(key, number)
        self.by_key[key] = event
        self._take_in(event, article)

    def replace(self, key: str, articles: Iterable[Kept]) -> None:
        """Give an event these articles instead of its own; without any it is no more."""
        event = self.by_key[key]
        self._unpost(event)
        event.articles, event.whole, event.opening, event.times = [], EMPTY, EMPTY, None
        for article in sorted(articles, key=lambda article: article.number):
            self._take_in(event, article)
        if not event.articles:
            self._slots.clear(event)
            del self.by_key[key]

    def find(self, look: Look) -> list[OpenEvent]:
        """Return the events most worth comparing, the most promising first; those out of time are left out."""
        found: defaultdict[int, float] = defaultdict(float)
        for term, weight in look.asked:
            for slot, posted in self._postings.get(term, {}).items():
                found[slot] += weight * posted
        return self._slots.best(found, look.times, self.span)

    def candidates(self, look: Look) -> list[Candidate]:
        """Compare what is looked for with the events found."""
        return [Candidate(event.key, look.likeness(event)) for event in self.find(look)]

    def _take_in(self, event: OpenEvent, article: Kept) -> None:
        sum_up(event, article)
        slot = self._slots.note(event)
        for term, weight in article.whole.heaviest(_POSTED):
            posted = self._postings[term]
            posted[slot] = posted.get(slot, 0.0) + weight

    def _unpost(self, event: OpenEvent) -> None:
        slot = self._slots.note(event)
        for article in event.articles:
            for term, _ in article.whole.heaviest(_POSTED):
                if posted := self._postings.get(term):
                    posted.pop(slot, None)
                    if not posted:
                        del self._postings[term]


class Slots:
    """What ranks events, in arrays: size, order of opening, first and last moment; a row (slot) for each event."""

    def __init__(self) -> None:
        self._events: list[OpenEvent | None] = []
        self._slot_by_event: dict[str, int] = {}
        self._free: list[int] = []
        self._rows = np.zeros((1024, 4))

    def note(self, event: OpenEvent) -> int:
        """Take down how the event stands now; return its slot."""
        slot = self._slot_by_event.get(event.key)
        if slot is None:
            slot = self._free.pop() if self._free else len(self._events)
            self._slot_by_event[event.key] = slot
            self._events[slot : slot + 1] = [event]
            if slot >= len(self._rows):
                self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
        times = (event.times[0].timestamp(), event.times[1].timestamp()) if event.times else (math.nan, math.nan)
        self._rows[slot] = (max(1, len(event.articles)), event.number, *times)
        return slot

    def clear(self, event: OpenEvent) -> None:
        """Free the slot of an event that is no more."""
        slot = self._slot_by_event.pop(event.key)
        self._events[slot] = None
        self._free.append(slot)

    def best(self, found: Mapping[int, float], times: Times | None, span: timedelta) -> list[OpenEvent]:
        """Return the events with the best mean of what was found, the best first, of equals that opened earlier."""
        slots = np.fromiter(found.keys(), np.int64, len(found))
        size, number, first, last = self._rows[slots].T
        scores = np.fromiter(found.values(), np.float64, len(found)) / size
        if times is not None:
            apart = np.maximum(times[0].timestamp() - last, first - times[1].timestamp())
            in_time = ~(apart > span.total_seconds())  # unknown times (NaN) are never too far
            slots, scores, number = slots[in_time], scores[in_time], number[in_time]
        order = np.lexsort((number, -scores))[:_COMPARED]
        return [event for slot in slots[order] if (event := self._events[slot]) is not None]


def shared_terms(look: Look, event: OpenEvent, terms: Mapping[int, str] | list[str]) -> list[tuple[str, float]]:
    """Return the terms that both have with their parts of the mean cosine, the greatest part first."""
    parts = look.whole[event.whole.ids] * event.whole.weights / len(event.articles)
    both = [
        (terms[number], part) for number, part in zip(event.whole.ids.tolist(), parts.tolist(), strict=True) if part
    ]
    return sorted(both, key=lambda one: (-one[1], one[0]))
