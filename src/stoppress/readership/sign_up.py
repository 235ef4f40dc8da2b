"""Sign-up: a form is stored the same for every address, and answered afterwards, by mail only."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from stoppress.bus.in_process import announce
from stoppress.domain.email import EmailKind, Recipient
from stoppress.domain.reader import Purpose, SubscriptionState
from stoppress.domain.signals import SignUpRequested
from stoppress.mailroom.outbox import post
from stoppress.mailroom.render import render_email
from stoppress.mailroom.suppression import is_suppressed
from stoppress.readership.address import address_key
from stoppress.readership.models import Consent, SignUp, Subscriber, Subscription
from stoppress.readership.tokens import digest, new_handle, new_secret
from stoppress.readership.wording import Wording

_log = structlog.get_logger()
CAP_SPAN = timedelta(hours=1)
CONFIRM_LIFETIME = timedelta(hours=48)
_ANSWER_EVERY = timedelta(hours=24)  # one mail of a kind to an address, however often its form is sent
_ANSWERED_AT_ONCE = 500
_PRIORITY = 5  # below an alert's
_HOW = "sign-up form"


class Answer(StrEnum):
    """What became of a sign-up. A closed list."""

    CONFIRMATION_POSTED = "confirmation posted"
    CONFIRMATION_OUT = "confirmation out within the day"
    ALREADY_POSTED = "told of being subscribed already"
    ALREADY_OUT = "already told within the day"
    SUPPRESSED = "suppressed"


def over_cap(network_hash: str, *, now: datetime) -> bool:
    """Say whether this network has had its sign-ups of the hour."""
    recent = SignUp.objects.filter(network_hash=network_hash, requested_at__gt=now - CAP_SPAN)
    return recent.count() >= settings.STOPPRESS.signup_network_cap


def request(address: str, *, offers: bool, wording: Wording, network_hash: str, now: datetime) -> SignUp:
    """Store a sent form: one row, whoever the address belongs to, so that neither reply nor time tells."""
    sign_up = SignUp.objects.create(
        address=address,
        offers=offers,
        alerts_wording=wording.alerts,
        offers_wording=wording.offers if offers else "",
        wording_version=wording.version,
        network_hash=network_hash,
        requested_at=now,
    )
    transaction.on_commit(lambda: announce(SignUpRequested(sign_up.pk)))
    return sign_up


def answer_sign_ups(*, now: datetime) -> int:
    """Answer the forms not yet answered, each once and in a transaction of its own; return how many."""
    waiting = SignUp.objects.filter(answered_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    return sum(_answer_once(key, now=now) for key in list(waiting[:_ANSWERED_AT_ONCE]))


def _answer_once(key: int, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = SignUp.objects.select_for_update(skip_locked=True)
            sign_up = rows.filter(pk=key, answered_at__isnull=True).first()
            if sign_up is None:
                return False
            sign_up.answer = _answer(sign_up, now=now).value
            sign_up.answered_at = now
            sign_up.save(update_fields=["answer", "answered_at"])
    except (InterfaceError, OperationalError):
        raise  # may pass: the next round answers it
    except Exception:  # noqa: BLE001  (one that cannot be answered must not keep the rest waiting; it is tried again)
        _log.exception("sign-up unanswered", sign_up=key)
        return False
    _log.info("sign-up answered", sign_up=key, answer=sign_up.answer)
    return True


def _answer(sign_up: SignUp, *, now: datetime) -> Answer:
    if is_suppressed(sign_up.address):
        return Answer.SUPPRESSED
    subscriber = _subscriber(sign_up.address, now=now)
    alerts = subscriber.subscriptions.filter(purpose=Purpose.ALERTS, state=SubscriptionState.CONFIRMED)
    if alerts.exists():
        return _tell_already(subscriber, now=now)
    return _ask_to_confirm(subscriber, sign_up, now=now)


def _subscriber(address: str, *, now: datetime) -> Subscriber:
    """Find or make the subscriber, locked; the lock makes one mail a day hold for two workers too."""
    row, _ = Subscriber.objects.get_or_create(
        address_key=address_key(address),
        defaults={
            "address": address,
            "handle": _free_handle(),
            "unsubscribe_secret": new_secret(),
            "preferences_secret": new_secret(),
            "created_at": now,
        },
    )
    return Subscriber.objects.select_for_update().get(pk=row.pk)


def _free_handle() -> str:
    while Subscriber.objects.filter(handle=(handle := new_handle())).exists():
        pass  # 40 bits: all but never
    return handle


def _tell_already(subscriber: Subscriber, *, now: datetime) -> Answer:
    if _within_day(subscriber.already_sent_at, now):
        return Answer.ALREADY_OUT
    subscriber.already_sent_at = now
    subscriber.save(update_fields=["already_sent_at"])
    tokens = {
        "unsubscribe": subscriber.handle + subscriber.unsubscribe_secret,
        "preferences": subscriber.handle + subscriber.preferences_secret,
    }
    _post(EmailKind.ALREADY_SUBSCRIBED, Recipient(subscriber.address, tokens), {}, now=now)
    return Answer.ALREADY_POSTED


def _ask_to_confirm(subscriber: Subscriber, sign_up: SignUp, *, now: datetime) -> Answer:
    """Make what was asked for pending, and mail the link that confirms just that.

    While a link is out, a further form changes nothing: it may be a stranger's, and what the first
    one's link confirms must stay what its mail and page say.
    """
    if _within_day(subscriber.confirmation_sent_at, now):
        return Answer.CONFIRMATION_OUT
    wordings = {Purpose.ALERTS: sign_up.alerts_wording}
    if sign_up.offers:
        wordings[Purpose.OFFERS] = sign_up.offers_wording
    _make_pending(subscriber, sign_up, wordings, now=now)
    secret = new_secret()
    subscriber.address = sign_up.address  # as its owner now writes it
    subscriber.confirm_digest = digest(secret)
    subscriber.confirm_expires_at = now + CONFIRM_LIFETIME
    subscriber.confirmation_sent_at = now
    subscriber.save(update_fields=["address", "confirm_digest", "confirm_expires_at", "confirmation_sent_at"])
    recipient = Recipient(subscriber.address, {"confirm": subscriber.handle + secret})
    _post(EmailKind.CONFIRMATION, recipient, {"asked": list(wordings.values())}, now=now)
    return Answer.CONFIRMATION_POSTED


def _make_pending(subscriber: Subscriber, sign_up: SignUp, wordings: dict[Purpose, str], *, now: datetime) -> None:
    subscriber.subscriptions.filter(state=SubscriptionState.PENDING).delete()
    subscriber.consents.filter(confirmed_at__isnull=True, ended_at__isnull=True).delete()
    for purpose, wording in wordings.items():
        held = subscriber.subscriptions.filter(purpose=purpose, state=SubscriptionState.CONFIRMED)
        if held.exists():
            continue
        Subscription.objects.update_or_create(
            subscriber=subscriber, purpose=purpose, defaults={"state": SubscriptionState.PENDING, "changed_at": now}
        )
        Consent.objects.create(
            subscriber=subscriber,
            purpose=purpose,
            wording=wording,
            wording_version=sign_up.wording_version,
            how=_HOW,
            network_hash=sign_up.network_hash,
            requested_at=sign_up.requested_at,
        )


def _within_day(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < _ANSWER_EVERY


def _post(kind: EmailKind, recipient: Recipient, context: dict[str, object], *, now: datetime) -> None:
    email = render_email(
        kind,
        context,
        sender=settings.STOPPRESS.confirmations_sender,
        language=settings.STOPPRESS.mail_language,
        expires_at=now + CONFIRM_LIFETIME,
        headers={},
        priority=_PRIORITY,
    )
    post(email, [recipient], now=now)
