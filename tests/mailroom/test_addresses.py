"""Addresses are read strictly: what cannot be mailed as it stands is refused, never mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.addresses import Mailbox, Sender, canonical, read_mailbox, read_sender


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada@reader.test", Mailbox("ada", "reader.test")),
        ("Ada.Obi+news@Reader.TEST", Mailbox("Ada.Obi+news", "reader.test")),
        ("ada@straße.test", Mailbox("ada", "xn--strae-oqa.test")),
        ("ada@bücher.test", Mailbox("ada", "xn--bcher-kva.test")),
        ("josé@reader.test", Mailbox("josé", "reader.test")),
        ("o'hara@localhost", Mailbox("o'hara", "localhost")),
    ],
)
def test_an_address_keeps_its_local_part_and_gets_an_ascii_domain(address, mailbox):
    assert read_mailbox(address) == mailbox


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@reader.test",
        "ada@",
        "ada @reader.test",
        "ada@reader.test ",
        "ada\r\n@reader.test",
        "ada@reader.test\r\nRCPT TO:<eve@reader.test>",
        "ada\x00@reader.test",
        "ada\u202e@reader.test",
        "ada\u2028@reader.test",
        "ad\udc80a@reader.test",
        "<ada@reader.test>",
        "ada@reader.test,eve@reader.test",
        '"ada obi"@reader.test',
        "ada..obi@reader.test",
        ".ada@reader.test",
        "ada@reader..test",
        "ada@-reader.test",
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        "ada@rea_der.test",
        "a" * 65 + "@reader.test",
        "ada@" + "x" * 64 + ".test",
        "ada@" + "x." * 130 + "test",
    ],
)
def test_what_cannot_be_mailed_as_it_stands_is_refused_without_being_repeated(address):
    with pytest.raises(InputError) as refusal:
        read_mailbox(address)
    assert not address or address not in str(refusal.value)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_read_holds_nothing_that_could_end_a_line_or_a_path(local, domain):
    try:
        address = canonical(f"{local}@{domain}")
    except InputError:
        return
    assert not any(character.isspace() or character in '<>,;:\\"()[]\x00\x7f' for character in address)
    assert address.count("@") == 1


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("alerts@news.test", Sender("", Mailbox("alerts", "news.test"))),
        ("Orvo Alerts <alerts@news.test>", Sender("Orvo Alerts", Mailbox("alerts", "news.test"))),
        ('"Orvo, the \\"Courier\\"" <a@news.test>', Sender('Orvo, the "Courier"', Mailbox("a", "news.test"))),
        ("Zpravodaj Dvůr <a@dvůr.test>", Sender("Zpravodaj Dvůr", Mailbox("a", "xn--dvr-n1a.test"))),
        ("<a@news.test>", Sender("", Mailbox("a", "news.test"))),
    ],
)
def test_a_sender_is_a_name_and_an_address_or_an_address(text, sender):
    assert read_sender(text) == sender


@pytest.mark.parametrize(
    "text", ["", "Orvo", "Orvo <a@news.test>\r\nBcc: eve@x.test", "a@news.test, b@news.test", "jo <é@news.test>"]
)
def test_a_sender_that_no_relay_would_take_is_a_wrong_setting(text):
    with pytest.raises(SettingError):
        read_sender(text)
