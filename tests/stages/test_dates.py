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
        ("2031-05-04 11:30 CEST", second(9, 30)),
        ("Sun, 04 May 2031 09:30:00 -0000", second(9, 30)),
        ("Sun, 04 May 2031 09:30:00 +0200 (CEST)", second(7, 30)),
        ("Sun May 04 2031 09:30:00 GMT+0200 (Central European Summer Time)", second(7, 30)),
        ("2031-05-04T09:30:00+09:00[Asia/Tokyo]", second(0, 30)),
        ("4 May 2031 09:30 UTC+2", second(7, 30)),
        ("4 May 2031 09:30 GMT-10", second(19, 30)),
        ("4 May 2031 09:30 UTC+5:30", second(4)),
        ("4 May 2031 09:30 GMT +0200", second(7, 30)),
    ],
)
def test_times_with_a_zone_are_converted_to_utc(text, expected):
    assert parse_date(text) == expected


def test_a_time_whose_zone_is_not_stated_is_known_by_day_only():
    assert parse_date("2031-05-04T09:30:00") == DAY


def test_a_time_whose_zone_changes_with_the_season_is_known_by_day_only():
    assert parse_date("May 4, 2031 3:15 PM ET") == DAY


UNKNOWN_ZONES = ["JST", "IST", "AEST", "BST", "(BST)", "WIB", "A", "ET", "Eastern Time", "local time", "Asia/Tokyo"]


@pytest.mark.parametrize("name", [*UNKNOWN_ZONES, "UTC+99"])
def test_a_time_in_an_unknown_zone_is_known_by_day_only(name):
    assert parse_date(f"Sun, 04 May 2031 09:30:00 {name}") == DAY
    assert find_date(f"Sun, 04 May 2031 09:30:00 {name}, from Orvo") == DAY


@pytest.mark.parametrize("name", UNKNOWN_ZONES)
def test_a_stated_zone_is_not_that_of_a_time_which_names_another(name):
    assert parse_date(f"2031-05-04 09:30:00 {name}", zone=UTC) == DAY


def test_a_month_after_the_time_is_no_zone():
    assert parse_date("09:30 MAY 4, 2031", zone=UTC) == second(9, 30)


def test_a_year_of_two_digits_is_read_as_rfc_5322_does_and_only_in_its_form():
    assert parse_date("Sun, 04 May 31 09:30:00 GMT") == parse_date("Sunday, 04-May-31 09:30:00 GMT") == second(9, 30)
    assert parse_date("04 May 99 09:30 GMT") == (datetime(1999, 5, 4, 9, 30, tzinfo=UTC), Precision.SECOND)
    assert parse_date("04 May 31") is None


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


@pytest.mark.parametrize(
    "text",
    [
        *("9999-12-31", "9999-12-31T23:59:59-10:00", "0001-01-01", "0001-01-01T00:00:00+10:00", "Jan 1, 1989"),
        *("1989-12-31T23:59:59Z", "1990-01-01T00:30:00+01:00", "2200-01-01", "2199-12-31T23:30:00-01:00"),
        *("1 Jan 89 00:00 GMT",),
    ],
)
def test_a_year_in_which_no_news_was_published_is_none_and_no_error(text):
    assert parse_date(text) is None
    assert find_date(text) is None


def test_the_first_and_the_last_year_are_read():
    assert parse_date("1990-01-01") == (datetime(1990, 1, 1, tzinfo=UTC), Precision.DAY)
    assert parse_date("2199-12-31T23:59:59Z") == (datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC), Precision.SECOND)


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
    assert date_head("4 May 2031 09:30 BST Sign up") == (20, False)
    assert date_head("The 4 May 2031 fire") is None
