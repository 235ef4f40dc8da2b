"""The mail that says a subscription has ended: short, once, and the last one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from stoppress.domain.email import EmailKind, Recipient
from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.models import Delivery
from stoppress.mailroom.outbox import post, withdraw_address
from stoppress.mailroom.render import render_email
from stoppress.mailroom.suppression import is_suppressed
from stoppress.readership.models import Subscriber

_EVERY = timedelta(hours=24)  # one to an address, however often its owner turns alerts on and off
_LIFETIME = timedelta(hours=24)  # later it would only surprise
_PRIORITY = 5  # as a confirmation's: below an alert's


def say_goodbye(subscriber: Subscriber, *, offers: bool, now: datetime) -> None:
    """Queue the mail, in the caller's transaction, unless one was queued within the day or the address is suppressed.

    `offers` says whether those are still mailed.
    """
    if is_suppressed(subscriber.address) or _told_lately(subscriber.address, now=now):
        return
    email = render_email(
        EmailKind.GOODBYE,
        {"offers": offers},
        sender=settings.STOPPRESS.confirmations_sender,
        language=settings.STOPPRESS.mail_language,
        expires_at=now + _LIFETIME,
        headers={},
        priority=_PRIORITY,
    )
    tokens = {"preferences": subscriber.handle + subscriber.preferences_secret}
    post(email, [Recipient(subscriber.address, tokens)], now=now)


def take_back(subscriber: Subscriber, *, now: datetime) -> None:
    """Send no goodbye to somebody who came back before it went out."""
    withdraw_address(subscriber.address, kinds=(EmailKind.GOODBYE,), now=now)


def _told_lately(address: str, *, now: datetime) -> bool:
    try:
        address = canonical(address)
    except InputError:
        return True  # such an address cannot be mailed
    sent = Delivery.objects.filter(address=address, mailing__kind=EmailKind.GOODBYE, queued_at__gt=now - _EVERY)
    return sent.exists()
