"""The dossier of an alerted event, as its public page shows it."""

from __future__ import annotations

from functools import lru_cache

from stoppress.domain.brief import Brief
from stoppress.newsroom import models
from stoppress.newsroom.dossier import Dossier, read_event
from stoppress.stages.brief import brief

_MOST = 40  # articles that are compared; an event with more is told by those that came first
_KEPT = 64  # dossiers: a page that many open at once is put together once


def brief_of(dossier: Dossier) -> Brief:
    """Put together what the reports of an event come to: those that came first, where there are very many."""
    return brief(dossier.articles[:_MOST], dossier.attributions)


def published_brief(event_id: int) -> Brief | None:
    """Return the dossier of an event; None where nothing was alerted of it, or its alert was withdrawn.

    An event that was joined to another by a repair is told by that one.
    """
    event = models.Event.objects.filter(pk=event_id).first()
    if event is None or not event.alerts.filter(withdrawn_at__isnull=True).exists():
        return None
    event = _standing(event)
    keys = tuple(
        event.articles.exclude(replaced_by__event=event).order_by("stored_at", "pk").values_list("pk", flat=True)
    )
    return _put_together(event.pk, keys[:_MOST]) if keys else None


def _standing(event: models.Event) -> models.Event:
    """Follow the repairs that emptied an event to the one where its articles stand now."""
    seen = set()
    while event.pk not in seen and not event.articles.exists():
        seen.add(event.pk)
        repair = event.repairs_from.order_by("-pk").select_related("goal").first()
        if repair is None:
            break
        event = repair.goal
    return event


@lru_cache(maxsize=_KEPT)
def _put_together(event_id: int, keys: tuple[int, ...]) -> Brief:
    """Put a dossier together; an event's articles never change, so what they are tells it from any other."""
    rows, attributions_by_article = read_event(models.Event.objects.get(pk=event_id))
    wanted = frozenset(keys)
    articles = [article for row, article in rows if row.pk in wanted]
    return brief(articles, attributions_by_article)
