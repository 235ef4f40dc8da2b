"""Keep what settling changed: records of repairs, articles in their new events, and one alert for what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import transaction

from stoppress.domain.event import Repair
from stoppress.domain.verdict import Decision, Reason
from stoppress.newsroom import models
from stoppress.newsroom.records import evidence_json

_log = structlog.get_logger()


def keep_repairs(repairs: Iterable[Repair], *, now: datetime) -> dict[str, str]:
    """Do in the store what the window did; return the keys of events that stand under another there.

    The key of an event is its row's, as text; an event that a repair opened, whose key is of no row, gets one. Where
    all articles of an alerted event went into one that is not alerted, the alerted one's row is kept and takes them
    all: what was alerted stays alerted.
    """
    rows: dict[str, models.Event] = {}
    with transaction.atomic():
        for repair in repairs:
            source, goal = _event(rows, repair.source, now=now), _event(rows, repair.goal, now=now)
            rows[repair.goal] = _keep(repair, source, goal, now=now)
    return {key: str(event.pk) for key, event in rows.items() if key != str(event.pk)}


def _event(rows: dict[str, models.Event], key: str, *, now: datetime) -> models.Event:
    if key not in rows:
        is_row = key.isdecimal()
        rows[key] = models.Event.objects.get(pk=int(key)) if is_row else models.Event.objects.create(opened_at=now)
    return rows[key]


def _keep(repair: Repair, source: models.Event, goal: models.Event, *, now: datetime) -> models.Event:
    """Do one repair; return the row that stands for its goal from now on."""
    articles = models.Article.objects.filter(key__in=repair.articles)
    row = models.Repair.objects.create(
        kind=repair.kind.value,
        source=source,
        goal=goal,
        score=round(repair.score, 4),
        evidence=evidence_json(repair.evidence),
        made_at=now,
    )
    row.articles.set(articles)
    articles.update(event=goal)
    _log.info("event repaired", kind=row.kind, source_id=source.pk, goal_id=goal.pk, articles=len(repair.articles))
    if source.articles.exists():
        _judge_again(source)
    else:
        if source.alerts.exists() and not goal.alerts.exists():
            goal.articles.update(event=source)
            source, goal = goal, source
        _close(source, now=now)
    _judge_again(goal)
    return goal


def _judge_again(event: models.Event) -> None:
    models.Event.objects.filter(pk=event.pk).update(judged_at=None)


def _close(event: models.Event, *, now: datetime) -> None:
    """Note that an event has no articles any more; the verdict of an alerted one stands."""
    verdict = {} if event.alerts.exists() else {"decision": Decision.DROP.value, "reasons": [Reason.MERGED.value]}
    models.Event.objects.filter(pk=event.pk).update(judged_at=now, **verdict)
