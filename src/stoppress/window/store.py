"""The articles in the window, the events that they stand in, and the postings by which they are found: plain arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from stoppress.domain.article import Article
from stoppress.stages.cluster import IN_HEADLINE, IN_OPENING, Terms
from stoppress.stages.compiled import compiled
from stoppress.stages.text.codes import code_of
from stoppress.window.columns import Columns
from stoppress.window.kernels import NORMS, POSTED, Query, View, heaviest, measure
from stoppress.window.lexicon import Columned, Lexicon, columns_of
from stoppress.window.tables import Table, entries, fill, new_table, place_of, room_for

_KEPT = 400  # terms of an article: those of headline and opening, then the heaviest
_DAY = 86400.0

ARTICLE_KINDS = {
    "start": "i8", "length": "i4", "norms": ("f4", NORMS), "time": "f8", "language": "i2", "outlet": "u4",
    "words": "i4", "event": "i4", "older": "i8",
}  # fmt: skip
TERM_KINDS = {"ids": "u4", "counts": "u1", "marks": "u1"}
POSTING_KINDS = {"article": "i8", "before": "u4"}
EVENT_KINDS = {"newest": "i8", "size": "i4", "first_at": "f8", "last_at": "f8", "number": "i8"}


class Store:
    """Rows of articles in order of arrival, leaving in that order; slots of events, reused."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.articles = Columns(**ARTICLE_KINDS)
        self.terms = Columns(**TERM_KINDS)
        self.postings = Columns(**POSTING_KINDS)
        self.events = Columns(**EVENT_KINDS)
        self.free: list[int] = []  # slots of events that are no more
        self.heads = new_table("i8")
        self._found = np.zeros(0, np.float32)
        self._view: View | None = None

    def view(self) -> View:
        """Return the arrays as they are now."""
        if self._view is None:
            self._view = self._look()
        return self._view

    def _look(self) -> View:
        articles, events = self.articles, self.events
        if len(self._found) != len(articles["time"]):
            self._found = np.zeros(len(articles["time"]), np.float32)
        return View(
            self.heads.keys, self.heads.values, self.postings["article"], self.postings["before"], self.terms["ids"],
            self.terms["counts"], self.terms["marks"], articles["start"], articles["length"], articles["norms"],
            articles["time"], articles["language"], articles["outlet"], articles["event"], articles["older"],
            events["newest"], events["size"], events["first_at"], events["last_at"], self.terms.base,
            self.postings.base, self.postings.first, articles.base, articles.first, self._found,
        )  # fmt: skip

    def ask(self, article: Article, terms: Terms, ids: npt.NDArray[np.uint32]) -> Query:
        """Weigh an article's terms, which have these ids, as of now."""
        outlet = code_of(article.outlet.casefold()) if article.outlet else 0
        found, language = columns_of(terms, ids), self.lexicon.number(terms.language)
        return self.weigh(found, language, outlet, terms.length, article.published)

    def weigh(
        self, found: Columned, language: int, outlet: int, length: int, published: datetime | float | None
    ) -> Query:
        """Return what is looked for, of terms in columns; `published` as a moment or as days since 1970."""
        time = published.timestamp() / _DAY if isinstance(published, datetime) else published
        rarity = self.lexicon.rarity(found, language)
        norms = measure(found.counts, found.marks, rarity)
        query = Query(*found, rarity, norms, math.nan if time is None else time, language, outlet, length)
        return query if len(found.ids) <= _KEPT else _shortened(query)

    def query_of(self, number: int) -> Query:
        """Return an article in the window as what is looked for, its terms weighed as of now."""
        row = number - self.articles.base
        start = int(self.articles["start"][row]) - self.terms.base
        stop = start + int(self.articles["length"][row])
        found = Columned(*(self.terms[name][start:stop] for name in TERM_KINDS))
        language = int(self.articles["language"][row])
        rarity = self.lexicon.rarity(found, language)
        norms = measure(found.counts, found.marks, rarity)
        self.articles["norms"][row] = norms
        outlet, words = int(self.articles["outlet"][row]), int(self.articles["words"][row])
        return Query(*found, rarity, norms, float(self.articles["time"][row]), language, outlet, words)

    def add(self, query: Query, event: int) -> int:
        """Put an article into an event; return its number."""
        number = self.articles.room(1)
        start = self.terms.room(len(query.ids))
        place = start - self.terms.base
        for name in TERM_KINDS:
            self.terms[name][place : place + len(query.ids)] = getattr(query, name)
        row = number - self.articles.base
        fields = (start, len(query.ids), query.norms, query.time, query.language, query.outlet, query.words, -1, -1)
        for name, value in zip(ARTICLE_KINDS, fields, strict=True):
            self.articles[name][row] = value
        self._post(query, number)
        self.lexicon.count(Columned(query.ids, query.counts, query.marks), query.language)
        self.join(number, event)
        return number

    def _post(self, query: Query, number: int) -> None:
        posted = query.ids[heaviest(query, POSTED)]
        self.heads = self._heads_with_room(len(posted))
        first = self.postings.room(len(posted))
        post(posted, number, first, self.postings.base, self.heads, self.postings["article"], self.postings["before"])
        self._view = None

    def _heads_with_room(self, more: int) -> Table:
        """Return the heads with room for more; before they grow, terms that no article in the window has are let go."""
        if 2 * (self.heads.used[0] + more) > len(self.heads.keys):
            terms, newest = entries(self.heads)
            live = newest > self.postings.first
            self.heads = room_for(new_table("i8"), int(live.sum()) + more)
            fill(self.heads, terms[live], newest[live])
        return room_for(self.heads, more)

    def open(self, number: int) -> int:
        """Return the slot of a new event, opened as the one with this number."""
        slot = self.free.pop() if self.free else self.events.room(1)
        for name, value in zip(EVENT_KINDS, (-1, 0, math.nan, math.nan, number), strict=True):
            self.events[name][slot] = value
        self._view = None
        return slot

    def join(self, number: int, event: int) -> None:
        """Put an article that stands in no event into one."""
        newest, older, base = self.events["newest"], self.articles["older"], self.articles.base
        before = int(newest[event])
        if before < number:
            older[number - base], newest[event] = before, number
        else:
            while older[before - base] > number:
                before = int(older[before - base])
            older[number - base], older[before - base] = older[before - base], number
        self.articles["event"][number - base] = event
        self.events["size"][event] += 1
        time = self.articles["time"][number - base]
        self.events["first_at"][event] = np.fmin(self.events["first_at"][event], time)
        self.events["last_at"][event] = np.fmax(self.events["last_at"][event], time)

    def leave(self, number: int) -> bool:
        """Take an article out of its event; say whether the event has others."""
        base, older = self.articles.base, self.articles["older"]
        event = self.event_of(number)
        rest = [one for one in self.members(event) if one != number]
        self.articles["event"][number - base] = -1
        for name, value in zip(("newest", "size", "first_at", "last_at"), (-1, 0, math.nan, math.nan), strict=True):
            self.events[name][event] = value
        for one in reversed(rest):
            older[one - base] = -1
            self.join(one, event)
        if not rest:
            self.free.append(event)
        return bool(rest)

    def event_of(self, number: int) -> int:
        """Return the slot of the event that the article with this number stands in; -1 for none."""
        return int(self.articles["event"][number - self.articles.base])

    def members(self, event: int) -> Iterator[int]:
        """Give the numbers of an event's articles, the newest first."""
        number = int(self.events["newest"][event])
        while number >= self.articles.first:
            yield number
            number = int(self.articles["older"][number - self.articles.base])

    def forget_first(self) -> int | None:
        """Let the first article go; return the slot of its event if it was the last of it."""
        event = self.event_of(self.articles.first)
        self.articles.shed(self.articles.first + 1)
        later = self.articles.first - self.articles.base
        self.terms.shed(int(self.articles["start"][later]) if len(self.articles) else self.terms.end)
        self.postings.shed(self._first_posting())
        self._view = None
        if event < 0:
            return None
        self.events["size"][event] -= 1
        if self.events["size"][event]:
            return None
        self.free.append(event)
        return event

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all that the store holds, but for its numbers, as arrays: the same contents whatever came and left."""
        named = {
            f"{prefix}.{name}": columns.rows(name)
            for prefix, (columns, kinds) in self._columns().items()
            for name in kinds
        }
        heads, newest = entries(self.heads)
        live = newest > self.postings.first
        named |= {"heads": heads[live], "newest": newest[live], "free": np.array(self.free, np.int64)}
        terms, counts = entries(self.lexicon.counts)
        return named | {"counted": terms, "counts": counts, "totals": self.lexicon.totals}

    def numbers(self) -> dict[str, Any]:
        """Return the numbers that `arrays` are read by."""
        firsts = {prefix: columns.first for prefix, (columns, _) in self._columns().items()}
        return {"firsts": firsts, "languages": self.lexicon.languages}

    @classmethod
    def restore(cls, numbers: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Store:
        """Return the store that gave these numbers and arrays."""
        store = cls()
        for prefix, (columns, kinds) in store._columns().items():
            columns.put(numbers["firsts"][prefix], [(name, arrays[f"{prefix}.{name}"]) for name in kinds])
        store.heads = room_for(new_table("i8"), len(arrays["heads"]))
        fill(store.heads, arrays["heads"], arrays["newest"])
        store.free = arrays["free"].tolist()
        store.lexicon.restore(numbers["languages"], arrays["totals"], arrays["counted"], arrays["counts"])
        return store

    def _columns(self) -> dict[str, tuple[Columns, dict[str, Any]]]:
        return {
            "articles": (self.articles, ARTICLE_KINDS),
            "terms": (self.terms, TERM_KINDS),
            "postings": (self.postings, POSTING_KINDS),
            "events": (self.events, EVENT_KINDS),
        }

    def _first_posting(self) -> int:
        postings, first = self.postings, self.postings.first
        while first < postings.end and postings["article"][first - postings.base] < self.articles.first:
            first += 1
        return first


@compiled
def post(
    posted: npt.NDArray[np.uint32],
    number: int,
    first: int,
    base: int,
    heads: Table,
    articles: npt.NDArray[np.int64],
    before: npt.NDArray[np.uint32],
) -> None:
    """Chain an article's postings, the first of which has this number, to those of their terms."""
    for n in range(len(posted)):
        place = place_of(heads.keys, posted[n])
        if heads.keys[place] == 0:
            heads.keys[place] = posted[n]
            heads.used[0] += 1
        back = first + n - (heads.values[place] - 1) if heads.values[place] > 0 else 0
        before[first + n - base] = back if back < 2**32 else 0
        articles[first + n - base] = number
        heads.values[place] = first + n + 1


def _shortened(query: Query) -> Query:
    """Leave out the lightest terms of a long text."""
    weights = query.rarity * (1 + np.log(query.counts))
    weights[(query.marks & (IN_HEADLINE | IN_OPENING)) > 0] += 1e6
    kept = np.sort(np.argsort(-weights, kind="stable")[:_KEPT])
    columns: dict[str, Any] = {name: getattr(query, name)[kept] for name in ("ids", "counts", "marks", "rarity")}
    return query._replace(**columns)
