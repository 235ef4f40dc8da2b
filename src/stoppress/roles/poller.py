"""The poller: asks feeds what is new, reads the pages, stores articles."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
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
from stoppress.roles.prepare import keep_what_is_loaded
from stoppress.roles.work import Worker
from stoppress.wire.http import Answers, Fetched, Fetcher, Limits, Request

_ROUND = 0.2
_AT_ONCE = 400
_LONGEST_UNLOOKED = timedelta(seconds=1)  # feeds are added and entries freed by others, too

Take = Callable[[Fetched | FetchError], object]


class Poller:
    """Keeps what is being fetched; each round takes what came back and asks for what is due."""

    def __init__(self) -> None:
        keep_what_is_loaded()
        self._fetcher = open_fetcher()
        self._fetcher.__enter__()
        self._wanted: list[tuple[Take, Request]] = []  # to be fetched, with who takes the answer
        self._n_fetching = 0
        self._done: SimpleQueue[Answers[Take]] = SimpleQueue()
        self._untaken: deque[tuple[Take, Fetched | FetchError]] = deque()
        self._polled: list[tuple[models.Feed, Fetched | FetchError]] = []  # answers to be taken together
        self._feeds: set[int] = set()  # rows being polled
        self._entries: set[int] = set()  # rows whose page is being read, or waits for its site's robots.txt
        self._hubs: set[int] = set()
        self._manners = Manners()
        self._waiting: defaultdict[str, list[models.Entry]] = defaultdict(list)  # by site whose robots.txt is asked for
        self._hand_over = self._done.put  # one and the same at each call
        self._feeds_at: datetime | None = None  # no feed is due before; None: look now
        self._look_at: datetime | None = None  # when to look for what else is due; None: now
        self._unsubscribe: Callable[[], None] = lambda: None

    def worker(self) -> Worker:
        """Return the thread that polls."""
        self._unsubscribe = subscribe(FeedPushed, lambda _: self._look_now())
        return Worker("poller", self.work_round, interval=_ROUND, signals=(FeedPushed,), finish=self.close)

    def _look_now(self) -> None:
        self._feeds_at = self._look_at = None

    def close(self) -> None:
        """Drop what is being fetched: its feeds and entries are still due."""
        self._unsubscribe()
        self._fetcher.__exit__()

    def work_round(self) -> None:
        """Ask for what is due, take what came back, and ask for what that made due."""
        self._ask()
        if not self._n_fetching and not self._untaken:
            return
        self._wait(_ROUND)
        n_answers = len(self._untaken)
        while self._untaken:
            take, answer = self._untaken.popleft()
            take(answer)
        if len(self._polled) < n_answers:
            self._look_at = None
        if self._polled:
            self._take_polled()
        self._ask()

    def _take_polled(self) -> None:
        polled, self._polled = self._polled, []
        self._feeds.difference_update(feed.pk for feed, _ in polled)
        self._feeds_at = None
        if poll.take_feeds(polled, now=utc_now()):
            self._look_at = None

    def _wait(self, seconds: float) -> None:
        """Wait for something to come back; gather all that has by then."""
        try:
            answers = self._done.get(timeout=0 if self._untaken else seconds)
            while True:
                self._n_fetching -= len(answers)
                self._untaken.extend(answers)
                answers = self._done.get_nowait()
        except Empty:
            return

    def _ask(self) -> None:
        now = utc_now()
        if self._feeds_at is None or now >= self._feeds_at:
            self._look_for_feeds(now)
        if self._look_at is None or now >= self._look_at:
            self._look_for_pages_and_hubs(now)
        if self._wanted:  # by pages, too, whose robots.txt has come
            wanted, self._wanted = self._wanted, []
            self._n_fetching += len(wanted)
            self._fetcher.fetch_all(wanted, self._hand_over)

    def _look_for_feeds(self, now: datetime) -> None:
        for feed in poll.due_feeds(now=now, but=self._feeds, limit=_AT_ONCE - len(self._feeds)):
            self._feeds.add(feed.pk)
            self._submit(poll.feed_request(feed), partial(self._take_feed, feed))
        self._feeds_at = now + _LONGEST_UNLOOKED
        if len(self._feeds) < _AT_ONCE and (next_due := poll.next_due_at(but=self._feeds)):
            self._feeds_at = min(next_due, self._feeds_at)

    def _look_for_pages_and_hubs(self, now: datetime) -> None:
        for entry in poll.due_entries(now=now, but=self._entries, limit=_AT_ONCE - len(self._entries)):
            self._ask_page(entry, now=now)
        for subscription in push.due_hubs(now=now) if not self._hubs else ():
            self._hubs.add(subscription.pk)
            self._submit(push.hub_request(subscription, now=now), partial(self._take_hub, subscription))
        self._look_at = now + _LONGEST_UNLOOKED

    def _submit(self, request: Request, take: Take) -> None:
        self._wanted.append((take, request))

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
