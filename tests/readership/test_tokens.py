from __future__ import annotations

import pytest

from stoppress.readership.tokens import new_handle, new_secret, same, split


def test_a_token_is_parted_into_its_handle_and_a_secret_of_128_bits():
    handle, secret = new_handle(), new_secret()
    assert (len(handle), len(secret)) == (8, 22)
    assert split(handle + secret) == (handle, secret)


@pytest.mark.parametrize("behind", [".", ")", ">", ",", "/", "”.", "%20"[:1], "\u200b"])
def test_punctuation_behind_a_pasted_link_does_not_break_it(behind):
    token = "abcdefgh" + "x" * 21 + "A"
    assert split(token + behind) == ("abcdefgh", "x" * 21 + "A")


@pytest.mark.parametrize(
    "token", ["", "abc", "abcdefgh" + "x" * 21, "abcdefgh" + "x" * 23, "ABCDEFGH" + "x" * 22, "." * 30]
)
def test_what_is_no_token_of_ours_is_parted_into_nothing(token):
    assert split(token) is None


def test_a_secret_never_ends_in_what_a_mail_program_takes_for_punctuation():
    assert {new_secret()[-1] for _ in range(300)} <= set("AQgw")


def test_an_empty_secret_is_the_same_as_none_not_even_itself():
    assert not same("", "")
    assert same("s", "s")
    assert not same("s", "t")
