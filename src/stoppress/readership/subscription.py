"""Subscriptions after sign-up: found by a link's token, changed on the preferences page, ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from stoppress.domain.email import EmailKind
from stoppress.domain.errors import TokenError
from stoppress.domain.reader import Purpose, SubscriptionState
from stoppress.mailroom.outbox import hold_fan_outs, withdraw_address
from stoppress.readership.goodbye import say_goodbye, take_back
from stoppress.readership.models import Consent, Subscriber, Subscription
from stoppress.readership.tokens import LinkPurpose, same, split
from stoppress.readership.wording import Wording
from stoppress.stages.text.safe import one_line

_log = structlog.get_logger()
WORDS_COUNT = 50
WORD_LENGTH = 60
# Mail of every kind that comes of the alerts subscription; offers have none yet.
_KINDS_OF_ALERTS = (
    EmailKind.ALERT,
    EmailKind.UPDATE,
    EmailKind.CORRECTION,
    EmailKind.DIGEST,
    EmailKind.CONFIRMATION,
    EmailKind.ALREADY_SUBSCRIBED,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks for on the preferences page."""

    alerts: bool
    offers: bool
    words: tuple[str, ...]


def find_by_token(token: str, purpose: LinkPurpose) -> Subscriber:
    """Find whom a preferences or unsubscribe link belongs to. Raises TokenError for any other token."""
    parts = split(token)
    subscriber = Subscriber.objects.filter(handle=parts[0]).first() if parts else None
    if parts is None or subscriber is None or not same(parts[1], _secret(subscriber, purpose)):
        raise TokenError
    return subscriber


def _secret(subscriber: Subscriber, purpose: LinkPurpose) -> str:
    if purpose is LinkPurpose.UNSUBSCRIBE:
        return subscriber.unsubscribe_secret
    return subscriber.preferences_secret if purpose is LinkPurpose.PREFERENCES else ""


def confirmed_purposes(subscriber: Subscriber) -> frozenset[Purpose]:
    """Return the purposes that the subscriber is now mailed for."""
    rows = subscriber.subscriptions.filter(state=SubscriptionState.CONFIRMED)
    return frozenset(Purpose(purpose) for purpose in rows.values_list("purpose", flat=True))


def end(
    subscriber: Subscriber, purposes: Collection[Purpose], *, how: str, now: datetime, goodbye: bool = False
) -> bool:
    """End the subscriptions for these purposes and withdraw what is queued of them, in one transaction.

    What has ended stays ended: a repeat changes nothing. A fan-out under way is waited for, after the
    change here, as `withdraw_address` asks. Return whether anything ended now. `goodbye` has a reader who ended
    confirmed alerts on a page told so by one mail; nobody is who complained, bounced, or pressed a mail
    program's button, which may be its button for spam.
    """
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        confirmed = confirmed_purposes(subscriber)
        open_ones = subscriber.subscriptions.exclude(state=SubscriptionState.ENDED)
        ended = open_ones.filter(purpose__in=purposes).update(state=SubscriptionState.ENDED, changed_at=now)
        subscriber.consents.filter(purpose__in=purposes, ended_at__isnull=True).update(ended_at=now, ended_how=how)
        if Purpose.ALERTS in purposes:
            withdraw_address(subscriber.address, kinds=_KINDS_OF_ALERTS, now=now)
        if goodbye and Purpose.ALERTS in confirmed.intersection(purposes):
            say_goodbye(subscriber, offers=Purpose.OFFERS in confirmed.difference(purposes), now=now)
        if ended:
            transaction.on_commit(lambda: _log.info("subscription ended", subscriber=subscriber.pk, how=how))
    return bool(ended)


def change(subscriber: Subscriber, wish: Wish, *, wording: Wording, how: str, now: datetime) -> None:
    """Make the subscriptions what the reader asks for: a new consent for each one turned on."""
    asked = {Purpose.ALERTS: wish.alerts, Purpose.OFFERS: wish.offers}
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        confirmed = confirmed_purposes(subscriber)
        for purpose in [purpose for purpose, wanted in asked.items() if wanted and purpose not in confirmed]:
            _turn_on(subscriber, purpose, wording, how=how, now=now)
        left = [purpose for purpose, wanted in asked.items() if not wanted and purpose in confirmed]
        if left:
            end(subscriber, left, how=how, now=now, goodbye=True)
        if bool(subscriber.words) != bool(wish.words):
            hold_fan_outs(_KINDS_OF_ALERTS)  # one reads those without words first, then those with some
        Subscriber.objects.filter(pk=subscriber.pk).update(words=list(wish.words))


def _turn_on(subscriber: Subscriber, purpose: Purpose, wording: Wording, *, how: str, now: datetime) -> None:
    """Confirm at once: the link was mailed to this address, so its holder reads there."""
    if purpose is Purpose.ALERTS:
        take_back(subscriber, now=now)
    Subscription.objects.update_or_create(
        subscriber=subscriber, purpose=purpose, defaults={"state": SubscriptionState.CONFIRMED, "changed_at": now}
    )
    subscriber.consents.filter(purpose=purpose, confirmed_at__isnull=True).delete()  # a sign-up never confirmed
    Consent.objects.create(
        subscriber=subscriber,
        purpose=purpose,
        wording=wording.of(purpose),
        wording_version=wording.version,
        how=how,
        requested_at=now,
        confirmed_at=now,
    )


def words_of_interest(text: str) -> tuple[str, ...]:
    """Read words and phrases typed with commas, semicolons or line breaks between them; each once, in order."""
    for mark in (";", "\n", "،", "、", "，"):
        text = text.replace(mark, ",")
    cleaned = (one_line(part)[:WORD_LENGTH].strip() for part in text.split(","))
    once: dict[str, str] = {}
    for word in cleaned:
        if word:
            once.setdefault(word.casefold(), word)
    return tuple(once.values())[:WORDS_COUNT]
