from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain.verdict import Bar, Case, Decision, Reason, Verdict
from stoppress.stages.judge import judge

BAR = Bar(freshness=timedelta(hours=6), owners=2)


@pytest.fixture
def case(now):
    return Case(
        latest_at=now - timedelta(minutes=5),
        owners=2,
        confirmed=False,
        denied=False,
        seen_live=True,
        alerted_before=False,
        has_title=True,
        has_report=True,
    )


def test_what_two_owners_tell_afresh_is_published(case, now):
    expected = Verdict(Decision.PUBLISH, (Reason.FRESH, Reason.TOLD_BY_INDEPENDENT_OWNERS))
    assert judge(case, BAR, now=now) == expected


def test_what_one_owner_tells_and_standing_confirms_is_published(case, now):
    confirmed = replace(case, owners=1, confirmed=True)
    assert judge(confirmed, BAR, now=now) == Verdict(Decision.PUBLISH, (Reason.FRESH, Reason.CONFIRMED_WITH_STANDING))


def test_what_one_owner_tells_is_held_naming_both_missing_conditions(case, now):
    assert judge(replace(case, owners=1), BAR, now=now) == Verdict(
        Decision.HOLD, (Reason.ONE_OWNER_ONLY, Reason.NOT_CONFIRMED)
    )


def test_the_freshness_limit_itself_is_fresh(case, now):
    at_limit = replace(case, latest_at=now - BAR.freshness)
    assert judge(at_limit, BAR, now=now).decision is Decision.PUBLISH


def test_a_moment_past_the_freshness_limit_is_stale(case, now):
    past = replace(case, latest_at=now - BAR.freshness - timedelta(microseconds=1))
    assert judge(past, BAR, now=now) == Verdict(Decision.HOLD, (Reason.STALE,))


def test_an_event_without_any_date_counts_as_fresh(case, now):
    assert judge(replace(case, latest_at=None), BAR, now=now).decision is Decision.PUBLISH


def test_a_hold_names_every_reason(case, now):
    hopeless = Case(
        latest_at=now - timedelta(days=9),
        owners=1,
        confirmed=False,
        denied=True,
        seen_live=False,
        alerted_before=False,
        has_title=False,
        has_report=True,
    )
    assert judge(hopeless, BAR, now=now) == Verdict(
        Decision.HOLD,
        (
            Reason.NOTHING_TO_SHOW,
            Reason.BEFORE_WATCH,
            Reason.STALE,
            Reason.ONE_OWNER_ONLY,
            Reason.NOT_CONFIRMED,
            Reason.DENIED_WITH_STANDING,
        ),
    )


def test_where_no_report_is_news_any_more_staleness_alone_is_named(case, now):
    over = replace(case, latest_at=now - timedelta(days=1), owners=0)
    assert judge(over, BAR, now=now) == Verdict(Decision.HOLD, (Reason.STALE,))


def test_what_nobody_tells_now_is_never_published(case, now):
    assert judge(replace(case, owners=0), BAR, now=now).decision is Decision.HOLD


def test_pieces_of_which_none_is_a_report_are_dropped_for_that_alone(case, now):
    unreported = replace(case, owners=0, seen_live=False, latest_at=None, has_report=False)
    assert judge(unreported, BAR, now=now) == Verdict(Decision.DROP, (Reason.NOT_A_REPORT,))


def test_a_denial_does_not_silence_independent_owners_but_is_named(case, now):
    assert judge(replace(case, denied=True), BAR, now=now) == Verdict(
        Decision.PUBLISH, (Reason.FRESH, Reason.TOLD_BY_INDEPENDENT_OWNERS, Reason.DENIED_WITH_STANDING)
    )


def test_reports_that_were_alerted_make_no_second_alert(case, now):
    told = replace(case, owners=0, alerted_before=True)
    assert judge(told, BAR, now=now) == Verdict(Decision.HOLD, (Reason.ALERTED_BEFORE,))
