"""What an article is compared by, and how evidence becomes a decision."""

from datetime import UTC, datetime, timedelta

import pytest

from stoppress.domain.article import Article
from stoppress.domain.event import Evidence, Join, Open
from stoppress.stages.cluster import Candidate, Likeness, days_between, evidence, likeliest, place, read_terms

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
LIKE, UNLIKE = Likeness(0.5, 0.5, None), Likeness(0.05, 0.05, None)


def test_terms_are_stems_words_of_names_and_numbers_of_headline_and_text():
    terms = read_terms(
        Article(id="a", outlet="a", headline="Mills burn", body=("In Orvo 1,200 fled the burning mill.",))
    )

    assert terms.language == "en"
    assert terms.whole == {"mill": 2, "burn": 2, "orvo": 1, "fled": 1, "#1200": 1, "@orvo": 1}
    assert terms.opening == {"mill": 2, "burn": 2, "orvo": 1, "fled": 1}


def test_an_article_is_compared_by_its_headline_where_there_is_no_text():
    terms = read_terms(Article(id="a", outlet="a", headline="El fuego de la presa", body=()))

    assert (terms.language, terms.whole, terms.opening) == ("es", {"fueg": 1, "pres": 1}, {"fueg": 1, "pres": 1})


def test_the_stated_language_counts_before_a_guess():
    assert read_terms(Article(id="a", outlet="a", body=("the the the",), language="vi")).language == "vi"


def test_syllables_of_vietnamese_count_in_pairs_too():
    terms = read_terms(Article(id="a", outlet="a", body=("lãnh đạo thành",), language="vi"))

    assert terms.whole == {"lãnh": 1, "đạo": 1, "thành": 1, "lãnh_đạo": 1, "đạo_thành": 1}


def test_unknown_time_speaks_neither_for_nor_against():
    at_once, days_later = Likeness(0.3, 0.3, 0.0), Likeness(0.3, 0.3, 6.5)

    assert days_later.log_odds < Likeness(0.3, 0.3, None).log_odds < at_once.log_odds


def test_the_bar_is_where_it_is_as_likely_as_not():
    assert (LIKE.tells_of_one_event, LIKE.probability > 0.5) == (True, True)
    assert (UNLIKE.tells_of_one_event, UNLIKE.probability < 0.5) == (False, True)


def test_two_events_need_more_proof_than_an_article():
    wholes = [whole / 1000 for whole in range(1000)]
    likely = [whole for whole in wholes if Likeness(whole, 0.2, 0.0).tells_of_one_event]
    proved = [whole for whole in wholes if Likeness(whole, 0.2, 0.0).proves_one_event]

    assert likely[0] < proved[0]


def hours(start, end):
    return NOON + timedelta(hours=start), NOON + timedelta(hours=end)


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        (hours(0, 0), hours(0, 0), 0.0),
        (hours(0, 24), hours(12, 13), 0.0),
        (hours(36, 48), hours(0, 24), 0.5),
        (hours(0, 24), hours(48, 48), 1.0),
        (None, hours(0, 24), None),
        (hours(0, 24), None, None),
    ],
)
def test_days_are_counted_between_the_nearest_ends(a, b, days):
    assert days_between(a, b) == days


def test_of_equals_the_first_is_likeliest():
    assert likeliest([Candidate("a", UNLIKE), Candidate("b", LIKE), Candidate("c", LIKE)]) == Candidate("b", LIKE)
    assert likeliest([]) is None


def test_a_placement_carries_its_evidence():
    shared = (("orvo", 0.2), ("@orvo", 0.15), ("mill_fire", 0.1), ("#60", 0.05))
    near, far = Candidate("a", Likeness(0.5, 0.4, 0.25), shared), Candidate("a", UNLIKE, shared)
    expected = (
        Evidence("words", 0.3, "orvo, mill fire"),
        Evidence("names", 0.15, "orvo"),
        Evidence("numbers", 0.05, "60"),
        Evidence("opening", 0.4, "headline and first sentences"),
        Evidence("time", 0.25, "days between them"),
    )

    assert place(near) == Join("a", near.likeness.probability, expected)
    assert place(far) == Open(far.likeness.probability, "a", evidence(far))
    assert [one.kind for one in evidence(far)] == ["words", "names", "numbers", "opening"]
    assert place(None) == Open(0.0)
