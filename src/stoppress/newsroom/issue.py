"""Issue an alert: the alert and all its deliveries in one transaction, once for an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from stoppress.bus.in_process import announce
from stoppress.domain.alert import AlertContent
from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.signals import AlertIssued
from stoppress.mailroom.outbox import post, withdraw_mailing
from stoppress.mailroom.render import render_email
from stoppress.newsroom import models
from stoppress.newsroom.briefs import brief_of
from stoppress.newsroom.dossier import Dossier
from stoppress.readership.recipients import choosy_readers, readers_of_everything
from stoppress.stages.compose import compose
from stoppress.stages.match import match, searchable

_log = structlog.get_logger()
_PRIORITY = 10  # above confirmations' 5: an alert is why the service exists


def issue(dossier: Dossier, *, current: Collection[str], now: datetime) -> models.Alert | None:
    """Make the event's alert and one delivery for each reader it is for; None where it has one already.

    `current` are the ids of the reports that are news now: one of them leads.
    """
    length = settings.STOPPRESS.excerpt_length
    content = compose(
        dossier.key,
        dossier.articles,
        dossier.corroboration,
        current=current,
        excerpt_length=length,
        brief=brief_of(dossier),
    )
    try:
        with transaction.atomic():
            return _issue(dossier, content, now=now)
    except IntegrityError:
        if dossier.event.alerts.filter(kind=content.kind.value).exists():
            return None
        raise


def _issue(dossier: Dossier, content: AlertContent, *, now: datetime) -> models.Alert:
    alert = models.Alert.objects.create(
        event=dossier.event,
        kind=content.kind.value,
        issued_at=now,
        subject=content.subject,
        status=content.status,
        language=content.language,
    )
    alert.articles.set(dossier.rows)
    skipped: Counter[str] = Counter()
    email = _email(alert, content, now=now)
    recipients = _recipients(content, skipped)
    alert.mailing = post(email, recipients, listed=readers_of_everything(email.marks), now=now)
    alert.deliveries_queued = alert.mailing.deliveries.count()
    alert.skipped = dict(skipped)
    alert.save(update_fields=["mailing", "deliveries_queued", "skipped"])
    transaction.on_commit(lambda: _announce(alert))
    return alert


def _email(alert: models.Alert, content: AlertContent, *, now: datetime) -> Email:
    configuration = settings.STOPPRESS
    feedback = f"{alert.pk}:alerts:{configuration.public_host}:stoppress"
    return render_email(
        EmailKind.ALERT,
        {"content": content, "event_url": f"{configuration.public_address.rstrip('/')}/events/{alert.event_id}/"},
        sender=configuration.alerts_sender,
        language=content.language,
        expires_at=now + timedelta(seconds=configuration.alert_lifetime),
        headers={"Feedback-ID": feedback},
        priority=_PRIORITY,
    )


def _recipients(content: AlertContent, skipped: Counter[str]) -> Iterator[Recipient]:
    words = searchable(content)
    for reader in choosy_readers():
        reason = match(words, reader.interest)
        if reason is not None:
            skipped[reason.value] += 1
            continue
        tokens = {"unsubscribe": reader.unsubscribe_token, "preferences": reader.preferences_token}
        yield Recipient(reader.address, tokens)


def _announce(alert: models.Alert) -> None:
    _log.info("alert issued", alert=alert.pk, event_id=alert.event_id, deliveries=alert.deliveries_queued)
    announce(AlertIssued(alert.pk))


def withdraw_alert(alert: models.Alert, *, now: datetime) -> int:
    """Kill an alert: what is queued of it is not sent; return how many deliveries that were."""
    with transaction.atomic():
        models.Alert.objects.filter(pk=alert.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)
        return withdraw_mailing(alert.mailing_id, now=now) if alert.mailing_id else 0
