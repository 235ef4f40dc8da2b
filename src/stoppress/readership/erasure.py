"""Forget a person who asks for it; what is kept is the keyed hash of an address not to be mailed, if it is one."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from stoppress.domain.errors import InputError
from stoppress.domain.reader import Purpose
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.models import Delivery
from stoppress.readership.address import address_key
from stoppress.readership.models import SignUp, Subscriber
from stoppress.readership.subscription import end

_log = structlog.get_logger()


def erase(subscriber: Subscriber, *, now: datetime) -> None:
    """Delete a subscriber, their consents, the forms they sent and the record of their mail, in one transaction."""
    key = subscriber.pk
    with transaction.atomic():
        end(subscriber, list(Purpose), how="erased", now=now)
        written = {subscriber.address, subscriber.address_key, *_as_written(subscriber.address_key)}
        SignUp.objects.filter(address__in=written).delete()
        Delivery.objects.filter(address__in={_as_mailed(address) for address in written}).delete()
        Subscriber.objects.filter(pk=key).delete()
        transaction.on_commit(lambda: _log.info("subscriber erased", subscriber=key))


def _as_written(key: str) -> list[str]:
    """Return every way in which forms wrote the address; the database folds ASCII only, so look again here."""
    similar = SignUp.objects.filter(address__iexact=key).values_list("address", flat=True)
    return [address for address in similar if address_key(address) == key]


def _as_mailed(address: str) -> str:
    try:
        return canonical(address)
    except InputError:
        return address
