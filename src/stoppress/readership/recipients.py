"""Who gets alerts: the confirmed readers, streamed from the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stoppress.domain.reader import Interest, Purpose, SubscriptionState
from stoppress.readership.models import Subscription

_CHUNK = 2000  # rows a round trip


@dataclass(frozen=True, slots=True)
class Reader:
    """A confirmed subscription to alerts, and all that a mail to it needs."""

    subscriber: int  # its row
    address: str
    interest: Interest
    unsubscribe_token: str
    preferences_token: str


def confirmed_readers() -> Iterator[Reader]:
    """Yield the readers of alerts, in the order they came.

    Hand this iterator to `mailroom.outbox.post` unread: read after that has closed its gate, it names
    nobody whose subscription ends unnoticed by their deliveries.
    """
    rows = (
        Subscription.objects.filter(purpose=Purpose.ALERTS, state=SubscriptionState.CONFIRMED)
        .order_by("subscriber_id")
        .values_list(
            "subscriber_id",
            "subscriber__address",
            "subscriber__words",
            "subscriber__handle",
            "subscriber__unsubscribe_secret",
            "subscriber__preferences_secret",
        )
    )
    for subscriber, address, words, handle, unsubscribe, preferences in rows.iterator(chunk_size=_CHUNK):
        yield Reader(subscriber, address, Interest(tuple(words)), handle + unsubscribe, handle + preferences)
