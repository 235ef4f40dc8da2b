"""Cover the news: place each article in its event, keep who said what, judge the event, issue the alert."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from stoppress.domain.article import Article
from stoppress.domain.event import Join
from stoppress.domain.verdict import Bar, Decision, Reason, Verdict
from stoppress.newsroom import models
from stoppress.newsroom.dossier import open_dossier
from stoppress.newsroom.issue import issue
from stoppress.newsroom.records import article_record, claim_row, placement_json
from stoppress.newsroom.repair import keep_repairs
from stoppress.stages.attribute import attribute
from stoppress.stages.cluster import SPAN
from stoppress.stages.judge import judge
from stoppress.stages.syndication import is_edition
from stoppress.window.index import Window

_log = structlog.get_logger()
_BATCH = 500
_SETTLED_EVERY = timedelta(seconds=30)


class Desk:
    """The open events and what is done about them. One desk at a time works on a store."""

    def __init__(self) -> None:
        self._window: Window | None = None  # None: to be read from the store
        self._settled_at: datetime | None = None

    def cover(self, *, now: datetime) -> list[models.Alert]:
        """Place all that waits, repair now and then, judge every event that changed; return the alerts issued.

        What arrives together is all placed before its events are judged. Whatever ends this half-way is
        taken up by the next call: an article waits until it is placed, an event until it is judged.
        """
        window = self._open_window(now=now)
        while batch := list(models.Article.objects.filter(placed_at__isnull=True).order_by("pk")[:_BATCH]):
            for row in batch:
                _place_or_set_aside(window, row, now=now)
        if self._settled_at is None or now - self._settled_at >= _SETTLED_EVERY:
            self._settle(window, now=now)
        waiting = models.Event.objects.filter(judged_at__isnull=True).order_by("pk")
        alerts = [_judge_or_hold(event, now=now) for event in waiting]
        return [alert for alert in alerts if alert is not None]

    def _open_window(self, *, now: datetime) -> Window:
        """Return the window; if there is none, one that knows the articles placed within its span."""
        if self._window is None:
            window = Window()
            placed = models.Article.objects.filter(event__isnull=False, stored_at__gt=now - SPAN)
            for row in placed.order_by("placed_at", "pk").iterator():
                window.recall(str(row.event_id), article_record(row))
            self._window = window
        return self._window

    def _settle(self, window: Window, *, now: datetime) -> None:
        """Repair events; if that cannot be kept, the window is read anew, as the store knows nothing of it."""
        repairs = window.settle()
        self._window = None
        for key, row in keep_repairs(repairs, now=now).items():
            window.rename(key, row)
        self._window, self._settled_at = window, now


def _place_or_set_aside(window: Window, row: models.Article, *, now: datetime) -> None:
    try:
        _place(window, row, now=now)
    except (InterfaceError, OperationalError):
        raise  # may pass: the next round places it
    except Exception:  # noqa: BLE001  (one article that trips a stage must not stop the news)
        _log.exception("article set aside", article=row.pk)
        models.Article.objects.filter(pk=row.pk).update(placed_at=now, placement={"error": "a stage failed"})


def _place(window: Window, row: models.Article, *, now: datetime) -> None:
    article = article_record(row)
    placement = window.decide(article)
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
        _replace_editions(row, article)
    window.add(str(row.event_id), article)
    _log.info("article placed", article=row.pk, event_id=row.event_id, placement=row.placement["decision"])


def _replace_editions(row: models.Article, article: Article) -> None:
    """Note which of its outlet's articles of the event an article is a later edition of: these count no more."""
    others = models.Article.objects.filter(event=row.event_id, outlet__iexact=row.outlet, replaced_by=None)
    replaced = [other.pk for other in others.exclude(pk=row.pk) if is_edition(article_record(other), article)]
    models.Article.objects.filter(pk__in=replaced).update(replaced_by=row)


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
    verdict = judge(dossier.case(current, bar, now=now), bar, now=now)
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
