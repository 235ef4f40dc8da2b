"""A real Postfix between us and a receiver that refuses: what it makes of the refusal comes back and counts."""

import os
import queue
import smtplib
import socket
from dataclasses import replace

import pytest

from stoppress.domain.email import DeliveryState
from stoppress.mailroom.intakes import Listening
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post
from stoppress.mailroom.receiver import Receiver
from stoppress.mailroom.returns import Taken, take_in
from stoppress.mailroom.suppression import is_suppressed
from stoppress.mailroom.verp import bounce_mailbox
from tests import postfix

MESSAGE = (
    b"From: alerts@news.test\r\nTo: ada@reader.test\r\nSubject: Unknown user blocked\r\n\r\n"
    b"The user does not exist.\r\n"
)


@pytest.fixture
def taken(settings, now):
    """What the receiver took, and where it listens."""
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address="bounces@news.test")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    outcomes: queue.Queue = queue.Queue()
    receiver = Receiver(
        Listening("lmtp", "127.0.0.1", port),
        lambda raw, recipients: outcomes.put(
            take_in(raw, recipients=recipients, unsubscribe=lambda address: None, now=now)
        ),
        bounce_address="bounces@news.test",
    )
    receiver.start()
    yield outcomes, port
    receiver.stop()


@pytest.fixture
def delivery(email, to, now) -> Delivery:
    post(email, to("ada@reader.test"), now=now)
    Delivery.objects.update(state=DeliveryState.ACCEPTED)
    return Delivery.objects.get()


@pytest.fixture
def hand_over(taken, delivery, serve, mailbox):
    """Hand a mail to Postfix, which is refused it; return what came of what came back."""
    if postfix.missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(postfix.missing())
    outcomes, port = taken
    hops = {"reader.test": f"smtp:[127.0.0.1]:{serve(mailbox).port}", "news.test": f"lmtp:inet:127.0.0.1:{port}"}
    relay = postfix.Postfix(hops)

    def send(*, refusal: str) -> Taken:
        mailbox.to_recipient["ada@reader.test"] = [refusal]
        with smtplib.SMTP("127.0.0.1", relay.port) as client:
            client.sendmail(bounce_mailbox(delivery.pk).address, ["ada@reader.test"], MESSAGE)
        return outcomes.get(timeout=20)

    yield send
    relay.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("refusal", "verdict", "suppressed"),
    [
        ("550 5.1.1 no such user", "hard bounce", True),
        ("550 no such user", "hard bounce", True),
        ("552 5.2.2 mailbox full", "soft bounce", False),
        ("554 5.7.1 your host is on a block list", "our fault", False),
        ("550 5.1.1 your host is on a block list", "our fault", False),
    ],
)
def test_a_refusal_comes_back_and_counts_by_its_meaning(delivery, hand_over, refusal, verdict, suppressed):
    outcome = hand_over(refusal=refusal)
    delivery.refresh_from_db()
    assert (outcome.verdict, outcome.delivery, outcome.suppressed) == (verdict, delivery.pk, suppressed)
    assert (delivery.state, is_suppressed("ada@reader.test")) == (DeliveryState.BOUNCED, suppressed)
