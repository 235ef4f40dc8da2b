"""Sentences and paragraphs of newspaper text, as spans of the text itself."""

import time

import pytest

from stoppress.stages.text.sentences import first_sentence, paragraph_spans, sentence_spans


def sentences(text):
    return [text[slice(*span)] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The port closed. Ships wait.", ["The port closed.", "Ships wait."]),
        ("Mr. Obi met Dr. J. R. Ramos. They left.", ["Mr. Obi met Dr. J. R. Ramos.", "They left."]),
        ("Sen. Ada Obi (R-Or.) won on Nov. 8. Turnout was low.", None),
        ("The U.S. Coast Guard came at 5 p.m. The crew was safe.", None),
        ("It cost 1.5 million. Then 2.", ["It cost 1.5 million.", "Then 2."]),
        ("It opened in 2019. Nobody came.", ["It opened in 2019.", "Nobody came."]),
        ("No. 5 burned. She said no. He left.", ["No. 5 burned.", "She said no.", "He left."]),
        ("“We wait.” Obi left. (It rained.) Ships wait.", ["“We wait.”", "Obi left.", "(It rained.)", "Ships wait."]),
        ("“Why now?” she asked. “Why here?” Ada Obi asked.", ["“Why now?” she asked.", "“Why here?” Ada Obi asked."]),
        ("He paused ... I think ... and left. Ships wait…", ["He paused ... I think ... and left.", "Ships wait…"]),
        ("The quay burned.Nobody was hurt.", ["The quay burned.", "Nobody was hurt."]),
        ("See orvo.example for more. It is open.", ["See orvo.example for more.", "It is open."]),
        ("Er kam am 3. Oktober. Dann ging er.", ["Er kam am 3. Oktober.", "Dann ging er."]),
        ("«Да. Нет.» Он ушёл.", ["«Да.", "Нет.»", "Он ушёл."]),
        ("港が閉まった。船は待つ！本当？", ["港が閉まった。", "船は待つ！", "本当？"]),
        ("هل أُغلق الميناء؟ نعم. السفن تنتظر.", ["هل أُغلق الميناء؟", "نعم.", "السفن تنتظر."]),
        ("¿Cerró el puerto? Sí. ¡Espera!", ["¿Cerró el puerto?", "Sí.", "¡Espera!"]),
        ("A title without a stop\nThe port closed.", ["A title without a stop", "The port closed."]),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text, expected):
    if expected is None:
        first, second = text.rsplit(". ", 1)
        expected = [f"{first}.", second]
    assert sentences(text) == expected


def test_spans_are_of_the_whole_text_where_only_a_part_is_asked_for():
    text = "One. Two. Three."

    assert sentence_spans(text, 5, 9) == [(5, 9)]


def test_a_paragraph_is_a_line_with_something_in_it():
    assert paragraph_spans("  One.\r\n\n \t\nTwo.  \u2028Three.\n") == [(2, 6), (12, 16), (19, 25)]


def test_the_first_sentence_is_verbatim():
    assert first_sentence(" “Go,” said Mr. Obi.  They went.") == "“Go,” said Mr. Obi."
    assert first_sentence(" \n ") == ""


@pytest.mark.parametrize("piece", ["A. ", '"', ".", "Mr. ", "?” ", "x", '?"A b ', "“a\n", "… "])
def test_time_is_linear_in_the_length(piece):
    start = time.process_time()
    sentence_spans(piece * (200_000 // len(piece)))

    assert time.process_time() - start < 5
