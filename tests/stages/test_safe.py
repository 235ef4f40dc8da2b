import pytest

from stoppress.stages.text.safe import encodable, one_line, plain, web_address


def test_a_lone_surrogate_becomes_the_replacement_character():
    assert [make("cut \ud83d here \udfff") for make in (encodable, plain, one_line)] == ["cut \ufffd here \ufffd"] * 3


def test_a_whole_emoji_is_kept():
    assert plain("Orvo \U0001f309") == "Orvo \U0001f309"


def test_nul_is_removed():
    assert [make("a\0b") for make in (encodable, plain, one_line)] == ["ab"] * 3


def test_encodable_leaves_all_else():
    assert encodable(" a\r\n\u202eb\x01\ufeff ") == " a\r\n\u202eb\x01\ufeff "


def test_plain_keeps_lines_and_removes_what_deceives():
    assert plain("a\r\nb\rc\u2028d\te\u202e\x01\ufeff") == "a\nb\nc\nd\te"


def test_one_line_folds_white_space():
    assert one_line(" a\r\n b\u00a0\tc ") == "a b c"


@pytest.mark.parametrize(
    "address",
    [
        *("https://courier.test/\ud83d", "https://courier.test/a\0", "https://courier.test/\u202ea"),
        *("https://courier.test/a b", "https://a@courier.test/", "javascript:alert(1)", "", None),
    ],
)
def test_what_cannot_be_kept_or_shown_is_no_web_address(address):
    assert web_address(address) is None


def test_a_web_address_is_kept():
    assert web_address("https://courier.test/ü?a=1") == "https://courier.test/ü?a=1"
