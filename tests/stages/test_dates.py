from datetime import UTC, datetime, timedelta, timezone

import pytest

from stoppress.domain.article import Precision
from stoppress.stages.text.dates import date_head, find_date, find_published, is_date_line, parse_date

DAY = (datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY)


def second(hour, minute=0, second=0, day=4):
    return datetime(2031, 5, day, hour, minute, second, tzinfo=UTC), Precision.SECOND


@pytest.mark.parametrize(
    "text",
    ["2031-05-04", "2031/5/4", "May 4, 2031", "4 May 2031", "4th of May 2031", "Sunday, May 4, 2031", "May 4 2031"],
)
def test_a_day_alone_is_known_by_day(text):
    assert parse_date(text) == DAY


def test_a_day_above_twelve_says_which_number_is_the_month():
    christmas = (datetime(2031, 12, 25, tzinfo=UTC), Precision.DAY)
    assert parse_date("25.12.2031") == parse_date("12/25/2031") == christmas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031-05-04T09:30:00Z", second(9, 30)),
        ("2031-05-04T09:30:15.123+02:00", second(7, 30, 15)),
        ("2031-05-04T00:30:00+0530", second(19, day=3)),
        ("2031-05-04 09:30:00+00", second(9, 30)),
        ("Sun, 04 May 2031 09:30:00 GMT", second(9, 30)),
        ("Sun, 04 May 2031 09:30:00 -0400", second(13, 30)),
        ("4 May 2031 09:30 EDT", second(13, 30)),
        ("May 4, 2031 at 11:30 p.m. PST", second(7, 30, day=5)),
        ("May 4, 2031 12:05 AM UTC", second(0, 5)),
    ],
)
def test_times_with_a_zone_are_converted_to_utc(text, expected):
    assert parse_date(text) == expected


def test_a_time_whose_zone_is_not_stated_is_known_by_day_only():
    assert parse_date("2031-05-04T09:30:00") == DAY


def test_a_time_whose_zone_changes_with_the_season_is_known_by_day_only():
    assert parse_date("May 4, 2031 3:15 PM ET") == DAY


def test_the_reader_of_a_date_may_state_the_zone():
    assert parse_date("2031-05-04T09:30:00", zone=UTC) == second(9, 30)
    assert parse_date("2031-05-04T09:30:00", zone=timezone(timedelta(hours=2))) == second(7, 30)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "yesterday",
            "2031",
            "2031-05",
            "2031-13-04",
            "2031-02-30",
            "0000-01-01",
            "3/4/2031",
            "May 2031",
            "99:99",
        ),
        *("on or about 2031-05-04", "2031-05-04T09:30:00Z and then", "2031-05-04-05", "1" * 5000),
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(text):
    assert parse_date(text) is None


def test_a_time_at_the_end_of_the_calendar_is_none_and_no_error():
    assert parse_date("9999-12-31T23:59:59-10:00") is None


def test_a_date_is_found_among_words_with_the_time_beside_it():
    assert find_date("Filed on 4 May 2031, 09:30 GMT, from Orvo") == second(9, 30)
    assert find_date("At 09:30 the bells rang; the date was May 4, 2031") == DAY


def test_a_date_line_is_dates_times_and_labels_only():
    for line in [
        "May 4, 2031",
        "Published 4 May 2031 | Updated 5 May 2031 10:00 GMT",
        "date 2031-05-04",
        "Updated at 9:30 a.m. ET",
    ]:
        assert is_date_line(line), line
    for line in ["May 4, 2031, was a Sunday", "In May", "It closed on May 4, 2031", "At 9:30 a.m."]:
        assert not is_date_line(line), line


def test_an_update_is_no_publication():
    assert find_published("Updated: May 4, 2031 9:30 AM GMT") is None
    assert find_published("Published 3 May 2031. Updated 4 May 2031") == (
        datetime(2031, 5, 3, tzinfo=UTC),
        Precision.DAY,
    )


def test_the_head_of_a_line_is_its_date():
    assert date_head("date 2031-05-04 For free news") == (15, True)
    assert date_head("4 May 2031 09:30 GMT Sign up") == (20, False)
    assert date_head("The 4 May 2031 fire") is None
