"""When a feed is asked again, and when its operator is to look at it."""

from datetime import UTC, datetime, timedelta

import pytest

from stoppress.stages.pace import Habit, Pace, dark_reason, interval, is_outage, next_poll_at

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
PACE = Pace(timedelta(seconds=60), timedelta(seconds=300))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_habit_is_known_from_the_second_time_on():
    first = Habit().after(now=NOW)
    second = first.after(now=NOW + HOUR)

    assert (first, second) == (Habit(NOW), Habit(NOW + HOUR, HOUR))
    assert second.after(now=NOW + 3 * HOUR).usual_gap == 1.2 * HOUR


@pytest.mark.parametrize(
    ("gap", "expected"), [(MINUTE, 60), (10 * MINUTE, 60), (30 * MINUTE, 180), (10 * HOUR, 300), (None, 60)]
)
def test_an_outlet_with_news_often_is_asked_often_within_limits(gap, expected):
    assert interval(Habit(NOW, gap), PACE, now=NOW) == timedelta(seconds=expected)


def test_one_that_is_silent_for_longer_than_usual_is_asked_less():
    assert interval(Habit(NOW, 10 * MINUTE), PACE, now=NOW + 40 * MINUTE) == 4 * MINUTE


def test_a_feed_is_left_alone_as_long_as_it_states_but_not_for_ever():
    def wait(stated, pace=PACE):
        return next_poll_at(MINUTE, stated, (), pace, now=NOW) - NOW

    assert [wait(timedelta(0)), wait(15 * MINUTE), wait(24 * HOUR)] == [MINUTE, 15 * MINUTE, HOUR]
    assert wait(15 * MINUTE, Pace(PACE.shortest, PACE.longest, as_stated=False)) == MINUTE


def test_hours_that_a_feed_skips_are_waited_for():
    assert next_poll_at(MINUTE, MINUTE, {9, 10}, PACE, now=NOW) == NOW.replace(hour=11, minute=0)
    assert next_poll_at(MINUTE, MINUTE, set(range(24)), PACE, now=NOW) == NOW + MINUTE


def test_an_outage_is_longer_than_some_polls_and_a_quarter_of_an_hour():
    found = [is_outage(NOW - wait * MINUTE, 2 * MINUTE, now=NOW) for wait in (15, 16)]

    assert found == [False, True]
    assert not is_outage(None, MINUTE, now=NOW)
    assert not is_outage(NOW - 49 * MINUTE, 10 * MINUTE, now=NOW)


@pytest.mark.parametrize(
    ("habit", "failures", "empty", "reason"),
    [
        (Habit(NOW - HOUR, HOUR), 0, 0, ""),
        (Habit(NOW - 12 * HOUR, MINUTE), 0, 0, ""),
        (Habit(NOW - 13 * HOUR, MINUTE), 0, 0, "nothing new for 13 hours; usual are 1 minutes"),
        (Habit(NOW - 13 * HOUR, 2 * HOUR), 0, 0, ""),
        (Habit(NOW - 72 * HOUR, 2 * HOUR), 0, 0, "nothing new for 3 days; usual are 2 hours"),
        (Habit(NOW - 900 * HOUR), 0, 0, ""),
        (Habit(), 5, 4, ""),
        (Habit(), 6, 0, "no answer to the last 6 polls"),
        (Habit(), 0, 5, "no article text on the last 5 pages: their layout may have changed"),
    ],
)
def test_an_outlet_is_dark_by_its_own_habit(habit, failures, empty, reason):
    assert dark_reason(habit, failures, empty, now=NOW) == reason
