"""Decide whether an event is breaking, with every reason."""

from __future__ import annotations

from datetime import datetime

from stoppress.domain.verdict import Bar, Case, Decision, Reason, Verdict


def judge(case: Case, bar: Bar, *, now: datetime) -> Verdict:
    """Publish what is fresh and told by independent owners, or by one and confirmed; hold the rest.

    Pieces of which none is a report make no news, whenever and by however many they are told: they are dropped,
    until a report joins them. A hold names every condition that is not met. A report without a date speaks neither
    for nor against freshness: an event of such reports alone counts as fresh, as nothing says that it is old.
    """
    if not case.has_report:
        return Verdict(Decision.DROP, (Reason.NOT_A_REPORT,))
    against = _reasons_against(case, bar, now=now)
    if against:
        return Verdict(Decision.HOLD, against)
    grounds = [Reason.FRESH]
    if case.owners >= bar.owners:
        grounds.append(Reason.TOLD_BY_INDEPENDENT_OWNERS)
    if case.confirmed:
        grounds.append(Reason.CONFIRMED_WITH_STANDING)
    if case.denied:
        grounds.append(Reason.DENIED_WITH_STANDING)
    return Verdict(Decision.PUBLISH, tuple(grounds))


def _reasons_against(case: Case, bar: Bar, *, now: datetime) -> tuple[Reason, ...]:
    conditions = (
        (not case.has_title, Reason.NOTHING_TO_SHOW),
        (not case.seen_live, Reason.BEFORE_WATCH),
        (case.alerted_before, Reason.ALERTED_BEFORE),
        (case.latest_at is not None and now - case.latest_at > bar.freshness, Reason.STALE),
    )
    reasons = [reason for holds, reason in conditions if holds]
    untold = case.owners < bar.owners and not case.confirmed
    if untold and (case.owners or not reasons):  # where no report counts any more, what is said above is why
        reasons += [Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED]
        reasons += [Reason.DENIED_WITH_STANDING] if case.denied else []
    return tuple(reasons)
