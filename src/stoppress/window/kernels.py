"""Find the events that an article may tell of and measure what speaks for each: compiled, over plain arrays."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.stages.cluster import FEATURES, IN_HEADLINE, Kind
from stoppress.stages.compiled import compiled
from stoppress.window.tables import place_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEM, _NAME, _NUMBER = int(Kind.STEM), int(Kind.NAME), int(Kind.NUMBER)
_FULL_NAME, _ROOT, _DAY = int(Kind.FULL_NAME), int(Kind.ROOT), int(Kind.DAY)

_HEAD = int(IN_HEADLINE)

NORMS = 10  # lengths kept of an article: one for each cosine but the first, which shares the second's
_COSINES = NORMS + 1
_WAYS = _COSINES + 2
_WORDS, _WHOLE, _OPENING, _HEADLINE, _NAMES, _NUMBERS, _FULL, _ROOTS, _OPENING_NAMES, _HEADLINE_ROOTS, _DAYS = range(
    _COSINES
)
_THEIR_NAMES, _THEIR_HEADLINE = _COSINES, _COSINES + 1  # shares, by number
_FEATURES = len(FEATURES)
_NO_TIME = math.nan

POSTED = 32  # terms of an article by which it is found, the heaviest: the rest tell little and stand in many articles
_ASKED = 40  # terms by which others are looked for
_FOLLOWED = 160  # articles looked at for a term, the newest: so a common term costs no more than that
FOUND = 20  # events compared, the best by those terms
COMPARED = 24  # articles of an event compared, the newest
_FURTHEST = 400.0  # days between articles that are looked at
_SMOOTHING = 0.5
_HEADLINE_ALONE = 5  # words; a text of fewer is as good as none


Comparison = tuple[Floats, Ints, Floats]
"""Features, slots and log-odds of events, a row each."""


class View(NamedTuple):
    """The window's arrays. Rows of articles, postings and terms are numbered from their base."""

    heads: npt.NDArray[np.uint32]  # terms that are posted
    newest: Ints  # posting of each, counted from 1
    post_article: Ints
    post_before: npt.NDArray[np.uint32]  # how far back the term's posting before this one stands; 0: none
    ids: npt.NDArray[np.uint32]  # terms of all articles, one after another, each article's in order
    counts: npt.NDArray[np.uint8]
    marks: npt.NDArray[np.uint8]  # kind * 4 + place
    start: Ints
    length: npt.NDArray[np.int32]
    norms: npt.NDArray[np.float32]
    time: Floats  # days since 1970, NaN where unknown
    language: npt.NDArray[np.int16]
    outlet: npt.NDArray[np.uint32]  # 0: unknown
    event: npt.NDArray[np.int32]  # -1: none
    older: Ints  # the article of the same event that arrived before; -1: none
    event_newest: Ints
    event_size: npt.NDArray[np.int32]
    event_first_at: Floats  # NaN: no article is dated
    event_last_at: Floats
    term_base: int
    posting_base: int
    posting_first: int
    article_base: int
    article_first: int
    found: npt.NDArray[np.float32]  # one for each article, all 0 between calls


class Query(NamedTuple):
    """What is looked for: an article's terms in order, weighed as of now."""

    ids: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint8]
    marks: npt.NDArray[np.uint8]
    rarity: Floats
    norms: Floats
    time: float
    language: int
    outlet: int
    words: int  # of its text


@compiled
def often(count: int) -> float:
    """Weigh a term's count: the tenth mention says less than the first."""
    return 1.0 + math.log(count)


@compiled
def measure(counts: npt.NDArray[np.uint8], marks: npt.NDArray[np.uint8], rarity: Floats) -> Floats:
    """Return an article's lengths, one for each way of comparing but the first."""
    squares = np.zeros(NORMS)
    for n in range(len(counts)):
        kind, place, once = marks[n] >> 2, marks[n] & 3, rarity[n] * rarity[n]
        whole = once * often(counts[n]) ** 2
        if kind <= _NUMBER:
            squares[_WHOLE - 1] += whole
        if kind == _STEM:
            squares[_OPENING - 1] += once if place else 0.0
            squares[_HEADLINE - 1] += once if place & _HEAD else 0.0
        elif kind == _NAME:
            squares[_NAMES - 1] += whole
            squares[_OPENING_NAMES - 1] += once if place else 0.0
        elif kind == _NUMBER:
            squares[_NUMBERS - 1] += once
        elif kind == _FULL_NAME:
            squares[_FULL - 1] += once
        elif kind == _ROOT:
            squares[_ROOTS - 1] += once
            squares[_HEADLINE_ROOTS - 1] += once if place & _HEAD else 0.0
        else:
            squares[_DAYS - 1] += once
    return np.sqrt(squares)


@compiled
def heaviest(query: Query, most: int) -> Ints:
    """Return the places of the query's heaviest terms, the heaviest first; roots count in headlines only."""
    weights = np.zeros(len(query.ids))
    for n in range(len(query.ids)):
        kind, place = query.marks[n] >> 2, query.marks[n] & 3
        if kind != _DAY and (kind != _ROOT or place & _HEAD):
            weights[n] = query.rarity[n] * often(query.counts[n])
    order = np.argsort(-weights, kind="mergesort")[:most]
    kept = 0
    while kept < len(order) and weights[order[kept]] > 0:
        kept += 1
    return order[:kept]


@compiled
def find(query: Query, view: View, skipped: int) -> Ints:
    """Return the slots of the events with the articles most like the query by its heaviest terms, the best first.

    `skipped` is the number of an article that is not looked at, -1 for none.
    """
    touched = np.empty(_ASKED * _FOLLOWED, np.int64)
    n_touched = 0
    for n in heaviest(query, _ASKED):
        weight = query.rarity[n] ** 2 * often(query.counts[n])
        posting = view.newest[place_of(view.heads, query.ids[n])] - 1
        for _ in range(_FOLLOWED):
            if posting < view.posting_first:
                break
            row = posting - view.posting_base
            article = view.post_article[row]
            if article >= view.article_first and article != skipped:
                place = article - view.article_base
                if view.found[place] == 0:
                    touched[n_touched] = article
                    n_touched += 1
                view.found[place] += weight
            if view.post_before[row] == 0:
                break
            posting -= view.post_before[row]
    return _best_events(query, view, touched[:n_touched])


@compiled
def _best_events(query: Query, view: View, touched: Ints) -> Ints:
    """Return the events of the best of these articles, and clear what was found."""
    scores = np.empty(len(touched))
    for n in range(len(touched)):
        place = touched[n] - view.article_base
        norm = view.norms[place, _WHOLE - 1]
        scores[n] = view.found[place] / norm if norm > 0 and view.event[place] >= 0 else 0.0
        view.found[place] = 0
        apart = abs(view.time[place] - query.time)
        if apart > _FURTHEST:
            scores[n] = 0.0
    events = np.empty(FOUND, np.int64)
    kept = 0
    for n in np.argsort(-scores, kind="mergesort"):
        if scores[n] <= 0 or kept == FOUND:
            break
        event = view.event[touched[n] - view.article_base]
        if not np.any(events[:kept] == event):
            events[kept] = event
            kept += 1
    return events[:kept]


@compiled
def spread_out(query: Query) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """Return a small table of the query's terms: keys, and the place of each in the query."""
    size = 64
    while size < 4 * len(query.ids):
        size *= 2
    keys, places = np.zeros(size, np.uint32), np.zeros(size, np.int32)
    for n in range(len(query.ids)):
        place = place_of(keys, query.ids[n])
        keys[place] = query.ids[n]
        places[place] = n
    return keys, places


@compiled
def _add_term(shared: Floats, kind: int, once: float, whole: float, in_openings: bool, in_headlines: bool) -> None:
    """Add what a shared term weighs to the ways of comparing that its kind counts in, besides the whole text."""
    if kind == _STEM:
        shared[_OPENING] += once if in_openings else 0.0
        shared[_HEADLINE] += once if in_headlines else 0.0
    elif kind == _NAME:
        shared[_NAMES] += whole
        shared[_OPENING_NAMES] += once if in_openings else 0.0
    elif kind == _NUMBER:
        shared[_NUMBERS] += once
    elif kind == _FULL_NAME:
        shared[_FULL] += once
    elif kind == _ROOT:
        shared[_ROOTS] += once
        shared[_HEADLINE_ROOTS] += once if in_headlines else 0.0
    else:
        shared[_DAYS] += once


@compiled
def _share(
    query: Query, keys: npt.NDArray[np.uint32], places: npt.NDArray[np.int32], view: View, row: int, seen: Floats
) -> Floats:
    """Compare the query with an article, in every way: cosines; count in `seen` the query's terms that it has."""
    shared = np.zeros(_WAYS)
    first = second = 0.0
    n_names = n_headline = 0
    start = view.start[row] - view.term_base
    for at in range(start, start + view.length[row]):
        place_in_table = place_of(keys, view.ids[at])
        kind = view.marks[at] >> 2
        named, headed = kind == _NAME and view.marks[at] & 3 > 0, kind == _STEM and view.marks[at] & _HEAD > 0
        n_names += named
        n_headline += headed
        if keys[place_in_table] == 0:
            continue
        n = places[place_in_table]
        seen[n] += 1
        shared[_THEIR_NAMES] += named
        shared[_THEIR_HEADLINE] += headed
        place, once = view.marks[at] & query.marks[n] & 3, query.rarity[n] ** 2
        both_placed = (view.marks[at] & 3) > 0 and (query.marks[n] & 3) > 0
        whole = once * often(view.counts[at]) * often(query.counts[n])
        if kind <= _NUMBER:
            shared[_WHOLE] += whole
            if whole > first:
                first, second = whole, first
            elif whole > second:
                second = whole
        _add_term(shared, kind, once, whole, both_placed, place & _HEAD > 0)
    shared[_WORDS] = max(0.0, shared[_WHOLE] - first - second)
    shared[_THEIR_NAMES] /= max(1, n_names)
    shared[_THEIR_HEADLINE] /= max(1, n_headline)
    for way in range(_COSINES):
        norm = view.norms[row, max(0, way - 1)] * query.norms[max(0, way - 1)]
        shared[way] = min(1.0, shared[way] / norm) if norm > 0 else 0.0
    return shared


@compiled
def compare(query: Query, view: View, events: Ints, skipped: int) -> tuple[Floats, Ints]:
    """Measure what speaks for each event: a row of FEATURES for each that has an article but the skipped one."""
    features = np.zeros((len(events), _FEATURES))
    kept = np.empty(len(events), np.int64)
    n_kept = 0
    keys, places = spread_out(query)
    for event in events:
        if _compare_one(query, keys, places, view, event, skipped, features[n_kept]):
            kept[n_kept] = event
            n_kept += 1
    return features[:n_kept], kept[:n_kept]


@compiled
def _compare_one(
    query: Query,
    keys: npt.NDArray[np.uint32],
    places: npt.NDArray[np.int32],
    view: View,
    event: int,
    skipped: int,
    row: Floats,
) -> bool:
    """Fill the features of an event; False where it has no article to compare, or is too far in time."""
    first_at, last_at = view.event_first_at[event], view.event_last_at[event]
    days = max(0.0, query.time - last_at, first_at - query.time)
    if math.isnan(query.time) or math.isnan(first_at):
        days = _NO_TIME
    if days > _FURTHEST:
        return False
    sums, best, top, nearby = np.zeros(_WAYS), np.zeros(_WAYS), np.zeros((3, 3)), np.array([np.inf, 0.0, 0.0])
    seen = np.zeros(len(query.ids))
    n_compared = 0
    article = view.event_newest[event]
    while article >= view.article_first and n_compared < COMPARED:
        place = article - view.article_base
        if article != skipped:
            n_compared += 1
            shared = _share(query, keys, places, view, place, seen)
            sums += shared
            best = np.maximum(best, shared)
            for number, way in enumerate((_WORDS, _OPENING, _ROOTS)):
                _keep_top(top[number], shared[way])
            _note_nearby(query, view, place, nearby)
        article = view.older[place]
    if n_compared == 0:
        return False
    at = _fill_ways(sums / n_compared, best, top[:, : min(3, n_compared)], row)
    _fill_ratios(query, seen, n_compared, row[at : at + 4])
    size = view.event_size[event] - (1 if skipped >= 0 and view.event[skipped - view.article_base] == event else 0)
    row[at + 4] = math.log(max(1, size))
    row[at + 5] = 1.0 if size <= 1 else 0.0
    _fill_times(query.time, days, first_at, nearby[0], row[at + 6 : at + 13])
    row[at + 13] = nearby[1]
    row[at + 14] = 1.0 - nearby[2]
    row[at + 15] = math.log(1.0 + query.words)
    row[at + 16] = 1.0 if query.words < _HEADLINE_ALONE else 0.0
    return True


@compiled
def _note_nearby(query: Query, view: View, place: int, nearby: Floats) -> None:
    """Keep the days to the nearest article, and whether one is of the same outlet, and one of the same language."""
    nearby[0] = min(nearby[0], abs(view.time[place] - query.time))  # NaN where a time is unknown: left as it is
    if query.outlet != 0 and view.outlet[place] == query.outlet:
        nearby[1] = 1.0
    if view.language[place] == query.language:
        nearby[2] = 1.0


@compiled
def _fill_ways(mean: Floats, best: Floats, top: Floats, row: Floats) -> int:
    """Fill in mean and best of each way of comparing, and means of the best three; return where the rest begins."""
    for way in range(_WAYS):
        row[2 * way] = math.sqrt(mean[way])
        row[2 * way + 1] = math.sqrt(best[way])
    for number in range(len(top)):
        row[2 * _WAYS + number] = math.sqrt(top[number].mean())
    return 2 * _WAYS + len(top)


@compiled
def _keep_top(top: Floats, value: float) -> None:
    if value > top[0]:
        top[2], top[1], top[0] = top[1], top[0], value
    elif value > top[1]:
        top[2], top[1] = top[1], value
    elif value > top[2]:
        top[2] = value


@compiled
def _fill_ratios(query: Query, seen: Floats, compared: int, row: Floats) -> None:
    """Say how much likelier the query's terms are in the event than in the news at large.

    For each term the logarithm of (half its share of the news and half that of the event's articles) by its share of
    the news; means over the terms of headline and opening, over the headline's, over the opening's names; then the
    share of the headline that the event's articles have.
    """
    ratios, numbers = np.zeros(3), np.zeros(3)
    covered = weight = 0.0
    for n in range(len(query.ids)):
        kind, place, rarity = query.marks[n] >> 2, query.marks[n] & 3, query.rarity[n]
        if kind > _NUMBER or place == 0:
            continue
        share = min(1.0, seen[n] / (compared + _SMOOTHING))
        ratio = math.log(0.5 + 0.5 * share * math.exp(rarity)) if rarity > 0 else 0.0
        ratios[0] += ratio
        numbers[0] += 1
        if kind == _STEM and place & _HEAD:
            ratios[1] += ratio
            numbers[1] += 1
            covered += rarity * min(1.0, seen[n] / compared)
            weight += rarity
        elif kind == _NAME:
            ratios[2] += ratio
            numbers[2] += 1
    for n in range(3):
        row[n] = ratios[n] / max(1.0, numbers[n])
    row[3] = covered / weight if weight > 0 else 0.0


@compiled
def _fill_times(time: float, days: float, first_at: float, nearest: float, row: Floats) -> None:
    """Lay out the time between query and event: unknown, of the query unknown, days to a week, beyond, age."""
    row[1] = 1.0 if math.isnan(time) else 0.0
    if math.isnan(days):
        row[0] = 1.0
        return
    row[2] = min(days, 7.0)
    row[3] = math.log(1.0 + days)
    row[4] = 1.0 if days > 7.0 else 0.0
    row[5] = math.log(1.0 + max(0.0, time - first_at))
    row[6] = math.log(1.0 + nearest) if nearest < 1e6 else 0.0
