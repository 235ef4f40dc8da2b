"""The operator is mailed of each alarm once, and once more when it is over."""

import dataclasses
from datetime import timedelta

import pytest

from stoppress.domain.errors import FetchError
from stoppress.mailroom.models import Delivery
from stoppress.newsroom import models, poll
from stoppress.newsroom.alarms import tell_operator
from stoppress.newsroom.outlets import add_feed
from stoppress.wire.http import Fetched

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def feed(now):
    return add_feed("http://courier.test/feed", outlet="Orvo Courier", now=now)[0]


@pytest.fixture
def alarms_to(settings):
    def set_address(address):
        settings.STOPPRESS = dataclasses.replace(settings.STOPPRESS, alarms_to=address)

    set_address("operator@news.test")
    return set_address


def fails(feed, now, times=6):
    for _ in range(times):
        poll.take_feed(feed, FetchError("answered 503", status=503), now=now)


def mails():
    rows = Delivery.objects.select_related("mailing").order_by("pk")
    return [(row.address, row.mailing.kind, row.mailing.subject) for row in rows]


def test_an_alarm_is_told_once_and_once_more_when_it_is_over(feed, now, alarms_to):
    fails(feed, now)
    told = [tell_operator(now=now), tell_operator(now=now)]
    fails(feed, now, times=2)
    told.append(tell_operator(now=now))
    poll.take_feed(feed, Fetched(feed.address, None), now=now)
    told += [tell_operator(now=now), tell_operator(now=now)]

    assert told == [1, 0, 0, 1, 0]
    assert mails() == [
        ("operator@news.test", "alarm", "Alarm: Orvo Courier: no answer to the last 6 polls"),
        ("operator@news.test", "alarm", "Alarm over: Orvo Courier: well again"),
    ]


def test_alarms_of_one_time_are_one_mail_that_names_each(feed, now, alarms_to):
    other, _ = add_feed("http://herald.test/feed", outlet="Tessaly Herald", now=now)
    fails(feed, now)
    fails(other, now)
    tell_operator(now=now)

    assert mails()[0][2] == "Alarm: Orvo Courier: no answer to the last 6 polls, and 1 more"
    (mailing,) = {row.mailing for row in Delivery.objects.select_related("mailing")}
    for words in (mailing.text, mailing.html):
        assert all(name in words for name in ("Orvo Courier", "Tessaly Herald", feed.address, other.address))


def test_an_alarm_over_before_it_was_told_is_not_told(feed, now, alarms_to):
    fails(feed, now)
    poll.take_feed(feed, Fetched(feed.address, None), now=now)

    assert (tell_operator(now=now), mails()) == (0, [])


def test_without_an_address_alarms_wait_for_one(feed, now, alarms_to):
    alarms_to("")
    fails(feed, now)
    before = tell_operator(now=now)
    alarms_to("operator@news.test")

    assert (before, tell_operator(now=now)) == (0, 1)


def test_a_hub_that_is_dead_is_told_and_that_it_is_verified_again(feed, now, alarms_to):
    hub = models.HubSubscription.objects.create(
        feed=feed, hub="http://hub.test/", topic=feed.address, token="t", secret="s", renew_at=now,
        state=models.HubState.DEAD, error="the last 10 entries were found by polling",
    )  # fmt: skip
    told = [tell_operator(now=now), tell_operator(now=now)]
    models.HubSubscription.objects.filter(pk=hub.pk).update(state=models.HubState.ACTIVE)
    told += [tell_operator(now=now), tell_operator(now=now)]

    assert told == [1, 0, 1, 0]
    assert [subject for _, _, subject in mails()] == [
        "Alarm: Orvo Courier: its hub is dead: the last 10 entries were found by polling",
        "Alarm over: Orvo Courier: well again",
    ]


def test_mail_and_memory_of_it_are_kept_together(feed, now, alarms_to, monkeypatch):
    fails(feed, now)
    monkeypatch.setattr("stoppress.newsroom.alarms.post", failing)
    with pytest.raises(RuntimeError):
        tell_operator(now=now)
    feed.refresh_from_db()

    assert not feed.alarm_told


def failing(*_arguments, **_keywords):
    raise RuntimeError
