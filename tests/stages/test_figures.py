"""Figures of a text: what is read, what is left out, and what their words allow."""

from math import inf

import pytest

from stoppress.stages.figures import agree, find_figures


def read(text):
    return [(text[slice(*one.span)], one.value, one.unit, one.head, one.state) for one in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("The pit holds 1,200 workers.", ("1,200 workers", 1200, "", "worker", "")),
        ("The fire killed twenty-five people.", ("twenty-five people", 25, "", "peopl", "dead")),
        ("It cost £1.2bn in all.", ("£1.2bn", 1.2e9, "GBP", "", "")),
        ("It cost SKr6 billion in all.", ("SKr6 billion", 6e9, "SEK", "", "")),
        ("The road was 41cm wide.", ("41cm", 41, "cm", "", "")),
        ("They hold a fifth of the firm.", ("a fifth", 20, "%", "", "")),
        ("Over 6.4 lakh students sat it.", ("Over 6.4 lakh students", 640_000, "", "student", "")),
        ("They won by a 131-vote edge.", ("131-vote", 131, "", "vote", "")),
        ("A magnitude 6.1 quake was felt.", ("6.1", 6.1, "magnitude", "", "")),
        ("Ada Obi, 66, was there.", ("Ada Obi, 66", 66, "age", "obi", "")),
    ],
)
def test_a_figure_is_read_with_unit_noun_and_state(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "He came on March 3 and left.",
        "It began at 14.05 on the quay.",
        "They won 4-12 at home.",
        "The law dates from 1986, all agree.",
        "He took Route 9 to the coast.",
        "Tank No. 4 was hit.",
        "It was one of them.",
        "The toll rose from nine to high heaven.",
    ],
)
def test_dates_hours_scores_years_and_numbers_of_names_are_no_figures(text):
    assert all(one.value == 9 for one in find_figures(text))


def test_what_a_count_has_changed_from_is_left_out():
    assert [one.value for one in find_figures("The toll rose from nine to twelve dead.")] == [12]


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("more than 300 people", (300, inf)),
        ("up to 300 people", (0, 300)),
        ("300 people", (300, 300)),
        ("between 300 and 400 people", (300, 400)),
        ("300 or more people", (300, inf)),
    ],
)
def test_the_words_round_a_number_say_how_exact_it_is(words, bounds):
    (figure,) = find_figures(f"There were {words} in the hall.")

    assert (figure.low, figure.high) == bounds


def test_figures_agree_where_their_bounds_meet():
    some, many, few = (
        find_figures(f"There were {words} people.")[0] for words in ("some 300", "more than 310", "fewer than 290")
    )

    assert agree(some, many)
    assert agree(some, few)
    assert not agree(many, few)


@pytest.mark.parametrize(
    ("one", "other", "together"), [("55", "55.5", True), ("1,200", "1,240", True), ("60", "66", False)]
)
def test_a_rounded_figure_agrees_with_the_one_it_is_rounded_from(one, other, together):
    ((first,), (second,)) = (find_figures(f"There were {number} people.") for number in (one, other))

    assert agree(first, second) is together
