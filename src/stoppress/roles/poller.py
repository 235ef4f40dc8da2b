"""The poller: asks feeds what is new, reads the pages, stores articles."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta

from django.conf import settings

from stoppress.domain.errors import FetchError
from stoppress.newsroom import models, poll
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker
from stoppress.wire.http import Fetched, Fetcher, Limits, Request

_ROUND = 0.2
_AT_ONCE = 200
_LONGEST_UNLOOKED = timedelta(seconds=1)  # feeds are added and entries freed by others, too


class Poller:
    """Keeps what is being fetched; each round takes what came back and asks for what is due."""

    def __init__(self) -> None:
        configuration = settings.STOPPRESS
        limits = Limits(
            timeout=timedelta(seconds=configuration.fetch_timeout),
            n_bytes=configuration.fetch_bytes,
            private=configuration.fetch_private,
            contact=configuration.operator_contact,
        )
        self._fetcher = Fetcher(limits)
        self._fetcher.__enter__()
        self._feeds: dict[Future[Fetched], models.Feed] = {}
        self._entries: dict[Future[Fetched], models.Entry] = {}
        self._look_at: datetime | None = None  # nothing is due before; None: look now

    def worker(self) -> Worker:
        """Return the thread that polls."""
        return Worker("poller", self.work_round, interval=_ROUND, finish=self.close)

    def close(self) -> None:
        """Drop what is being fetched: its feeds and entries are still due."""
        self._fetcher.__exit__()

    def work_round(self) -> None:
        """Ask for what is due, take what came back, and ask for what that made due."""
        self._ask()
        pending = [*self._feeds, *self._entries]
        done, _ = wait(pending, timeout=_ROUND, return_when=FIRST_COMPLETED) if pending else ((), ())
        for future in done:
            if future in self._feeds:
                poll.take_feed(self._feeds.pop(future), _answer(future), now=utc_now())
            else:
                poll.take_page(self._entries.pop(future), _answer(future), now=utc_now())
        if done:
            self._look_at = None
            self._ask()

    def _ask(self) -> None:
        now = utc_now()
        if self._look_at is not None and now < self._look_at:
            return
        if len(self._feeds) < _AT_ONCE:
            being_polled = [feed.pk for feed in self._feeds.values()]
            for feed in poll.due_feeds(now=now, but=being_polled, limit=_AT_ONCE):
                self._feeds[self._fetcher.submit(poll.feed_request(feed))] = feed
        if len(self._entries) < _AT_ONCE:
            being_read = [entry.pk for entry in self._entries.values()]
            for entry in poll.due_entries(now=now, but=being_read, limit=_AT_ONCE):
                if entry.url:
                    self._entries[self._fetcher.submit(Request(entry.url))] = entry
                else:
                    poll.take_page(entry, None, now=now)
        next_due = poll.next_due_at(but=[feed.pk for feed in self._feeds.values()])
        self._look_at = min(next_due or now + _LONGEST_UNLOOKED, now + _LONGEST_UNLOOKED)


def _answer(future: Future[Fetched]) -> Fetched | FetchError:
    try:
        return future.result()
    except FetchError as error:
        return error
