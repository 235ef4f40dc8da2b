"""The outbox: mail is posted, withdrawn, leased, and brought to its final state here, each in one transaction."""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import RawSQL

from stoppress.bus.in_process import announce
from stoppress.domain.email import DeliveryState, Email, EmailKind, Recipient
from stoppress.domain.errors import InputError
from stoppress.domain.signals import DeliveriesQueued, DeliveryBounced
from stoppress.mailroom.addresses import CONTROLS, canonical, read_sender
from stoppress.mailroom.models import Delivery, Mailing
from stoppress.mailroom.suppression import is_suppressed, suppress, suppressed_among

# Longer than the longest hand-over (RFC 5321's time-outs come to 22 minutes), so that what is being handed
# over never falls to another worker.
LEASE = timedelta(minutes=30)
LONGEST_HAND_OVER = timedelta(minutes=22)
# The condition of the index `outbox`, spelt out: SQLite uses a partial index for literals only.
_OPEN = RawSQL("mailroom_delivery.state IN ('queued', 'leased', 'deferred')", (), output_field=BooleanField())
_ROWS = 500  # a statement: under SQLite's limit of variables
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=30)
_GATE = 0x53746F70  # first half of the advisory locks' names: "Stop"


def post(email: Email, recipients: Iterable[Recipient], *, now: datetime) -> Mailing:
    """Queue a mail to each recipient, in the caller's transaction, and announce it on commit.

    Reads `recipients` only after closing the gate against withdrawals (`hold_withdrawals`), so a lazy
    iterable that looks up who subscribes misses nobody who ends meanwhile. One delivery an address: a
    second is passed over. An address that is suppressed, or cannot be mailed, gets a row that says so.
    Raises InputError where a recipient lacks a personal value, SettingError where the sender is no address.
    """
    domain = read_sender(email.sender).mailbox.domain
    with transaction.atomic():
        hold_withdrawals([email.kind])
        mailing = Mailing.objects.create(
            kind=email.kind.value,
            sender=email.sender,
            subject=email.subject,
            text=email.text,
            html=email.html,
            language=email.language,
            headers=dict(email.headers),
            marks=dict(email.marks),
            priority=email.priority,
            created_at=now,
            expires_at=email.expires_at,
        )
        for chunk in _chunks(recipients):
            rows = [_delivery(mailing, recipient, domain) for recipient in chunk]
            _suppress_rows(rows)
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: announce(DeliveriesQueued(mailing.pk)))
    return mailing


def _chunks(recipients: Iterable[Recipient]) -> Iterator[list[Recipient]]:
    remaining = iter(recipients)
    while chunk := list(islice(remaining, _ROWS)):
        yield chunk


def _delivery(mailing: Mailing, recipient: Recipient, domain: str) -> Delivery:
    missing = set(mailing.marks) - set(recipient.values)
    if missing:
        raise InputError(f"a recipient without a value for {', '.join(sorted(missing))}")
    row = Delivery(
        mailing=mailing,
        values={name: recipient.values[name] for name in mailing.marks},
        priority=mailing.priority,
        due_at=mailing.created_at,
        expires_at=mailing.expires_at,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        queued_at=mailing.created_at,
    )
    try:
        _refuse_controls(row.values)
        row.address = canonical(recipient.address)
    except InputError as error:
        # Kept in a form that every database can store; the row shows operators why there was no mail.
        row.address = recipient.address.encode("unicode_escape").decode("ascii")[:320]
        row.state, row.reply = DeliveryState.BOUNCED, f"not sent: {error}"
        row.values, row.ended_at = {}, mailing.created_at
    return row


def _refuse_controls(values: Mapping[str, str]) -> None:
    if any(CONTROLS.search(value) for value in values.values()):
        raise InputError("a personal value with control characters in it")


def _suppress_rows(rows: Sequence[Delivery]) -> None:
    suppressed = suppressed_among([row.address for row in rows if row.state == DeliveryState.QUEUED])
    for row in rows:
        if row.address in suppressed:
            row.state, row.values, row.ended_at = DeliveryState.SUPPRESSED, {}, row.queued_at


def hold_withdrawals(kinds: Collection[EmailKind]) -> None:
    """Let `withdraw_address` wait until this transaction ends, so that it sees the deliveries made here.

    `post` does it by itself. SQLite needs nothing: its transactions begin as writers, one after another.
    """
    _gate("pg_advisory_xact_lock_shared", kinds)


def _gate(lock: str, kinds: Collection[EmailKind]) -> None:
    if connection.vendor == "postgresql":
        numbers = sorted(list(EmailKind).index(kind) for kind in kinds)
        with connection.cursor() as cursor:
            for number in numbers:
                cursor.execute(f"SELECT {lock}(%s, %s)", [_GATE, number])


def withdraw_mailing(mailing_id: int, *, now: datetime) -> int:
    """Send nothing more of this mailing, what is leased included; return how many deliveries that stopped."""
    with transaction.atomic():
        Mailing.objects.filter(pk=mailing_id, withdrawn_at__isnull=True).update(withdrawn_at=now)
        return _end(Delivery.objects.filter(mailing=mailing_id), DeliveryState.WITHDRAWN, now=now)


def withdraw_address(address: str, *, kinds: Collection[EmailKind], now: datetime) -> int:
    """Withdraw what of these kinds is queued or leased for an address; return how many deliveries.

    In the caller's transaction, after the caller's own change: a fan-out under way is waited for.
    """
    try:
        address = canonical(address)
    except InputError:
        return 0  # such an address has no open deliveries
    with transaction.atomic():
        _gate("pg_advisory_xact_lock", kinds)
        deliveries = Delivery.objects.filter(address=address, mailing__kind__in=[kind.value for kind in kinds])
        return _end(deliveries, DeliveryState.WITHDRAWN, now=now)


def _end(deliveries: QuerySet[Delivery], state: DeliveryState, *, now: datetime) -> int:
    return deliveries.filter(state__in=Delivery.OPEN).update(
        state=state, values={}, leased_by="", lease_ends_at=None, ended_at=now
    )


def lease(holder: str, limit: int, *, now: datetime) -> list[Delivery]:
    """Take up to `limit` deliveries that are due: greater priority first, then newer mailings.

    What is expired, withdrawn or suppressed by now gets that state instead. A lease that ends is due again.
    """
    if not _due(now).exists():
        return []  # without a transaction: an idle sender takes no write lock
    leased: list[Delivery] = []
    with transaction.atomic():
        while len(leased) < limit and (rows := _locked(now, limit - len(leased))):
            leased += _take(rows, holder, now=now)
    return leased


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(_OPEN, due_at__lte=now)


def _locked(now: datetime, limit: int) -> list[Delivery]:
    rows = _due(now).order_by("-priority", "-mailing_id", "id")
    return list(rows.select_for_update(skip_locked=True)[: min(limit, _ROWS)])


def _take(rows: Sequence[Delivery], holder: str, *, now: datetime) -> list[Delivery]:
    withdrawn = set(
        Mailing.objects.filter(pk__in={row.mailing_id for row in rows}, withdrawn_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    suppressed = suppressed_among([row.address for row in rows])
    taken: list[Delivery] = []
    ended: dict[DeliveryState, list[int]] = {}
    for row in rows:
        if row.mailing_id in withdrawn:
            ended.setdefault(DeliveryState.WITHDRAWN, []).append(row.pk)
        elif row.address in suppressed:
            ended.setdefault(DeliveryState.SUPPRESSED, []).append(row.pk)
        elif row.expires_at <= now:
            ended.setdefault(DeliveryState.EXPIRED, []).append(row.pk)
        else:
            row.state, row.leased_by, row.lease_ends_at, row.due_at = (
                DeliveryState.LEASED,
                holder,
                now + LEASE,
                now + LEASE,  # so that one condition finds what is new, deferred or left by a dead worker
            )
            taken.append(row)
    for state, keys in ended.items():
        _end(Delivery.objects.filter(pk__in=keys), state, now=now)
    Delivery.objects.filter(pk__in=[row.pk for row in taken]).update(
        state=DeliveryState.LEASED, leased_by=holder, lease_ends_at=now + LEASE, due_at=now + LEASE
    )
    return taken


def may_send(delivery: Delivery, *, now: datetime) -> bool:
    """Look once more, before handing over: still leased by us, for long enough, not expired, not suppressed."""
    return (
        delivery.expires_at > now
        and _held([delivery]).filter(lease_ends_at__gte=now + LONGEST_HAND_OVER).exists()
        and not is_suppressed(delivery.address)
    )


def _held(deliveries: Sequence[Delivery]) -> QuerySet[Delivery]:
    """Those of the deliveries that are still leased by whoever leased them here."""
    held = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], state=DeliveryState.LEASED)
    return held.filter(leased_by__in={delivery.leased_by for delivery in deliveries})


def release(deliveries: Sequence[Delivery], *, now: datetime, pause: timedelta = timedelta()) -> int:
    """Give leased deliveries back, as if never taken, to be due after `pause`."""
    return _held(deliveries).update(state=DeliveryState.QUEUED, due_at=now + pause, leased_by="", lease_ends_at=None)


def release_tried(delivery: Delivery, *, now: datetime) -> int:
    """Give back a delivery during which the connection broke: the relay said nothing about it, yet it waits."""
    return _held([delivery]).update(
        state=DeliveryState.QUEUED,
        attempts=F("attempts") + 1,
        due_at=_next_attempt(delivery, now=now),
        leased_by="",
        lease_ends_at=None,
    )


def free_leases(*, now: datetime, holder: str = "") -> int:
    """Requeue what a sender that died had leased; for the start of a sender, before its first lease.

    On SQLite, where one process sends, that is every lease; on PostgreSQL those of `holder`, a name that a
    sender keeps over its restarts. Other leases end by themselves.
    """
    leased = Delivery.objects.filter(state=DeliveryState.LEASED)
    if connection.vendor != "sqlite":
        leased = leased.filter(leased_by=holder)
    return leased.update(state=DeliveryState.QUEUED, due_at=now, leased_by="", lease_ends_at=None)


def mark_accepted(delivery: Delivery, *, reply: str, now: datetime) -> None:
    """Record that the relay took it, whatever became of the row meanwhile: it is out."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**_final(DeliveryState.ACCEPTED, reply, now))


def mark_deferred(delivery: Delivery, *, reply: str, now: datetime) -> None:
    """Record a refusal for now; it is due again after a pause that doubles, and at its expiry at the latest."""
    with transaction.atomic():
        _held([delivery]).update(
            state=DeliveryState.DEFERRED,
            attempts=F("attempts") + 1,
            due_at=_next_attempt(delivery, now=now),
            reply=reply[:300],
            leased_by="",
            lease_ends_at=None,
        )


def mark_bounced(delivery: Delivery, *, reply: str, now: datetime, suppress_as: str = "") -> None:
    """Record a refusal for good, suppress the address where `suppress_as` gives a reason, and announce it."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**_final(DeliveryState.BOUNCED, reply, now))
        if suppress_as:
            suppress(delivery.address, reason=suppress_as, now=now)
        transaction.on_commit(lambda: announce(DeliveryBounced(delivery.pk)))


def _final(state: DeliveryState, reply: str, now: datetime) -> dict[str, object]:
    return {
        "state": state,
        "values": {},
        "reply": reply[:300],
        "attempts": F("attempts") + 1,
        "leased_by": "",
        "lease_ends_at": None,
        "ended_at": now,
    }


def _next_attempt(delivery: Delivery, *, now: datetime) -> datetime:
    """Half a minute, then twice as long each time, to half an hour; a quarter more or less, to spread the load."""
    pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts, 10), _LONGEST_PAUSE)
    return min(now + pause * random.uniform(0.75, 1.25), delivery.expires_at)
