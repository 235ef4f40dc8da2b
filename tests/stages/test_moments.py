"""Times of a text, resolved against the day of publication."""

from datetime import date

import pytest

from stoppress.stages.moments import find_moments

WEDNESDAY = date(2025, 9, 10)


def read(text, published=WEDNESDAY):
    return [(one.begins, one.clock) for one in find_moments(text, published, None)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It fell on Tuesday.", date(2025, 9, 9)),
        ("It will open on Tuesday.", date(2025, 9, 16)),
        ("It is set for Saturday, Sept. 13.", date(2025, 9, 13)),
        ("A decree is dated for Friday the 26th.", date(2025, 9, 26)),
        ("It closed on 2025-08-01.", date(2025, 8, 1)),
        ("It closed yesterday.", date(2025, 9, 9)),
    ],
)
def test_a_day_is_resolved_by_the_day_of_publication(text, day):
    assert read(text) == [(day, None)]


@pytest.mark.parametrize(
    ("text", "minutes", "either"),
    [
        ("It began at 7:15 p.m. on Tuesday.", 19 * 60 + 15, False),
        ("It began at 03:17 UTC on Tuesday.", 3 * 60 + 17, False),
        ("It began at twenty to seven on Tuesday.", 6 * 60 + 40, True),
        ("It began at half past twelve on Tuesday.", 30, True),
    ],
)
def test_an_hour_stands_with_the_day_told_beside_it(text, minutes, either):
    (hour,) = (one for one in find_moments(text, WEDNESDAY, None) if one.clock is not None)

    assert (hour.begins, hour.clock, hour.is_either_half, hour.day_assumed) == (
        date(2025, 9, 9),
        minutes,
        either,
        False,
    )


def test_the_day_of_an_hour_alone_is_that_of_publication_and_marked_so():
    (hour,) = find_moments("It began at 7 p.m. in the hall.", WEDNESDAY, None)

    assert (hour.begins, hour.day_assumed) == (WEDNESDAY, True)


def test_overnight_is_of_two_days():
    (night,) = find_moments("It burned overnight.", WEDNESDAY, None)

    assert (night.begins, night.ends) == (date(2025, 9, 9), WEDNESDAY)


def test_without_a_day_of_publication_only_full_dates_are_told():
    assert read("It fell on Tuesday, not on 1 May 2024.", None) == [(date(2024, 5, 1), None)]
