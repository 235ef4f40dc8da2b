"""What came back is counted here: once each, by the delivery that its bounce address proves, with what follows from it.

A hard bounce or a complaint suppresses the address at once, soft bounces once they came on several days;
what is our own fault suppresses nobody, and lets the domain rest where it says so again and again. Nothing
is believed that names no delivery by a token of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from stoppress.bus.in_process import announce
from stoppress.domain.delivery import Step
from stoppress.domain.email import DeliveryState
from stoppress.domain.errors import InputError
from stoppress.domain.returned import Returned, ReturnVerdict
from stoppress.domain.signals import DeliveryBounced
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.leases import IS_QUEUED, IS_WAITING
from stoppress.mailroom.models import Delivery, Return
from stoppress.mailroom.suppression import hash_address, suppress
from stoppress.mailroom.verp import deliveries_named, delivery_of
from stoppress.stages.returns import read_return

_log = structlog.get_logger()
_BOUNCES = {ReturnVerdict.OURS, ReturnVerdict.SOFT, ReturnVerdict.HARD}
_SOFT_SPAN = timedelta(days=30)
_FAULTS_SPAN = timedelta(hours=6)
_FAULTS_BORNE = 3  # of our faults from one domain before it rests: one may be a single reader's rule
_TAKEN_A_FAULT = 100  # acceptances for each fault, with which it does not rest
_FIRST_REST = timedelta(minutes=5)
_LONGEST_REST = timedelta(hours=2)
_CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that came back."""

    verdict: ReturnVerdict
    delivery: int | None = None  # None: it names none of ours, and changes nothing
    is_new: bool = False  # False: the same was told before
    suppressed: bool = False  # by this one


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider told of a mail; nothing but its verified call proves it."""

    verdict: ReturnVerdict
    status: str  # of RFC 3463, or empty
    address: str
    message_id: str  # the provider's or ours; may be empty
    at: datetime  # when it happened


Unsubscribe = Callable[[str], None]
"""Ends every subscription of an address; called in the transaction that notes a complaint."""


def take_in(raw: bytes, *, recipients: Collection[str] = (), unsubscribe: Unsubscribe, now: datetime) -> Taken:
    """Take in a message that came back, by whatever way, and commit what follows before returning.

    `recipients` are the addresses that it was delivered to, where the way tells. What is taken in twice
    changes nothing the second time. No message raises; the database may.
    """
    returned = read_return(raw)
    delivery = _attributed(returned, recipients)
    if delivery is None:
        _log.info("return unattributed", verdict=returned.verdict.value)
        return Taken(returned.verdict)
    return note(delivery, returned.verdict, status=returned.status, unsubscribe=unsubscribe, now=now)


def note(delivery: Delivery, verdict: ReturnVerdict, *, status: str, unsubscribe: Unsubscribe, now: datetime) -> Taken:
    """Note what came back about a delivery, once for each verdict, in one transaction."""
    if verdict is ReturnVerdict.NONE:
        return Taken(verdict, delivery.pk)
    with transaction.atomic():
        is_new = _count(delivery.pk, delivery.address, verdict, status=status, now=now)
        if is_new and verdict is ReturnVerdict.COMPLAINT:
            unsubscribe(delivery.address)  # first: whoever ends on a page locks the subscriber before the deliveries
        suppressed = is_new and _consequences(delivery.address, verdict, status=status, now=now)
        if verdict in _BOUNCES:
            moved = Delivery.objects.filter(pk=delivery.pk).take(
                Step.RETURN, ended_at=now, reply=_reply(verdict, status)
            )
            if moved:
                transaction.on_commit(lambda: announce(DeliveryBounced(delivery.pk)))
    if is_new:
        _log.info("return noted", delivery=delivery.pk, verdict=verdict.value, status=status, suppressed=suppressed)
    return Taken(verdict, delivery.pk, is_new=is_new, suppressed=suppressed)


def note_told(told: Told, *, unsubscribe: Unsubscribe, now: datetime) -> Taken:
    """Note what a provider told, whose call was verified, of the delivery that it means."""
    delivery = _meant(told)
    if delivery is None:
        _log.info("return unattributed", verdict=told.verdict.value)
        return Taken(told.verdict)
    return note(delivery, told.verdict, status=told.status, unsubscribe=unsubscribe, now=now)


def count_refusal(delivery: int, address: str, verdict: ReturnVerdict, *, status: str, now: datetime) -> bool:
    """Count a relay's own refusal as a bounce is, in the caller's transaction; say whether it suppressed the address.

    The caller takes the delivery's step. Counts once a delivery, also where a report follows.
    """
    if verdict not in _BOUNCES or not _count(delivery, address, verdict, status=status, now=now):
        return False
    return _consequences(address, verdict, status=status, now=now)


def resting_domains(*, now: datetime) -> dict[str, datetime]:
    """Return the domains that told us of our own faults again and again, and until when each rests."""
    return _resting(Return.objects.all(), now=now)


def _attributed(returned: Returned, recipients: Collection[str]) -> Delivery | None:
    """Find the delivery that a token proves, where it came to before where it is only named."""
    keys = [key for key in map(delivery_of, recipients) if key is not None]
    for place in returned.places if not keys else ():
        keys = deliveries_named(place)
        if keys:
            break
    return Delivery.objects.filter(pk=keys[0]).first() if keys else None


def _meant(told: Told) -> Delivery | None:
    """Find the delivery by its Message-ID, else the last that went to the address before the moment told of.

    A call that is repeated tells the same moment, so it means the same delivery.
    """
    try:
        sent = Delivery.objects.filter(address=canonical(told.address))
    except InputError:
        return None
    by_id = sent.filter(message_id=f"<{told.message_id.strip('<>')}>").first() if told.message_id else None
    out = [DeliveryState.ACCEPTED, DeliveryState.BOUNCED]
    return by_id or sent.filter(state__in=out, ended_at__lte=told.at + _CLOCKS_APART).order_by("ended_at", "pk").last()


def _count(delivery: int, address: str, verdict: ReturnVerdict, *, status: str, now: datetime) -> bool:
    _, is_new = Return.objects.get_or_create(
        delivery_id=delivery,
        verdict=verdict.value,
        defaults={
            "status": status[:12],
            "address_hash": hash_address(address),
            "domain": address.rpartition("@")[2],
            "returned_at": now,
        },
    )
    return is_new


def _consequences(address: str, verdict: ReturnVerdict, *, status: str, now: datetime) -> bool:
    """Do what a new return asks for; say whether it suppressed the address."""
    if verdict is ReturnVerdict.OURS:
        _let_rest(address.rpartition("@")[2], now=now)
        return False
    reason = _reason(address, verdict, status=status, now=now)
    if reason:
        suppress(address, reason=reason, now=now)
    return bool(reason)


def _reason(address: str, verdict: ReturnVerdict, *, status: str, now: datetime) -> str:
    if verdict is ReturnVerdict.SOFT:
        days = _soft_days(address, now=now)
        return f"soft bounces on {days} days" if days >= max(settings.STOPPRESS.bounce_days, 1) else ""
    return "complaint" if verdict is ReturnVerdict.COMPLAINT else f"bounced {status}".strip()


def _soft_days(address: str, *, now: datetime) -> int:
    rows = Return.objects.filter(
        address_hash=hash_address(address), verdict=ReturnVerdict.SOFT, returned_at__gt=now - _SOFT_SPAN
    )
    return len({moment.date() for moment in rows.values_list("returned_at", flat=True)})


def _let_rest(domain: str, *, now: datetime) -> None:
    """Let what waits for a domain wait until it has rested; what is queued later is told of by `resting_domains`."""
    until = _resting(Return.objects.filter(domain=domain), now=now).get(domain)
    if until is None:
        return
    waiting = Delivery.objects.filter(address__endswith=f"@{domain}", due_at__lt=until)
    held = waiting.filter(IS_QUEUED).take(Step.HOLD, due_at=until)
    held += waiting.filter(IS_WAITING, state=DeliveryState.DEFERRED).take(Step.HOLD, due_at=until)
    _log.warning("domain rests", domain=domain, until=until.isoformat(), deliveries=held)


def _resting(returns: QuerySet[Return], *, now: datetime) -> dict[str, datetime]:
    told = returns.filter(verdict=ReturnVerdict.OURS, returned_at__gt=now - _FAULTS_SPAN).values_list("domain")
    faults = told.annotate(n=Count("pk"), last=Max("returned_at")).filter(n__gte=_FAULTS_BORNE)
    rests = {domain: (n, last + _rest(n)) for domain, n, last in faults}
    return {
        domain: until for domain, (n, until) in rests.items() if until > now and not _takes_most(domain, n, now=now)
    }


def _rest(faults: int) -> timedelta:
    return min(_FIRST_REST * 2 ** min(faults - _FAULTS_BORNE, 10), _LONGEST_REST)


def _takes_most(domain: str, faults: int, *, now: datetime) -> bool:
    """Say whether so many mails to a domain stay accepted that its faults are single readers' rules."""
    enough = _TAKEN_A_FAULT * faults
    taken = Delivery.objects.filter(
        address__endswith=f"@{domain}", state=DeliveryState.ACCEPTED, ended_at__gt=now - _FAULTS_SPAN
    )
    return taken[:enough].count() == enough


def _reply(verdict: ReturnVerdict, status: str) -> str:
    return f"came back: {verdict.value} {status}".strip()
