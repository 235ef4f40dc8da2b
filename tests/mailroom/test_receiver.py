import smtplib
import socket
from dataclasses import replace

import pytest
from django.db import OperationalError

from stoppress.domain.errors import SettingError
from stoppress.mailroom.intakes import Listening
from stoppress.mailroom.receiver import Receiver
from stoppress.mailroom.verp import bounce_mailbox

REPORT = b"From: MAILER-DAEMON@mx.test\r\nSubject: x\r\n\r\n.failed\r\n"


@pytest.fixture(autouse=True)
def _bounce_address(settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address="bounces@news.test")


@pytest.fixture
def taken() -> list[tuple[bytes, tuple[str, ...]]]:
    return []


@pytest.fixture
def listen(taken):
    """Start a receiver; return where it listens."""
    running = []

    def start(protocol: str, take=lambda raw, recipients: None) -> tuple[str, int]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            listening = Listening(protocol, "127.0.0.1", probe.getsockname()[1])

        def keep(raw, recipients):
            take(raw, recipients)
            taken.append((raw, recipients))

        receiver = Receiver(listening, keep, bounce_address="bounces@news.test")
        receiver.start()
        running.append(receiver)
        return listening.host, listening.port

    yield start
    for receiver in running:
        receiver.stop()


@pytest.mark.parametrize(("protocol", "client"), [("lmtp", smtplib.LMTP), ("smtp", smtplib.SMTP)])
def test_a_report_is_taken_with_the_address_that_it_came_to(listen, taken, protocol, client):
    back = bounce_mailbox(7).address
    with client(*listen(protocol)) as connection:
        assert connection.sendmail("", [back], REPORT) == {}
    assert taken == [(REPORT, (back,))]


def test_an_address_that_is_no_bounce_address_of_ours_is_refused(listen, taken):
    with smtplib.LMTP(*listen("lmtp")) as connection:
        connection.ehlo("mx.test")
        connection.mail("")
        for address in ("ada@reader.test", "bounces@elsewhere.test", "bounces+7-aaaaaaaaaaaaaaaa@news.test"):
            assert connection.rcpt(address)[0] == 550
        assert connection.rcpt("BOUNCES@news.test")[0] == 250
    assert taken == []


def test_one_recipient_at_a_time_so_that_each_has_its_own_reply(listen):
    with smtplib.LMTP(*listen("lmtp")) as connection:
        connection.ehlo("mx.test")
        connection.mail("")
        assert connection.rcpt("bounces@news.test")[0] == 250
        assert connection.rcpt(bounce_mailbox(7).address)[0] == 452


def test_what_could_not_be_committed_is_left_with_the_client(listen, taken):
    failures = [OperationalError("away")]

    def take(raw, recipients):
        if failures:
            raise failures.pop()

    place = listen("lmtp", take)
    with smtplib.LMTP(*place) as connection:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            connection.sendmail("", ["bounces@news.test"], REPORT)
        assert refused.value.smtp_code == 451
        assert connection.sendmail("", ["bounces@news.test"], REPORT) == {}
    assert len(taken) == 1


def test_a_port_that_is_taken_is_said(listen):
    host, port = listen("lmtp")
    with pytest.raises(SettingError, match=f"returns_url: cannot listen on 127.0.0.1:{port}"):
        Receiver(Listening("lmtp", host, port), print, bounce_address="bounces@news.test").start()
