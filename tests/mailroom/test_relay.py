"""The relay's setting is read whole or refused, and never repeats the password."""

import pytest

from stoppress.domain.errors import SettingError
from stoppress.mailroom.relay import Console, Folder, Relay, Security, read_relay, read_transport


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtps://ada:secret@mail.test", Relay("mail.test", 465, Security.TLS, "ada", "secret")),
        ("smtps://mail.test:4650/", Relay("mail.test", 4650, Security.TLS)),
        ("smtp://mail.test", Relay("mail.test", 587, Security.STARTTLS)),
        ("smtp://a%40b:p%2F%3A%40%20x@mail.test:25", Relay("mail.test", 25, Security.STARTTLS, "a@b", "p/:@ x")),
        ("smtp+plain://127.0.0.1", Relay("127.0.0.1", 25, Security.NONE)),
        ("smtp+plain://[::1]:2525", Relay("::1", 2525, Security.NONE)),
    ],
)
def test_a_relay_is_read_whole(url, relay):
    assert read_relay(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.test",
        "http://mail.test",
        "smtp://",
        "smtp://:587",
        "smtp://mail.test:port",
        "smtp://mail.test:99999",
        "smtp://ada:hunter2/x@mail.test",
        "smtp://ada:hunter2@mail.test/path",
        "smtp://ada:hunter2@mail.test?tls=no",
        "smtp://ada:hunter2@mail.test:587#x",
        "smtp://ada:hunter2@ma il.test",
        "smtp://ada@mail.test",
        "smtp://:hunter2@mail.test",
        "smtp+plain://ada:hunter2@mail.test",
        "smtp://ada:hunter2%0d%0a@mail.test",
        "smtp://ada:hunter2%C3%A9@mail.test",
    ],
)
def test_nonsense_is_refused_without_the_password(url):
    with pytest.raises(SettingError) as refusal:
        read_relay(url)
    shown = f"{refusal.value}{refusal.value.__cause__}"
    assert "relay_url" in shown
    assert "hunter2" not in shown


def test_a_relay_shown_does_not_show_its_password():
    assert "hunter2" not in repr(read_relay("smtps://ada:hunter2@mail.test"))


def test_waits_are_those_of_rfc_5321_and_ten_minutes_after_the_final_dot():
    relay = read_relay("smtp://mail.test")
    assert (relay.reply_wait, relay.final_wait) == (300, 600)


def test_a_folder_and_the_console_stand_in_for_a_relay():
    assert read_transport("file:///var/lib/stop%20press/mail") == Folder("/var/lib/stop press/mail")
    assert read_transport("console:") == Console()
    assert read_transport("smtp://mail.test") == read_relay("smtp://mail.test")


@pytest.mark.parametrize("url", ["file:", "file:mail", "file://host/mail", "file:///mail?x", "file:///mail%00x"])
def test_a_folder_is_named_whole(url):
    with pytest.raises(SettingError, match="write a folder as file:///var"):
        read_transport(url)
