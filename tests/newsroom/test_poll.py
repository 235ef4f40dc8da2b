from datetime import timedelta

import pytest
from django.db import connection

from stoppress.domain.errors import FetchError
from stoppress.newsroom import models, poll
from stoppress.newsroom.outlets import add_feed
from stoppress.wire.http import Fetched

pytestmark = pytest.mark.django_db

PAGE = b"""<!doctype html><html lang="en"><head><title>Ferry aground</title></head><body><article>
<h1>Ferry aground off Tessaly Point</h1>
<p>A ferry with 212 people on board ran onto rocks off Tessaly Point early on Sunday, the harbour master said.</p>
<p>Lifeboats from Orvo and two fishing vessels took off the passengers within the hour, and nobody was hurt.</p>
<p>The owners of the ferry said that an inquiry had been opened and that the crew had been asked to stay in port.</p>
</article></body></html>"""


def feed_xml(*entries: tuple[str, str, str]) -> bytes:
    items = "".join(
        f"<item><guid>{guid}</guid><link>http://courier.test/{guid}</link><title>{title}</title>"
        f"<description>The words of {title}, as the feed gives them.</description>{date}</item>"
        for guid, title, date in entries
    )
    return f'<rss version="2.0"><channel><title>Orvo Courier</title>{items}</channel></rss>'.encode()


@pytest.fixture
def feed(now):
    return add_feed("http://courier.test/feed", outlet="Orvo Courier", owner="Orvo Press", now=now)[0]


@pytest.fixture
def entry(feed, now):
    poll.take_feed(feed, Fetched(feed.address, feed_xml(("a", "Ferry aground", "")), etag='"1"'), now=now)
    return poll.due_entries(now=now)[0]


def test_a_feed_is_due_from_the_moment_set_and_not_while_it_is_polled(feed, now):
    assert poll.due_feeds(now=now - timedelta(seconds=1)) == []
    assert poll.due_feeds(now=now) == [feed]
    assert poll.due_feeds(now=now, but=[feed.pk]) == []


def test_the_next_poll_due_is_that_of_the_earliest_active_feed_not_being_polled(feed, now):
    later = add_feed("http://gazette.test/feed", outlet="Gazette", now=now + timedelta(seconds=9))[0]
    resting = add_feed("http://post.test/feed", outlet="Post", now=now - timedelta(days=1))[0]
    models.Feed.objects.filter(pk=resting.pk).update(active=False)
    assert poll.next_due_at() == now
    assert poll.next_due_at(but=[feed.pk]) == now + timedelta(seconds=9)
    assert poll.next_due_at(but=[feed.pk, later.pk]) is None


def test_entries_and_validators_are_kept_and_the_feed_is_asked_conditionally_next(feed, now):
    answer = Fetched(feed.address, feed_xml(("b", "Later", ""), ("a", "Earlier", "")), etag='"1"', last_modified="then")
    assert poll.take_feed(feed, answer, now=now) == 2
    feed.refresh_from_db()
    request = poll.feed_request(feed)
    assert (request.etag, request.last_modified) == ('"1"', "then")
    assert feed.next_poll_at == now + timedelta(seconds=60)
    assert [entry.title for entry in poll.due_entries(now=now)] == ["Earlier", "Later"]


def test_an_entry_seen_before_is_not_new(feed, now):
    answer = Fetched(feed.address, feed_xml(("a", "Ferry aground", "")))
    assert [poll.take_feed(feed, answer, now=now), poll.take_feed(feed, answer, now=now)] == [1, 0]


def test_what_did_not_change_keeps_the_validators(feed, now):
    poll.take_feed(feed, Fetched(feed.address, feed_xml(), etag='"1"'), now=now)
    poll.take_feed(feed, Fetched(feed.address, None), now=now)
    feed.refresh_from_db()
    assert feed.etag == '"1"'


@pytest.mark.parametrize(
    "answer", [FetchError("answered 503"), Fetched("http://courier.test/feed", b"no feed at all", "text/plain")]
)
def test_a_failing_feed_is_asked_less_often_and_says_why(feed, now, answer):
    waits = []
    for _ in range(3):
        poll.take_feed(feed, answer, now=now)
        feed.refresh_from_db()
        waits.append(feed.next_poll_at - now)
    assert waits == sorted(waits)
    assert waits[0] > timedelta(seconds=60)
    assert feed.failures == 3
    assert feed.last_error != ""
    poll.take_feed(feed, Fetched(feed.address, feed_xml()), now=now)
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error) == (0, "")


def test_what_was_published_before_the_feed_was_watched_is_backlog(feed, now):
    before, after = "Sun, 04 May 2031 09:29:59 GMT", "Sun, 04 May 2031 09:30:01 GMT"
    entries = feed_xml(
        ("a", "Old", f"<pubDate>{before}</pubDate>"), ("b", "New", f"<pubDate>{after}</pubDate>"), ("c", "Undated", "")
    )
    poll.take_feed(feed, Fetched(feed.address, entries), now=now)
    backlog_by_title = dict(models.Entry.objects.values_list("title", "backlog"))
    assert backlog_by_title == {"Old": True, "New": False, "Undated": True}
    poll.take_feed(feed, Fetched(feed.address, feed_xml(("d", "Undated later", ""))), now=now)
    assert models.Entry.objects.get(title="Undated later").backlog is False


def test_what_is_dated_by_day_is_backlog_at_the_first_poll_or_where_its_day_was_over(feed, now):
    today, before = "<pubDate>2031-05-04</pubDate>", "<pubDate>2031-05-03</pubDate>"
    poll.take_feed(feed, Fetched(feed.address, feed_xml(("a", "At first", today))), now=now)
    later = feed_xml(("b", "Today, later", today), ("c", "Yesterday", before))
    poll.take_feed(feed, Fetched(feed.address, later), now=now)
    stored = {row.title: (row.backlog, row.precision) for row in models.Entry.objects.all()}
    assert stored == {"At first": (True, "day"), "Today, later": (False, "day"), "Yesterday": (True, "day")}


def test_a_page_becomes_an_article_of_its_outlet_and_owner(entry, now):
    row = poll.take_page(entry, Fetched("http://courier.test/a", PAGE, "text/html"), now=now)
    assert (row.url, row.outlet, row.owner, row.headline) == (
        "http://courier.test/a",
        "Orvo Courier",
        "Orvo Press",
        "Ferry aground off Tessaly Point",
    )
    assert len(row.body) == 3
    assert poll.due_entries(now=now) == []


def test_a_page_that_cannot_be_had_is_tried_again_later_and_then_the_feeds_own_words_must_do(entry, now):
    failure = FetchError("answered 502")
    for _ in range(3):
        assert poll.take_page(entry, failure, now=now) is None
        assert poll.due_entries(now=now) == []
        now += timedelta(minutes=10)
        (entry,) = poll.due_entries(now=now)
    row = poll.take_page(entry, failure, now=now)
    assert row.headline == "Ferry aground"
    assert row.body == ["The words of Ferry aground, as the feed gives them."]
    assert models.Entry.objects.get().error == "answered 502"


def test_an_article_known_by_its_address_is_not_stored_twice(entry, now):
    answer = Fetched("http://courier.test/a", PAGE, "text/html")
    poll.take_page(entry, answer, now=now)
    entry.pk, entry.identity = None, "another"
    entry.state = models.EntryState.NEW
    entry.save()
    assert poll.take_page(entry, answer, now=now) is None
    assert models.Article.objects.count() == 1
    assert poll.due_entries(now=now) == []


def test_an_article_that_another_outlet_links_to_is_kept_for_both(entry, now):
    other = add_feed("http://links.test/feed", outlet="Links", now=now)[0]
    answer = Fetched("http://courier.test/a", PAGE, "text/html")
    poll.take_page(entry, answer, now=now)
    poll.take_feed(other, Fetched(other.address, feed_xml(("a", "Ferry aground", ""))), now=now)
    (linked,) = poll.due_entries(now=now)
    poll.take_page(linked, answer, now=now)
    assert list(models.Article.objects.order_by("pk").values_list("outlet", flat=True)) == ["Orvo Courier", "Links"]


def _fail(*_arguments, **_fields):
    raise UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")


def test_a_page_that_trips_a_stage_counts_as_an_attempt(entry, now, monkeypatch):
    monkeypatch.setattr(poll, "extract_page", _fail)
    assert poll.take_page(entry, Fetched("http://courier.test/a", PAGE, "text/html"), now=now) is None
    row = models.Entry.objects.get()
    assert (row.attempts, row.error, row.due_at > now) == (1, "a stage failed: UnicodeEncodeError", True)


def test_a_feed_that_trips_a_stage_is_asked_less_often(feed, now, monkeypatch):
    monkeypatch.setattr(poll, "parse_feed", _fail)
    poll.take_feed(feed, Fetched(feed.address, feed_xml()), now=now)
    feed.refresh_from_db()
    assert (feed.failures, feed.next_poll_at > now) == (1, True)


def test_looking_for_entries_to_read_does_not_read_through_all_entries(feed, now):
    plan = models.Entry.objects.filter(poll._NEW, due_at__lte=now).order_by("pk").explain()
    assert "entries_to_read" in plan or connection.vendor != "sqlite"
