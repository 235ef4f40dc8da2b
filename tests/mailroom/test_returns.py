import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from stoppress.domain.email import DeliveryState
from stoppress.domain.returned import ReturnVerdict
from stoppress.domain.signals import DeliveryBounced
from stoppress.mailroom.models import Delivery, Return, Suppression
from stoppress.mailroom.outbox import post
from stoppress.mailroom.returns import Taken, count_refusal, note, resting_domains, take_in
from stoppress.mailroom.suppression import is_suppressed
from stoppress.mailroom.verp import bounce_mailbox

pytestmark = pytest.mark.django_db

HARD, SOFT, OURS, COMPLAINT, NONE = (
    ReturnVerdict.HARD, ReturnVerdict.SOFT, ReturnVerdict.OURS, ReturnVerdict.COMPLAINT, ReturnVerdict.NONE
)  # fmt: skip


@pytest.fixture(autouse=True)
def _bounce_address(settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, bounce_address="bounces@news.test", bounce_days=3)


@pytest.fixture
def ended() -> list[str]:
    """The addresses whose subscriptions were to end."""
    return []


@pytest.fixture
def take(ended, now):
    return functools.partial(take_in, unsubscribe=ended.append, now=now)


@pytest.fixture
def sent(email, to, now):
    """Make accepted deliveries to addresses."""

    def make(*addresses: str) -> list[Delivery]:
        mailing = post(email, to(*addresses), now=now)
        mailing.deliveries.update(state=DeliveryState.ACCEPTED)
        return list(mailing.deliveries.order_by("pk"))

    return make


def report(delivery: Delivery | None, status: str, *, action: str = "failed", back: str = "") -> bytes:
    back = back or (bounce_mailbox(delivery.pk).address if delivery else "")
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: {back}\nSubject: report\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; ada@reader.test\nAction: {action}\n"
        f"Status: {status}\n--b--\n"
    ).encode()


def complaint(delivery: Delivery) -> bytes:
    return (
        "From: fbl@isp.test\nTo: abuse@news.test\nSubject: FW\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        f"Return-Path: <{bounce_mailbox(delivery.pk).address}>\nSubject: Harbour wall\n--b--\n"
    ).encode()


def test_a_hard_bounce_ends_the_delivery_and_suppresses_the_address(take, sent):
    [delivery] = sent("ada@reader.test")
    assert take(report(delivery, "5.1.1")) == Taken(HARD, delivery.pk, is_new=True, suppressed=True)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reply) == (DeliveryState.BOUNCED, "came back: hard bounce 5.1.1")
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["bounced 5.1.1"]
    assert is_suppressed("ada@reader.test")


def test_the_same_report_twice_changes_nothing_the_second_time(take, sent, now):
    [delivery] = sent("ada@reader.test")
    take(report(delivery, "5.1.1"))
    before = [list(model.objects.values()) for model in (Delivery, Return, Suppression)]
    again = take(report(delivery, "5.1.1"), now=now + timedelta(days=1))
    assert again == Taken(HARD, delivery.pk)
    assert [list(model.objects.values()) for model in (Delivery, Return, Suppression)] == before


@pytest.mark.parametrize("back", ["bounces@news.test", "bounces+1-aaaaaaaaaaaaaaaa@news.test", "alerts@news.test"])
@pytest.mark.parametrize("status", ["5.1.1", "5.2.2", "5.7.1"])
def test_a_report_without_a_valid_token_changes_nothing(take, sent, back, status):
    sent("ada@reader.test")
    assert take(report(None, status, back=back), recipients=[back]).delivery is None
    assert not Return.objects.exists()
    assert not Suppression.objects.exists()
    assert Delivery.objects.get().state == DeliveryState.ACCEPTED


def test_a_complaint_without_a_valid_token_unsubscribes_nobody(take, sent, ended):
    [delivery] = sent("ada@reader.test")
    forged = complaint(delivery).replace(b"bounces+", b"bounces+9")
    assert take(forged).delivery is None
    assert (ended, Suppression.objects.count()) == ([], 0)


def test_the_address_it_came_to_says_more_than_what_it_names(take, sent):
    ada, eve = sent("ada@reader.test", "eve@reader.test")
    taken = take(report(eve, "5.1.1"), recipients=[bounce_mailbox(ada.pk).address])
    assert taken.delivery == ada.pk
    assert (is_suppressed(ada.address), is_suppressed(eve.address)) == (True, False)


def test_a_token_of_a_delivery_that_is_gone_changes_nothing(take, sent):
    [delivery] = sent("ada@reader.test")
    raw = report(delivery, "5.1.1")
    Delivery.objects.all().delete()
    assert take(raw).delivery is None
    assert not Suppression.objects.exists()


def test_soft_bounces_suppress_once_they_came_on_several_days(take, sent, now):
    for day, expected in enumerate([False, False, True]):
        [delivery] = sent("ada@reader.test")
        taken = take(report(delivery, "5.2.2"), now=now + timedelta(days=day))
        assert taken.suppressed is expected
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["soft bounces on 3 days"]


def test_many_soft_bounces_on_one_day_count_as_one_day(take, sent):
    for _ in range(5):
        [delivery] = sent("ada@reader.test")
        assert not take(report(delivery, "4.2.2")).suppressed


def test_soft_bounces_of_long_ago_do_not_count(take, sent, now):
    for day in (0, 1, 31):
        [delivery] = sent("ada@reader.test")
        assert not take(report(delivery, "5.2.2"), now=now + timedelta(days=day)).suppressed


def test_the_soft_bounces_of_others_do_not_count(take, sent, now):
    for day, address in enumerate(["ada@reader.test", "eve@reader.test", "zoe@reader.test"]):
        [delivery] = sent(address)
        assert not take(report(delivery, "5.2.2"), now=now + timedelta(days=day)).suppressed


def test_our_own_fault_suppresses_nobody_however_often(take, sent, now):
    for day in range(10):
        [delivery] = sent("ada@reader.test")
        assert not take(report(delivery, "5.7.1"), now=now + timedelta(days=day)).suppressed
    assert not Suppression.objects.exists()
    assert Delivery.objects.filter(state=DeliveryState.BOUNCED).count() == 10


def test_a_domain_that_says_it_is_our_fault_again_and_again_rests_alone(take, sent, email, to, now):
    faults = sent(*(f"reader{number}@strict.test" for number in range(4)))
    post(email, to("ada@strict.test", "eve@reader.test"), now=now)
    for delivery in faults[:2]:
        take(report(delivery, "5.7.1"))
    assert resting_domains(now=now) == {}
    take(report(faults[2], "5.7.1"))
    assert resting_domains(now=now) == {"strict.test": now + timedelta(minutes=5)}
    waiting = Delivery.objects.filter(state__in=Delivery.OPEN).order_by("address")
    assert list(waiting.values_list("address", "state", "due_at")) == [
        ("ada@strict.test", "deferred", now + timedelta(minutes=5)),
        ("eve@reader.test", "queued", now),
    ]
    take(report(faults[3], "5.7.1"))
    assert resting_domains(now=now) == {"strict.test": now + timedelta(minutes=10)}
    assert resting_domains(now=now + timedelta(minutes=10)) == {}


def test_a_domain_that_takes_nearly_all_our_mail_does_not_rest_for_a_few_readers_rules(take, sent, now):
    faults = sent(*(f"reader{number}@large.test" for number in range(301)))
    Delivery.objects.update(ended_at=now)
    for delivery in faults[:3]:
        take(report(delivery, "5.7.1"))
    assert resting_domains(now=now) == {"large.test": now + timedelta(minutes=5)}
    sent(*(f"further{number}@large.test" for number in range(3)))
    Delivery.objects.filter(ended_at=None).update(ended_at=now)
    assert resting_domains(now=now) == {}


def test_a_complaint_ends_all_and_suppresses(take, sent, ended):
    [delivery] = sent("ada@reader.test")
    assert take(complaint(delivery)) == Taken(COMPLAINT, delivery.pk, is_new=True, suppressed=True)
    assert (ended, is_suppressed("ada@reader.test")) == (["ada@reader.test"], True)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.ACCEPTED


def test_a_complaint_that_cannot_be_carried_through_leaves_nothing_half_done(sent, now):
    [delivery] = sent("ada@reader.test")

    def fail(address: str) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        take_in(complaint(delivery), unsubscribe=fail, now=now)
    assert (Return.objects.count(), Suppression.objects.count()) == (0, 0)


def test_a_delay_is_nothing_to_note(take, sent):
    [delivery] = sent("ada@reader.test")
    assert take(report(delivery, "5.1.1", action="delayed")) == Taken(NONE, delivery.pk)
    assert not Return.objects.exists()


def test_a_bounce_that_comes_before_the_acceptance_is_recorded_stands(take, sent, now):
    [delivery] = sent("ada@reader.test")
    Delivery.objects.update(state=DeliveryState.LEASED)
    take(report(delivery, "5.2.2"))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BOUNCED


def test_a_bounce_is_announced_once(take, sent, signals, django_capture_on_commit_callbacks):
    [delivery] = sent("ada@reader.test")
    signals.clear()
    with django_capture_on_commit_callbacks(execute=True):
        take(report(delivery, "5.1.1"))
        take(report(delivery, "5.1.1"))
    assert signals == [DeliveryBounced(delivery.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_bounce_that_comes_by_several_ways_at_once_counts_once(take, sent):
    [delivery] = sent("ada@reader.test")
    raw = report(delivery, "5.1.1")
    together = threading.Barrier(4)

    def take_one(_: int) -> bool:
        together.wait(10)
        try:
            return take(raw).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as ways:
        assert sorted(ways.map(take_one, range(4))) == [False, False, False, True]
    assert (Return.objects.count(), Suppression.objects.count()) == (1, 1)


def test_a_relays_own_refusals_count_as_bounces_do(sent, now, ended):
    for day, expected in enumerate([False, False, True]):
        [delivery] = sent("ada@reader.test")
        moment = now + timedelta(days=day)
        assert count_refusal(delivery.pk, delivery.address, SOFT, status="5.2.2", now=moment) is expected
        note(delivery, SOFT, status="5.2.2", unsubscribe=ended.append, now=moment + timedelta(days=9))
    assert Return.objects.count() == 3
