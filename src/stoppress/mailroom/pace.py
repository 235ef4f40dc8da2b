"""How fast each recipient domain takes mail: one that slows us slows alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_FIRST_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(minutes=15)
_FIRST_GAP = timedelta(seconds=1)
_LONGEST_GAP = timedelta(seconds=30)
_SHORTEST_GAP = timedelta(milliseconds=50)  # shorter than that is none
_HORIZON = timedelta(minutes=1)  # nothing waits longer unseen: the domain may have recovered by then


@dataclass(slots=True)
class _Slowed:
    """A domain that asked for less."""

    gap: timedelta  # between two mails
    rest: timedelta  # after the next refusal
    next_at: datetime  # no mail before
    rests_until: datetime


class Pace:
    """The domains that slowed us, and when each gets its next mail.

    A refusal lets the domain rest and doubles the gap between its mails; each acceptance halves the gap, until
    there is none.
    """

    def __init__(self) -> None:
        self._slowed: dict[str, _Slowed] = {}

    @property
    def is_even(self) -> bool:
        """Say whether no domain is slow."""
        return not self._slowed

    def slow(self, domain: str, *, now: datetime) -> None:
        """Note that a domain wants less; refusals of what was under way already count once."""
        slowed = self._slowed.get(domain)
        if slowed is None:
            slowed = self._slowed[domain] = _Slowed(_FIRST_GAP / 2, _FIRST_REST, now, now)
        elif now < slowed.rests_until:
            return
        slowed.gap = min(slowed.gap * 2, _LONGEST_GAP)
        slowed.rests_until = slowed.next_at = now + slowed.rest * random.uniform(0.8, 1.2)
        slowed.rest = min(slowed.rest * 2, _LONGEST_REST)

    def rest(self, domain: str, *, until: datetime) -> None:
        """Let a domain rest that asked for it otherwise; afterwards it is one that slowed us."""
        slowed = self._slowed.setdefault(domain, _Slowed(_FIRST_GAP, _FIRST_REST, until, until))
        slowed.next_at, slowed.rests_until = max(slowed.next_at, until), max(slowed.rests_until, until)

    def quicken(self, domain: str, *, now: datetime) -> None:
        """Note that a domain took a mail; one that was under way when it began to rest says nothing."""
        slowed = self._slowed.get(domain)
        if slowed is not None and now >= slowed.rests_until:
            slowed.gap /= 2
            if slowed.gap < _SHORTEST_GAP:
                del self._slowed[domain]

    def earliest(self, domain: str, *, now: datetime) -> datetime:
        """Return when a domain may get its next mail: `now`, where nothing speaks against it."""
        slowed = self._slowed.get(domain)
        return now if slowed is None else max(now, slowed.next_at)

    def plan(self, domains: Iterable[str], *, now: datetime) -> Iterator[datetime]:
        """Return for mails to these domains when each may go, `now` or later, if none else goes meanwhile."""
        ahead: Counter[str] = Counter()
        for domain in domains:
            slowed = self._slowed.get(domain)
            if slowed is None:
                yield now
            else:
                moment = max(now, slowed.next_at) + ahead[domain] * slowed.gap
                yield min(moment, max(now, slowed.rests_until) + _HORIZON)
                ahead[domain] += 1

    def admit(self, domain: str, *, now: datetime) -> bool:
        """Say whether a mail may go to a domain now, and count it as gone."""
        slowed = self._slowed.get(domain)
        if slowed is None:
            return True
        if now < slowed.next_at:
            return False
        slowed.next_at = now + slowed.gap
        return True
