"""Be pushed what feeds publish: subscriptions to their WebSub hubs (W3C Recommendation, 2018), and what hubs send.

Polling goes on behind every hub. What a poll finds that the hub had not pushed is counted: a hub that is silent while
its feed has news is called dead, said to the operator, and asked anew a day later.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from stoppress.bus.in_process import announce
from stoppress.domain.errors import FetchError, StopPressError
from stoppress.domain.signals import FeedPushed
from stoppress.newsroom import models
from stoppress.newsroom.entries import store_entries
from stoppress.newsroom.schedule import note_news
from stoppress.stages.hubs import hub_links
from stoppress.stages.parse import ParsedFeed, parse_feed
from stoppress.stages.text.safe import one_line, web_address
from stoppress.wire.http import Fetched, Request, is_public_host

_log = structlog.get_logger()
_LEASE = timedelta(days=10)  # asked for
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(minutes=5), timedelta(days=30)
_RENEWED_AT = 0.8  # of a lease
_ANSWER_WITHIN = timedelta(minutes=10)  # after which an unverified subscription is asked for again
_AGAIN_AFTER = timedelta(hours=1)  # a request that failed
_DEAD_FOR = timedelta(days=1)  # until a hub that refused, or was silent, is asked again
_MISSED = 10  # entries in a row that polling found first: some come between publishing and pushing
_DIGESTS = ("sha1", "sha256", "sha384", "sha512")  # the recommendation's, section 7


def names_other_hub(feed: models.Feed, parsed: ParsedFeed, answer: Fetched) -> bool:
    """Say whether the hub that a feed names is another than the one kept, if any."""
    known = getattr(feed, "hub", None)
    return _named_hub(feed, parsed, answer) != (None if known is None else (known.hub, known.topic))


def note_hub(feed: models.Feed, parsed: ParsedFeed, answer: Fetched, *, now: datetime) -> None:
    """Keep the hub that a feed names, in its header or itself; forget one that it names no more."""
    if not names_other_hub(feed, parsed, answer):
        return
    named = _named_hub(feed, parsed, answer)
    if named is None:
        models.HubSubscription.objects.filter(feed=feed).delete()
        return
    hub, topic = named
    models.HubSubscription.objects.update_or_create(
        feed=feed,
        defaults={
            "hub": hub,
            "topic": topic,
            "token": secrets.token_urlsafe(24),
            "secret": secrets.token_hex(32),
            "state": models.HubState.ASKED,
            "renew_at": now,
            "missed": 0,
            "error": "",
        },
    )


def _named_hub(feed: models.Feed, parsed: ParsedFeed, answer: Fetched) -> tuple[str, str] | None:
    """Return the hub and topic that a feed names; None for neither, or where no hub can reach us."""
    linked = hub_links(answer.links, address=answer.address)
    hub, topic = web_address(linked.hub or parsed.hub), web_address(linked.self_address or parsed.self_address)
    return (hub, topic or feed.address) if hub is not None and _can_be_called() else None


def _can_be_called() -> bool:
    """Say whether a hub can reach our pages."""
    configuration = settings.STOPPRESS
    return configuration.fetch_private or is_public_host(configuration.public_host)


def due_hubs(*, now: datetime, limit: int = 50) -> list[models.HubSubscription]:
    """Return the subscriptions to ask for, or to renew."""
    due = models.HubSubscription.objects.filter(renew_at__lte=now, feed__active=True)
    return list(due.select_related("feed").order_by("renew_at")[:limit])


def hub_request(subscription: models.HubSubscription, *, now: datetime) -> Request:
    """Return the request to a hub, and note that it was asked."""
    models.HubSubscription.objects.filter(pk=subscription.pk).update(asked_at=now, renew_at=now + _ANSWER_WITHIN)
    return Request(
        subscription.hub,
        form=(
            ("hub.mode", "subscribe"),
            ("hub.topic", subscription.topic),
            ("hub.callback", f"{settings.STOPPRESS.public_address.rstrip('/')}/push/{subscription.token}"),
            ("hub.lease_seconds", str(int(_LEASE.total_seconds()))),
            ("hub.secret", subscription.secret),
        ),
    )


def take_hub_answer(subscription: models.HubSubscription, answer: Fetched | FetchError, *, now: datetime) -> None:
    """Note what a hub answered to a request; its verification comes by itself."""
    if isinstance(answer, FetchError):
        error = one_line(str(answer))[:500]
        models.HubSubscription.objects.filter(pk=subscription.pk).update(error=error, renew_at=now + _AGAIN_AFTER)
        _log.warning("hub asked", feed=subscription.feed_id, status="failed", error=error)


def verify(token: str, topic: str, lease: str, *, now: datetime) -> bool:
    """Take a hub's verification of intent; say whether it is of a subscription that was asked for."""
    row = models.HubSubscription.objects.filter(token=token, topic=topic, asked_at__isnull=False).first()
    if row is None:
        return False
    stated = timedelta(seconds=int(lease)) if lease.isascii() and lease.isdigit() and len(lease) < 9 else _LEASE
    held = min(max(stated, _SHORTEST_LEASE), _LONGEST_LEASE)
    row.state, row.error, row.missed = models.HubState.ACTIVE, "", 0
    row.lease_ends_at, row.renew_at = now + held, now + held * _RENEWED_AT
    row.save()
    _log.info("hub verified", feed=row.feed_id, lease=held.total_seconds())
    return True


def deny(token: str, topic: str, reason: str, *, now: datetime) -> None:
    """Note that a hub refused a subscription, or ended it."""
    rows = models.HubSubscription.objects.filter(token=token, topic=topic)
    error = one_line(f"refused by the hub: {reason}")[:500]
    if rows.update(state=models.HubState.DENIED, error=error, renew_at=now + _DEAD_FOR):
        _log.warning("hub refused", feed=rows.get().feed_id)


def take_push(token: str, body: bytes, signature: str, content_type: str | None, *, now: datetime) -> bool:
    """Store what a hub sent; say whether the subscription is known.

    What is not signed with our secret is passed over without a word, as the recommendation asks. A ping without
    entries in it makes the feed due at once.
    """
    row = models.HubSubscription.objects.filter(token=token).select_related("feed__outlet").first()
    if row is None:
        return False
    if not is_signed(body, signature, row.secret):
        _log.warning("hub pushed", feed=row.feed_id, status="wrong signature", entries=0)
        return True
    with transaction.atomic():
        n_new = _store_pushed(row, body, content_type, now=now)
        transaction.on_commit(lambda: announce(FeedPushed(row.feed_id)))
    _log.info("hub pushed", feed=row.feed_id, status="taken", entries=n_new)
    return True


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Say whether X-Hub-Signature is that of the body by our secret."""
    method, _, stated = signature.partition("=")
    if method not in _DIGESTS:
        return False
    right = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(right.encode(), stated.strip().casefold().encode())


def _store_pushed(row: models.HubSubscription, body: bytes, content_type: str | None, *, now: datetime) -> int:
    feed = row.feed
    try:
        parsed = parse_feed(body, address=row.topic, content_type=content_type) if body.strip() else None
    except StopPressError:
        parsed = None
    if parsed is None or not parsed.entries:
        models.Feed.objects.filter(pk=feed.pk).update(next_poll_at=now)
        models.HubSubscription.objects.filter(pk=row.pk).update(pushed_at=now, missed=0)
        return 0
    n_new = store_entries(feed, parsed.entries, now=now)
    if n_new:
        note_news(feed, now=now)
    models.HubSubscription.objects.filter(pk=row.pk).update(pushed_at=now, missed=0, pushes=row.pushes + n_new)
    return n_new


def note_polled(feed: models.Feed, n_new: int, *, now: datetime) -> None:
    """Count what polling found before the hub pushed it; one silent for too long is called dead."""
    if not n_new or getattr(feed, "hub", None) is None:
        return
    row = models.HubSubscription.objects.filter(feed=feed, state=models.HubState.ACTIVE).first()
    if row is None:
        return
    row.missed += n_new
    if row.missed >= _MISSED:
        row.state, row.renew_at = models.HubState.DEAD, now + _DEAD_FOR
        row.error = f"the last {row.missed} entries were found by polling; the hub pushed none of them"
        _log.error("hub dead", feed=feed.pk, missed=row.missed)
    row.save()
