from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.errors import SettingError
from stoppress.mailroom.addresses import Mailbox, read_mailbox
from stoppress.mailroom.verp import bounce_mailbox, deliveries_named, delivery_of


@pytest.fixture(autouse=True)
def _bounce_address(settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address="bounces@news.test")


def test_each_delivery_has_an_address_of_its_own_that_names_it():
    found = {bounce_mailbox(number).address for number in range(100)}
    assert len(found) == 100
    assert {delivery_of(address) for address in found} == set(range(100))


def test_the_address_is_one_that_can_be_mailed_however_great_the_number():
    mailbox = bounce_mailbox(2**63 - 1)
    assert read_mailbox(mailbox.address) == mailbox
    assert delivery_of(mailbox.address) == 2**63 - 1


def test_letters_that_lost_their_case_are_recognised():
    assert delivery_of(bounce_mailbox(7).address.upper()) == 7


@given(st.integers(0, 25), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_with_any_character_changed_is_nobodys(at, letter):
    mailbox = bounce_mailbox(123456789)
    local = mailbox.local[: len("bounces+") + at] + letter + mailbox.local[len("bounces+") + at + 1 :]
    forged = Mailbox(local, mailbox.domain)
    assert delivery_of(forged.address) == (123456789 if forged == mailbox else None)


def test_the_token_of_one_delivery_is_none_of_another():
    mailbox = bounce_mailbox(7)
    assert delivery_of(mailbox.address.replace("+7-", "+8-")) is None


def test_another_key_makes_other_tokens(settings):
    mailbox = bounce_mailbox(7)
    settings.HASH_KEY = "another"
    assert delivery_of(mailbox.address) is None


def test_addresses_are_found_in_any_text_each_once():
    one, two = bounce_mailbox(1).address, bounce_mailbox(2).address
    text = f"Return-Path: <{two}>\nbounces+1-aaaaaaaaaaaaaaaa@news.test {one}, {two}"
    assert deliveries_named(text) == [2, 1]


def test_where_no_bounce_address_is_set_there_is_no_token(settings):
    address = bounce_mailbox(7).address
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address="")
    assert (bounce_mailbox(7), delivery_of(address), deliveries_named(address)) == (None, None, [])


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("bounces", "bounce_address is an address whose"),
        ("a+b@news.test", "before the @ write ASCII without"),
        ("ä@news.test", "before the @ write ASCII"),
        (f"{'a' * 40}@news.test", "of at most 27 characters"),
    ],
)
def test_a_bounce_address_that_can_carry_no_token_is_named(settings, address, complaint):
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address=address)
    with pytest.raises(SettingError, match=complaint):
        bounce_mailbox(7)
