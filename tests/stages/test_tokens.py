"""Words, stems, names and numbers, in several languages and scripts."""

import pytest

from stoppress.stages.text.tokens import guess_language, names, numbers, stems, words


def test_words_are_case_folded_and_composed():
    assert words("The E\u0301lys\u00e9e's STRASSE, Straße") == ["the", "élysée", "s", "strasse", "strasse"]


def test_unspaced_scripts_give_pairs_of_characters():
    assert words("東京都は Orvo 2020") == ["東京", "京都", "都は", "orvo", "2020"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The mothers were meeting 300 soldiers", ["mother", "meet", "soldier"]),
        ("es", "Los bomberos trabajaron en la presa", ["bomber", "trabaj", "pres"]),
        ("de", "Die Feuerwehren löschten das Haus", ["feuerwehr", "loscht", "haus"]),
        ("ru", "Пожарные потушили огонь в городе", ["пожарн", "потуш", "огон", "город"]),
        ("vi", "lãnh đạo của thành phố", ["lãnh", "đạo", "thành", "phố"]),
        (None, "the mothers met", ["the", "mothers", "met"]),
        ("xx", "the mothers met", ["the", "mothers", "met"]),
    ],
)
def test_stems_leave_out_stop_words_and_numbers(language, text, expected):
    assert stems(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Later, the mayor, Ada Obi, met Milo Santer.", ["Ada Obi", "Milo Santer"]),
        ("Ada Obi met a man. The mayor left.", ["Ada Obi"]),
        ("Ships waited off Cape Ember.", ["Cape Ember"]),
        ("Ships waited. Orvo slept. He left Orvo.", ["Orvo", "Orvo"]),
        ("In a word, Bank of Osmara and Ruiz de la Torre failed.", ["Bank of Osmara", "Ruiz de la Torre"]),
        ("Hôm nay ở Đà Nẵng và Hồ Chí Minh", ["Đà Nẵng", "Hồ Chí Minh"]),
        ("Сегодня президент Олег Брон прибыл.", ["Олег Брон"]),
        ("Mill Fire Leaves Sixty Homeless in Orvo Night", []),
        ("", []),
    ],
)
def test_names_are_capitalised_runs_and_not_what_only_begins_a_sentence(text, expected):
    assert names(text) == expected


def test_numbers_are_written_one_way():
    text = "300,000 and 300.000 and 300 000; 1,5 or 3.5; 1,234.50; the 3rd of 2031-03-04; B52"

    assert numbers(text) == ["300000", "300000", "300000", "1.5", "3.5", "1234.50", "2031", "03", "04"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fire was put out and nobody was hurt", "en"),
        ("El incendio destruyó el mercado de la ciudad", "es"),
        ("Das Feuer wurde von der Wehr gelöscht", "de"),
        ("Orvo", None),
    ],
)
def test_the_language_is_guessed_by_stop_words(text, expected):
    assert guess_language(words(text)) == expected
