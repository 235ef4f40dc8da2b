import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stoppress.domain.alert import AlertContent, AlertKind, Line, Quote, Report, Standing
from stoppress.domain.article import Article
from stoppress.domain.claim import Attribution, Carrier, Claim, Confirmation, Corroboration, Provenance, Speaker
from stoppress.stages.compose import compose, status

PUBLISHED = datetime(2031, 5, 4, 8, 0, tzinfo=UTC)
SPEAKER = Speaker("Ada Obi", "harbour master", "Port Authority")
FIRST = Article(
    id="a",
    outlet="Orvo Courier",
    body=("A ferry ran aground.", 'The Port Authority confirmed it. "Nobody is hurt," Ada Obi said.'),
    lede="A ferry ran aground.",
    url="http://courier.test/ferry",
    published=PUBLISHED,
    language="en",
)
SECOND = Article(
    id="b",
    outlet="Tessaly Post",
    body=("Rescuers reached a ferry.",),
    lede="Rescuers reached a ferry.",
    headline="Ferry aground",
    published=PUBLISHED,
    language="en",
)


def carrier(article, excerpt, sentence=""):
    attribution = Attribution(source=(), cue=(), content=((0, 1),))
    return Carrier(article.id, article.outlet, article.controlled_by, attribution, excerpt, sentence)


CORROBORATION = Corroboration(
    owners=("Orvo Courier", "Tessaly Post"),
    first_reported_by=(Provenance("The Gull", (carrier(SECOND, "x"),)),),
    confirmations=(Confirmation(SPEAKER, False, (carrier(FIRST, "it", "The Port Authority confirmed it."),)),),
    claims=(Claim((carrier(FIRST, "Nobody is hurt,"),), SPEAKER), Claim((carrier(FIRST, "words of nobody"),), None)),
)


def test_the_status_names_confirmation_first_report_and_independent_outlets():
    expected = "Confirmed by the Port Authority · first reported by The Gull · 2 independent outlets"
    assert status([FIRST, SECOND], CORROBORATION) == expected


def test_one_unconfirmed_outlet_is_called_just_that():
    assert status([FIRST], Corroboration(owners=("Orvo Courier",))) == "1 outlet"


def test_an_alert_shows_headline_lede_grounds_quotes_and_reports_with_their_outlets():
    link = "http://courier.test/ferry"
    assert compose("e", [FIRST, SECOND], CORROBORATION, current={"a", "b", "r"}, excerpt_length=200) == AlertContent(
        kind=AlertKind.ALERT,
        event="e",
        subject="Ferry aground",
        subject_is_lede=False,
        status="Confirmed by the Port Authority · first reported by The Gull · 2 independent outlets",
        lede=Line("Rescuers reached a ferry.", "b", "Tessaly Post", None),
        quotes=(
            Quote(
                "Ada Obi, harbour master",
                (
                    Line("The Port Authority confirmed it.", "a", "Orvo Courier", link),
                    Line("Nobody is hurt,", "a", "Orvo Courier", link),
                ),
            ),
        ),
        reports=(
            Report("a", "Orvo Courier", "A ferry ran aground.", True, link, PUBLISHED),
            Report("b", "Tessaly Post", "Ferry aground", False, None, PUBLISHED),
        ),
        language="en",
        standing=Standing(("the Port Authority",), first_reported_by=("The Gull",), outlets=2, owners=2),
    )


def test_where_no_article_has_a_headline_the_lede_stands_in_and_says_so():
    content = compose(
        "e", [FIRST], Corroboration(owners=("Orvo Courier",)), current={"a", "b", "r"}, excerpt_length=200
    )
    assert (content.subject, content.subject_is_lede) == ("A ferry ran aground.", True)


def test_the_headline_of_a_report_that_carries_the_confirmation_leads():
    rumour = replace(SECOND, id="r", headline="Ferry may be aground")
    confirming = replace(FIRST, headline="Ferry aground, authority says")
    content = compose("e", [rumour, confirming], CORROBORATION, current={"a", "b", "r"}, excerpt_length=200)
    assert (content.subject, content.lede.article) == ("Ferry aground, authority says", "a")


def test_reported_speech_is_shown_by_its_sentence_and_each_speaker_named_once():
    text = "Ada Obi said that nobody was hurt. The tide was low, an officer said. Ada Obi said help came."
    article = replace(FIRST, body=(text,))
    sentences = [sentence.strip() for sentence in re.split(r"(?<=\.)", text) if sentence.strip()]
    officer = Speaker(None, "an officer")
    claims = tuple(
        Claim((carrier(article, sentence[8:20], sentence),), speaker)
        for sentence, speaker in zip(sentences, (SPEAKER, officer, SPEAKER), strict=True)
    )
    content = compose("e", [article], Corroboration(owners=("o",), claims=claims), current=(), excerpt_length=200)
    shown = [(quote.speaker, [line.text for line in quote.lines]) for quote in content.quotes]
    assert shown == [("Ada Obi, harbour master", [sentences[0], sentences[2]]), ("an officer", [sentences[1]])]


def test_an_old_report_does_not_lead_though_it_carries_the_confirmation():
    old = replace(FIRST, headline="Ferry aground")
    new = replace(SECOND, headline="Inquiry opens")
    content = compose("e", [old, new], CORROBORATION, current={"b"}, excerpt_length=200)
    assert content.subject == "Inquiry opens"


def test_two_outlets_that_are_not_independent_are_called_so():
    assert status([FIRST, SECOND], Corroboration(owners=("Orvo Press",))) == "1 independent outlet"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Tesla factory closed.", "Tesla"),
        ("Help for the Ukraine war came late.", "Ukraine"),
        ("It was the Kremlin, not the army.", "the Kremlin"),
        ("The Kremlin said so.", "the Kremlin"),
    ],
)
def test_a_body_has_its_article_where_the_outlets_put_it_before_the_whole_name(text, name):
    speaker = Speaker("Ada Obi", "spokeswoman", name.removeprefix("the "))
    confirmed = Corroboration(owners=("o",), confirmations=(Confirmation(speaker, False, ()),))
    assert status([replace(FIRST, body=(text,))], confirmed) == f"Confirmed by {name} · 1 outlet"


@example(words=",, aaa", length=5)
@given(words=st.text(alphabet="ab c,é\n", min_size=1, max_size=80).filter(str.strip), length=st.integers(5, 40))
def test_every_line_is_a_verbatim_run_no_longer_than_set(words, length):
    article = Article(id="a", outlet="o", body=(words,), lede=words, headline="h")
    line = compose("e", [article], Corroboration(owners=("o",)), current=(), excerpt_length=length).lede
    assert line.text in words
    assert 0 < len(line.text) <= length
    assert line.cut_after == (len(line.text) < len(words.strip()))
