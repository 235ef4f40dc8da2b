"""Mail that stays on this machine, in a Maildir or on standard output: kept whole, and never twice."""

import mailbox
import stat
from dataclasses import replace

import pytest

from stoppress.domain.errors import RelayError
from stoppress.mailroom.direct import Direct, undotted
from stoppress.mailroom.message import dotted
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post, withdraw_mailing
from stoppress.mailroom.relay import Console, Folder
from stoppress.mailroom.sender import Limits, Sender, Sent
from stoppress.mailroom.session import Mail

pytestmark = pytest.mark.django_db
MANY = [f"reader{number}@orvo.example" for number in range(90)]


@pytest.fixture
def folder(tmp_path):
    return Folder(str(tmp_path / "kept" / "mail"))


@pytest.fixture
def send(folder, now):
    """Hand over what is due, to the folder unless another place is named."""

    def hand_over(place=None, *, stop=lambda: False) -> Sent:
        return Sender(place or folder, holder="one", clock=lambda: now, limits=Limits(connections=4)).send_due(stop)

    return hand_over


def _kept(folder):
    return sorted(mailbox.Maildir(folder.path, create=False), key=lambda mail: mail["To"])


def test_each_mail_is_kept_in_the_maildir_once_and_accepted(email, to, now, send, folder):
    post(email, to(*MANY), now=now)
    assert send() == Sent(accepted=len(MANY))
    assert [mail["To"] for mail in _kept(folder)] == sorted(MANY)
    assert set(Delivery.objects.values_list("state", "reply")) == {("accepted", "250 kept in the folder")}


def test_a_kept_mail_has_its_envelope_above_it_and_is_whole(email, to, now, send, folder):
    post(replace(email, text="One\n.\n..two\nhttp://news.test/unsubscribe/MARKU\n"), to("ada@orvo.example"), now=now)
    send()
    (mail,) = _kept(folder)
    assert mail.keys()[:4] == ["Return-Path", "Delivered-To", "From", "To"]
    assert (mail["Return-Path"], mail["Delivered-To"]) == ("<alerts@news.test>", "ada@orvo.example")
    assert mail["Message-ID"] == Delivery.objects.get().message_id
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    assert text.get_payload(decode=True) == b"One\n.\n..two\nhttp://news.test/unsubscribe/token-ada\n"


def test_a_mail_put_down_again_takes_its_own_place(email, to, now, send, folder):
    post(email, to("ada@orvo.example"), now=now)
    send()
    Delivery.objects.update(state="queued", values={"unsubscribe": "token-ada"}, due_at=now)
    assert send() == Sent(accepted=1)
    assert len(_kept(folder)) == 1


def test_what_is_kept_is_for_its_owner_alone(email, to, now, send, tmp_path):
    post(email, to("ada@orvo.example"), now=now)
    send()
    (path,) = (tmp_path / "kept" / "mail" / "new").iterdir()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)] == [0o600, 0o700]


def test_a_folder_that_cannot_be_written_sends_nothing_and_marks_nothing(email, to, now, send, tmp_path):
    (tmp_path / "taken").write_text("")
    post(email, to("ada@orvo.example"), now=now)
    with pytest.raises(RelayError, match="mail cannot be put down: "):
        send(Folder(str(tmp_path / "taken" / "mail")))
    assert list(Delivery.objects.values_list("state", "attempts")) == [("queued", 0)]


def test_what_is_withdrawn_while_others_are_put_down_is_not(email, to, now, send, folder):
    mailing = post(email, to(*MANY), now=now)
    looks = []

    def stop():
        looks.append(1)
        if len(looks) == 4:
            withdraw_mailing(mailing.pk, now=now)
        return False

    sent = send(stop=stop)
    assert 0 < sent.accepted < len(MANY)
    assert len(_kept(folder)) == sent.accepted
    assert Delivery.objects.filter(state="withdrawn").count() == len(MANY) - sent.accepted


def test_on_the_console_headers_and_text_are_readable_and_harmless(email, to, now, send, capsys):
    post(
        replace(email, subject="Häfen \u202e zu", text="Zu.\x1b[31m\nhttp://news.test/unsubscribe/MARKU\n"),
        to("ada@orvo.example"),
        now=now,
    )
    assert send(Console()) == Sent(accepted=1)
    shown = capsys.readouterr().out
    assert "\nTo: ada@orvo.example\nSubject: Häfen  zu\n" in shown
    assert "\n\nZu.[31m\nhttp://news.test/unsubscribe/token-ada\n" in shown


def test_without_mail_a_turn_ends_when_woken(folder):
    place = Direct(folder)
    place.wake()
    assert place.turn(60).decided == []


@pytest.mark.parametrize("content", [b"a\r\n", b"a\r\n.b\r\n..c\r\n", b".a\r\n.\r\n", b"a", b"a\r\n."])
def test_what_is_made_ready_for_the_wire_is_made_what_it_was(content):
    mail = Mail(None, b"", b"", needs_smtputf8=False, content=dotted(content), size=len(content))
    assert undotted(mail) == content
