"""A delivery is a small state machine; each test is one of its edges, or says what comes first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from stoppress.domain.delivery import Step
from stoppress.domain.email import DeliveryState, EmailKind, Recipient
from stoppress.domain.errors import InputError, SettingError
from stoppress.domain.returned import ReturnVerdict
from stoppress.domain.signals import DeliveriesQueued, DeliveryBounced
from stoppress.mailroom.leases import (
    LEASE,
    LONGEST_HAND_OVER,
    free_leases,
    hold,
    lease,
    mark_accepted,
    mark_bounced,
    mark_deferred,
    release,
    release_tried,
    sendable,
)
from stoppress.mailroom.models import Delivery, Mailing
from stoppress.mailroom.outbox import post, withdraw_address, withdraw_mailing
from stoppress.mailroom.returns import count_refusal
from stoppress.mailroom.suppression import is_suppressed, suppress

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def may_send(row, *, now):
    return sendable([row], now=now) == {row.pk}


@pytest.fixture
def states():
    return lambda: dict(Delivery.objects.values_list("address", "state"))


def _row(address="ada@reader.test", **_):
    return Delivery.objects.get(address=address)


def test_posting_keeps_the_mail_and_one_row_a_recipient(email, to, now):
    mailing = post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    kept = Mailing.objects.values().get()
    assert kept == {
        "id": mailing.pk,
        "kind": "alert",
        "sender": email.sender,
        "subject": email.subject,
        "text": email.text,
        "html": email.html,
        "language": "en",
        "headers": email.headers,
        "marks": email.marks,
        "priority": 0,
        "created_at": now,
        "expires_at": email.expires_at,
        "withdrawn_at": None,
    }
    rows = list(Delivery.objects.order_by("pk").values())
    assert [row["message_id"].partition("@")[2] for row in rows] == ["news.test>", "news.test>"]
    assert rows[0]["message_id"] != rows[1]["message_id"]
    assert rows[0] == {
        "id": rows[0]["id"],
        "mailing_id": mailing.pk,
        "address": "ada@reader.test",
        "values": {"unsubscribe": "token-ada"},
        "priority": 0,
        "state": "queued",
        "due_at": now,
        "expires_at": email.expires_at,
        "leased_by": "",
        "lease_ends_at": None,
        "attempts": 0,
        "message_id": rows[0]["message_id"],
        "reply": "",
        "queued_at": now,
        "ended_at": None,
    }


def test_posting_is_announced_when_it_is_committed(email, to, now, signals, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mailing = post(email, to("ada@reader.test"), now=now)
        assert signals == []
    assert signals == [DeliveriesQueued(mailing.pk)]


def test_one_address_gets_one_copy(email, to, now, states):
    post(email, to("ada@reader.test", "ada@READER.test", "ada@reader.test"), now=now)
    assert states() == {"ada@reader.test": "queued"}


def test_a_suppressed_address_gets_a_row_that_is_suppressed_when_it_comes_up_and_its_values_are_not_kept(
    email, to, now
):
    suppress("ada@reader.test", reason="asked us", now=now)
    post(email, to("Ada@reader.test"), now=now)
    assert lease("one", 10, now=now) == []
    row = _row("Ada@reader.test")
    assert (row.state, row.values, row.ended_at) == ("suppressed", {}, now)


@pytest.mark.parametrize("address", ["ada\r\n@reader.test", "ada", "ada\x00@reader.test", "a\udc80@x.test"])
def test_an_address_that_cannot_be_mailed_stops_no_other(email, to, now, states, address):
    post(email, [*to("eve@reader.test"), Recipient(address, {"unsubscribe": "t"})], now=now)
    assert [row.address for row in lease("one", 10, now=now)] == ["eve@reader.test"]
    refused = Delivery.objects.exclude(address="eve@reader.test").get()
    assert (refused.state, refused.values, refused.ended_at) == ("bounced", {}, now)
    assert refused.reply.startswith("not sent: an address ")


@pytest.mark.parametrize("value", ["x\r\nBcc: eve@x.test", "<b>", "", "x y", "ä", "x" * 73])
def test_a_value_that_is_no_token_is_not_kept(email, now, value):
    post(email, [Recipient("ada@reader.test", {"unsubscribe": value})], now=now)
    assert (_row().state, _row().values) == ("bounced", {})


def test_a_missing_value_is_the_callers_mistake(email, now):
    with pytest.raises(InputError):
        post(email, [Recipient("ada@reader.test")], now=now)


def test_only_values_that_the_mail_marks_are_kept(email, now):
    post(email, [Recipient("ada@reader.test", {"unsubscribe": "token", "confirm": "secret"})], now=now)
    assert _row().values == {"unsubscribe": "token"}


def test_a_sender_that_is_no_address_posts_nothing(email, to, now):
    with pytest.raises(SettingError):
        post(replace(email, sender="Orvo"), to("ada@reader.test"), now=now)
    assert not Mailing.objects.exists()


def test_greater_priority_goes_first_and_then_the_newer_mailing(email, to, now):
    later = now + 10 * SECOND
    post(email, to("old@reader.test", "old2@reader.test"), now=now)
    post(replace(email, priority=10), to("grave@reader.test"), now=now)
    post(email, to("new@reader.test", "new2@reader.test"), now=later)
    leased = lease("one", 4, now=later)
    assert [row.address for row in leased] == [
        "grave@reader.test",
        "new@reader.test",
        "new2@reader.test",
        "old@reader.test",
    ]


def test_a_lease_does_not_look_at_what_is_held_though_it_would_go_first(email, to, now):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite counts its steps")
    steps = []
    for n_held in (50, 1000):
        post(email, to("ada@reader.test"), now=now)
        post(email, to(*[f"{n:04}@slow.test" for n in range(n_held)]), now=now)
        hold([(row, now + SECOND) for row in lease("one", n_held, now=now)])
        steps.append(_steps_of(lambda: lease("one", 1, now=now)))
    assert steps[1] < 2 * steps[0]


def _steps_of(act) -> int:
    """Count what SQLite's machine does, in tens of instructions."""
    count = [0]

    def tick():
        count[0] += 1
        return 0

    connection.connection.set_progress_handler(tick, 10)
    act()
    connection.connection.set_progress_handler(None, 0)
    return count[0]


def test_what_falls_due_leaves_room_for_what_never_waited(email, to, now):
    post(email, to("old@reader.test"), now=now)
    post(email, to(*[f"{n}@slow.test" for n in range(8)]), now=now)
    hold([(row, now + SECOND) for row in lease("one", 8, now=now)])
    assert "old@reader.test" in [row.address for row in lease("one", 4, now=now + SECOND)]


def test_what_was_held_goes_in_its_order_again_once_it_is_due(email, to, now):
    post(email, to("old@reader.test"), now=now)
    post(email, to("new@reader.test"), now=now)
    hold([(row, now + SECOND) for row in lease("one", 1, now=now)])
    assert [row.address for row in lease("one", 9, now=now + SECOND)] == ["new@reader.test", "old@reader.test"]


def test_what_is_leased_is_leased_by_nobody_else(email, to, now):
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    assert [row.address for row in lease("one", 1, now=now)] == ["ada@reader.test"]
    assert [row.address for row in lease("two", 10, now=now)] == ["eve@reader.test"]
    assert lease("three", 10, now=now) == []
    row = _row()
    assert (row.state, row.leased_by, row.lease_ends_at) == ("leased", "one", now + LEASE)


def test_a_lease_ends(email, to, now):
    post(replace(email, expires_at=now + 2 * LEASE), to("ada@reader.test"), now=now)
    lease("one", 1, now=now)
    assert lease("two", 1, now=now + LEASE - SECOND) == []
    assert [row.holder for row in lease("two", 1, now=now + LEASE)] == ["two"]


def test_what_is_expired_when_leased_is_expired_and_not_bounced(email, to, now, signals):
    post(email, to("ada@reader.test"), now=now)
    assert lease("one", 1, now=email.expires_at) == []
    row = _row()
    assert (row.state, row.values, row.ended_at) == ("expired", {}, email.expires_at)


def test_the_moment_before_expiry_is_in_time(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    assert len(lease("one", 1, now=email.expires_at - SECOND)) == 1


def test_what_ended_makes_room_for_what_did_not(email, to, now):
    post(replace(email, expires_at=now), to(*[f"a{n:03}@reader.test" for n in range(30)]), now=now)
    post(email, to("eve@reader.test"), now=now - SECOND)
    assert [row.address for row in lease("one", 2, now=now)] == ["eve@reader.test"]
    assert Delivery.objects.filter(state=DeliveryState.EXPIRED).count() == 30


def test_suppression_is_looked_at_again_when_leasing(email, to, now):
    """By hash: also where the queued address differs by case, which the suppression's own sweep cannot see."""
    post(email, to("Ada@reader.test"), now=now)
    suppress("ada@reader.test", reason="asked us", now=now)
    assert _row("Ada@reader.test").state == "queued"
    assert lease("one", 1, now=now) == []
    assert (_row("Ada@reader.test").state, _row("Ada@reader.test").values) == ("suppressed", {})


def test_withdrawal_is_looked_at_again_when_leasing(email, to, now):
    mailing = post(email, to("ada@reader.test"), now=now)
    Mailing.objects.filter(pk=mailing.pk).update(withdrawn_at=now)
    assert lease("one", 1, now=now) == []
    assert (_row().state, _row().values) == ("withdrawn", {})


def test_withdrawing_a_mailing_stops_all_that_is_not_handed_over(email, to, now, states):
    mailing = post(email, to("out@reader.test", "leased@reader.test", "queued@reader.test"), now=now)
    out, leased = lease("one", 2, now=now)
    mark_accepted([(out, "250 ok")], now=now)
    other = post(email, to("other@reader.test"), now=now)
    assert withdraw_mailing(mailing.pk, now=now) == 2
    assert states() == {
        "out@reader.test": "accepted",
        "leased@reader.test": "withdrawn",
        "queued@reader.test": "withdrawn",
        "other@reader.test": "queued",
    }
    assert not may_send(leased, now=now)
    assert withdraw_mailing(mailing.pk, now=now + SECOND) == 0
    assert Mailing.objects.get(pk=mailing.pk).withdrawn_at == now
    assert Mailing.objects.get(pk=other.pk).withdrawn_at is None


def test_withdrawing_an_address_stops_the_kinds_named(email, to, now):
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    post(replace(email, kind=EmailKind.CONFIRMATION), to("ada@reader.test"), now=now)
    assert withdraw_address("ada@READER.test", kinds=[EmailKind.ALERT], now=now) == 1
    assert list(Delivery.objects.order_by("pk").values_list("address", "mailing__kind", "state")) == [
        ("ada@reader.test", "alert", "withdrawn"),
        ("eve@reader.test", "alert", "queued"),
        ("ada@reader.test", "confirmation", "queued"),
    ]
    assert withdraw_address("no address", kinds=[EmailKind.ALERT], now=now) == 0


def test_may_send_says_no_once_anything_speaks_against_it(email, to, now):
    post(replace(email, expires_at=now + LEASE), to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    assert may_send(leased, now=now)
    assert may_send(leased, now=now + LEASE - LONGEST_HAND_OVER)
    assert not may_send(leased, now=now + LEASE - LONGEST_HAND_OVER + SECOND)  # it might fall to another
    suppress("ADA@reader.test", reason="asked us", now=now)
    assert not may_send(leased, now=now)


def test_what_expired_since_it_was_leased_may_not_be_sent(email, to, now):
    post(replace(email, expires_at=now + 2 * SECOND), to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    assert may_send(leased, now=now + SECOND)
    assert not may_send(leased, now=now + 2 * SECOND)


def test_what_another_took_meanwhile_is_not_sent_nor_given_back(email, to, now):
    post(replace(email, expires_at=now + 3 * LEASE), to("ada@reader.test"), now=now)
    (lost,) = lease("one", 1, now=now)
    lease("two", 1, now=now + LEASE)
    assert not may_send(lost, now=now + LEASE)
    assert release([lost], now=now + LEASE) == 0
    assert release_tried(lost, now=now + LEASE) == 0
    mark_deferred(lost, reply="451 later", now=now + LEASE)
    assert (_row().state, _row().leased_by, _row().attempts) == ("leased", "two", 0)


def test_accepted_is_final_and_empties_the_values(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    mark_accepted([(leased, "250 2.0.0 taken")], now=now + SECOND)
    row = _row()
    assert (row.state, row.values, row.reply, row.attempts, row.leased_by, row.lease_ends_at, row.ended_at) == (
        *("accepted", {}, "250 2.0.0 taken", 1, "", None),
        now + SECOND,
    )


def test_what_was_withdrawn_while_the_relay_took_it_is_accepted_for_it_is_out(email, to, now):
    mailing = post(email, to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    withdraw_mailing(mailing.pk, now=now)
    mark_accepted([(leased, "250 ok")], now=now)
    assert _row().state == "accepted"


def test_deferred_waits_longer_each_time_and_never_beyond_its_expiry(email, to, now):
    expires_at = now + timedelta(hours=2)
    post(email, to("ada@reader.test"), now=now)
    moment, pauses = now, []
    while leased := lease("one", 1, now=moment):
        mark_deferred(leased[0], reply="451 later", now=moment)
        row = _row()
        assert (row.state, row.values, row.leased_by) == ("deferred", {"unsubscribe": "token-ada"}, "")
        pauses.append((row.due_at - moment).total_seconds())
        assert lease("one", 1, now=row.due_at - SECOND) == []
        moment = row.due_at
    row = _row()
    assert (row.state, row.attempts, moment) == ("expired", len(pauses), expires_at)
    assert len(pauses) >= 6
    meant = [min(30 * 2**n, 1800) for n in range(len(pauses))]
    assert all(0.75 * pause <= waited <= 1.25 * pause for pause, waited in zip(meant[:-1], pauses[:-1], strict=True))


def test_bounced_is_final_and_announced(email, to, now, signals, django_capture_on_commit_callbacks):
    post(email, to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        mark_bounced(leased, reply="550 5.7.1 no", now=now)
    assert (_row().state, _row().values, _row().ended_at) == ("bounced", {}, now)
    assert signals == [DeliveryBounced(leased.pk)]
    assert not is_suppressed("ada@reader.test")


def test_an_address_that_bounced_as_unknown_is_suppressed_with_what_else_is_queued_for_it(email, to, now, states):
    post(email, to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    post(email, to("ada@reader.test"), now=now)
    mark_bounced(leased, reply="550 5.1.1 unknown", now=now)
    count_refusal(leased.pk, leased.address, ReturnVerdict.HARD, status="5.1.1", now=now)
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["bounced", "suppressed"]


def test_what_is_released_is_due_again_after_its_pause_as_if_never_taken(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    assert release(lease("one", 1, now=now), now=now, pause=3 * SECOND) == 1
    row = _row()
    assert (row.state, row.attempts, row.due_at, row.leased_by) == ("queued", 0, now + 3 * SECOND, "")


def test_what_is_held_is_due_again_at_its_own_moment_and_counts_as_no_attempt(email, to, now):
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    ada, eve = lease("one", 2, now=now)
    hold([(ada, now + SECOND), (eve, email.expires_at + SECOND)])
    assert list(Delivery.objects.order_by("address").values_list("state", "attempts", "due_at")) == [
        ("deferred", 0, now + SECOND),
        ("deferred", 0, email.expires_at),
    ]


def test_what_a_broken_connection_left_waits_longer_each_time(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    release_tried(lease("one", 1, now=now)[0], now=now)
    row = _row()
    assert (row.state, row.attempts) == ("queued", 1)
    assert 22 * SECOND <= row.due_at - now <= 38 * SECOND


def test_what_a_dead_sender_had_leased_is_queued_again(email, to, now):
    post(email, to("ada@reader.test", "eve@reader.test"), now=now)
    accepted, _ = lease("one", 2, now=now)
    mark_accepted([(accepted, "250 ok")], now=now)
    assert free_leases(now=now, holder="one") == 1
    assert [row.address for row in lease("one", 2, now=now)] == ["eve@reader.test"]


def test_where_several_send_each_frees_its_own_leases_only(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    lease("one", 1, now=now)
    several = connection.vendor == "postgresql"
    assert free_leases(now=now, holder="two") == (0 if several else 1)


def test_a_sender_that_another_of_its_machine_took_for_dead_neither_sends_nor_gives_back_what_that_one_leases(
    email, to, now
):
    post(email, to("ada@reader.test"), now=now)
    first = lease("sender-host#1", 1, now=now)
    assert free_leases(now=now, holder="sender-host#") == 1
    second = lease("sender-host#2", 1, now=now)
    assert sendable(first, now=now) == set()
    assert release(first, now=now) == 0
    assert sendable(second, now=now) == {second[0].pk}


def test_a_bounce_that_came_back_stands_though_the_acceptance_is_recorded_after_it(email, to, now):
    post(email, to("ada@reader.test"), now=now)
    (leased,) = lease("one", 1, now=now)
    Delivery.objects.take(Step.RETURN, ended_at=now)
    mark_accepted([(leased, "250 ok")], now=now + SECOND)
    assert (_row().state, _row().ended_at) == ("bounced", now)
