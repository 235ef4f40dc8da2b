"""Read what an article is compared by, and turn evidence into a decision: join an open event or open one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from itertools import pairwise

from stoppress.domain.article import Article
from stoppress.domain.event import Evidence, Join, Open, Placement
from stoppress.stages.text.days import days_told
from stoppress.stages.text.tokens import ANY_STOP_WORDS, fold, guess_language, names, numbers, stem_words, words

SPAN = timedelta(days=7)
"""How long the window keeps an article open to others, whatever their number."""

_OPENING_LENGTH = 400  # characters of the text that count as its opening, beside the headline
_READ_LENGTH = 20_000  # characters of the text that are read: what comes later seldom tells of the event
_SYLLABIC = frozenset({"vi"})  # written in syllables: pairs of them are the words
_ROOT_LENGTH = 5  # letters at the beginning of a word that related languages share: "olimpíada", "olympique" do not
_SHORTEST_ROOT = 4
_LANGUAGE_SAMPLE = 500  # words from which a language is guessed


class Kind(IntEnum):
    """What a term is. The values are kept in snapshots."""

    STEM = 0
    NAME = 1  # a word of a name, accents removed
    NUMBER = 2
    FULL_NAME = 3  # a name of several words
    ROOT = 4  # the beginning of a word of headline or opening, accents removed: alike in related languages
    DAY = 5  # a day of the year that the text tells


IN_HEADLINE, IN_OPENING = 1, 2
"""Where a term stands, beside the text; added up where it stands in both."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article is compared by: its terms, each once, as columns of equal length."""

    language: str  # ISO 639-1; "" where unknown
    length: int  # words of the text
    texts: tuple[str, ...]  # of the terms, each beginning with the digit of its kind
    counts: tuple[int, ...]  # in headline and text; of roots, which are not counted, 1
    places: tuple[int, ...]  # IN_HEADLINE and IN_OPENING, added up


def read_terms(article: Article) -> Terms:
    """Count the terms of an article; an article without text is compared by its headline alone."""
    headline, text = article.headline or "", article.text[:_READ_LENGTH]
    opening = text[:_OPENING_LENGTH]
    in_text, in_headline, in_opening = words(text), words(headline), words(opening)
    language = article.language or guess_language([*in_headline, *in_text[:_LANGUAGE_SAMPLE]]) or ""
    found = _Found()
    head_stems = _stems(in_headline, language)
    found.count(Kind.STEM, [*_stems(in_text, language), *head_stems])
    found.place(Kind.STEM, [*_stems(in_opening, language), *head_stems], head_stems)
    all_names, head_names = names(f"{headline}\n{text}"), names(headline)
    found.count(Kind.NAME, _name_words(all_names))
    found.place(Kind.NAME, _name_words(names(f"{headline}\n{opening}")), _name_words(head_names))
    found.count(Kind.FULL_NAME, (fold(name.casefold()) for name in all_names if " " in name))
    head_numbers = numbers(headline)
    found.count(Kind.NUMBER, [*numbers(text), *head_numbers])
    found.place(Kind.NUMBER, [*numbers(opening), *head_numbers], head_numbers)
    head_roots = _roots(in_headline)
    roots = [*_roots(in_opening), *head_roots]
    found.count(Kind.ROOT, set(roots))
    found.place(Kind.ROOT, roots, head_roots)
    found.count(Kind.DAY, (f"{month}-{day}" for month, day in days_told(text, language, article.published)))
    texts = tuple(found.counts)
    return Terms(
        language, len(in_text), texts, tuple(found.counts.values()), tuple(map(found.places.__getitem__, texts))
    )


class _Found:
    """Terms by text, in order of appearance: how often and where."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: Counter[str] = Counter()  # 0 for a term of the text only

    def count(self, kind: Kind, found: Iterable[str]) -> None:
        self.counts.update([f"{kind}{text}" for text in found])

    def place(self, kind: Kind, opening: Iterable[str], headline: Iterable[str]) -> None:
        for place, found in ((IN_OPENING, opening), (IN_HEADLINE, headline)):
            for text in set(found):
                self.places[f"{kind}{text}"] += place


def _stems(found: list[str], language: str) -> list[str]:
    """Return the stems and, of a language written in syllables, the pairs of neighbours too."""
    stems = stem_words(found, language)
    if language in _SYLLABIC:
        stems += [f"{first}_{second}" for first, second in pairwise(stems)]
    return stems


def _name_words(found: Iterable[str]) -> list[str]:
    return [fold(word) for word in words("\n".join(found)) if len(word) > 1]


def _roots(found: Iterable[str]) -> list[str]:
    folded = (fold(word) for word in found if word not in ANY_STOP_WORDS and not word[0].isdigit())
    return [word[:_ROOT_LENGTH] for word in folded if len(word) >= _SHORTEST_ROOT]


_WAYS = (
    "rare words",  # whole texts, without the two strongest shared terms: one name counted twice proves nothing
    "whole text",
    "opening",
    "headline",
    "names",
    "numbers",
    "full names",
    "roots",
    "names of the opening",
    "roots of the headline",
    "days told",
    "their opening's names that it has",
    "their headline's words that it has",
)
FEATURES = (
    *(f"{way}, {which}" for way in _WAYS for which in ("mean", "best")),  # square roots of cosines
    "rare words, best three",
    "opening, best three",
    "roots, best three",
    "likelier terms of the opening",
    "likelier terms of the headline",
    "likelier names of the opening",
    "headline covered",
    "articles of the event",  # logarithm
    "one article only",
    "a time unknown",
    "its own time unknown",
    "days apart, up to seven",
    "days apart",  # logarithm
    "more than seven days apart",
    "days since the event's first article",
    "days to the nearest article",
    "same outlet",
    "other language",
    "length",
    "headline alone",
)
"""What is measured of an article and an event, in order."""
SPREAD = ("score", "ahead of the next event", "ahead of the next five", "next five", "rank")
"""How a first score from FEATURES stands among those of the other events: what the second score rests on too."""


# In log-odds; chosen with the weights by leaving one set out, see docs/decisions/0010.
_BETTER_BY = 0.1  # an article stays where it is between events that suit it alike
_STRANGER_BELOW = -1.5  # an article that nothing else suits leaves its event only where it plainly does not belong
MERGED_FROM = 1.0
"""Two events are one from these mean log-odds on: a merge that is wrong takes many articles along."""
_SHOWN = 5  # terms shown as the detail of a piece of evidence
_SHOWN_FEATURES = (
    ("whole text", "whole text, mean"),
    ("opening", "opening, mean"),
    ("headline", "headline, best"),
    ("days told", "days told, best"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open event that an article may tell of."""

    event: str  # key
    log_odds: float  # that it does
    features: tuple[float, ...]  # FEATURES


def probability(log_odds: float) -> float:
    """Return log-odds as a probability in (0, 1)."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, log_odds))))


def is_better(log_odds: float, own: float) -> bool:
    """Say whether an article belongs to another event rather than to its own."""
    return log_odds > 0 and log_odds > own + _BETTER_BY


def is_stranger(own: float) -> bool:
    """Say whether an article that no other event suits does not belong to its own."""
    return own < _STRANGER_BELOW


def place(best: Candidate | None, shared: Sequence[tuple[str, float]] = ()) -> Placement:
    """Join the likeliest event if it is as likely as not, else open one.

    `shared` are the article's terms that the event has, with their weights, the heaviest first.
    """
    if best is None:
        return Open(score=0.0)
    found = evidence(best, shared)
    if best.log_odds > 0:
        return Join(best.event, probability(best.log_odds), found)
    return Open(probability(best.log_odds), nearest=best.event, evidence=found)


def evidence(candidate: Candidate, shared: Sequence[tuple[str, float]]) -> tuple[Evidence, ...]:
    """Lay open what speaks for a candidate: likeness by kind of term, with the terms, and time."""
    by_name = dict(zip(FEATURES, candidate.features, strict=True))
    kinds = (("words", Kind.STEM, "rare words"), ("names", Kind.NAME, "names"), ("numbers", Kind.NUMBER, "numbers"))
    found = [_of_kind(label, kind, by_name[f"{way}, mean"], shared) for label, kind, way in kinds]
    found += [Evidence(label, round(by_name[name] ** 2, 4)) for label, name in _SHOWN_FEATURES]
    if not by_name["a time unknown"]:
        found.append(Evidence("time", round(math.expm1(by_name["days apart"]), 2), "days between them"))
    found.append(Evidence("articles", round(math.exp(by_name["articles of the event"])), "of the event so far"))
    return tuple(found)


def _of_kind(label: str, kind: Kind, value: float, shared: Sequence[tuple[str, float]]) -> Evidence:
    """Sum up the shared terms of one kind: their mean cosine; the weightiest are shown."""
    texts = [text[1:].replace("_", " ") for text, _ in shared if text[0] == str(int(kind))]
    return Evidence(label, round(value**2, 4), ", ".join(texts[:_SHOWN]))
