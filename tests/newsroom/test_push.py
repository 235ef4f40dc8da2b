"""Subscriptions to hubs: asked for, verified, pushed to, renewed, refused, and found dead."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from stoppress.domain.errors import FetchError
from stoppress.newsroom import models, poll, push
from stoppress.newsroom.outlets import add_feed
from stoppress.wire.http import Fetched
from tests.newsroom.test_poll import feed_xml

pytestmark = pytest.mark.django_db
HUB, TOPIC = "https://hub.test/", "https://courier.test/feed"
LINKS = f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"'


@pytest.fixture
def feed(now, settings):
    settings.STOPPRESS = settings.STOPPRESS.__class__(public_address="https://alerts.example.org")
    made = add_feed("http://courier.test/feed", outlet="Orvo Courier", now=now)[0]
    poll.take_feed(made, found(), now=now)
    return made


def found(*entries, links=LINKS):
    body = feed_xml(*((name, title, "") for name, title in entries))
    return Fetched("http://courier.test/feed", body, links=links)


def subscription():
    return models.HubSubscription.objects.get()


def call(client, **stated):
    query = {f"hub.{name}": value for name, value in stated.items()}
    return client.get(f"/push/{subscription().token}", query)


@pytest.fixture
def active(feed, client, now):
    push.hub_request(subscription(), now=now)
    assert call(client, mode="subscribe", topic=TOPIC, challenge="abc", lease_seconds="86400").content == b"abc"
    return subscription()


def send(client, body, *, secret=None, method="sha256"):
    row = subscription()
    digest = hmac.new((secret or row.secret).encode(), body, getattr(hashlib, method)).hexdigest()
    headers = {"X-Hub-Signature": f"{method}={digest}"}
    return client.post(f"/push/{row.token}", body, content_type="application/rss+xml", headers=headers)


def test_a_feed_that_names_a_hub_is_asked_for_there(feed, now):
    (due,) = push.due_hubs(now=now)
    request = push.hub_request(due, now=now)

    assert (request.address, due.topic) == (HUB, TOPIC)
    assert dict(request.form) == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": f"https://alerts.example.org/push/{due.token}",
        "hub.lease_seconds": "864000",
        "hub.secret": due.secret,
    }
    assert push.due_hubs(now=now) == []
    assert push.due_hubs(now=now + timedelta(minutes=10)) == [due]


def test_a_service_that_no_hub_can_reach_asks_none(now, settings):
    settings.STOPPRESS = settings.STOPPRESS.__class__(public_address="http://127.0.0.1:8000")
    feed = add_feed("http://courier.test/feed", outlet="Orvo Courier", now=now)[0]
    poll.take_feed(feed, found(), now=now)

    assert models.HubSubscription.objects.count() == 0


def test_a_subscription_holds_once_verified_and_is_renewed_before_its_lease_ends(active, now):
    assert active.state == "active"
    lease = active.lease_ends_at - active.asked_at
    assert timedelta(hours=23) < lease < timedelta(hours=25) or active.lease_ends_at > active.renew_at
    assert active.renew_at < active.lease_ends_at


@pytest.mark.parametrize(
    "stated",
    [
        {"mode": "subscribe", "topic": "https://other.test/", "challenge": "abc"},
        {"mode": "unsubscribe", "topic": TOPIC, "challenge": "abc"},
        {"mode": "subscribe", "topic": TOPIC},
        {},
    ],
)
def test_what_was_not_asked_for_is_not_verified(feed, client, now, stated):
    push.hub_request(subscription(), now=now)

    assert call(client, **stated).status_code == 404
    assert subscription().state == "asked"


def test_nothing_is_verified_before_it_was_asked_for(feed, client):
    assert call(client, mode="subscribe", topic=TOPIC, challenge="abc").status_code == 404


def test_what_a_hub_pushes_is_stored_at_once(active, client):
    assert send(client, feed_xml(("a", "Ferry aground", ""))).status_code == 204
    assert [entry.title for entry in models.Entry.objects.all()] == ["Ferry aground"]
    assert subscription().pushes == 1


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_each_signature_of_the_recommendation_counts(active, client, method):
    send(client, feed_xml(("a", "Ferry aground", "")), method=method)
    assert models.Entry.objects.count() == 1


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "md5=00", "sha256"])
def test_what_is_not_signed_by_our_secret_is_passed_over(active, client, signature):
    body = feed_xml(("a", "Ferry aground", ""))
    answer = client.post(f"/push/{active.token}", body, content_type="text/xml", headers={"X-Hub-Signature": signature})

    assert send(client, body, secret="another").status_code == answer.status_code == 204
    assert models.Entry.objects.count() == 0


def test_an_unknown_token_is_gone(client, db):
    assert client.post("/push/none", b"", content_type="text/xml").status_code == 410


@pytest.mark.parametrize("body", [b"", b"ping", feed_xml()])
def test_a_thin_ping_makes_the_feed_due(active, client, body, now):
    send(client, body)
    assert poll.next_due_at() < now + timedelta(days=3650)
    assert models.Feed.objects.get().next_poll_at != models.Feed.objects.get().added_at + timedelta(seconds=60)


def test_too_much_is_refused(active, client, settings):
    settings.STOPPRESS = settings.STOPPRESS.__class__(public_address="https://alerts.example.org", fetch_bytes=100)
    assert send(client, b"x" * 101).status_code == 413


def test_a_hub_that_refuses_says_why_and_is_asked_again_a_day_later(feed, client, now):
    call(client, mode="denied", topic=TOPIC, reason="we are full")

    row = subscription()
    assert (row.state, row.error) == ("denied", "refused by the hub: we are full")


def test_a_request_that_fails_is_made_again(feed, now):
    push.take_hub_answer(subscription(), FetchError("answered 500"), now=now)

    assert (subscription().error, subscription().renew_at) == ("answered 500", now + timedelta(hours=1))


def test_a_hub_that_is_silent_while_its_feed_has_news_is_dead(active, feed, now):
    for number in range(9):
        poll.take_feed(feed, found((f"a{number}", f"Title {number}")), now=now)
    lively = subscription().state
    poll.take_feed(feed, found(("b", "The tenth")), now=now)

    row = subscription()
    assert (lively, row.state, row.renew_at) == ("active", "dead", now + timedelta(days=1))
    assert row.error == "the last 10 entries were found by polling; the hub pushed none of them"


def test_one_that_pushes_now_and_then_is_not(active, feed, client, now):
    for number in range(12):
        poll.take_feed(feed, found((f"a{number}", f"Title {number}")), now=now)
        if number == 6:
            send(client, feed_xml(("p", "Pushed", "")))

    assert subscription().state == "active"


def test_a_hub_that_is_named_no_more_is_forgotten(active, feed, now):
    poll.take_feed(feed, found(("a", "A"), links=""), now=now)

    assert models.HubSubscription.objects.count() == 0
