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
    before = {article.id: key for key in changed for article in events.by_key[key].articles}
    key_by_article: dict[str, str] = {}
    for key in tuple(changed):  # before merging: a stranger makes its event seem one with that where it belongs
        if key in events.by_key:
            changed += _move_strangers(events, events.by_key[key], key_by_article, terms=terms)
    for _ in range(_ROUNDS):
        changed = [key for key in dict.fromkeys(changed) if key in events.by_key]
        merged = _merge(events, changed, key_by_article, terms=terms)
        if not merged:
            break
        changed += merged
    return {article: key for article, key in key_by_article.items() if before.get(article) != key}


def _move_strangers(events: OpenEvents, event: OpenEvent, key_by_article: dict[str, str], *, terms: int) -> list[str]:
    """Move each article of the event that another event suits better; return the keys of those events."""
    grown = []
    for article in list(event.articles):
        better = _better_event(events, event, article, terms=terms)
        if better is not None:
            events.replace(better, [*events.by_key[better].articles, article])
            events.replace(event.key, [kept for kept in event.articles if kept is not article])
            key_by_article[article.id] = better
            grown.append(better)
    return grown


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
    if best is None:
        return None
    if len(own.articles) > 1:
        better = best.likeness.suits_better_than(look.likeness(own, without=article))
    else:  # two articles alone: into the event opened first
        other = events.by_key[best.event]
        better = best.likeness.tells_of_one_event and (other.number < own.number or len(other.articles) > 1)
    return best.event if better else None


def _likeliest_other(events: OpenEvents, look: Look, own: OpenEvent) -> Candidate | None:
    return likeliest([candidate for candidate in events.candidates(look) if candidate.event != own.key])
