"""The poller: asks feeds what is new, reads the pages, stores articles."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue

from django.conf import settings

from stoppress.bus.in_process import subscribe
from stoppress.domain.errors import FetchError
from stoppress.domain.signals import FeedPushed
from stoppress.newsroom import models, poll, push
from stoppress.newsroom.manners import Manners, site_of
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker
from stoppress.wire.http import Fetched, Fetcher, Limits, Request

_ROUND = 0.2
_AT_ONCE = 400
_SWITCH_INTERVAL = 0.0005  # seconds
_LONGEST_UNLOOKED = timedelta(seconds=1)  # feeds are added and entries freed by others, too

Take = Callable[[Fetched | FetchError], object]


class Poller:
    """Keeps what is being fetched; each round takes what came back and asks for what is due."""

    def __init__(self) -> None:
        # Fetching keeps a thread busy; with the default of 5 ms each statement of the store would wait so long for it.
        sys.setswitchinterval(_SWITCH_INTERVAL)
        self._fetcher = open_fetcher()
        self._fetcher.__enter__()
        self._taken_by: dict[Future[Fetched], Take] = {}  # what is being fetched, and who takes the answer
        self._done: SimpleQueue[Future[Fetched]] = SimpleQueue()
        self._polled: list[tuple[models.Feed, Fetched | FetchError]] = []  # answers to be taken together
        self._feeds: set[int] = set()  # rows being polled
        self._entries: set[int] = set()  # rows whose page is being read, or waits for its site's robots.txt
        self._hubs: set[int] = set()
        self._manners = Manners()
        self._waiting: defaultdict[str, list[models.Entry]] = defaultdict(list)  # by site whose robots.txt is asked for
        self._look_at: datetime | None = None  # nothing is due before; None: look now
        self._unsubscribe: Callable[[], None] = lambda: None

    def worker(self) -> Worker:
        """Return the thread that polls."""
        self._unsubscribe = subscribe(FeedPushed, lambda _: self._look_now())
        return Worker("poller", self.work_round, interval=_ROUND, signals=(FeedPushed,), finish=self.close)

    def _look_now(self) -> None:
        self._look_at = None

    def close(self) -> None:
        """Drop what is being fetched: its feeds and entries are still due."""
        self._unsubscribe()
        self._fetcher.__exit__()

    def work_round(self) -> None:
        """Ask for what is due, take what came back, and ask for what that made due."""
        self._ask()
        done = self._done_in(_ROUND) if self._taken_by else []
        for future in done:
            self._taken_by.pop(future)(_answer(future))
        if self._polled:
            polled, self._polled = self._polled, []
            self._feeds.difference_update(feed.pk for feed, _ in polled)
            poll.take_feeds(polled, now=utc_now())
        if done:
            self._look_at = None
            self._ask()

    def _done_in(self, seconds: float) -> list[Future[Fetched]]:
        """Wait for something to come back; return all that has by then."""
        found: list[Future[Fetched]] = []
        try:
            found.append(self._done.get(timeout=seconds))
            while True:
                found.append(self._done.get_nowait())
        except Empty:
            return found

    def _ask(self) -> None:
        now = utc_now()
        if self._look_at is not None and now < self._look_at:
            return
        for feed in poll.due_feeds(now=now, but=self._feeds, limit=_AT_ONCE - len(self._feeds)):
            self._feeds.add(feed.pk)
            self._submit(poll.feed_request(feed), partial(self._take_feed, feed))
        for entry in poll.due_entries(now=now, but=self._entries, limit=_AT_ONCE - len(self._entries)):
            self._ask_page(entry, now=now)
        for subscription in push.due_hubs(now=now) if not self._hubs else ():
            self._hubs.add(subscription.pk)
            self._submit(push.hub_request(subscription, now=now), partial(self._take_hub, subscription))
        next_due = poll.next_due_at(but=self._feeds)
        self._look_at = min(next_due or now + _LONGEST_UNLOOKED, now + _LONGEST_UNLOOKED)

    def _submit(self, request: Request, take: Take) -> None:
        future = self._fetcher.submit(request)
        self._taken_by[future] = take
        future.add_done_callback(self._done.put)

    def _ask_page(self, entry: models.Entry, *, now: datetime) -> None:
        """Fetch an entry's page as its site allows; without one, or where it does not, the feed's own words must do."""
        if not entry.url:
            poll.take_page(entry, None, now=now)
            return
        self._entries.add(entry.pk)
        site = site_of(entry.url)
        if self._manners.knows(site, now=now):
            self._fetch_page(entry, now=now)
            return
        self._waiting[site].append(entry)
        if len(self._waiting[site]) == 1:
            self._submit(Request(f"{site}/robots.txt"), partial(self._take_robots, site))

    def _fetch_page(self, entry: models.Entry, *, now: datetime) -> None:
        try:
            allowed = self._manners.allows(entry.url)
        except FetchError as error:
            self._take_page(entry, error)
            return
        turn = self._manners.turn(entry.url, now=now)
        if not allowed:
            self._take_page(entry, None)
        elif turn > now:
            poll.put_off(entry, until=turn)
            self._entries.discard(entry.pk)
        else:
            self._submit(Request(entry.url), partial(self._take_page, entry))

    def _take_robots(self, site: str, answer: Fetched | FetchError) -> None:
        now = utc_now()
        self._manners.take(site, answer, now=now)
        for entry in self._waiting.pop(site, ()):
            self._fetch_page(entry, now=now)

    def _take_feed(self, feed: models.Feed, answer: Fetched | FetchError) -> None:
        self._polled.append((feed, answer))

    def _take_page(self, entry: models.Entry, answer: Fetched | FetchError | None) -> None:
        self._entries.discard(entry.pk)
        poll.take_page(entry, answer, now=utc_now())

    def _take_hub(self, subscription: models.HubSubscription, answer: Fetched | FetchError) -> None:
        self._hubs.discard(subscription.pk)
        push.take_hub_answer(subscription, answer, now=utc_now())


def open_fetcher() -> Fetcher:
    """Return a fetcher within the operator's limits."""
    configuration = settings.STOPPRESS
    return Fetcher(
        Limits(
            timeout=timedelta(seconds=configuration.fetch_timeout),
            n_bytes=configuration.fetch_bytes,
            private=configuration.fetch_private,
            contact=configuration.operator_contact,
        )
    )


def _answer(future: Future[Fetched]) -> Fetched | FetchError:
    try:
        return future.result()
    except FetchError as error:
        return error
