"""Generate a stream of news with the shapes in `fit.json`: articles as text, or, for loading in bulk, as terms alone.

Words are invented, each from its rank in a vocabulary without end. Frequency falls with rank as in language: by Zipf's
law in the core, then by the exponent that makes the vocabulary grow as measured (Gerlach and Altmann 2013). An event
has words, names and numbers of its own, which its articles draw on so often that two of them share as much as two
articles of one event do. One seed gives one stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stoppress.domain.article import Article
from stoppress.stages.text.codes import code_of
from stoppress.window.lexicon import Columned

FIT = json.loads(Path(__file__).with_name("fit.json").read_text("utf-8"))
BEGIN = datetime(2031, 3, 3, tzinfo=UTC)
PER_DAY = 500_000  # articles of the world
_LENGTH = 300  # words, median
_LANGUAGES = {"en": 0.45, "es": 0.15, "fr": 0.1, "de": 0.1, "pt": 0.08, "it": 0.05, "ru": 0.04, "nl": 0.03}
_SEVERAL_LANGUAGES = 0.1  # of the events are told in more than one
_CORE = 7873  # ranks under Zipf's law
_TAIL = 1 / FIT["heaps_exponent"]
_OUTLETS = 5000
_SENTENCE = 18  # words
_OPENING = 45  # words, about as many as are read as an article's opening
_TABLE = 1 << 18  # ranks whose codes are kept
_OPENS_MORE = 0.75  # of articles open an event while fewer wait for another than should
_OTHER_NAMES = 50_000  # from which the names that are not the event's are drawn
_TOPIC_FROM = 200  # rank from which an event's words are drawn: none is one of the commonest

# What makes articles of one event as alike as measured: see `shapes`.
_TOPIC_WORDS, _TOPIC_NAMES, _TOPIC_NUMBERS = 90, 9, 5
_TOPIC_SHARE = 0.43  # of an article's words that are the event's
_NAMES_OF_EVENT = 0.72  # of its names
_HEADLINE_SHARE = 0.5
_COPIES = 2.2  # an article is a copy of the one before so much oftener than it is found to be one of any

_SYLLABLES = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]
Ranks = npt.NDArray[np.int64]


@dataclass(slots=True)
class Topic:
    """An event: what its articles draw on."""

    key: str
    language: str
    also: tuple[str, ...]  # other languages it is told in
    left: int  # articles still to come
    words: Ranks
    names: list[str]
    numbers: list[str]
    last: Draft | None = None  # its latest article


@dataclass(slots=True)
class Draft:
    """An article before it is written: ranks of words, and what stands in the place of some."""

    id: str
    event: str
    outlet: str
    language: str
    published: datetime
    headline: Ranks
    name: str  # with which the headline begins
    body: Ranks
    instead: dict[int, str]  # by place in the body: names, and numbers

    def written(self) -> Article:
        """Return the article as text."""
        headline = " ".join([self.name, *(word(rank, self.language) for rank in self.headline)])
        found = [word(rank, self.language) for rank in self.body]
        for place, text in self.instead.items():
            found[place] = text
        sentences = [" ".join(found[start : start + _SENTENCE]) for start in range(0, len(found), _SENTENCE)]
        sentences = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences]
        body = tuple(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))
        return Article(self.id, self.outlet, body, headline=headline, published=self.published, language=self.language)


class Stream:
    """News in order of arrival, without end."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._open: list[Topic] = []
        self._number = 0
        self._events = 0
        self.waiting = 100
        """How many events wait for another article; the more, the longer after the first its others come."""
        counts = np.array(list(FIT["event_sizes"].values()), float)
        self._sizes, self._odds = np.array([int(size) for size in FIT["event_sizes"]]), counts / counts.sum()
        self._opens = 1 / float((self._sizes * self._odds).sum())

    def drafts(self, count: int) -> Iterator[Draft]:
        """Give the next articles."""
        for _ in range(count):
            day = self._number / PER_DAY
            yield self._draft(self._next_topic(), BEGIN + timedelta(days=day))
            self._number += 1

    def _next_topic(self) -> Topic:
        """Take an event that is to have another article, or open one."""
        random = self._random
        opens = self._opens if len(self._open) >= self.waiting else _OPENS_MORE
        if self._open and random.random() > opens:
            place = int(random.integers(len(self._open)))
            topic = self._open[place]
            topic.left -= 1
            if topic.left <= 0:
                self._open[place] = self._open[-1]
                self._open.pop()
            return topic
        topic = self._open_topic()
        if topic.left > 0:
            self._open.append(topic)
        return topic

    def _open_topic(self) -> Topic:
        random = self._random
        self._events += 1
        languages = random.choice(list(_LANGUAGES), 3, p=list(_LANGUAGES.values()))
        also = tuple(map(str, languages[1:])) if random.random() < _SEVERAL_LANGUAGES else ()
        return Topic(
            f"e{self._events}",
            str(languages[0]),
            also,
            int(random.choice(self._sizes, p=self._odds)) - 1,
            _TOPIC_FROM + ranks(random, _TOPIC_WORDS),
            [_name(rank) for rank in ranks(random, _TOPIC_NAMES) * 7 + random.integers(0, 7, _TOPIC_NAMES)],
            [str(number) for number in random.integers(2, 2000, _TOPIC_NUMBERS)],
        )

    def _draft(self, topic: Topic, published: datetime) -> Draft:
        random = self._random
        count = int(np.exp(np.log(_LENGTH) + FIT["words_sigma"] * random.standard_normal()))
        body, in_headline = self._mixed(topic, min(max(30, count), 3000), _TOPIC_SHARE), int(FIT["headline_words"]) - 2
        draft = Draft(
            f"a{self._number}",
            topic.key,
            f"outlet{int(random.integers(_OUTLETS))}",
            topic.language if not topic.also or random.random() < 0.6 else topic.also[int(random.integers(2))],
            published,
            self._mixed(topic, in_headline, _HEADLINE_SHARE),
            topic.names[int(random.integers(3))],
            body,
            self._instead(topic, len(body)),
        )
        if topic.last is not None and random.random() < _COPIES * FIT["near_duplicates"]:
            draft.language, draft.body, draft.instead = topic.last.language, topic.last.body, topic.last.instead
        topic.last = draft if topic.left > 0 else None
        return draft

    def _mixed(self, topic: Topic, count: int, share: float) -> Ranks:
        """Draw words, a share of them the event's own, its first more often."""
        random = self._random
        own = topic.words[(len(topic.words) * random.random(count) ** 1.7).astype(np.int64)]
        return np.where(random.random(count) < share, own, ranks(random, count))

    def _instead(self, topic: Topic, count: int) -> dict[int, str]:
        random = self._random
        found: dict[int, str] = {}
        n_names = int(count * FIT["names_per_100_words"] / 100)
        others = ranks(random, n_names) + random.integers(0, _OTHER_NAMES, n_names)
        own = (_TOPIC_NAMES * random.random(n_names) ** 1.5).astype(int)
        is_own = random.random(n_names) < _NAMES_OF_EVENT
        for number, place in enumerate(random.integers(1, count, n_names).tolist()):
            found[place] = topic.names[own[number]] if is_own[number] else _name(others[number])
        for place in random.integers(1, count, int(count * FIT["numbers_per_100_words"] / 100)).tolist():
            own_number = topic.numbers[int(random.integers(_TOPIC_NUMBERS))]
            found[place] = own_number if random.random() < 0.5 else str(random.integers(2, 999))
        return found


class Coder:
    """Terms of drafts, as reading what they would be written as gives them, without writing it."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], int] = {}
        self._tables: dict[tuple[int, str], npt.NDArray[np.uint32]] = {}

    def columns(self, draft: Draft) -> Columned:
        """Return the terms as the window takes them."""
        kept = np.ones(len(draft.body), bool)
        kept[list(draft.instead)] = False
        opening = np.flatnonzero(kept[:_OPENING])
        stems = self._coded(0, np.concatenate([draft.body[kept], draft.headline]), draft.language)
        texts = [*draft.instead.values(), draft.name]
        names = [text for text in texts if text[0].isalpha()]
        numbers = [text for text in texts if text[0].isdigit()]
        coded = np.concatenate(
            [
                stems,
                np.array([self._code(0, name) for name in names], np.uint32),
                np.array([self._code(1, name) for name in names], np.uint32),
                np.array([self._code(2, number) for number in numbers], np.uint32),
            ]
        )
        kinds = np.repeat(np.array([0, 0, 1, 2], np.uint8), [len(stems), len(names), len(names), len(numbers)])
        at_head = self._coded(0, draft.headline, draft.language)
        first = self._coded(0, draft.body[opening], draft.language)
        placed = [text for place, text in draft.instead.items() if place < _OPENING and text[0].isalpha()]
        roots = self._roots(draft, opening)
        ids, at, counts = np.unique(coded, return_index=True, return_counts=True)
        marks = kinds[at] * np.uint8(4)
        for found, place in (
            ([*at_head, self._code(0, draft.name), self._code(1, draft.name)], 1),
            ([*first, *(self._code(kind, name) for name in placed for kind in (0, 1))], 2),
        ):
            marks[np.isin(ids, np.array(found, np.uint32))] += np.uint8(place)
        both = np.concatenate([ids, roots[0]])
        order = np.argsort(both, kind="stable")
        ones = np.ones(len(roots[0]), np.int64)
        all_counts = np.minimum(np.concatenate([counts, ones]), 255).astype(np.uint8)
        return Columned(both[order], all_counts[order], np.concatenate([marks, roots[1]])[order])

    def _roots(self, draft: Draft, opening: Ranks) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
        places = ((2, draft.body[opening]), (1, draft.headline))
        found = [np.unique(self._coded(4, chosen, draft.language)) for _, chosen in places]
        ids, inverse = np.unique(np.concatenate(found), return_inverse=True)
        marks = np.full(len(ids), 16, np.uint8)
        np.add.at(marks, inverse, np.repeat(np.array([2, 1], np.uint8), [len(one) for one in found]))
        return ids, marks

    def _coded(self, kind: int, chosen: Ranks, language: str) -> npt.NDArray[np.uint32]:
        """Return the codes of words as stems, or of their roots."""
        letters = 5 if kind == 4 else None
        if (kind, language) not in self._tables:
            coded = [code_of(f"{kind}{word(rank, language)[:letters]}") for rank in range(_TABLE)]
            self._tables[kind, language] = np.array(coded, np.uint32)
        codes = self._tables[kind, language][np.minimum(chosen, _TABLE - 1)]
        for place in np.flatnonzero(chosen >= _TABLE):
            codes[place] = code_of(f"{kind}{word(chosen[place], language)[:letters]}")
        return codes

    def _code(self, kind: int, text: str) -> int:
        known = self._known.get((kind, text))
        if known is None:
            if len(self._known) > _TABLE:
                self._known.clear()
            known = self._known[kind, text] = code_of(f"{kind}{text.casefold()}")
        return known


def ranks(random: np.random.Generator, count: int) -> Ranks:
    """Draw ranks of words, 0 for the commonest."""
    core = np.log(_CORE + 1) / (np.log(_CORE + 1) + 1 / (_TAIL - 1))  # share of text that the core makes
    even = random.random(count)
    low = np.exp(even / core * np.log(_CORE + 1)) - 1
    high = _CORE * np.maximum(1e-12, (1 - even) / (1 - core)) ** (-1 / (_TAIL - 1))
    return np.minimum(np.where(even < core, low, high), 2e9).astype(np.int64)


def word(rank: int, language: str) -> str:
    """Return the word of a language with this rank: no stemmer changes it."""
    return f"{_spelled(int(rank))}{language}k"


@lru_cache(maxsize=1 << 18)
def _name(rank: int) -> str:
    return f"{_spelled(int(rank))}b".capitalize()


def _spelled(rank: int) -> str:
    """Write a rank in syllables, the lowest digit first: common words differ in their first letters."""
    found = []
    rank += len(_SYLLABLES)
    while rank:
        rank, digit = divmod(rank, len(_SYLLABLES))
        found.append(_SYLLABLES[digit])
    return "".join(found)


def shapes(drafts: list[Draft]) -> dict[str, Any]:
    """Measure a generated stream, of one language, as `fit` measures news."""
    from benchmarks.cluster import fit  # noqa: PLC0415  (which reads labelled sets)

    texts = [(draft.written(), draft.event) for draft in drafts if draft.language == "en"]
    return fit.shapes(texts)
