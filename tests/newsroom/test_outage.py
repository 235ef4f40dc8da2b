"""What gathered while a service or a site was away is read and clustered when it is back, and never alerted as new."""

from datetime import timedelta

import pytest

from stoppress.domain.errors import FetchError
from stoppress.domain.verdict import Decision, Reason
from stoppress.newsroom import models, poll
from stoppress.newsroom.cover import Desk
from stoppress.newsroom.outlets import add_feed
from stoppress.wire.http import Fetched
from tests.newsroom.stories import ferry

pytestmark = pytest.mark.django_db
OUTLETS = ("Courier", "Gazette", "Herald")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def feeds(now):
    feeds = [add_feed(f"http://{name}.test/feed", outlet=name, now=now)[0] for name in OUTLETS]
    for feed in feeds:
        poll.take_feed(
            feed, Fetched(feed.address, b'<rss version="2.0"><channel><title>A</title></channel></rss>'), now=now
        )
    return feeds


def brings_report(feed, published, now):
    """Let a feed bring its outlet's report of the ferry, and read its page."""
    story = ferry("f", feed.outlet.name, published)
    item = (
        f"<item><link>{story.url}</link><title>{story.headline}</title>"
        f"<pubDate>{published:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
    )
    found = f'<rss version="2.0"><channel><title>A</title>{item}</channel></rss>'.encode()
    poll.take_feed(feed, Fetched(feed.address, found), now=now)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story.body)
    page = f"<html lang='en'><body><article><h1>{story.headline}</h1>{text}</article></body></html>".encode()
    for entry in poll.due_entries(now=now):
        poll.take_page(entry, Fetched(entry.url, page), now=now)


def is_away(feeds, until, *, failing):
    """Let time pass in which nothing comes: sites that fail, or a service that does not ask."""
    for feed in feeds if failing else ():
        for minutes in range(1, 60, 10):
            poll.take_feed(feed, FetchError("answered 503", status=503), now=until - minutes * MINUTE)


@pytest.mark.parametrize("failing", [True, False], ids=["the sites fail", "the service is down"])
def test_an_outage_that_ended_floods_nobody(feeds, now, failing):
    later = now + timedelta(hours=5)
    is_away(feeds, later, failing=failing)
    for feed in feeds:
        brings_report(feed, later - timedelta(hours=2), later)

    assert Desk().cover(now=later) == []
    (event,) = models.Event.objects.all()
    assert (event.articles.count(), event.decision, event.reasons) == (3, Decision.HOLD, [Reason.BEFORE_WATCH])


@pytest.mark.parametrize("failing", [True, False], ids=["the sites fail", "the service is down"])
def test_what_happens_as_an_outage_ends_is_alerted(feeds, now, failing):
    later = now + timedelta(hours=5)
    is_away(feeds, later, failing=failing)
    for feed in feeds:
        brings_report(feed, later - 2 * MINUTE, later)

    assert len(Desk().cover(now=later)) == 1


def test_without_an_outage_the_same_reports_are_alerted(feeds, now):
    for minutes in range(0, 300, 5):
        for feed in feeds:
            poll.take_feed(feed, Fetched(feed.address, None), now=now + minutes * MINUTE)
    later = now + timedelta(hours=5)
    for feed in feeds:
        brings_report(feed, later - timedelta(hours=2), later)

    assert len(Desk().cover(now=later)) == 1
