import pytest

from stoppress.domain.alert import AlertContent, AlertKind, Line, Quote, Report
from stoppress.domain.reader import Interest, SkipReason
from stoppress.stages.match import match, searchable

CONTENT = AlertContent(
    kind=AlertKind.ALERT,
    event="1",
    subject="Ferry aground off Tessaly Point",
    subject_is_lede=False,
    status="1 outlet",
    lede=Line("A ferry with 212 people ran onto rocks.", "1", "Orvo Courier", None),
    quotes=(Quote("Ada Obi, harbour master", (Line("Nobody is hurt", "1", "Orvo Courier", None),)),),
    reports=(Report("1", "Orvo Courier", "Ferry aground off Tessaly Point", False, None, None),),
    language="en",
)


@pytest.mark.parametrize(
    "words", [(), ("",), ("  ",), ("ferry",), ("FERRY",), ("Tessaly point",), ("212",), ("hurt", "x")]
)
def test_an_alert_with_one_of_the_words_or_a_reader_without_wishes_matches(words):
    assert match(searchable(CONTENT), Interest(words)) is None


@pytest.mark.parametrize("words", [("fer",), ("point tessaly",), ("harbour",), ("Courier",)])
def test_parts_of_words_other_orders_and_words_not_the_outlets_do_not_match(words):
    assert match(searchable(CONTENT), Interest(words)) is SkipReason.NOT_ASKED_FOR
