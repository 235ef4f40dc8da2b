"""What ends while a fan-out or a lease runs is never mailed, whichever commits first."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from stoppress.domain.email import EmailKind, Recipient
from stoppress.mailroom.leases import lease, sendable
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post, withdraw_address, withdraw_mailing
from stoppress.mailroom.suppression import suppress

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 10  # seconds; reached only where a test fails


@contextmanager
def _elsewhere(act):
    """Run `act` in a thread and on a connection of its own; at the end wait for it, and raise what it raised."""
    failures = []

    def run():
        try:
            act()
        except BaseException as error:  # noqa: BLE001  (raised again below)
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(WAIT)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


def _sent(now):
    """What a sender would hand over now."""
    rows = lease("sender", 10, now=now)
    keys = sendable(rows, now=now)
    return [row.address for row in rows if row.pk in keys]


def test_who_ends_after_the_fan_out_read_them_is_withdrawn_once_it_commits(email, now):
    """The withdrawal waits for the fan-out under way: it then sees the new row."""
    reading, withdrawn = threading.Event(), []

    def end():
        assert reading.wait(WAIT)
        withdrawn.append(withdraw_address("ada@reader.test", kinds=[EmailKind.ALERT], now=now))

    def readers():
        yield Recipient("ada@reader.test", {"unsubscribe": "t"})
        reading.set()
        thread.join(0.3)  # given the chance, it does not end before the fan-out does
        assert thread.is_alive()

    with _elsewhere(end) as thread:
        post(email, readers(), now=now)
    assert withdrawn == [1]
    assert _sent(now) == []


def test_who_ends_before_the_fan_out_reads_is_not_read(email, now):
    """The fan-out waits for the ending under way: what it reads then is without them."""
    ended, subscribed = threading.Event(), {"ada@reader.test", "eve@reader.test"}

    def readers():
        for address in sorted(subscribed):
            yield Recipient(address, {"unsubscribe": "t"})

    def fan_out():
        assert ended.wait(WAIT)
        post(email, readers(), now=now)

    with _elsewhere(fan_out) as thread, transaction.atomic():
        withdraw_address("ada@reader.test", kinds=[EmailKind.ALERT], now=now)
        ended.set()
        thread.join(0.3)
        assert thread.is_alive()
        subscribed.remove("ada@reader.test")  # visible to others with the commit
    assert _sent(now) == ["eve@reader.test"]


@pytest.mark.parametrize("how", ["mailing", "address", "suppression"])
def test_a_withdrawal_that_commits_first_leaves_nothing_to_lease(email, to, now, how):
    mailing = post(email, to("ada@reader.test"), now=now)
    leased, withdrawn = [], threading.Event()

    def take():
        assert withdrawn.wait(WAIT)
        leased.extend(lease("sender", 10, now=now))

    with _elsewhere(take) as thread, transaction.atomic():
        _withdraw(how, mailing, now)
        withdrawn.set()
        thread.join(0.2)
    leased.extend(lease("sender", 10, now=now))
    assert leased == []


@pytest.mark.parametrize("how", ["mailing", "address", "suppression"])
def test_a_lease_that_commits_first_is_taken_back_before_it_is_handed_over(email, to, now, how):
    mailing = post(email, to("ada@reader.test"), now=now)
    taken = threading.Event()

    def end():
        assert taken.wait(WAIT)
        _withdraw(how, mailing, now)

    with _elsewhere(end) as thread, transaction.atomic():
        (leased,) = lease("sender", 10, now=now)
        taken.set()
        thread.join(0.2)
        assert thread.is_alive()
    assert sendable([leased], now=now) == set()
    assert Delivery.objects.get().state == ("suppressed" if how == "suppression" else "withdrawn")


def _withdraw(how, mailing, now):
    if how == "mailing":
        withdraw_mailing(mailing.pk, now=now)
    elif how == "address":
        withdraw_address("ada@reader.test", kinds=[EmailKind.ALERT], now=now)
    else:
        suppress("ada@reader.test", reason="asked us", now=now)


def test_two_senders_never_lease_the_same(email, to, now):
    post(email, to(*[f"{n:03}@reader.test" for n in range(40)]), now=now)
    taken, both = {"one": [], "two": []}, threading.Barrier(2)

    def take(holder):
        both.wait(WAIT)
        while rows := lease(holder, 3, now=now):
            taken[holder].extend(row.address for row in rows)

    with _elsewhere(lambda: take("one")), _elsewhere(lambda: take("two")):
        pass
    assert sorted(taken["one"] + taken["two"]) == [f"{n:03}@reader.test" for n in range(40)]
