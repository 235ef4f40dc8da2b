from __future__ import annotations

from stoppress.domain.reader import Purpose
from stoppress.readership.wording import Wording, preferences_wording, sign_up_wording


def test_each_purpose_has_words_of_its_own_with_the_operators_name():
    wording = sign_up_wording("The Orvo Courier")
    assert wording.of(Purpose.OFFERS) == (
        "I would like to be emailed about offers, events and updates from The Orvo Courier."
    )
    assert "The Orvo Courier" in wording.of(Purpose.ALERTS)
    assert "offers" not in wording.of(Purpose.ALERTS)


def test_another_word_is_another_version():
    versions = {
        sign_up_wording("A").version,
        sign_up_wording("B").version,
        preferences_wording("A").version,
        Wording("x", "y").version,
        Wording("x y", "").version,
    }
    assert len(versions) == 5
    assert sign_up_wording("A").version == sign_up_wording("A").version
