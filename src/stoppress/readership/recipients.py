"""Who gets alerts: the confirmed readers. Most take every alert, and are left to the database; the choosy are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Concat, JSONObject, Length

from stoppress.domain.reader import Interest, Purpose, SubscriptionState
from stoppress.readership.models import Subscription

_CHUNK = 2000  # rows a round trip


class _Octets(Func):
    """The length of a text in octets of UTF-8."""

    output_field = IntegerField()
    template = "OCTET_LENGTH(%(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """SQLite before 3.43 has no function of that name."""
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))")


# Those who named no words, and whose address is kept as mail carries it: one with an international domain is
# written in punycode first, which no database does.
_EVERYTHING = Q(subscriber__words=[], octets=Length("subscriber__address"))
_SECRETS = {"unsubscribe": "unsubscribe_secret", "preferences": "preferences_secret"}


@dataclass(frozen=True, slots=True)
class Reader:
    """A confirmed subscription to alerts, and all that a mail to it needs."""

    subscriber: int  # its row
    address: str
    interest: Interest
    unsubscribe_token: str
    preferences_token: str


def _confirmed() -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(purpose=Purpose.ALERTS, state=SubscriptionState.CONFIRMED)
    return rows.alias(octets=_Octets("subscriber__address")).order_by("subscriber_id")


def readers_of_everything(names: Collection[str]) -> QuerySet[Any]:
    """Return the readers whose deliveries the database can make by itself, as `mailroom.outbox.post` takes them.

    Two columns: the address, and an object of the tokens of these names. With `choosy_readers` they are all the readers
    of alerts, each once.
    """
    tokens = {name: Concat(F("subscriber__handle"), F(f"subscriber__{_SECRETS[name]}")) for name in sorted(names)}
    return _confirmed().filter(_EVERYTHING).values_list("subscriber__address", JSONObject(**tokens))


def choosy_readers() -> Iterator[Reader]:
    """Yield the other readers of alerts, in the order they came: to be asked whether an alert is for them.

    Hand this iterator to `mailroom.outbox.post` unread: read after that has closed its gate, it names
    nobody whose subscription ends unnoticed by their deliveries.
    """
    rows = (
        _confirmed()
        .exclude(_EVERYTHING)
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
