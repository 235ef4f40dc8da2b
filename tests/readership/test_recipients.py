from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.domain.reader import Interest, Purpose
from stoppress.readership.models import Subscriber
from stoppress.readership.recipients import Reader, confirmed_readers
from stoppress.readership.subscription import end
from tests.readership.people import sign_up, subscribed

pytestmark = pytest.mark.django_db


def _reader(subscriber: Subscriber) -> Reader:
    return Reader(
        subscriber=subscriber.pk,
        address=subscriber.address,
        interest=Interest(tuple(subscriber.words)),
        unsubscribe_token=subscriber.handle + subscriber.unsubscribe_secret,
        preferences_token=subscriber.handle + subscriber.preferences_secret,
    )


def test_only_confirmed_subscriptions_to_alerts_get_them(now):
    ada = subscribed("ada@readers.example", offers=True, now=now)
    sign_up("pending@readers.example", now=now)
    end(subscribed("left@readers.example", now=now), [Purpose.ALERTS], how="one click", now=now)
    end(subscribed("offers@readers.example", offers=True, now=now), [Purpose.ALERTS], how="one click", now=now)
    ben = subscribed("ben@readers.example", now=now)
    Subscriber.objects.filter(pk=ben.pk).update(words=["harbour", "ferry"])
    ben.refresh_from_db()
    assert list(confirmed_readers()) == [_reader(ada), _reader(ben)]


def test_readers_are_fetched_together(now):
    for number in range(5):
        subscribed(f"reader{number}@readers.example", now=now)
    with CaptureQueriesContext(connection) as queries:
        assert len(list(confirmed_readers())) == 5
    assert len(queries) <= 1  # none is noted of a cursor on the server's side
