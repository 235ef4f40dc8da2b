"""Deliveries under way: leased, looked at once more, and brought to where the relay's reply says."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, F
from django.db.models.expressions import RawSQL

from stoppress.bus.in_process import announce
from stoppress.domain.delivery import Step
from stoppress.domain.email import DeliveryState
from stoppress.domain.signals import DeliveryBounced
from stoppress.mailroom.models import Delivery, DeliveryQuerySet, Mailing
from stoppress.mailroom.suppression import hash_canonical, suppressed_among

# Longer than the longest hand-over (RFC 5321's time-outs come to 25 minutes), so that what is being handed
# over never falls to another worker.
LEASE = timedelta(minutes=30)
LONGEST_HAND_OVER = timedelta(minutes=25)
# The conditions of the indexes, spelt out: SQLite uses a partial index for literals only.
IS_QUEUED = RawSQL("mailroom_delivery.state = 'queued'", (), output_field=BooleanField())
IS_WAITING = RawSQL("mailroom_delivery.state IN ('leased', 'deferred')", (), output_field=BooleanField())
_ROWS = 500  # a statement: under SQLite's limit of variables
# Written out: these are run for every mail, and building them took longer than running them.
_FALL_DUE = (  # found beforehand: within the condition PostgreSQL may look, and lock, again and again
    "WITH due AS (SELECT id FROM mailroom_delivery "
    "WHERE state IN ('leased', 'deferred') AND due_at <= %s ORDER BY due_at LIMIT %s{lock}) "
    "UPDATE mailroom_delivery SET state = 'queued', leased_by = '', lease_ends_at = NULL "
    "WHERE state IN ('leased', 'deferred') AND id IN (SELECT id FROM due)"
)
_TOP = (
    'SELECT id, mailing_id, address, "values", message_id, attempts, expires_at, priority FROM mailroom_delivery '
    "WHERE state = 'queued' AND due_at <= %s "
    "ORDER BY priority DESC, mailing_id DESC, id LIMIT %s"
)
_LEASE = (  # due when the lease ends, so that what a dead worker left falls due as what was deferred does
    "UPDATE mailroom_delivery SET state = 'leased', leased_by = %s, lease_ends_at = %s, due_at = %s "
    "WHERE state = 'queued' AND id IN "
)
_HOLD = (
    "UPDATE mailroom_delivery SET state = 'deferred', leased_by = '', lease_ends_at = NULL, due_at = %s "
    "WHERE id = %s AND state = 'leased' AND leased_by = %s"
)
_STILL_HELD = (
    "SELECT id FROM mailroom_delivery WHERE state = 'leased' AND leased_by = %s AND lease_ends_at >= %s AND id IN "
)
_ACCEPT = (  # whatever stopped it meanwhile: it is out; but a bounce that came back stands
    "UPDATE mailroom_delivery SET state = 'accepted', \"values\" = '{}', reply = %s, attempts = attempts + 1, "
    "leased_by = '', lease_ends_at = NULL, ended_at = %s WHERE id = %s AND state NOT IN ('accepted', 'bounced')"
)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(eq=False, slots=True)
class Leased:
    """A delivery that a sender has taken, and all that handing it over needs."""

    pk: int
    mailing_id: int
    address: str
    values: Mapping[str, str]
    message_id: str
    attempts: int  # before this one
    expires_at: datetime
    priority: int
    holder: str
    address_hash: str  # by which a suppression is recognised

    @property
    def rank(self) -> tuple[int, int]:
        """What goes first has the lower one."""
        return -self.priority, -self.mailing_id

    @property
    def domain(self) -> str:
        """The recipient's domain."""
        return self.address.rpartition("@")[2]


def lease(holder: str, limit: int, *, now: datetime) -> list[Leased]:
    """Take up to `limit` deliveries that are due: greater priority first, then newer mailings.

    What is expired, withdrawn or suppressed by now gets that state instead. A lease that ends is due again.
    """
    if not _is_any_due(now):
        return []  # without a transaction: an idle sender takes no write lock
    leased: list[Leased] = []
    with transaction.atomic():
        _fall_due((limit + 1) // 2, now=now)
        while len(leased) < limit and (rows := _locked(holder, now, limit - len(leased))):
            leased += _take(rows, holder, now=now)
    return leased


def _is_any_due(now: datetime) -> bool:
    due = Delivery.objects.filter(due_at__lte=now)
    return due.filter(IS_QUEUED).exists() or due.filter(IS_WAITING).exists()


def _fall_due(most: int, *, now: datetime) -> None:
    """Queue what waited for a moment that has come, those that waited the longest first.

    No more than half of a lease: a domain that stays slow keeps nobody else from being leased.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FALL_DUE.format(lock=_lock()), [_stored(now), most])


def _lock() -> str:
    return " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""


def _locked(holder: str, now: datetime, limit: int) -> list[Leased]:
    with connection.cursor() as cursor:
        cursor.execute(_TOP + _lock(), [_stored(now), min(limit, _ROWS)])
        rows = cursor.fetchall()
    secret = settings.HASH_KEY.encode()
    return [
        Leased(
            key,
            mailing,
            to,
            json.loads(values),
            name,
            attempts,
            _moment(ends),
            rank,
            holder,
            hash_canonical(to, secret),
        )
        for key, mailing, to, values, name, attempts, ends, rank in rows
    ]


def _stored(moment: datetime) -> object:
    """Return a moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def _moment(stored: datetime) -> datetime:
    """Read a moment as the database gives it: SQLite keeps UTC, and does not say so."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def _take(rows: Sequence[Leased], holder: str, *, now: datetime) -> list[Leased]:
    withdrawn = set(
        Mailing.objects.filter(pk__in={row.mailing_id for row in rows}, withdrawn_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    suppressed = suppressed_among([row.address_hash for row in rows])
    taken: list[Leased] = []
    ended: dict[Step, list[int]] = {}
    for row in rows:
        if row.mailing_id in withdrawn:
            ended.setdefault(Step.WITHDRAW, []).append(row.pk)
        elif row.address_hash in suppressed:
            ended.setdefault(Step.SUPPRESS, []).append(row.pk)
        elif row.expires_at <= now:
            ended.setdefault(Step.EXPIRE, []).append(row.pk)
        else:
            taken.append(row)
    for step, keys in ended.items():
        Delivery.objects.filter(pk__in=keys).take(step, ended_at=now)
    if taken:
        with connection.cursor() as cursor:
            cursor.execute(_LEASE + _keys(taken), [holder, _stored(now + LEASE), _stored(now + LEASE)])
    return taken


def _keys(rows: Sequence[Leased]) -> str:
    return f"({', '.join([str(row.pk) for row in rows])})"


def sendable(rows: Sequence[Leased], *, now: datetime) -> set[int]:
    """Look once more, before handing over; return the keys of those that may be sent.

    That is: still leased by us, for long enough, not expired, not suppressed.
    """
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_STILL_HELD + _keys(rows), [rows[0].holder, _stored(now + LONGEST_HAND_OVER)])
        held = {key for (key,) in cursor.fetchall()}
    fresh = [row for row in rows if row.pk in held and row.expires_at > now]
    suppressed = suppressed_among([row.address_hash for row in fresh])
    return {row.pk for row in fresh if row.address_hash not in suppressed}


def _held(rows: Sequence[Leased]) -> DeliveryQuerySet:
    """Those of the deliveries that are still leased by whoever leased them here."""
    held = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=DeliveryState.LEASED)
    return held.filter(leased_by__in={row.holder for row in rows})


def release(rows: Sequence[Leased], *, now: datetime, pause: timedelta = timedelta()) -> int:
    """Give leased deliveries back, as if never taken, to be due after `pause`."""
    return sum(
        _held(rows[start : start + _ROWS]).take(Step.RELEASE, due_at=now + pause)
        for start in range(0, len(rows), _ROWS)
    )


def hold(due_at_by_row: Iterable[tuple[Leased, datetime]]) -> None:
    """Hold leased deliveries back, each until its own moment, or until it expires.

    What `take(Step.HOLD)` would do, in one statement for all.
    """
    rows = [(_stored(min(due_at, row.expires_at)), row.pk, row.holder) for row, due_at in due_at_by_row]
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_HOLD, rows)


def release_tried(row: Leased, *, now: datetime) -> int:
    """Give back a delivery during which the connection broke: the relay said nothing about it, yet it waits."""
    return _held([row]).take(Step.RELEASE, attempts=F("attempts") + 1, due_at=_next_attempt(row, now=now))


def free_leases(*, now: datetime, holder: str = "") -> int:
    """Requeue what a sender that died had leased; for the start of a sender, before its first lease.

    On SQLite, where one process sends, that is every lease; on PostgreSQL those of `holder`, the beginning of the name
    under which a sender leases, which it keeps over its restarts. Other leases end by themselves.
    """
    leased = Delivery.objects.filter(IS_WAITING, state=DeliveryState.LEASED)
    if connection.vendor != "sqlite":
        leased = leased.filter(leased_by__startswith=holder)
    return leased.take(Step.RELEASE, due_at=now)


def mark_accepted(accepted: Iterable[tuple[Leased, str]], *, now: datetime) -> None:
    """Record that the relay took them, with its replies, whatever became of the rows meanwhile: they are out.

    What `take(Step.ACCEPT)` would do, in one statement for all.
    """
    ended_at = _stored(now)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(_ACCEPT, [(reply[:300], ended_at, row.pk) for row, reply in accepted])


def mark_deferred(row: Leased, *, reply: str, now: datetime, not_before: datetime | None = None) -> None:
    """Record a refusal for now; it is due again after a pause that doubles, and at its expiry at the latest."""
    due_at = max(_next_attempt(row, now=now), not_before or now)
    with transaction.atomic(savepoint=False):
        _held([row]).take(Step.DEFER, attempts=F("attempts") + 1, due_at=min(due_at, row.expires_at), reply=reply[:300])


def mark_bounced(row: Leased, *, reply: str, now: datetime) -> None:
    """Record a refusal for good, and announce it."""
    with transaction.atomic(savepoint=False):
        Delivery.objects.filter(pk=row.pk).take(
            Step.REFUSE, attempts=F("attempts") + 1, reply=reply[:300], ended_at=now
        )
        transaction.on_commit(lambda: announce(DeliveryBounced(row.pk)))


def _next_attempt(row: Leased, *, now: datetime) -> datetime:
    """Half a minute, then twice as long each time, to half an hour; a quarter more or less, to spread the load."""
    pause = min(_FIRST_PAUSE * 2 ** min(row.attempts, 10), _LONGEST_PAUSE)
    return min(now + pause * random.uniform(0.75, 1.25), row.expires_at)
