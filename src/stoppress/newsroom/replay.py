"""Replay stored articles through the desk's own services, with the clock of then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stoppress.domain.article import Article
from stoppress.newsroom import models
from stoppress.newsroom.cover import Desk
from stoppress.newsroom.ingest import store_article

# The clock before anything dated has arrived; whatever is issued by it says that its time is unknown.
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replayed:
    """An alert that would have gone out."""

    alert: models.Alert
    event: str  # id of the event's first article
    issued_at: datetime | None  # None where nothing was dated by then
    articles: tuple[str, ...]  # ids of those on which it rests, in order of arrival


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an event was or was not alerted."""

    event: str  # id of its first article
    n_articles: int
    decision: str
    reasons: tuple[str, ...]


def replay(batches: Iterable[tuple[datetime | None, Sequence[Article]]]) -> Iterator[Replayed]:
    """Store each batch at its moment, cover it, and yield the alerts issued.

    A batch is what arrived together; batches come in order of time, those of unknown time first.
    """
    desk = Desk()
    for moment, articles in batches:
        now = moment or UNKNOWN
        for article in articles:
            store_article(article, now=now)
        for alert in desk.cover(now=now):
            keys = tuple(alert.articles.order_by("stored_at", "pk").values_list("key", flat=True))
            yield Replayed(alert, keys[0], moment, keys)


def explain() -> Iterator[Explained]:
    """Say for every event what became of it; the verdict of an alerted one is that of its alert."""
    for event in models.Event.objects.order_by("pk").prefetch_related("articles", "alerts"):
        keys = [article.key for article in sorted(event.articles.all(), key=lambda row: (row.stored_at, row.pk))]
        if not keys:
            continue  # merged into another
        yield Explained(keys[0], len(keys), event.decision, tuple(event.reasons))
