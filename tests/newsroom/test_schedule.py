"""When feeds are asked again, where they moved to, what is new of them, and when the operator is to look."""

from datetime import timedelta

import pytest

from stoppress.domain.errors import FetchError
from stoppress.newsroom import models, poll
from stoppress.newsroom.outlets import add_feed
from stoppress.wire.http import Fetched
from tests.newsroom.test_poll import PAGE, feed_xml

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def feed(now):
    return add_feed("http://courier.test/feed", outlet="Orvo Courier", now=now)[0]


def answer(feed, *entries, channel="", **fields):
    body = feed_xml(*((name, title, "") for name, title in entries))
    return Fetched(feed.address, body.replace(b"<title>Orvo", f"{channel}<title>Orvo".encode()), **fields)


def polled(feed, found, now):
    n_new = poll.take_feed(feed, found, now=now)
    feed.refresh_from_db()
    return n_new


def test_a_feed_with_news_seldom_is_asked_less_often(feed, now):
    waits = []
    for hours in range(4):
        moment = now + timedelta(hours=hours)
        polled(feed, answer(feed, (f"a{hours}", f"News of hour {hours}")), moment)
        waits.append(feed.next_poll_at - moment)

    assert waits == [MINUTE, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE]
    assert feed.usual_gap == 3600


def test_what_feed_and_server_state_is_respected(feed, now):
    polled(feed, answer(feed, channel="<ttl>10</ttl>"), now)
    by_ttl = feed.next_poll_at - now
    polled(feed, Fetched(feed.address, None, max_age=20 * MINUTE), now)

    assert (by_ttl, feed.next_poll_at - now) == (10 * MINUTE, 20 * MINUTE)


def test_a_server_that_asks_to_be_left_alone_is(feed, now):
    polled(feed, FetchError("answered 429", status=429, retry_after=timedelta(hours=3)), now)

    assert feed.next_poll_at == now + timedelta(hours=3)


def test_a_feed_that_is_gone_is_asked_no_more_and_the_operator_told(feed, now):
    polled(feed, FetchError("answered 410", status=410), now)

    assert (feed.active, feed.alarm, feed.alarmed_at) == (False, "answered 410", now)
    assert poll.due_feeds(now=now + timedelta(days=9)) == []


def test_a_feed_that_moved_for_good_is_asked_where_it_is(feed, now):
    polled(feed, answer(feed, ("a", "A"), moved_to="https://courier.test/new"), now)

    assert feed.address == "https://courier.test/new"


def test_one_that_moved_to_where_another_is_watched_ends(feed, now):
    add_feed("https://courier.test/new", outlet="Orvo Courier", now=now)
    polled(feed, answer(feed, ("a", "A"), moved_to="https://courier.test/new"), now)

    assert (feed.active, feed.address) == (False, "http://courier.test/feed")
    assert feed.alarm == "moved to https://courier.test/new, which is watched already"


def test_an_outlet_that_goes_dark_raises_an_alarm_that_ends_when_it_is_back(feed, now):
    for failure in range(6):
        polled(feed, FetchError("answered 503", status=503), now + failure * MINUTE)
    dark = (feed.alarm, feed.alarmed_at)
    polled(feed, answer(feed, ("a", "A")), now + timedelta(hours=1))

    assert dark == ("no answer to the last 6 polls", now + 5 * MINUTE)
    assert (feed.alarm, feed.alarmed_at) == ("", None)


def test_pages_in_a_row_without_text_are_an_alarm(feed, now):
    polled(feed, answer(feed, *((f"a{n}", f"Title {n}") for n in range(5))), now)
    for entry in poll.due_entries(now=now):
        poll.take_page(entry, Fetched(entry.url, b"<html><body><div></div></body></html>"), now=now)
    feed.refresh_from_db()
    polled(feed, Fetched(feed.address, None), now)

    assert feed.alarm == "no article text on the last 5 pages: their layout may have changed"
    (entry, *_) = poll.due_entries(now=now + timedelta(hours=1))
    poll.take_page(entry, Fetched(entry.url, PAGE), now=now)
    assert models.Feed.objects.get().empty_pages == 0


def test_what_gathered_in_an_outage_is_no_news_but_for_the_latest_minutes(feed, now):
    polled(feed, answer(feed), now)
    later = now + timedelta(hours=5)
    dates = {"Old": later - timedelta(hours=1), "New": later - timedelta(minutes=2)}
    entries = [(title, title, f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate>") for title, date in dates.items()]
    polled(feed, Fetched(feed.address, feed_xml(*entries, ("u", "Undated", ""))), later)

    assert dict(models.Entry.objects.values_list("title", "backlog")) == {"Old": True, "New": False, "Undated": True}


def test_an_entry_that_moved_is_not_read_again(feed, now):
    polled(feed, answer(feed, ("a", "Ferry aground off Tessaly Point")), now)
    moved = (
        feed_xml(("changed", "Ferry aground off Tessaly Point", ""))
        .replace(b"http://courier.test/changed", b"https://www.courier.test/a?utm_source=rss")
        .replace(b"The words of", b"The words of")
    )

    assert polled(feed, Fetched(feed.address, moved), now) == 0
    assert models.Entry.objects.count() == 1


def test_an_edited_entry_is_read_again_and_its_article_is_a_new_edition(feed, now):
    polled(feed, answer(feed, ("a", "Ferry aground")), now)
    (entry,) = poll.due_entries(now=now)
    poll.take_page(entry, Fetched(entry.url, PAGE), now=now)
    n_to_read = polled(feed, answer(feed, ("a", "Ferry aground, two hurt")), now)
    (entry,) = poll.due_entries(now=now)
    edited = PAGE.replace(b"nobody was hurt", b"two people were hurt")
    poll.take_page(entry, Fetched(entry.url, edited), now=now)

    assert n_to_read == 1
    first, second = models.Article.objects.order_by("pk")
    assert (first.entry, second.entry, second.key) == (None, entry, f"{first.key} edition 2")


def test_an_edit_of_the_feeds_words_alone_makes_no_second_article(feed, now):
    polled(feed, answer(feed, ("a", "Ferry aground")), now)
    (entry,) = poll.due_entries(now=now)
    poll.take_page(entry, Fetched(entry.url, PAGE), now=now)
    polled(feed, answer(feed, ("a", "Ferry aground (12 comments)")), now)
    (entry,) = poll.due_entries(now=now)

    assert poll.take_page(entry, Fetched(entry.url, PAGE), now=now) is None
    assert models.Article.objects.count() == 1
    assert poll.due_entries(now=now) == []


def test_an_entry_is_read_again_only_so_often(feed, now):
    for count in range(20):
        polled(feed, answer(feed, ("a", f"Ferry aground ({count} comments)")), now)
        for entry in poll.due_entries(now=now):
            poll.take_page(entry, Fetched(entry.url, PAGE), now=now)

    assert models.Entry.objects.get().edition == 9


def test_two_feeds_of_one_outlet_bring_an_entry_once(feed, now):
    other = add_feed("http://courier.test/world", outlet="Orvo Courier", now=now)[0]
    found = [polled(one, answer(one, ("a", "Ferry aground")), now) for one in (feed, other)]

    assert found == [1, 0]


def test_what_the_operator_changes_while_a_feed_is_polled_stays(feed, now):
    models.Feed.objects.filter(pk=feed.pk).update(active=False, address="http://courier.test/other")
    for found in (answer(feed, ("a", "A")), Fetched(feed.address, None), FetchError("answered 503", status=503)):
        poll.take_feed(feed, found, now=now)

    stored = models.Feed.objects.get()
    assert (stored.active, stored.address) == (False, "http://courier.test/other")


def test_entries_of_a_poll_that_could_not_be_kept_are_taken_by_the_next(feed, now, monkeypatch):
    found = answer(feed, ("a", "Ferry aground"))
    with monkeypatch.context() as patch:
        patch.setattr(poll, "note_hub", _trip)
        failed = polled(feed, found, now)

    assert (failed, feed.failures, polled(feed, found, now)) == (0, 1, 1)


def _trip(*_arguments, **_named):
    raise ValueError("a stage trips")
