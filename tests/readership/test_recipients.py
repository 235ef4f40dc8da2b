from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.domain.email import EmailKind
from stoppress.domain.reader import Interest, Purpose
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post
from stoppress.mailroom.render import render_email
from stoppress.readership.models import Subscriber
from stoppress.readership.recipients import Reader, choosy_readers, readers_of_everything
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
    assert list(choosy_readers()) == [_reader(ben)]
    tokens = {"unsubscribe": _reader(ada).unsubscribe_token, "preferences": _reader(ada).preferences_token}
    assert list(readers_of_everything(tokens)) == [(ada.address, tokens)]


def test_a_reader_whose_address_mail_carries_otherwise_is_not_left_to_the_database(now):
    ada = subscribed("ada@bücher.example", now=now)
    eve = subscribed("josé@readers.example", now=now)
    assert list(readers_of_everything(["unsubscribe"])) == []
    assert list(choosy_readers()) == [_reader(ada), _reader(eve)]


def test_readers_are_fetched_together(now):
    for number in range(5):
        subscribed(f"reader{number}@readers.example", now=now)
    Subscriber.objects.update(words=["harbour"])
    with CaptureQueriesContext(connection) as queries:
        assert len(list(choosy_readers())) == 5
    assert len(queries) <= 1  # none is noted of a cursor on the server's side


def test_a_fan_out_is_one_statement_however_many_it_goes_to(now):
    def statements(readers: range) -> int:
        for number in readers:
            subscribed(f"reader{number}@readers.example", now=now)
        email = render_email(
            EmailKind.ALREADY_SUBSCRIBED, {}, sender="a@news.test", language="en", expires_at=now, headers={}
        )
        with CaptureQueriesContext(connection) as queries:
            mailing = post(email, listed=readers_of_everything(email.marks), now=now)
        assert mailing.deliveries.count() == readers.stop
        return len(queries)

    assert statements(range(3)) == statements(range(3, 30))
    rows = list(Delivery.objects.filter(mailing__kind=EmailKind.ALREADY_SUBSCRIBED))
    assert len({row.message_id for row in rows}) == len(rows)
    assert all(re.fullmatch(r"<[0-9a-f]{32}@news\.test>", row.message_id) for row in rows)
    reader = Subscriber.objects.get(address="reader7@readers.example")
    assert Delivery.objects.get(address=reader.address, mailing=rows[-1].mailing).values == {
        "preferences": reader.handle + reader.preferences_secret,
        "unsubscribe": reader.handle + reader.unsubscribe_secret,
    }
