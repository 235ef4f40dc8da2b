import mailbox
import smtplib
import socket
from dataclasses import replace

import pytest

from stoppress.domain.email import DeliveryState
from stoppress.domain.errors import SettingError
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.suppression import is_suppressed
from stoppress.mailroom.verp import bounce_mailbox
from stoppress.readership.models import Subscription
from stoppress.roles.returns import returns_parts
from tests.mailroom.test_returns import complaint, report
from tests.readership.people import ADA, subscribed


@pytest.fixture
def configure(settings):
    def set_(**values: str) -> None:
        settings.STOPPRESS = replace(settings.STOPPRESS, **values)

    return set_


@pytest.fixture
def sent(configure, now) -> Delivery:
    configure(bounce_address="bounces@news.test")
    subscribed(now=now)
    Delivery.objects.update(state=DeliveryState.ACCEPTED)
    return Delivery.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_bounce_by_lmtp_is_committed_when_it_is_answered(configure, sent):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configure(returns_url=f"lmtp://127.0.0.1:{port}")
    [receiver] = returns_parts()
    receiver.start()
    try:
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.sendmail("", [bounce_mailbox(sent.pk).address], report(None, "5.1.1"))
        assert is_suppressed(ADA)
        assert Delivery.objects.get().state == DeliveryState.BOUNCED
    finally:
        receiver.stop()


@pytest.mark.django_db(transaction=True)
def test_a_complaint_in_a_maildir_ends_all_subscriptions(configure, sent, tmp_path):
    mailbox.Maildir(tmp_path / "back", create=True).add(complaint(sent))
    configure(returns_url=f"maildir:{tmp_path / 'back'}")
    [worker] = returns_parts()
    worker._duties[0]()
    assert is_suppressed(ADA)
    assert set(Subscription.objects.values_list("state", flat=True)) <= {"ended"}


def test_without_the_setting_nothing_runs():
    assert returns_parts() == []


def test_returns_need_a_bounce_address(configure):
    configure(returns_url="maildir:back")
    with pytest.raises(SettingError, match="no bounce_address"):
        returns_parts()
