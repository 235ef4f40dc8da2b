"""Cover the news: place each article in its event, keep who said what, judge the event, issue the alert."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from stoppress.domain.event import Join
from stoppress.domain.verdict import Bar, Decision, Reason, Verdict
from stoppress.newsroom import models
from stoppress.newsroom.dossier import open_dossier
from stoppress.newsroom.issue import issue
from stoppress.newsroom.records import article_record, claim_row, placement_json
from stoppress.stages.attribute import attribute
from stoppress.stages.cluster import SPAN
from stoppress.stages.judge import judge
from stoppress.window.index import Window

_log = structlog.get_logger()
_BATCH = 500


class Desk:
    """The open events and what is done about them. One desk at a time works on a store."""

    def __init__(self) -> None:
        self._window = Window()

    @classmethod
    def load(cls, *, now: datetime) -> Desk:
        """Return a desk that knows the articles placed within the window's span."""
        desk = cls()
        placed = models.Article.objects.filter(event__isnull=False, stored_at__gt=now - SPAN)
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
        alerts = [_judge_or_hold(event, now=now) for event in waiting]
        return [alert for alert in alerts if alert is not None]

    def _place_or_set_aside(self, row: models.Article, *, now: datetime) -> None:
        try:
            self._place(row, now=now)
        except (InterfaceError, OperationalError):
            raise  # may pass: the next round places it
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


def _judge_or_hold(event: models.Event, *, now: datetime) -> models.Alert | None:
    """Judge an event; one that trips a stage is held and named, so that the others are not kept waiting."""
    try:
        return _judge_event(event, now=now)
    except (InterfaceError, OperationalError):
        raise  # may pass: the next round judges it again
    except Exception:  # noqa: BLE001  (one event that trips a stage must not stop the news)
        _log.exception("event set aside", event_id=event.pk)
        _note(event, Verdict(Decision.HOLD, (Reason.STAGE_FAILED,)), now=now)
        return None


def _judge_event(event: models.Event, *, now: datetime) -> models.Alert | None:
    if event.alerts.exists():  # the verdict that led to the alert stands
        models.Event.objects.filter(pk=event.pk).update(judged_at=now)
        return None
    dossier = open_dossier(event)
    configuration = settings.STOPPRESS
    bar = Bar(timedelta(seconds=configuration.alert_freshness), configuration.alert_owners)
    current = dossier.current(bar, now=now)
    verdict = judge(dossier.case(current, now=now), bar, now=now)
    with transaction.atomic():
        _note(event, verdict, now=now)
        if verdict.decision is not Decision.PUBLISH:
            return None
        return issue(dossier, current=current, now=now)


def _note(event: models.Event, verdict: Verdict, *, now: datetime) -> None:
    event.judged_at = now
    event.decision = verdict.decision.value
    event.reasons = [reason.value for reason in verdict.reasons]
    event.save(update_fields=["judged_at", "decision", "reasons"])
    _log.info("event judged", event_id=event.pk, decision=event.decision, reasons=event.reasons)
