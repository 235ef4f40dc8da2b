"""What an article is compared by, and how evidence becomes a decision."""

import math

import pytest

from stoppress.domain.article import Article
from stoppress.domain.event import Evidence, Join, Open
from stoppress.stages.cluster import (
    FEATURES,
    IN_HEADLINE,
    IN_OPENING,
    Candidate,
    Kind,
    evidence,
    is_better,
    is_stranger,
    place,
    probability,
    read_terms,
)


def of_kind(terms, kind):
    """Return the counts of the terms of a kind."""
    return {text[1:]: n for text, n in zip(terms.texts, terms.counts, strict=True) if text[0] == str(int(kind))}


def places(terms, kind):
    return {text[1:]: place for text, place in zip(terms.texts, terms.places, strict=True) if text[0] == str(int(kind))}


def read(headline, *body, language=None):
    return read_terms(Article(id="a", outlet="a", headline=headline, body=body, language=language))


def test_terms_are_stems_words_of_names_and_numbers_of_headline_and_text():
    terms = read("Mills burn", "In Orvo 1,200 fled the burning mill on March 4, Chief Lena Bránt said.")

    assert terms.language == "en"
    assert of_kind(terms, Kind.STEM) == {
        "mill": 2, "burn": 2, "orvo": 1, "fled": 1, "march": 1, "chief": 1, "lena": 1, "bránt": 1,
    }  # fmt: skip
    assert of_kind(terms, Kind.NAME) == {"orvo": 1, "march": 1, "chief": 1, "lena": 1, "brant": 1}
    assert of_kind(terms, Kind.NUMBER) == {"1200": 1, "4": 1}
    assert of_kind(terms, Kind.FULL_NAME) == {"chief lena brant": 1}
    assert of_kind(terms, Kind.DAY) == {"3-4": 1}
    assert {"mills": 1, "burni": 1, "burn": 1}.items() <= of_kind(terms, Kind.ROOT).items()


def test_a_term_knows_whether_it_stands_in_headline_or_opening():
    found = places(read("Mills burn", "The mill is lost.", "x" * 400, "Later."), Kind.STEM)

    assert (found["mill"], found["burn"], found["lost"]) == (
        IN_HEADLINE + IN_OPENING,
        IN_HEADLINE + IN_OPENING,
        IN_OPENING,
    )
    assert found["later"] == 0


def test_an_article_is_compared_by_its_headline_where_there_is_no_text():
    terms = read("El fuego de la presa")

    assert (terms.language, of_kind(terms, Kind.STEM)) == ("es", {"fueg": 1, "pres": 1})


def test_the_stated_language_counts_before_a_guess():
    assert read(None, "the the the", language="vi").language == "vi"


def test_syllables_of_vietnamese_count_in_pairs_too():
    stems = of_kind(read(None, "lãnh đạo thành", language="vi"), Kind.STEM)

    assert stems == {"lãnh": 1, "đạo": 1, "thành": 1, "lãnh_đạo": 1, "đạo_thành": 1}


def test_related_languages_share_roots():
    spanish = of_kind(read("Incendio en la refinería de Cartagena", language="es"), Kind.ROOT)
    portuguese = of_kind(read("Incêndio na refinaria de Cartagena", language="pt"), Kind.ROOT)

    assert spanish.keys() & portuguese.keys() == {"incen", "refin", "carta"}


def candidate(event, log_odds, **features):
    named = {name.replace("_", " "): value for name, value in features.items()}
    return Candidate(event, log_odds, tuple(named.get(name.replace(",", ""), 0.0) for name in FEATURES))


def test_log_odds_of_any_size_are_a_probability():
    assert [probability(odds) for odds in (-math.inf, 0.0, math.inf)] == [pytest.approx(0.0), 0.5, pytest.approx(1.0)]


def test_an_article_moves_only_to_an_event_that_suits_it_better_and_leaves_only_where_it_is_a_stranger():
    assert [is_better(1.0, 0.5), is_better(0.52, 0.5), is_better(-0.1, -3.0)] == [True, False, False]
    assert [is_stranger(-1.0), is_stranger(-2.0)] == [False, True]


def test_a_placement_carries_its_evidence():
    shared = (("0orvo", 0.2), ("1orvo", 0.15), ("0mill_fire", 0.1), ("260", 0.05))
    measured = {
        "rare_words_mean": 0.5, "names_mean": 0.4, "opening_mean": 0.6, "days_apart": math.log1p(2.0),
        "articles_of_the_event": math.log(3),
    }  # fmt: skip
    near, far = candidate("a", 1.0, **measured), candidate("a", -1.0, **measured)
    expected = (
        Evidence("words", 0.25, "orvo, mill fire"),
        Evidence("names", 0.16, "orvo"),
        Evidence("numbers", 0.0, "60"),
        Evidence("whole text", 0.0),
        Evidence("opening", 0.36),
        Evidence("headline", 0.0),
        Evidence("days told", 0.0),
        Evidence("time", 2.0, "days between them"),
        Evidence("articles", 3, "of the event so far"),
    )

    assert place(near, shared) == Join("a", probability(1.0), expected)
    assert place(far, shared) == Open(probability(-1.0), "a", expected)
    assert place(None) == Open(0.0)


def test_an_unknown_time_is_no_evidence():
    assert "time" not in {one.kind for one in evidence(candidate("a", 0.0, a_time_unknown=1.0), ())}
