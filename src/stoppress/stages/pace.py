"""Decide when a feed is asked again: often enough to be early, no oftener than it asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

_POLLS_A_GAP = 10  # news is then late by a tenth of the time that usually passes between news, at most
_NEWEST_SHARE = 0.2  # of the latest gap in the usual one
_LONGEST_STATED = timedelta(hours=1)  # that a feed is let alone because it states so: some state a day, and are news
_SILENT = 8  # usual gaps without news that are no chance
_SHORTEST_SILENCE = timedelta(hours=12)  # nights are silent
_FAILURES = 6  # in a row; the last but one came half an hour after the first
_EMPTY_PAGES = 5  # in a row


@dataclass(frozen=True, slots=True)
class Habit:
    """How often an outlet has news in a feed."""

    last_new_at: datetime | None = None  # when entries last were new
    usual_gap: timedelta | None = None  # between times with new entries, smoothed; None: not known yet

    def after(self, *, now: datetime) -> Habit:
        """Return the habit with new entries seen now."""
        if self.last_new_at is None:
            return Habit(now, None)
        gap = max(timedelta(0), now - self.last_new_at)
        usual = gap if self.usual_gap is None else self.usual_gap * (1 - _NEWEST_SHARE) + gap * _NEWEST_SHARE
        return Habit(now, usual)


@dataclass(frozen=True, slots=True)
class Pace:
    """The operator's limits of the time between two polls."""

    shortest: timedelta
    longest: timedelta
    as_stated: bool = True  # what feeds state is respected


def interval(habit: Habit, pace: Pace, *, now: datetime) -> timedelta:
    """Return the time between polls that an outlet's habit asks for: less the more often it has news."""
    if habit.usual_gap is None or habit.last_new_at is None:
        return pace.shortest
    gap = max(habit.usual_gap, now - habit.last_new_at)
    return min(max(gap / _POLLS_A_GAP, pace.shortest), max(pace.longest, pace.shortest))


def next_poll_at(
    wanted: timedelta, stated: timedelta, skipped_hours: Collection[int], pace: Pace, *, now: datetime
) -> datetime:
    """Return when to ask again: not before what was stated (ttl, max-age), nor in hours that the feed skips (UTC)."""
    if not pace.as_stated:
        return now + wanted
    moment = now + max(wanted, min(stated, _LONGEST_STATED))
    for _ in range(24):
        if moment.hour not in skipped_hours:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return now + wanted  # one that skips every hour means something else


def is_outage(polled_at: datetime | None, habitual: timedelta, *, now: datetime) -> bool:
    """Say whether so long has passed since the last answer that news may have gathered."""
    return polled_at is not None and now - polled_at > max(timedelta(minutes=15), 5 * habitual)


def dark_reason(habit: Habit, failures: int, empty_pages: int, *, now: datetime) -> str:
    """Say why an operator should look at a feed; "" where nothing is the matter."""
    if failures >= _FAILURES:
        return f"no answer to the last {failures} polls"
    if empty_pages >= _EMPTY_PAGES:
        return f"no article text on the last {empty_pages} pages: their layout may have changed"
    if habit.usual_gap is None or habit.last_new_at is None:
        return ""
    silent = now - habit.last_new_at
    if silent <= max(_SHORTEST_SILENCE, _SILENT * habit.usual_gap):
        return ""
    return f"nothing new for {_spoken(silent)}; usual are {_spoken(habit.usual_gap)}"


def _spoken(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
