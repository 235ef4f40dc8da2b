"""The outbox: mail is posted and withdrawn here, each in one transaction; `leases` takes from it what is to be sent."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from stoppress.bus.in_process import announce
from stoppress.domain.delivery import Step
from stoppress.domain.email import DeliveryState, Email, EmailKind, Recipient
from stoppress.domain.errors import InputError
from stoppress.domain.signals import DeliveriesQueued
from stoppress.mailroom.addresses import canonical, read_sender
from stoppress.mailroom.message import is_token
from stoppress.mailroom.models import Delivery, Mailing

_ROWS = 500  # a statement: under SQLite's limit of variables
# A Message-ID's left part: 128 random bits, or the 122 of a UUID, made by the database for each row.
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}
_GATE = 0x53746F70  # first half of the advisory locks' names: "Stop"


def post(
    email: Email,
    recipients: Iterable[Recipient] = (),
    *,
    now: datetime,
    listed: QuerySet[Any] | None = None,
) -> Mailing:
    """Queue a mail to each recipient, in the caller's transaction, and announce it on commit.

    Recipients come one by one in `recipients`, or all at once in `listed`, of which the database makes the deliveries
    by itself, in one statement: a query for two columns, the address as `canonical` gives it and an object of the
    values that the mail marks. Reads both only after closing the gate against withdrawals (`hold_withdrawals`), so a
    lazy iterable or a query that looks up who subscribes misses nobody who ends meanwhile. One delivery an address: a
    second is passed over. An address that cannot be mailed gets a row that says so; one that is suppressed gets that
    state when it is leased. Raises InputError where a recipient lacks a personal value, SettingError where the sender
    is no address.
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
        if listed is not None:
            _queue_listed(mailing, listed, domain)
        for chunk in _chunks(recipients):
            rows = [_delivery(mailing, recipient, domain) for recipient in chunk]
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: announce(DeliveriesQueued(mailing.pk)))
    return mailing


def _queue_listed(mailing: Mailing, listed: QuerySet[Any], domain: str) -> None:
    """Make the deliveries of a fan-out by one INSERT … SELECT."""
    query, query_values = listed.query.sql_with_params()
    mark = _RANDOM[connection.vendor]
    value_by_column = {
        "mailing_id": mailing.pk,
        "priority": mailing.priority,
        "state": DeliveryState.QUEUED.value,
        "due_at": _moment(mailing.created_at),
        "expires_at": _moment(mailing.expires_at),
        "queued_at": _moment(mailing.created_at),
        "attempts": 0,
        "leased_by": "",
        "reply": "",
    }
    statement = (
        f'INSERT INTO mailroom_delivery (address, "values", message_id, {", ".join(value_by_column)}) '  # noqa: S608
        f"SELECT listed.*, '<' || {mark} || %s, {', '.join(['%s'] * len(value_by_column))} "  # (names of our own)
        f"FROM ({query}) AS listed WHERE true ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"@{domain}>", *value_by_column.values(), *query_values])


def _moment(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)


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
        _refuse_other_than_tokens(row.values)
        row.address = canonical(recipient.address)
    except InputError as error:
        # Kept in a form that every database can store; the row shows operators why there was no mail.
        row.address = recipient.address.encode("unicode_escape").decode("ascii")[:320]
        row.state, row.reply = DeliveryState.BOUNCED, f"not sent: {error}"
        row.values, row.ended_at = {}, mailing.created_at
    return row


def _refuse_other_than_tokens(values: Mapping[str, str]) -> None:
    if not all(map(is_token, values.values())):
        raise InputError("a personal value that is no token")


def hold_withdrawals(kinds: Collection[EmailKind]) -> None:
    """Let `withdraw_address` wait until this transaction ends, so that it sees the deliveries made here.

    `post` does it by itself. SQLite needs nothing: its transactions begin as writers, one after another.
    """
    _gate("pg_advisory_xact_lock_shared", kinds)


def hold_fan_outs(kinds: Collection[EmailKind]) -> None:
    """Wait for fan-outs of these kinds that are under way, and let others wait until this transaction ends.

    For a change that decides which of a fan-out's statements reads a recipient: between them it would be missed.
    """
    _gate("pg_advisory_xact_lock", kinds)


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
        return Delivery.objects.filter(mailing=mailing_id).take(Step.WITHDRAW, ended_at=now)


def withdraw_address(address: str, *, kinds: Collection[EmailKind], now: datetime) -> int:
    """Withdraw what of these kinds is queued or leased for an address; return how many deliveries.

    In the caller's transaction, after the caller's own change: a fan-out under way is waited for.
    """
    try:
        address = canonical(address)
    except InputError:
        return 0  # such an address has no open deliveries
    with transaction.atomic():
        hold_fan_outs(kinds)
        deliveries = Delivery.objects.filter(address=address, mailing__kind__in=[kind.value for kind in kinds])
        return deliveries.take(Step.WITHDRAW, ended_at=now)
