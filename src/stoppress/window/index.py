"""The window: events still open, where an article finds its own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stoppress.domain.article import Article
from stoppress.stages.cluster import SPAN, Candidate, place, read_terms
from stoppress.stages.kinds import kind_of
from stoppress.window import snapshot
from stoppress.window.kernels import COMPARED, Comparison, Query, compare, find
from stoppress.window.lexicon import ids_of
from stoppress.window.model import Model, load_model
from stoppress.window.odds import weigh
from stoppress.window.settle import Settler
from stoppress.window.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stoppress.domain.event import Placement, Repair
    from stoppress.stages.cluster import Terms

_QUIET = 20_000  # articles kept, whatever their age: an undated one may tell of any event still remembered
_RIVAL_FROM = -3.0  # log-odds from which an event that an article does not join may lose an article to its event
_CERTAIN_FROM = 2.0  # log-odds from which an article that joins, and has no other event near, is not looked at again
_CLOCK = 32  # dated articles; the middle date of the last so many tells the time: a few wrong dates move nothing
_FORGOTTEN_AT_ONCE = 2
_KIND = "window"  # of snapshot


@dataclass(slots=True)
class _Reading:
    """An article as it was last read, and compared."""

    article: Article
    at: tuple[int, int]
    terms: Terms
    ids: npt.NDArray[np.uint32]  # of the terms
    query: Query
    compared: Comparison | None = None


class Window:
    """Events still open. The same calls in the same order give the same answers, also across a snapshot.

    Not for use by several threads at once.
    """

    def __init__(self, span: timedelta = SPAN, *, quiet: int = _QUIET, model: Model | None = None) -> None:
        self._store = Store()
        self._model = model or load_model()
        self._span = span
        self._quiet = quiet
        self._keys: list[str | None] = []  # by slot
        self._slots: dict[str, int] = {}  # by key
        self._ids: deque[str] = deque()  # of articles, by number from the first
        self._numbers: dict[str, int] = {}  # by id
        self._clocks: deque[float] = deque()  # of articles: the time when they arrived, in seconds
        self._touched: dict[str, None] = {}  # events changed since the last repairs
        self._recent: deque[float] = deque(maxlen=_CLOCK)  # dates of the latest articles that have one
        self._clock = float("-inf")
        self._opened = 0
        self._settled = 0
        self._last: _Reading | None = None  # decide, then add, reads and compares an article once

    def __len__(self) -> int:
        """Count the articles in the window."""
        return len(self._numbers)

    @property
    def arrived(self) -> int:
        """How many articles were ever added."""
        return self._store.articles.end

    def event_of(self, article: str) -> str | None:
        """Return the key of the event that the article with this id stands in; None where it is not in the window."""
        number = self._numbers.get(article)
        return None if number is None else self._key_of(number)

    def decide(self, article: Article) -> Placement:
        """Say whether the article joins an open event or opens one. Changes no answer to come.

        A round-up or a table opens one of its own.
        """
        if kind_of(article).tells_of_many:
            return place(None)
        reading, (features, slots, odds) = self._compared(article)
        if not len(odds):
            return place(None)
        best = int(np.argmax(odds))
        slot = int(slots[best])
        candidate = Candidate(self.key_at(slot), float(odds[best]), tuple(features[best].tolist()))
        return place(candidate, self._shared(reading, slot))

    def weigh(self, query: Query, *, skipped: int = -1, but: int = -1) -> Comparison:
        """Return features, slots and log-odds of the events that may be what the query tells of.

        The article with the number `skipped` is not looked at, nor is the event in the slot `but`.
        """
        view = self._store.view()
        found = find(query, view, skipped)
        features, slots = compare(query, view, found[found != but], skipped)
        return features, slots, weigh(features, *self._model)

    def add(self, event: str, article: Article) -> None:
        """Put the article into the event with this key, opening it where there is none.

        An article with an id already here takes the earlier one's place. A round-up or a table is not kept: nothing
        joins its event.
        """
        if kind_of(article).tells_of_many:
            return
        reading, (_, slots, odds) = self._compared(article)
        near = {
            self.key_at(slot): one for slot, one in zip(slots.tolist(), odds.tolist(), strict=True) if one > _RIVAL_FROM
        }
        was_open = event in self._slots
        self.put(event, article.id, reading.query, article.published)
        if near.keys() - {event} or (was_open and near.get(event, _RIVAL_FROM) < _CERTAIN_FROM):
            self._touched |= dict.fromkeys([event, *near])

    def recall(self, event: str, article: Article) -> None:
        """Put an article that was placed before, by a window that is no more, into its event again."""
        if kind_of(article).tells_of_many:
            return
        self.put(event, article.id, self.read(article), article.published)

    def put(self, event: str, article: str, query: Query, published: datetime | None) -> None:
        """Put an article whose terms are weighed into an event, opening it where there is none.

        An article with an id already here takes the earlier one's place.
        """
        if article in self._numbers:
            self._take_out(article)
        number = self._store.add(query, self.open(event))
        self._ids.append(article)
        self._numbers[article] = number
        if published is not None:
            self._recent.append(published.timestamp())
            dates = sorted(self._recent)
            self._clock = dates[(len(dates) - 1) // 2]
        self._clocks.append(self._clock)
        self._forget()

    def settle(self) -> list[Repair]:
        """Repair the events changed since the last call; return what was done."""
        repairs = Settler(self, self._store).settle(list(self._touched))
        self._touched.clear()
        self._settled += 1
        return repairs

    def rename(self, key: str, new: str) -> None:
        """Give an event another key, which none has."""
        slot = self._slots.pop(key)
        self._keys[slot], self._slots[new] = new, slot
        if key in self._touched:
            del self._touched[key]
            self._touched[new] = None

    def slot_of(self, key: str) -> int | None:
        """Return the slot of the event with this key; None where there is none."""
        return self._slots.get(key)

    def key_at(self, slot: int) -> str:
        """Return the key of the event in this slot."""
        key = self._keys[slot]
        assert key is not None
        return key

    def id_of(self, number: int) -> str:
        """Return the id of the article with this number."""
        return self._ids[number - self._store.articles.first]

    def open(self, key: str) -> int:
        """Return the slot of the event with this key, opening it where there is none."""
        if key not in self._slots:
            slot = self._store.open(self._opened)
            self._opened += 1
            self._keys += [None] * (slot + 1 - len(self._keys))
            self._keys[slot], self._slots[key] = key, slot
        return self._slots[key]

    def transfer(self, numbers: Iterable[int], slot: int) -> None:
        """Take articles out of their events and put them into the one in this slot."""
        for number in numbers:
            own = self._store.event_of(number)
            if not self._store.leave(number):
                self._close(own)
            self._store.join(number, slot)

    def save(self, file: IO[bytes]) -> None:
        """Write all that the window knows, to go on from later."""
        facts = {
            "span": self._span.total_seconds(),
            "quiet": self._quiet,
            "opened": self._opened,
            "clock": self._clock,
            "recent": list(self._recent),
            "touched": list(self._touched),
            "keys": self._keys,
            "ids": list(self._ids),
            **self._store.numbers(),
        }
        clocks = np.fromiter(self._clocks, np.float64, len(self._clocks))
        snapshot.write(file, _KIND, facts, {"clocks": clocks, **self._store.arrays()})

    @classmethod
    def load(cls, file: IO[bytes]) -> Window:
        """Return the window that was saved; raises InputError where the file is damaged or of another kind."""
        facts, arrays = snapshot.read(file, _KIND)
        window = cls(timedelta(seconds=facts["span"]), quiet=facts["quiet"])
        window._store = Store.restore(facts, arrays)
        window._opened, window._clock, window._keys = facts["opened"], facts["clock"], facts["keys"]
        window._recent.extend(facts["recent"])
        window._touched = dict.fromkeys(facts["touched"])
        window._slots = {key: slot for slot, key in enumerate(window._keys) if key is not None}
        window._ids.extend(facts["ids"])
        window._clocks.extend(arrays["clocks"].tolist())
        window._numbers = {article: number for number, article in enumerate(facts["ids"], window._store.articles.first)}
        return window

    def read(self, article: Article) -> Query:
        """Return what is looked for, of an article, weighed as of now."""
        return self._reading(article).query

    def _reading(self, article: Article) -> _Reading:
        if self._last is None or self._last.article is not article or self._last.at != self._now():
            terms = read_terms(article)
            ids = ids_of(terms)
            self._last = _Reading(article, self._now(), terms, ids, self._store.ask(article, terms, ids))
        return self._last

    def _compared(self, article: Article) -> tuple[_Reading, Comparison]:
        """Return the article as read and compared, as of now."""
        reading = self._reading(article)
        if reading.compared is None:
            reading.compared = self.weigh(reading.query)
        return reading, reading.compared

    def _now(self) -> tuple[int, int]:
        """Return what changes with every article and every repair."""
        return self.arrived, self._settled

    def _shared(self, reading: _Reading, slot: int) -> list[tuple[str, float]]:
        """Return the article's terms that an event has, each with its rarity times the share of articles with it."""
        view, query = self._store.view(), reading.query
        numbers = list(islice(self._store.members(slot), COMPARED))
        weights = np.zeros(len(query.ids))
        for row in (number - view.article_base for number in numbers):
            start = int(view.start[row]) - view.term_base
            weights += np.isin(query.ids, view.ids[start : start + int(view.length[row])], assume_unique=True)
        weights *= query.rarity / len(numbers)
        text_by_id = dict(zip(reading.ids.tolist(), reading.terms.texts, strict=True))
        found = ((text_by_id[query.ids[place]], float(weights[place])) for place in np.flatnonzero(weights))
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _key_of(self, number: int) -> str | None:
        slot = self._store.event_of(number)
        return None if slot < 0 else self._keys[slot]

    def _close(self, slot: int) -> None:
        """Forget the key of an event that is no more."""
        key = self._keys[slot]
        assert key is not None
        del self._slots[key]
        self._keys[slot] = None
        self._touched.pop(key, None)

    def _take_out(self, article: str) -> None:
        """Take an article out, whose place another is to take."""
        number = self._numbers.pop(article)
        slot = self._store.event_of(number)
        if not self._store.leave(number):
            self._close(slot)

    def _forget(self) -> None:
        """Forget the first articles, beyond those kept anyway, that arrived at a time further away than the span.

        At most two for each that arrives: while the clock is wrong, little is lost.
        """
        for _ in range(_FORGOTTEN_AT_ONCE):
            if len(self._ids) <= self._quiet or abs(self._clock - self._clocks[0]) <= self._span.total_seconds():
                return
            self._clocks.popleft()
            article, number = self._ids.popleft(), self._store.articles.first
            if self._numbers.get(article) == number:
                del self._numbers[article]
            closed = self._store.forget_first()
            if closed is not None:
                self._close(closed)


def warm_up() -> None:
    """Compile what the window calls, which takes some seconds once on a machine; later starts find it done."""
    window = Window()
    words = ("Fire at the mill in Orvo, says Lena Brandt.", "Orvo: mill on fire.", "A vote in Lindal.")
    for number, text in enumerate(words):
        article = Article(str(number), "", (text,), language="en")
        window.decide(article)
        window.add(str(number), article)
    window.settle()
