"""A reader who complains gets nothing more: every subscription of the address ends."""

from __future__ import annotations

from datetime import datetime

from stoppress.domain.reader import Purpose
from stoppress.readership.address import address_key
from stoppress.readership.models import Subscriber
from stoppress.readership.subscription import end


def end_all(address: str, *, now: datetime) -> None:
    """End all that is sent to an address, if anybody subscribed with it; in the caller's transaction."""
    for subscriber in Subscriber.objects.filter(address_key=address_key(address)):
        end(subscriber, list(Purpose), how="complaint", now=now)
