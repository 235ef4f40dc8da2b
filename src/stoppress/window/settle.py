"""Repair events with what became known since: move articles, split off strangers, merge events that proved one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

import numpy as np

from stoppress.domain.event import Repair, RepairKind
from stoppress.stages.cluster import MERGED_FROM, Candidate, evidence, is_better, is_stranger, probability
from stoppress.window.kernels import Comparison, Query, compare
from stoppress.window.store import Store

_ROUNDS = 4  # an event that grew may prove one with a third
_LOOKED_AT = 16  # articles of an event that are looked at again, the newest
_VOICES = 8  # articles of an event that say whether it is one with another, the newest
_NEVER = -8.0  # log-odds of an event that is no candidate


class Events(Protocol):
    """What repairs need of a window: events by slot and by key."""

    def slot_of(self, key: str) -> int | None:
        """Return the slot of the event with this key; None where there is none."""

    def key_at(self, slot: int) -> str:
        """Return the key of the event in this slot."""

    def id_of(self, number: int) -> str:
        """Return the id of the article with this number."""

    def open(self, key: str) -> int:
        """Return the slot of the event with this key, opening it where there is none."""

    def transfer(self, numbers: Iterable[int], slot: int) -> None:
        """Take articles out of their events and put them into the one in this slot."""

    def weigh(self, query: Query, *, skipped: int = -1, but: int = -1) -> Comparison:
        """Return features, slots and log-odds of the events that may be what the query tells of."""


class Settler:
    """Repairs of one window, of whose articles this is the store."""

    def __init__(self, window: Events, store: Store) -> None:
        self._window = window
        self._store = store
        self._repairs: list[Repair] = []

    def settle(self, touched: Iterable[str]) -> list[Repair]:
        """Repair the events with these keys, and those that change by it; return what was done, in order."""
        changed = dict.fromkeys(touched)
        for _ in range(_ROUNDS):
            n_repairs = len(self._repairs)
            slots = [slot for key in changed if (slot := self._window.slot_of(key)) is not None]
            changed = dict.fromkeys((*self._look_again(slots), *self._merge(slots)))
            if len(self._repairs) == n_repairs:
                break
        return self._repairs

    def _look_again(self, slots: list[int]) -> Iterator[str]:
        """Move or split off articles that are strangers where they stand; give the keys of events that grew."""
        for slot in slots:
            for number in list(islice(self._store.members(slot), _LOOKED_AT)):
                yield from self._place_again(number, slot)

    def _place_again(self, number: int, own: int) -> Iterator[str]:
        others = int(self._store.events["size"][own]) > 1
        home, best = self._weigh(number, own)
        at_home = home.log_odds if home else _NEVER
        if not others:
            if best and self._takes(best, own):
                yield self._move(number, own, best)
        elif best and is_better(best.log_odds, at_home):
            yield self._move(number, own, best)
        elif is_stranger(at_home):
            yield self._split(number, own, home)

    def _weigh(self, number: int, own: int) -> tuple[Candidate | None, Candidate | None]:
        """Return the article's own event and the likeliest other, were it to come now; None for one that is neither."""
        features, slots, odds = self._window.weigh(self._store.query_of(number), skipped=number)
        home = best = -1
        for place, slot in enumerate(slots.tolist()):
            if slot == own:
                home = place
            elif odds[place] > (odds[best] if best >= 0 else 0):
                best = place

        def candidate(place: int) -> Candidate | None:
            if place < 0:
                return None
            return Candidate(self._window.key_at(slots[place]), float(odds[place]), tuple(features[place].tolist()))

        return candidate(home), candidate(best)

    def _takes(self, other: Candidate, own: int) -> bool:
        """Say whether an event takes the only article of another: of two such, the one opened first stays."""
        slot = self._window.open(other.event)
        return bool(self._store.events["size"][slot] > 1) or self._opened(slot) < self._opened(own)

    def _opened(self, slot: int) -> int:
        return int(self._store.events["number"][slot])

    def _move(self, number: int, own: int, best: Candidate) -> str:
        self._note(RepairKind.MOVE, [number], own, best)
        self._window.transfer([number], self._window.open(best.event))
        return best.event

    def _split(self, number: int, own: int, home: Candidate | None) -> str:
        goal = f"{self._window.key_at(own)}/{number}"
        against = Candidate(goal, -home.log_odds, home.features) if home else Candidate(goal, -_NEVER, ())
        self._note(RepairKind.SPLIT, [number], own, against)
        self._window.transfer([number], self._window.open(goal))
        return goal

    def _merge(self, slots: list[int]) -> Iterator[str]:
        """Merge events with the one that they most likely are, the likeliest pair first; give the keys that grew.

        An event of one article is left out: that article moves, if it should.
        """
        sizes = self._store.events["size"]
        grown = (slot for slot in slots if sizes[slot] > 1)
        pairs = [(*pair, slot) for slot in grown if (pair := self._partner(slot)) is not None]
        used: set[int] = set()
        for odds, other, slot in sorted(pairs, key=lambda pair: -pair[0]):
            if slot in used or other in used:
                continue
            used |= {slot, other}
            kept, lost = sorted((slot, other), key=self._opened)
            numbers = list(self._store.members(lost))
            self._note(RepairKind.MERGE, numbers, lost, self._as_one(numbers[0], kept, odds))
            self._window.transfer(numbers, kept)
            yield self._window.key_at(kept)

    def _as_one(self, number: int, slot: int, odds: float) -> Candidate:
        """Return an event as what an article of another is compared with."""
        features, _ = compare(self._store.query_of(number), self._store.view(), np.array([slot]), number)
        return Candidate(self._window.key_at(slot), odds, tuple(features[0].tolist()) if len(features) else ())

    def _partner(self, slot: int) -> tuple[float, int] | None:
        """Return the log-odds and the slot of the event that this one most likely is, if they prove one."""
        voices = self._voices(slot)
        best: tuple[float, int] | None = None
        for other, odds in voices.items():
            if odds <= MERGED_FROM or (best is not None and odds <= best[0]):
                continue
            both = odds
            if self._store.events["size"][other] > 1:
                both = (odds + self._voices(other).get(slot, _NEVER)) / 2
            if both > MERGED_FROM and (best is None or both > best[0]):
                best = both, other
        return best

    def _voices(self, slot: int) -> dict[int, float]:
        """Return the mean log-odds by which the event's articles, were they to come now, would join each other."""
        sums: dict[int, float] = {}
        numbers = list(islice(self._store.members(slot), _VOICES))
        for number in numbers:
            _, slots, odds = self._window.weigh(self._store.query_of(number), skipped=number, but=slot)
            for other, one in zip(slots.tolist(), odds.tolist(), strict=True):
                sums[other] = sums.get(other, 0.0) + max(one, _NEVER) - _NEVER
        return {other: total / len(numbers) + _NEVER for other, total in sums.items()}

    def _note(self, kind: RepairKind, numbers: list[int], source: int, goal: Candidate) -> None:
        articles = tuple(self._window.id_of(number) for number in sorted(numbers))
        spoke = evidence(goal, ()) if goal.features else ()
        score = probability(goal.log_odds)
        self._repairs.append(Repair(kind, articles, self._window.key_at(source), goal.event, score, spoke))
