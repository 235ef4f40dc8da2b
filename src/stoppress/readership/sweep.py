"""Forget in time: sign-ups nobody confirmed, hashes of networks, forms long answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from stoppress.domain.reader import SubscriptionState
from stoppress.readership.models import Consent, SignUp, Subscriber, Subscription
from stoppress.readership.sign_up import CAP_SPAN

_log = structlog.get_logger()
PENDING_KEPT = timedelta(days=7)
ANSWERED_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows were forgotten."""

    pending: int  # subscriptions that nobody confirmed
    hashes: int  # of networks
    sign_ups: int  # forms answered long ago


def sweep(*, now: datetime) -> Swept:
    """Delete and blank what need not be kept any longer; call it now and then."""
    with transaction.atomic():
        swept = Swept(_forget_pending(now), _forget_networks(now), _forget_sign_ups(now))
    if swept != Swept(0, 0, 0):
        _log.info("readership swept", pending=swept.pending, hashes=swept.hashes, sign_ups=swept.sign_ups)
    return swept


def _forget_pending(now: datetime) -> int:
    limit = now - PENDING_KEPT
    stale = Subscription.objects.filter(state=SubscriptionState.PENDING, changed_at__lt=limit)
    Consent.objects.filter(
        confirmed_at__isnull=True, ended_at__isnull=True, subscriber__subscriptions__in=stale
    ).delete()
    count, _ = stale.delete()
    Subscriber.objects.filter(subscriptions__isnull=True, created_at__lt=limit).delete()
    return count


def _forget_networks(now: datetime) -> int:
    kept = max(timedelta(seconds=settings.STOPPRESS.signup_retention), CAP_SPAN)  # the cap counts on the last hour
    limit = now - kept
    old = {"requested_at__lt": limit, "network_hash__gt": ""}
    return sum(model.objects.filter(**old).update(network_hash="") for model in (SignUp, Consent))


def _forget_sign_ups(now: datetime) -> int:
    return SignUp.objects.filter(answered_at__lt=now - ANSWERED_KEPT).delete()[0]
