from pathlib import Path

import pytest

from stoppress.domain.errors import SettingError
from stoppress.mailroom.intakes import Box, Folder, Listening, read_intakes


def test_each_way_is_read_and_several_stand_side_by_side():
    setting = (
        "lmtp://127.0.0.1:2424 smtp://[::1]:2525 maildir:/var/mail/b%20c maildir:back "
        "imaps://ada:p%40ss@imap.test imaps://a%3Ab:s@imap.test:1993/Returned/Mail"
    )
    assert read_intakes(setting) == [
        Listening("lmtp", "127.0.0.1", 2424),
        Listening("smtp", "::1", 2525),
        Folder(Path("/var/mail/b c")),
        Folder(Path("back")),
        Box("imap.test", 993, "ada", "p@ss"),
        Box("imap.test", 1993, "a:b", "s", "Returned/Mail"),
    ]


def test_an_empty_setting_is_no_way():
    assert read_intakes("") == []


@pytest.mark.parametrize(
    "setting",
    [
        "lmtp://127.0.0.1",
        "lmtp://127.0.0.1:x",
        "pop3://u:secret@h",
        "maildir:",
        "imaps://imap.test/INBOX",
        "imaps://ada@imap.test",
        "imaps://ada:secr%0Aet@imap.test",
        "imap://ada:secret@imap.test",
        "smtp://ada:secret@127.0.0.1:25",
    ],
)
def test_what_cannot_be_right_is_refused_without_the_password(setting):
    with pytest.raises(SettingError, match="returns_url") as raised:
        read_intakes(setting)
    assert "secr" not in str(raised.value)


def test_a_password_is_not_shown():
    assert "secret" not in repr(read_intakes("imaps://ada:secret@imap.test"))
