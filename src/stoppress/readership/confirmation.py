"""Double opt-in: what a confirm link would confirm, and the confirming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from stoppress.domain.errors import ExpiredTokenError, TokenError
from stoppress.domain.reader import Purpose, SubscriptionState
from stoppress.readership.models import Subscriber
from stoppress.readership.tokens import digest, same, split

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a confirm link stands for now."""

    subscriber: Subscriber
    asked: tuple[str, ...]  # the wordings that await the button; empty: it was pressed
    offers: bool  # whether offers are, or would be, among what is mailed

    @property
    def open(self) -> bool:
        """Say whether there is anything left to confirm."""
        return bool(self.asked)


def look_up(token: str, *, now: datetime) -> Confirmation:
    """Say what a confirm link would confirm; changes nothing.

    Raises ExpiredTokenError where its time is over or it was used and the subscription has ended since,
    TokenError where it is none of ours or a newer one was mailed.
    """
    return _look_up(token, now=now, lock=False)


def _look_up(token: str, *, now: datetime, lock: bool) -> Confirmation:
    parts = split(token)
    rows = Subscriber.objects.select_for_update() if lock else Subscriber.objects
    subscriber = rows.filter(handle=parts[0]).first() if parts else None
    if parts is None or subscriber is None or not same(digest(parts[1]), subscriber.confirm_digest):
        raise TokenError
    if subscriber.confirm_expires_at is None or now >= subscriber.confirm_expires_at:
        raise ExpiredTokenError
    state_by_purpose = dict(subscriber.subscriptions.values_list("purpose", "state"))
    if SubscriptionState.PENDING in state_by_purpose.values():
        consents = subscriber.consents.filter(confirmed_at__isnull=True, ended_at__isnull=True).order_by("purpose")
        offers = state_by_purpose.get(Purpose.OFFERS) == SubscriptionState.PENDING
        return Confirmation(subscriber, tuple(consents.values_list("wording", flat=True)), offers)
    if state_by_purpose.get(Purpose.ALERTS) != SubscriptionState.CONFIRMED:
        raise ExpiredTokenError
    offers = state_by_purpose.get(Purpose.OFFERS) == SubscriptionState.CONFIRMED
    return Confirmation(subscriber, (), offers)


def confirm(token: str, *, now: datetime) -> Confirmation:
    """Confirm what was asked for with the sign-up that this link was mailed for; a repeat changes nothing.

    A link that was used never brings back a subscription ended since. Raises as `look_up` does.
    """
    with transaction.atomic():
        found = _look_up(token, now=now, lock=True)
        if not found.open:
            return found
        subscriber = found.subscriber
        subscriber.subscriptions.filter(state=SubscriptionState.PENDING).update(
            state=SubscriptionState.CONFIRMED, changed_at=now
        )
        subscriber.consents.filter(confirmed_at__isnull=True, ended_at__isnull=True).update(confirmed_at=now)
        transaction.on_commit(lambda: _log.info("subscription confirmed", subscriber=subscriber.pk))
    return Confirmation(subscriber, (), found.offers)
