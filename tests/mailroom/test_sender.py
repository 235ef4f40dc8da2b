"""The outbox is handed over to a real relay: each delivery ends as the relay's replies say, once."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from django.db import OperationalError, connection

from stoppress.domain.email import EmailKind, Recipient
from stoppress.domain.errors import RelayError
from stoppress.domain.returned import ReturnVerdict
from stoppress.domain.signals import DeliveryBounced
from stoppress.mailroom import leases
from stoppress.mailroom.alarms import raise_alarm
from stoppress.mailroom.models import Alarm, Delivery, Mailing
from stoppress.mailroom.outbox import post, withdraw_mailing
from stoppress.mailroom.relay import Relay, Security
from stoppress.mailroom.returns import count_refusal
from stoppress.mailroom.sender import Limits, Sender, Sent
from stoppress.mailroom.suppression import is_suppressed, suppress

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(relay, now):
    """Hand over what is due, to the plain relay unless another is named, over one connection unless more may be."""

    def hand_over(other=None, *, stop=lambda: False, connections=1, clock=lambda: now) -> Sent:
        limits = Limits(connections=connections)
        return Sender(other or relay, holder="one", clock=clock, limits=limits).send_due(stop)

    return hand_over


@pytest.fixture
def queue(email, to, now):
    """Post the mail, changed where named, to these addresses."""
    return lambda *addresses, **changes: post(replace(email, **changes), to(*addresses), now=now)


_ADA = Recipient("ada@reader.test", {"unsubscribe": "token-ada"})


def _states():
    return dict(Delivery.objects.values_list("address", "state"))


def test_what_is_posted_arrives_once_and_whole(queue, now, send, mailbox):
    queue("ada@reader.test", "eve@reader.test")
    assert send() == Sent(accepted=2)
    assert send() == Sent()
    assert _states() == {"ada@reader.test": "accepted", "eve@reader.test": "accepted"}
    assert [(mail.sender, mail.recipient) for mail in mailbox.mails] == [
        ("alerts@news.test", "ada@reader.test"),
        ("alerts@news.test", "eve@reader.test"),
    ]
    head = mailbox.mails[0].content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    row = Delivery.objects.get(address="ada@reader.test")
    assert head[:6] == [
        b"From: Orvo Alerts <alerts@news.test>",
        b"To: ada@reader.test",
        b"Subject: Harbour wall gives way",
        b"Date: Sun, 04 May 2031 09:30:00 +0000",
        f"Message-ID: {row.message_id}".encode(),
        b"List-Unsubscribe: <http://news.test/unsubscribe/token-ada>",
    ]
    assert (row.reply, row.attempts, row.values, row.ended_at) == ("250 2.0.0 taken", 1, {}, now)
    assert mailbox.connections == 1


def test_nothing_due_makes_no_connection(send, mailbox):
    assert send() == Sent()
    assert mailbox.connections == 0


def test_one_recipient_an_envelope(queue, send, mailbox):
    queue("ada@reader.test", "eve@reader.test")
    send()
    assert mailbox.commands == ["MAIL", "RCPT", "DATA"] * 2


@pytest.mark.parametrize(
    "case",
    [
        ("to_recipient", "450 4.2.1 busy", "deferred", False),
        ("to_recipient", "550 5.1.1 unknown", "bounced", True),
        ("to_recipient", "550 5.1.10 null MX", "bounced", True),
        ("to_recipient", "553 5.1.8 bad sender domain", "bounced", False),
        ("to_recipient", "550 5.7.1 not welcome", "deferred", False),
        ("to_recipient", "552 5.2.2 full", "bounced", False),
        ("to_recipient", "550 no such user 5.1.1", "bounced", True),
        ("to_recipient", "550 no such user here", "bounced", True),
        ("to_recipient", "550 blocked by our list", "bounced", False),
        ("to_content", "451 4.7.1 greylisted", "deferred", False),
        ("to_content", "554 5.7.1 spam", "deferred", False),
        ("to_content", "550 5.1.1 unknown", "bounced", True),
    ],
)
def test_each_reply_decides_about_its_own_recipient(queue, send, mailbox, case):
    where, reply, state, suppressed = case
    getattr(mailbox, where)["ada@reader.test"] = [reply]
    queue("ada@reader.test", "eve@reader.test")
    assert send() == Sent(**({"accepted": 1} | {state: 1}))
    assert _states() == {"ada@reader.test": state, "eve@reader.test": "accepted"}
    assert mailbox.recipients == ["eve@reader.test"]
    assert Delivery.objects.get(address="ada@reader.test").reply == reply
    assert is_suppressed("ada@reader.test") is suppressed


def test_a_bounce_is_announced(queue, send, mailbox, signals, django_capture_on_commit_callbacks):
    mailbox.to_recipient["ada@reader.test"] = ["550 5.1.1 unknown"]
    with django_capture_on_commit_callbacks(execute=True):
        queue("ada@reader.test")
        send()
    assert signals[1:] == [DeliveryBounced(Delivery.objects.get().pk)]


@pytest.mark.parametrize("reply", ["451 4.3.0 later", "550 5.7.1 this From is not yours", "503 5.5.1 no"])
def test_a_refused_sender_is_no_fault_of_the_recipient(queue, send, mailbox, reply):
    mailbox.to_mail = [reply]
    queue("ada@reader.test", "eve@reader.test")
    assert send() == Sent(accepted=1, deferred=1)
    assert _states() == {"ada@reader.test": "deferred", "eve@reader.test": "accepted"}


def test_a_mail_too_large_for_the_relay_bounces(queue, send, mailbox):
    mailbox.to_mail = ["552 5.3.4 too large"]
    queue("ada@reader.test")
    assert send() == Sent(bounced=1)
    assert not is_suppressed("ada@reader.test")


def test_a_retry_has_the_same_bytes(queue, send, mailbox):
    mailbox.to_recipient["ada@reader.test"] = ["451 4.3.0 later"]
    queue("ada@reader.test")
    send()
    mailing_copy = Delivery.objects.get()
    later = mailing_copy.due_at
    assert send(clock=lambda: later) == Sent(accepted=1)
    (mail,) = mailbox.mails
    assert f"Message-ID: {mailing_copy.message_id}\r\n".encode() in mail.content
    assert b"Date: Sun, 04 May 2031 09:30:00 +0000\r\n" in mail.content


@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "drop"])
def test_a_broken_connection_marks_nothing_and_the_rest_goes_on(queue, now, send, mailbox, reply):
    mailbox.to_content["ada@reader.test"] = [reply, reply]
    queue("ada@reader.test", "eve@post.test")
    assert send() == Sent(accepted=1, released=1)
    assert _states() == {"ada@reader.test": "queued", "eve@post.test": "accepted"}
    row = Delivery.objects.get(address="ada@reader.test")
    assert (row.attempts, row.leased_by) == (1, "")
    assert now < row.due_at < now + timedelta(minutes=1)


def test_a_connection_closed_after_some_mails_is_opened_again_at_once(queue, send, mailbox):
    mailbox.to_recipient["eve@reader.test"] = ["421 4.7.0 enough for one connection"]
    queue("ada@reader.test", "eve@reader.test")
    assert send() == Sent(accepted=2)
    assert mailbox.connections == 2


def test_a_relay_that_closes_on_everything_is_left_alone(queue, now, send, mailbox):
    addresses = [f"{n:02}@reader.test" for n in range(5)]
    mailbox.to_recipient = {address: ["421 4.3.2 no"] * 2 for address in addresses}
    queue(*addresses)
    with pytest.raises(RelayError):
        send()
    assert set(_states().values()) == {"queued"}
    assert mailbox.connections == 3
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert min(Delivery.objects.values_list("due_at", flat=True)) > now


def test_an_unreachable_relay_marks_nothing(queue, now, send):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        nowhere = Relay("127.0.0.1", taken.getsockname()[1], Security.NONE)
        queue("ada@reader.test", "eve@reader.test")
        with pytest.raises(RelayError, match=r"127\.0\.0\.1"):
            send(nowhere)
    assert _states() == {"ada@reader.test": "queued", "eve@reader.test": "queued"}
    rows = Delivery.objects.values_list("attempts", "leased_by", "due_at")
    assert set(rows) == {(0, "", now + timedelta(seconds=3))}


def test_told_to_stop_what_is_on_its_way_arrives_and_what_is_leased_is_given_back(queue, send, mailbox):
    queue("ada@reader.test", "eve@reader.test", "ida@reader.test")
    assert send(stop=lambda: len(mailbox.mails) == 1).accepted == 2
    assert _states() == {"ada@reader.test": "accepted", "eve@reader.test": "accepted", "ida@reader.test": "queued"}
    assert send() == Sent(accepted=1)


@pytest.fixture
def _looked_at_each_time(monkeypatch):
    """No look is fresh enough: every mail is looked at again when its content is to follow."""
    monkeypatch.setattr("stoppress.mailroom.connections._FRESH", -1.0)


@pytest.mark.usefixtures("_looked_at_each_time")
def test_what_is_withdrawn_while_its_batch_is_sent_is_not_sent(queue, now, send, mailbox):
    mailing = queue("ada@reader.test", "eve@reader.test", "ida@reader.test")

    def stop():
        if len(mailbox.mails) == 1:
            withdraw_mailing(mailing.pk, now=now)
        return False

    send(stop=stop)
    assert _states() == {"ada@reader.test": "accepted", "eve@reader.test": "withdrawn", "ida@reader.test": "withdrawn"}
    assert mailbox.recipients == ["ada@reader.test"]


@pytest.mark.usefixtures("_looked_at_each_time")
def test_what_is_suppressed_while_its_batch_is_sent_is_not_sent(queue, now, send, mailbox):
    queue("ada@reader.test", "Eve@reader.test")

    def stop():
        if len(mailbox.mails) == 1:
            suppress("eve@reader.test", reason="asked us", now=now)
        return False

    send(stop=stop)
    send()
    assert _states() == {"ada@reader.test": "accepted", "Eve@reader.test": "suppressed"}
    assert mailbox.recipients == ["ada@reader.test"]


@pytest.mark.usefixtures("_looked_at_each_time")
def test_what_expires_while_its_batch_is_sent_is_not_sent(queue, email, now, send, mailbox):
    queue("ada@reader.test", "eve@reader.test")
    for _ in range(2):
        send(clock=lambda: email.expires_at if mailbox.mails else now)
    assert _states() == {"ada@reader.test": "accepted", "eve@reader.test": "expired"}


def test_a_mail_that_cannot_be_written_bounces_and_stops_no_other(queue, send, mailbox):
    queue("ada@reader.test", priority=1, headers={"List-Id": "Časopis <x>"})
    queue("eve@reader.test")
    assert send() == Sent(accepted=1, bounced=1)
    assert _states() == {"ada@reader.test": "bounced", "eve@reader.test": "accepted"}


@pytest.mark.parametrize("threads", [1, 2])
def test_a_mailing_that_nobody_here_can_write_waits_and_stops_no_other(queue, relay, now, mailbox, threads):
    queue("ada@reader.test")
    Mailing.objects.update(kind="of-a-later-version")
    queue("eve@reader.test", priority=-1)
    sent = Sender(relay, holder="one", clock=lambda: now, limits=Limits(connections=1, threads=threads)).send_due()
    assert sent == Sent(accepted=1, deferred=1)
    assert _states() == {"ada@reader.test": "deferred", "eve@reader.test": "accepted"}
    assert Delivery.objects.get(address="ada@reader.test").reply == "not sent: it cannot be written: ValueError"


def test_a_non_ascii_local_part_goes_to_a_relay_with_smtputf8(queue, send, mailbox):
    queue("josé@reader.test", "ada@reader.test")
    assert send() == Sent(accepted=2)
    assert [(mail.recipient, mail.options) for mail in mailbox.mails] == [
        ("josé@reader.test", [f"SIZE={len(mailbox.mails[0].content)}", "BODY=8BITMIME", "SMTPUTF8"]),
        ("ada@reader.test", [f"SIZE={len(mailbox.mails[1].content)}"]),
    ]
    assert "\r\nTo: josé@reader.test\r\n".encode() in mailbox.mails[0].content


def test_a_non_ascii_local_part_bounces_where_the_relay_has_no_smtputf8(queue, serve, send, mailbox):
    queue("josé@reader.test", "ada@reader.test")
    assert send(serve(mailbox, enable_SMTPUTF8=False)) == Sent(accepted=1, bounced=1)
    assert _states() == {"josé@reader.test": "bounced", "ada@reader.test": "accepted"}
    assert mailbox.recipients == ["ada@reader.test"]
    assert not is_suppressed("josé@reader.test")


def test_an_international_domain_goes_out_in_punycode(queue, send, mailbox):
    queue("ada@bücher.test")
    send()
    assert mailbox.recipients == ["ada@xn--bcher-kva.test"]


def test_log_lines_hold_no_address_and_no_token(queue, send, mailbox, capsys):
    mailbox.to_recipient = {
        "eve@reader.test": ["550 5.1.1 <eve@reader.test> unknown"],
        "ida@reader.test": ["421 no"] * 2,
    }
    queue("ada@reader.test", "eve@reader.test", "ida@reader.test", kind=EmailKind.CONFIRMATION)
    send()
    printed = capsys.readouterr().out
    assert "mail sent" in printed
    assert "delivery bounced" in printed
    assert "relay connection lost" in printed
    assert not any(word in printed for word in ("reader.test", "token", "Harbour"))


def test_several_connections_send_each_mail_once(queue, send, mailbox):
    addresses = [f"{n:03}@reader.test" for n in range(200)]
    queue(*addresses)
    assert send(connections=4) == Sent(accepted=200)
    assert sorted(mailbox.recipients) == addresses
    assert 1 < mailbox.connections <= 4


def test_a_connection_carries_no_more_mails_than_it_may(queue, relay, now, mailbox):
    queue(*[f"{n:02}@reader.test" for n in range(10)])
    limits = Limits(connections=2, mails_each=3)
    assert Sender(relay, holder="one", clock=lambda: now, limits=limits).send_due() == Sent(accepted=10)
    assert mailbox.connections >= 4


def test_the_grave_go_first_though_they_come_up_while_others_are_sent(queue, send, mailbox):
    queue(*[f"{n:02}@reader.test" for n in range(40)])
    posted = []

    def stop():
        if mailbox.mails and not posted:
            posted.append(queue("grave@reader.test", priority=10))
        return False

    send(stop=stop)
    assert mailbox.recipients.index("grave@reader.test") < 12


# A domain that slows us slows alone; a relay that refuses all is left alone, and nobody is blamed for it.


def test_421_and_4_7_x_slow_that_domain_and_no_other(queue, relay, now, mailbox):
    slow = [f"{n:02}@slow.test" for n in range(20)]
    mailbox.to_recipient = {address: ["451 4.7.1 slower, please"] for address in slow[:1]}
    queue(*slow, *[f"{n:02}@reader.test" for n in range(40)])
    sender = Sender(relay, holder="one", clock=lambda: now, limits=Limits(connections=1))
    sent = sender.send_due()
    assert sent.deferred == 1
    assert all(state == "accepted" for address, state in _states().items() if address.endswith("@reader.test"))
    waiting = Delivery.objects.filter(address__endswith="@slow.test").exclude(state="accepted")
    assert len(waiting) >= 14
    held = waiting.filter(attempts=0)
    assert (len(held), set(held.values_list("state", flat=True))) == (len(waiting) - 1, {"deferred"})
    due = sorted(held.values_list("due_at", flat=True))
    assert due[0] >= now + timedelta(seconds=20)
    assert due[-1] - due[0] >= timedelta(seconds=1)


def test_a_relay_that_refuses_everything_is_left_alone_with_an_alarm_and_nobody_is_suppressed(
    queue, relay, now, mailbox, signals
):
    addresses = [f"{n:02}@reader{n}.test" for n in range(60)]
    mailbox.to_recipient = {address: ["550 5.1.1 unknown"] for address in addresses}
    queue(*addresses)
    moment = [now]
    sender = Sender(relay, holder="one", clock=lambda: moment[0], limits=Limits(connections=4))
    with pytest.raises(RelayError, match="refuses everything"):
        sender.send_due()
    assert set(_states().values()) == {"queued", "deferred"}
    assert not any(is_suppressed(address) for address in addresses)
    assert (Alarm.objects.get().about, Alarm.objects.get().raised_at) == ("relay", now)
    commands = len(mailbox.commands)
    with pytest.raises(RelayError, match="is let alone"):
        sender.send_due()
    assert len(mailbox.commands) == commands

    moment[0] = now + timedelta(minutes=1)
    mailbox.to_recipient = {}
    assert sender.send_due().accepted > 0
    assert not Alarm.objects.exists()


def test_a_mailbox_that_is_full_on_several_days_is_given_up_as_reports_of_it_would_have_it(
    email, now, send, mailbox, settings
):
    for day in range(settings.STOPPRESS.bounce_days):
        assert not is_suppressed("ada@reader.test")
        moment = now + timedelta(days=day)
        mailbox.to_recipient["ada@reader.test"] = ["552 5.2.2 full"]
        post(replace(email, expires_at=moment + timedelta(hours=1)), [_ADA], now=moment)
        assert send(clock=lambda moment=moment: moment).bounced == 1
    assert is_suppressed("ada@reader.test")


def test_a_mail_that_is_too_large_day_after_day_is_no_fault_of_the_reader(email, now, send, mailbox, settings):
    for day in range(settings.STOPPRESS.bounce_days):
        moment = now + timedelta(days=day)
        mailbox.to_mail = ["552 5.3.4 too large"]
        post(replace(email, expires_at=moment + timedelta(hours=1)), [_ADA], now=moment)
        assert send(clock=lambda moment=moment: moment).bounced == 1
    assert not is_suppressed("ada@reader.test")


def test_what_is_queued_for_a_domain_that_rests_waits_until_it_has(queue, now, send, mailbox):
    faults = queue(*[f"{n}@strict.test" for n in range(3)]).deliveries.all()
    send()
    for delivery in faults:
        count_refusal(delivery.pk, delivery.address, ReturnVerdict.OURS, status="5.7.1", now=now)
    queue("ada@strict.test", "eve@reader.test")
    assert send() == Sent(accepted=1, released=1)
    waiting = Delivery.objects.get(address="ada@strict.test")
    assert (waiting.state, waiting.attempts, waiting.due_at) == ("deferred", 0, now + timedelta(minutes=5))


def test_an_alarm_that_outlived_its_sender_ends_with_the_first_acceptance(queue, now, send):
    raise_alarm("relay", "the relay refuses everything", now=now)
    queue("ada@reader.test")
    send()
    assert not Alarm.objects.exists()


def test_a_few_refusals_are_believed(queue, send, mailbox):
    addresses = [f"{n:02}@reader.test" for n in range(5)]
    mailbox.to_recipient = {address: ["550 5.1.1 unknown"] for address in addresses}
    queue(*addresses)
    assert send() == Sent(bounced=5)
    assert all(is_suppressed(address) for address in addresses)


# A database that is away for longer makes nothing go out twice.


class _Away:
    """Has the database fail at every statement that would keep an acceptance or give back a lease, for a while."""

    is_over = False

    def __call__(self, execute, sql, params, many, context):
        if not self.is_over and sql.startswith("UPDATE"):
            raise OperationalError("gone")
        return execute(sql, params, many, context)


def test_what_was_accepted_while_the_database_was_away_is_kept_when_it_is_back(queue, relay, now, mailbox, monkeypatch):
    monkeypatch.setattr("stoppress.mailroom.sender._PAUSES", (0.0,))
    queue("ada@reader.test", "eve@reader.test")
    sender = Sender(relay, holder="one", clock=lambda: now, limits=Limits(connections=1))
    leased = leases.lease("one", 2, now=now)
    away = _Away()
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        sender.send(leased)
    assert mailbox.recipients == ["ada@reader.test"]
    assert set(_states().values()) == {"leased"}
    sender.send_due()
    assert mailbox.recipients == ["ada@reader.test", "eve@reader.test"]
    assert set(_states().values()) == {"accepted"}


# Encrypted as asked for, or nothing is sent.


@pytest.fixture
def encrypted(serve, mailbox, certificate):
    """A relay whose certificate nobody was told to trust, by TLS or by STARTTLS."""

    def start(security):
        smtps = {"smtps": certificate.context}
        return serve(mailbox, **(smtps if security is Security.TLS else {"tls_context": certificate.context}))

    return start


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate.path)  # the machine's trust, as OpenSSL reads it
    return certificate


def test_smtps_hands_over_by_tls(queue, serve, send, mailbox, trusted):
    relay = serve(mailbox, smtps=trusted.context)
    queue("ada@reader.test")
    assert send(replace(relay, host="localhost", security=Security.TLS)) == Sent(accepted=1)


def test_starttls_hands_over_by_tls_and_logs_in(queue, serve, send, mailbox, trusted):
    logins = []

    def authenticate(server, session, envelope, mechanism, given):
        logins.append((session.ssl is not None, given.login, given.password))
        return AuthResult(success=True)

    relay = serve(
        mailbox,
        tls_context=trusted.context,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )
    queue("ada@reader.test")
    relay = replace(relay, host="localhost", security=Security.STARTTLS, user="ada", password="hunter2")
    assert send(relay) == Sent(accepted=1)
    assert logins == [(True, b"ada", b"hunter2")]


def test_a_relay_without_starttls_gets_nothing(queue, serve, send, mailbox):
    relay = replace(serve(mailbox), security=Security.STARTTLS, user="ada", password="hunter2")
    queue("ada@reader.test")
    with pytest.raises(RelayError, match="STARTTLS"):
        send(relay)
    assert (mailbox.commands, _states()) == ([], {"ada@reader.test": "queued"})


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_of_nobody_gets_nothing(queue, send, mailbox, encrypted, security):
    relay = encrypted(security)
    queue("ada@reader.test")
    with pytest.raises(RelayError, match="certificate"):
        send(replace(relay, host="localhost", security=security))
    assert mailbox.commands == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.usefixtures("trusted")
def test_a_trusted_certificate_of_another_name_gets_nothing(queue, send, mailbox, encrypted, security):
    relay = encrypted(security)
    queue("ada@reader.test")
    with pytest.raises(RelayError, match="certificate"):
        send(replace(relay, host="127.0.0.1", security=security))
    assert mailbox.commands == []


def test_a_refused_login_sends_nothing_and_does_not_tell_the_password(queue, serve, send, mailbox, trusted):
    relay = serve(
        mailbox,
        tls_context=trusted.context,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_required=True,
    )
    queue("ada@reader.test")
    relay = replace(relay, host="localhost", security=Security.STARTTLS, user="ada", password="hunter2")
    with pytest.raises(RelayError) as refusal:
        send(relay)
    assert "hunter2" not in f"{refusal.value}{refusal.value.__cause__}"
    assert (mailbox.commands, _states()) == ([], {"ada@reader.test": "queued"})
