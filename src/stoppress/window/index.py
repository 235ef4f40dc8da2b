"""The window: events still open, where an article finds its own."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from stoppress.stages.cluster import SPAN, Terms, likeliest, place, read_terms
from stoppress.window import snapshot
from stoppress.window.events import Kept, Look, OpenEvent, OpenEvents, shared_terms
from stoppress.window.lexicon import Lexicon, Weighed
from stoppress.window.settle import settle

if TYPE_CHECKING:
    from stoppress.domain.article import Article
    from stoppress.domain.event import Placement

_QUIET = 20_000  # articles kept, whatever their age: an undated one may tell of any event still remembered
_CLOCK = 32  # dated articles; the middle date of the last so many tells the time: a few wrong dates move nothing
_AHEAD = timedelta(days=30)  # an article dated further beyond the clock has a wrong date, and keeps no event open
_LOOKED_AT = 8  # events, by each article that arrives, for whether they can be forgotten


class Window:
    """Events still open. The same calls in the same order give the same answers, also across a snapshot.

    Not for use by several threads at once.
    """

    def __init__(self, span: timedelta = SPAN, *, quiet: int = _QUIET) -> None:
        self._events = OpenEvents(span)
        self._lexicon = Lexicon()
        self._quiet = quiet
        self._event_by_article: dict[str, str] = {}
        self._touched: dict[str, None] = {}  # events changed since the last repairs
        self._recent: deque[datetime] = deque(maxlen=_CLOCK)
        self._arrived = 0
        self._forgotten = 0  # articles, since terms were last shed
        self._last: tuple[Article, int, Terms, Weighed] | None = None  # decide, then add, reads an article once

    def __len__(self) -> int:
        """Count the articles in the window."""
        return len(self._event_by_article)

    @property
    def arrived(self) -> int:
        """How many articles were ever added."""
        return self._arrived

    def event_of(self, article: str) -> str | None:
        """Return the key of the event that the article with this id stands in; None where it is not in the window."""
        return self._event_by_article.get(article)

    def decide(self, article: Article) -> Placement:
        """Say whether the article joins an open event or opens one. Changes nothing."""
        _, weights = self._read(article)
        whole, opening = map(self._lexicon.known, weights)
        times = (article.published, article.published) if article.published else None
        look = Look(whole, opening, times, terms=len(self._lexicon.terms))
        best = likeliest(self._events.candidates(look))
        if best is not None:
            shared = shared_terms(look, self._events.by_key[best.event], self._lexicon.terms)
            best = replace(best, shared=shared)
        return place(best)

    def add(self, event: str, article: Article) -> None:
        """Put the article into the event with this key, opening it where there is none.

        An article with an id already here takes the earlier one's place.
        """
        terms, weights = self._read(article)
        if article.id in self._event_by_article:
            self._remove(article.id)
        whole, opening = map(self._lexicon.number, weights)
        self._lexicon.count(terms)
        self._events.add(event, self._arrived, Kept(article.id, self._arrived, article.published, whole, opening))
        self._event_by_article[article.id] = event
        self._touched[event] = None
        self._arrived += 1
        if article.published is not None:
            self._recent.append(article.published)
        self._forget()

    def settle(self) -> dict[str, str]:
        """Repair the events changed since the last call; return the new event's key for each article that moved.

        Events that proved one are merged into the one opened first; an article that is more like another event,
        now that more is known of both, moves there.
        """
        moved = settle(self._events, self._touched, terms=len(self._lexicon.terms))
        self._event_by_article.update(moved)
        self._touched.clear()
        return moved

    def snapshot(self) -> bytes:
        """Return all that the window knows, to go on from later."""
        state = snapshot.State(
            span=self._events.span,
            quiet=self._quiet,
            arrived=self._arrived,
            recent=list(self._recent),
            touched=list(self._touched),
            events=list(self._events.by_key.values()),
            lexicon=self._lexicon,
        )
        return snapshot.pack(state)

    @classmethod
    def restore(cls, snapshot_bytes: bytes) -> Window:
        """Return the window that `snapshot` gave; raises InputError where the bytes are damaged or of another kind."""
        state = snapshot.unpack(snapshot_bytes)
        window = cls(state.span, quiet=state.quiet)
        window._arrived = state.arrived
        window._recent.extend(state.recent)
        window._lexicon = state.lexicon
        for event in state.events:
            for article in event.articles:
                window._events.add(event.key, event.number, article)
                window._event_by_article[article.id] = event.key
        window._touched = dict.fromkeys(state.touched)
        return window

    def _read(self, article: Article) -> tuple[Terms, Weighed]:
        """Return the article's terms and their weights as of now."""
        if self._last is None or self._last[0] is not article or self._last[1] != self._arrived:
            terms = read_terms(article)
            self._last = article, self._arrived, terms, self._lexicon.weigh(terms)
        return self._last[2:]

    def _remove(self, article: str) -> None:
        key = self._event_by_article.pop(article)
        self._events.replace(key, [kept for kept in self._events.by_key[key].articles if kept.id != article])

    def _forget(self) -> None:
        """Forget events out of time beyond what is kept anyway; each article that arrives looks at a few events.

        Those longest without a new article or a look come first; one that stays goes to the end of the queue.
        """
        if len(self) <= self._quiet:
            return
        dates = sorted(self._recent)
        clock = dates[(len(dates) - 1) // 2] if dates else None
        for event in list(islice(self._events.by_key.values(), _LOOKED_AT)):
            if len(self) <= self._quiet:
                break
            if self._is_open(event, clock):
                self._events.by_key[event.key] = self._events.by_key.pop(event.key)
            else:
                self._drop(event)
        if self._forgotten > len(self):  # shed the terms that only forgotten articles had; no answer changes by it
            self.__dict__.update(self.restore(self.snapshot()).__dict__)

    def _is_open(self, event: OpenEvent, clock: datetime | None) -> bool:
        """Say whether the event got one of the newest articles, or has one that the clock puts within the span."""
        if self._arrived - event.articles[-1].number <= self._quiet:
            return True
        if clock is None or event.times is None or clock - event.times[1] > self._events.span:
            return False
        dates = (article.published for article in reversed(event.articles) if article.published)  # one may be ahead
        return any(clock - date <= self._events.span and date - clock <= _AHEAD for date in dates)

    def _drop(self, event: OpenEvent) -> None:
        for article in event.articles:
            del self._event_by_article[article.id]
        self._forgotten += len(event.articles)
        self._touched.pop(event.key, None)
        self._events.replace(event.key, ())
