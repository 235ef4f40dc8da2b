"""Tell the operator by mail which feeds and hubs are unwell: of each alarm once, and once more when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.mailroom.outbox import post
from stoppress.mailroom.render import render_email
from stoppress.newsroom import models

_log = structlog.get_logger()
_LIFETIME = timedelta(days=2)
_MOST_NAMED = 100  # in one mail


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is the matter with a feed or its hub, or no longer is."""

    outlet: str
    address: str  # of the feed
    reason: str  # "" where it is over


def tell_operator(*, now: datetime) -> int:
    """Post one mail on all alarms raised or over since the last; return how many it tells of.

    An alarm that was raised and over in between is not told of. Without an address to write to, alarms wait for one.
    """
    if not settings.STOPPRESS.alarms_to or not (_untold_feeds().exists() or _untold_hubs().exists()):
        return 0
    with transaction.atomic():
        feeds = list(_untold_feeds().select_for_update(of=("self",)).select_related("outlet"))
        hubs = list(_untold_hubs().select_for_update(of=("self",)).select_related("feed__outlet"))
        alarms = [Alarm(feed.outlet.name, feed.address, feed.alarm) for feed in feeds]
        alarms += [Alarm(hub.feed.outlet.name, hub.feed.address, _matter_with(hub)) for hub in hubs]
        if not alarms:
            return 0  # told by another process meanwhile
        post(_email(alarms, now=now), [Recipient(settings.STOPPRESS.alarms_to)], now=now)
        for row in (*feeds, *hubs):
            type(row).objects.filter(pk=row.pk).update(alarm_told=not row.alarm_told)
    _log.info("operator told", raised=sum(bool(alarm.reason) for alarm in alarms), alarms=len(alarms))
    return len(alarms)


def _untold_feeds() -> QuerySet[models.Feed]:
    return models.Feed.objects.filter(Q(alarm="") ^ Q(alarm_told=False)).order_by("pk")


def _untold_hubs() -> QuerySet[models.HubSubscription]:
    is_dead = Q(state=models.HubState.DEAD)
    return models.HubSubscription.objects.filter(is_dead ^ Q(alarm_told=True)).order_by("pk")


def _matter_with(hub: models.HubSubscription) -> str:
    return f"its hub is dead: {hub.error}" if hub.state == models.HubState.DEAD else ""


def _email(alarms: list[Alarm], *, now: datetime) -> Email:
    raised = [alarm for alarm in alarms if alarm.reason]
    over = [alarm for alarm in alarms if not alarm.reason]
    first = (raised or over)[0]
    context = {
        "first": f"{first.outlet}: {first.reason or 'well again'}",
        "n_others": len(alarms) - 1,
        "raised": raised[:_MOST_NAMED],
        "over": over[:_MOST_NAMED],
        "n_unnamed": len(raised[_MOST_NAMED:]) + len(over[_MOST_NAMED:]),
    }
    return render_email(
        EmailKind.ALARM,
        context,
        sender=settings.STOPPRESS.confirmations_sender,
        language="en",
        expires_at=now + _LIFETIME,
        headers={},
    )
