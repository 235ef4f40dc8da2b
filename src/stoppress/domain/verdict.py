"""What judging decides about an event, and the closed list of reasons that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Decision(StrEnum):
    """What to do about an event now."""

    PUBLISH = "publish"
    HOLD = "hold"
    DROP = "drop"


class Reason(StrEnum):
    """Why. A closed list: the only way to explain a verdict."""

    FRESH = "fresh"
    TOLD_BY_INDEPENDENT_OWNERS = "told by independent owners"
    CONFIRMED_WITH_STANDING = "confirmed by a source with standing"
    STALE = "older than the freshness limit"
    ONE_OWNER_ONLY = "told by one owner only"
    NOT_CONFIRMED = "not confirmed by a source with standing"
    DENIED_WITH_STANDING = "denied by a source with standing"
    BEFORE_WATCH = "published before its outlets were watched"
    STAGE_FAILED = "a stage failed"
    NOTHING_TO_SHOW = "no article with a headline or a lede"
    ALERTED_BEFORE = "its reports were alerted with an event in which they stood before"
    MERGED = "its articles stand in another event now"
    NOT_A_REPORT = "no report of one event, only round-ups, live pages, opinion and the like"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with every reason for it; a hold names every condition that is not met."""

    decision: Decision
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """All that a verdict rests on. Times are aware UTC."""

    latest_at: datetime | None  # of the latest report published while watched; None where no time is known
    owners: int  # of independent reports that are news now: published while watched, within the freshness limit
    confirmed: bool  # by a source with standing, in one of those reports
    denied: bool  # likewise
    seen_live: bool  # at least one report was published while its outlet was watched
    has_title: bool  # there is a headline or a lede to show
    alerted_before: bool  # no report is news now, as an alert told of each that would be
    has_report: bool  # at least one article is a report, and not a round-up, a live page, opinion or the like


@dataclass(frozen=True, slots=True)
class Bar:
    """What an event must reach; the operator's settings."""

    freshness: timedelta  # age of the latest report, at most
    owners: int  # that make an unconfirmed event publishable
