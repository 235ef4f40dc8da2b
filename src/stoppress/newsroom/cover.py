"""Cover the news: place each article in its event, keep who said what, judge the event, issue the alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from stoppress.domain.article import Article, Precision
from stoppress.domain.claim import Corroboration
from stoppress.domain.event import Join
from stoppress.domain.verdict import Bar, Case, Decision, Verdict
from stoppress.newsroom import models
from stoppress.newsroom.issue import issue
from stoppress.newsroom.records import article_record, attribution_record, claim_row, placement_json
from stoppress.stages.attribute import attribute
from stoppress.stages.corroborate import corroborate
from stoppress.stages.judge import judge
from stoppress.window.index import Window

_log = structlog.get_logger()
_SPAN = timedelta(days=7)
_BATCH = 500


class Desk:
    """The open events and what is done about them. One desk at a time works on a store."""

    def __init__(self) -> None:
        self._window = Window(span=_SPAN)

    @classmethod
    def load(cls, *, now: datetime) -> Desk:
        """Return a desk that knows the articles placed within the window's span."""
        desk = cls()
        placed = models.Article.objects.filter(event__isnull=False, stored_at__gt=now - _SPAN)
        for row in placed.order_by("placed_at", "pk").iterator():
            desk._window.add(str(row.event_id), article_record(row))
        return desk

    def cover(self, *, now: datetime) -> list[models.Alert]:
        """Place all that waits, then judge every event that changed; return the alerts issued.

        What arrives together is all placed before its events are judged. Whatever ends this half-way is
        taken up by the next call: an article waits until it is placed, an event until it is judged.
        """
        while batch := list(models.Article.objects.filter(placed_at__isnull=True).order_by("pk")[:_BATCH]):
            for row in batch:
                self._place_or_set_aside(row, now=now)
        waiting = models.Event.objects.filter(judged_at__isnull=True).order_by("pk")
        alerts = [_judge_event(event, now=now) for event in waiting]
        return [alert for alert in alerts if alert is not None]

    def _place_or_set_aside(self, row: models.Article, *, now: datetime) -> None:
        try:
            self._place(row, now=now)
        except Exception:  # noqa: BLE001  (one article that trips a stage must not stop the news)
            _log.exception("article set aside", article=row.pk)
            models.Article.objects.filter(pk=row.pk).update(placed_at=now, placement={"error": "a stage failed"})

    def _place(self, row: models.Article, *, now: datetime) -> None:
        article = article_record(row)
        placement = self._window.decide(article)
        with transaction.atomic():
            if isinstance(placement, Join):
                row.event_id = int(placement.event)
                models.Event.objects.filter(pk=row.event_id).update(judged_at=None)
            else:
                row.event = models.Event.objects.create(opened_at=now)
            row.placed_at = now
            row.placement = placement_json(placement)
            row.save(update_fields=["event", "placed_at", "placement"])
            claims = [claim_row(row, found) for found in attribute(article.text, article.language)]
            models.ClaimRecord.objects.bulk_create(claims)
        self._window.add(str(row.event_id), article)
        _log.info("article placed", article=row.pk, event_id=row.event_id, placement=row.placement["decision"])


def corroborate_event(rows: Sequence[models.Article]) -> tuple[list[Article], Corroboration]:
    """Return an event's articles and what their claims come to; `rows` with their claims, in order of arrival."""
    articles = [article_record(row) for row in rows]
    attributions_by_article = {row.key: [attribution_record(claim) for claim in row.claims.all()] for row in rows}
    return articles, corroborate(articles, attributions_by_article)


def event_rows(event: models.Event) -> list[models.Article]:
    """Return an event's articles with their claims, in order of arrival."""
    return list(event.articles.prefetch_related("claims").order_by("stored_at", "pk"))


def _judge_event(event: models.Event, *, now: datetime) -> models.Alert | None:
    if event.alerts.exists():  # the verdict that led to the alert stands
        models.Event.objects.filter(pk=event.pk).update(judged_at=now)
        return None
    rows = event_rows(event)
    articles, corroboration = corroborate_event(rows)
    configuration = settings.STOPPRESS
    bar = Bar(timedelta(seconds=configuration.alert_freshness), configuration.alert_owners)
    verdict = judge(_case(rows, articles, corroboration, now=now), bar, now=now)
    with transaction.atomic():
        _note(event, verdict, now=now)
        if verdict.decision is not Decision.PUBLISH:
            return None
        return issue(event, rows, articles, corroboration, now=now)


def _case(
    rows: Sequence[models.Article], articles: Sequence[Article], corroboration: Corroboration, *, now: datetime
) -> Case:
    return Case(
        latest_at=_latest_at(articles, now=now),
        owners=len(corroboration.owners),
        confirmed=any(not confirmation.denies for confirmation in corroboration.confirmations),
        denied=any(confirmation.denies for confirmation in corroboration.confirmations),
        seen_live=any(not row.backlog for row in rows),
        has_title=any(article.title for article in articles),
    )


def _latest_at(articles: Sequence[Article], *, now: datetime) -> datetime | None:
    """When the latest dated report was published; one dated by day counts up to its day's end, or now."""
    moments = [
        min(max(now, article.published), article.published + timedelta(days=1))
        if article.precision is Precision.DAY
        else article.published
        for article in articles
        if article.published is not None
    ]
    return max(moments, default=None)


def _note(event: models.Event, verdict: Verdict, *, now: datetime) -> None:
    event.judged_at = now
    event.decision = verdict.decision.value
    event.reasons = [reason.value for reason in verdict.reasons]
    event.save(update_fields=["judged_at", "decision", "reasons"])
    _log.info("event judged", event_id=event.pk, decision=event.decision, reasons=event.reasons)
