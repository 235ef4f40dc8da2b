"""Days of the year that a text tells."""

from datetime import UTC, datetime

import pytest

from stoppress.stages.text.days import days_told

WEDNESDAY = datetime(2031, 3, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "On March 4 and the 9th of April; Dec. 24, 2030.", {(3, 4), (4, 9), (12, 24)}),
        ("es", "El 4 de marzo y el 1 de setiembre.", {(3, 4), (9, 1)}),
        ("fr", "Le 1er août et le 14 février.", {(8, 1), (2, 14)}),
        ("de", "Am 4. März und am 6. Jänner.", {(3, 4), (1, 6)}),
        ("pt", "Em 7 de março.", {(3, 7)}),
        ("it", "Il 4 marzo.", {(3, 4)}),
        ("nl", "Op 4 maart.", {(3, 4)}),
        ("ru", "Это случилось 4 марта.", {(3, 4)}),
        ("vi", "Ngày 4/3 và 7 tháng 4.", {(3, 4), (4, 7)}),
        ("ja", "3月4日に", {(3, 4)}),
        ("zh", "于3月4日", {(3, 4)}),
        ("ar", "4 مارس", set()),
        ("en", "Room 45 March, and May 32.", set()),
    ],
)
def test_a_day_is_told_by_its_month(language, text, days):
    assert days_told(text, language, None) == days


@pytest.mark.parametrize(
    ("word", "day"), [("Wednesday", (3, 5)), ("Tuesday", (3, 4)), ("Thursday", (2, 27)), ("mercredi", None)]
)
def test_a_weekday_is_the_last_before_publication_or_that_of_it(word, day):
    assert days_told(f"It burned on {word}.", "en", WEDNESDAY) == ({day} if day else set())
    assert days_told(f"It burned on {word}.", "en", None) == set()


def test_what_stands_far_down_tells_of_what_led_to_the_event():
    assert days_told("x" * 3000 + " March 4", "en", None) == set()
