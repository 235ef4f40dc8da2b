"""Repair events with what became known since: merge those that proved one, move articles to where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.stages.cluster import Candidate, likeliest
from stoppress.window.events import Kept, Look, OpenEvent, OpenEvents

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDS = 3  # of merging: an event that grew may prove one with a third


def settle(events: OpenEvents, touched: Iterable[str], *, terms: int) -> dict[str, str]:
    """Repair the events with these keys; return the new event's key for each article that moved.

    `terms` exceeds every term number.
    """
    changed = [key for key in touched if key in events.by_key]
    key_by_article: dict[str, str] = {}
    for _ in range(_ROUNDS):
        merged = _merge(events, changed, key_by_article, terms=terms)
        if not merged:
            break
        changed = list(dict.fromkeys(key for key in (*changed, *merged) if key in events.by_key))
    for key in [key for key in changed if key in events.by_key]:
        _move_strangers(events, events.by_key[key], key_by_article, terms=terms)
    return key_by_article


def _move_strangers(events: OpenEvents, event: OpenEvent, key_by_article: dict[str, str], *, terms: int) -> None:
    """Move each article of the event that another event suits better."""
    for article in list(event.articles):
        better = _better_event(events, event, article, terms=terms)
        if better is not None:
            events.replace(better, [*events.by_key[better].articles, article])
            events.replace(event.key, [kept for kept in event.articles if kept is not article])
            key_by_article[article.id] = better


def _merge(events: OpenEvents, changed: list[str], key_by_article: dict[str, str], *, terms: int) -> list[str]:
    """Merge events with their likeliest, the likeliest pair first; return the keys of those that grew.

    An event of one article is left out: that article moves, if it should, which asks for less proof.
    """
    several = [event for key in changed if len((event := events.by_key[key]).articles) > 1]
    pairs = [pair for event in several if (pair := _pair(events, event, terms=terms)) is not None]
    pairs.sort(key=lambda pair: -pair[0])  # stable: equals stay in the order of `changed`
    grown: dict[str, None] = {}
    used: set[str] = set()
    for _, a, b in pairs:
        if a in used or b in used:
            continue
        used |= {a, b}
        kept, lost = sorted((events.by_key[a], events.by_key[b]), key=lambda event: event.number)
        key_by_article.update((article.id, kept.key) for article in lost.articles)
        events.replace(kept.key, [*kept.articles, *lost.articles])
        events.replace(lost.key, ())
        grown[kept.key] = None
    return list(grown)


def _pair(events: OpenEvents, event: OpenEvent, *, terms: int) -> tuple[float, str, str] | None:
    """Return the event's likeliest partner, if they prove one: log-odds and both keys."""
    size = len(event.articles)
    look = Look(event.whole.divided(size), event.opening.divided(size), event.times, terms=terms)
    best = _likeliest_other(events, look, event)
    if best is None or not best.likeness.proves_one_event:
        return None
    return best.likeness.log_odds, event.key, best.event


def _better_event(events: OpenEvents, own: OpenEvent, article: Kept, *, terms: int) -> str | None:
    """Return the key of the event that the article is likelier to tell of than its own; None where there is none."""
    look = Look(article.whole, article.opening, article.times, terms=terms)
    best = _likeliest_other(events, look, own)
    if best is None or not best.likeness.tells_of_one_event:
        return None
    if len(own.articles) > 1:
        return best.event if best.likeness.log_odds > look.likeness(own, without=article).log_odds else None
    other = events.by_key[best.event]
    return best.event if other.number < own.number or len(other.articles) > 1 else None  # two alone: into the earlier


def _likeliest_other(events: OpenEvents, look: Look, own: OpenEvent) -> Candidate | None:
    return likeliest([candidate for candidate in events.candidates(look) if candidate.event != own.key])
