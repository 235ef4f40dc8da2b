from __future__ import annotations

import pytest

from stoppress.domain.errors import InputError
from stoppress.readership.address import address_key, normal_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@readers.example", "ada@readers.example"),
        ("  Ada.Obi+news@Readers.EXAMPLE \n", "Ada.Obi+news@readers.example"),
        ("jürgen@readers.example", "jürgen@readers.example"),
        ("ju\u0308rgen@readers.example", "jürgen@readers.example"),
        ("ada@zeitungsleserinnen-überall.example", "ada@zeitungsleserinnen-überall.example"),
        ("读者@readers.example", "读者@readers.example"),
        ("ada@trial.test", "ada@trial.test"),
    ],
)
def test_what_can_be_an_address_is_kept_in_its_normal_form(typed, kept):
    assert normal_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "@readers.example",
        "ada@readers",
        "ada@localhost",
        "ada@@readers.example",
        "ada obi@readers.example",
        "ada@readers..example",
        "ada..obi@readers.example",
        "Ada <ada@readers.example>",
        "ada@readers.example\r\nBcc: eve@readers.example",
        "ada@[127.0.0.1]",
        "a" * 65 + "@readers.example",
        "ada@" + "r" * 250 + ".example",
    ],
)
def test_what_cannot_be_an_address_is_refused_in_the_words_of_the_form(typed):
    with pytest.raises(InputError, match=r"^Please enter a valid email address$"):
        normal_address(typed)


def test_addresses_that_differ_in_case_only_are_one_persons():
    assert address_key("Ada.Obi@readers.example") == address_key("ada.obi@readers.example")
