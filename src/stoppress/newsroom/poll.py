"""Poll feeds and read their entries: which are due, and what to make of each answer."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BooleanField, F
from django.db.models.expressions import RawSQL

from stoppress.domain.article import Article, Entry, Precision, Stated
from stoppress.domain.errors import FeedError, FetchError, StopPressError
from stoppress.newsroom import models
from stoppress.newsroom.ingest import article_key, store_article
from stoppress.stages.extract import extract_page, extract_text
from stoppress.stages.parse import parse_feed
from stoppress.stages.text.safe import one_line, web_address
from stoppress.wire.http import Fetched, Request

_log = structlog.get_logger()
_LONGEST_BACK_OFF = timedelta(hours=1)
_ATTEMPTS = 4  # for one page, before the feed's own words must do
_PAGE_BACK_OFF = timedelta(seconds=4)
_ENTRIES_A_POLL = 500
# The condition of the index `entries_to_read`, spelt out: SQLite uses a partial index for literals only.
_NEW = RawSQL("newsroom_entry.state = 'new'", (), output_field=BooleanField())


def due_feeds(*, now: datetime, but: Collection[int] = (), limit: int = 200) -> list[models.Feed]:
    """Return the active feeds whose time has come, longest due first, without those being polled."""
    due = models.Feed.objects.filter(active=True, next_poll_at__lte=now).exclude(pk__in=but)
    return list(due.select_related("outlet").order_by("next_poll_at")[:limit])


def due_entries(*, now: datetime, but: Collection[int] = (), limit: int = 200) -> list[models.Entry]:
    """Return the entries whose page is to be fetched, oldest first, without those being fetched."""
    new = models.Entry.objects.filter(_NEW, due_at__lte=now).exclude(pk__in=but)
    return list(new.select_related("feed__outlet").order_by("pk")[:limit])


def next_due_at(*, but: Collection[int] = ()) -> datetime | None:
    """Return when the next active feed is due, without those being polled; None where there is none."""
    waiting = models.Feed.objects.filter(active=True).exclude(pk__in=but)
    return waiting.order_by("next_poll_at").values_list("next_poll_at", flat=True).first()


def feed_request(feed: models.Feed) -> Request:
    """Return the conditional request for a feed."""
    return Request(feed.address, feed.etag, feed.last_modified)


def take_feed(feed: models.Feed, answer: Fetched | FetchError, *, now: datetime) -> int:
    """Store what polling a feed brought; return the number of new entries.

    Entries and validators are committed together: a feed is not called unchanged before its entries are kept.
    """
    if isinstance(answer, FetchError):
        _note_failure(feed, answer, now=now)
        return 0
    try:
        with transaction.atomic():
            n_new = _store_entries(feed, answer, now=now)
            _note_success(feed, answer, now=now)
    except (InterfaceError, OperationalError):
        raise  # may pass: the feed is still due
    except Exception as error:  # noqa: BLE001  (whatever a feed does to a stage, the feed is asked less often for it)
        _note_failure(feed, _named(error, feed=feed.pk), now=now)
        return 0
    status = "unchanged" if answer.body is None else "read"
    _log.info("feed polled", feed=feed.pk, status=status, entries=n_new)
    return n_new


def _store_entries(feed: models.Feed, answer: Fetched, *, now: datetime) -> int:
    if answer.body is None:
        return 0
    parsed = parse_feed(answer.body, address=answer.address, content_type=answer.content_type)
    entries = {_identity(entry): entry for entry in parsed.entries[:_ENTRIES_A_POLL] if entry.guid or entry.url}
    known = set(models.Entry.objects.filter(feed=feed, identity__in=list(entries)).values_list("identity", flat=True))
    # Feeds list the newest first; what arrives together is kept in the order it was published.
    rows = [_entry_row(feed, name, entry, now) for name, entry in reversed(entries.items()) if name not in known]
    models.Entry.objects.bulk_create(rows)
    return len(rows)


def _entry_row(feed: models.Feed, identity: str, entry: Entry, now: datetime) -> models.Entry:
    return models.Entry(
        feed=feed,
        identity=identity,
        url=web_address(entry.url) or "",
        title=one_line(entry.title or ""),
        summary=entry.summary or "",
        content=entry.content or "",
        published_at=entry.published,
        precision=entry.precision.value if entry.precision else "",
        seen_at=now,
        backlog=_is_backlog(feed, entry),
        due_at=now,
    )


def _is_backlog(feed: models.Feed, entry: Entry) -> bool:
    """Say whether an entry is from before its feed was watched; of one without an hour the first poll decides."""
    if entry.published is not None and entry.precision is Precision.SECOND:
        return entry.published < feed.added_at
    day_is_over = entry.published is not None and entry.published + timedelta(days=1) <= feed.added_at
    return feed.polled_at is None or day_is_over


def _identity(entry: Entry) -> str:
    return hashlib.sha256((entry.guid or entry.url or "").encode()).hexdigest()


def _note_success(feed: models.Feed, answer: Fetched, *, now: datetime) -> None:
    feed.polled_at = now
    feed.next_poll_at = now + timedelta(seconds=settings.STOPPRESS.poll_interval)
    feed.failures = 0
    feed.last_error = ""
    if answer.body is not None:
        feed.etag = answer.etag
        feed.last_modified = answer.last_modified
    feed.save(update_fields=["polled_at", "next_poll_at", "failures", "last_error", "etag", "last_modified"])


def _note_failure(feed: models.Feed, error: StopPressError, *, now: datetime) -> None:
    feed.failures += 1
    interval = timedelta(seconds=settings.STOPPRESS.poll_interval) * 2 ** min(feed.failures, 8)
    feed.next_poll_at = now + min(interval, _LONGEST_BACK_OFF) * random.uniform(0.8, 1.2)
    feed.last_error = one_line(str(error))[:500]
    feed.save(update_fields=["failures", "next_poll_at", "last_error"])
    _log.warning("feed polled", feed=feed.pk, status="failed", entries=0, error=feed.last_error)


def take_page(entry: models.Entry, answer: Fetched | FetchError | None, *, now: datetime) -> models.Article | None:
    """Make an article of an entry's page (or of the entry alone, where `answer` is None); None where there is none yet.

    A page that cannot be had or read is tried again later; in the end the feed's own words must do.
    """
    try:
        return _store(
            entry, _article_from_entry(entry) if answer is None else _article_from_page(entry, answer), now=now
        )
    except (InterfaceError, OperationalError):
        raise  # may pass: the entry is still due
    except Exception as error:  # noqa: BLE001  (whatever a page does to a stage, its attempts are counted)
        error = _named(error, entry=entry.pk)
        if answer is not None and entry.attempts + 1 < _ATTEMPTS:
            _try_again(entry, error, now=now)
            return None
        return _store_entry_alone(entry, error, now=now)


def _article_from_page(entry: models.Entry, answer: Fetched | FetchError) -> Article:
    if isinstance(answer, FetchError):
        raise answer
    if answer.body is None:
        raise FetchError("answered that nothing changed, to a question that asked for all")
    article = extract_page(answer.body, _stated(entry))
    if not article.body:
        raise FetchError("no article text on the page")
    return article if article.headline else replace(article, headline=entry.title or None)


def _article_from_entry(entry: models.Entry) -> Article:
    stated = replace(_stated(entry), headline=entry.title or None)
    if entry.content:
        return extract_page(f"<html><body><article>{entry.content}</article></body></html>", stated)
    if not entry.summary and not entry.title:
        raise FeedError("the entry has neither a page nor words of its own")
    return extract_text(entry.summary or entry.title, stated)


def _stated(entry: models.Entry) -> Stated:
    outlet = entry.feed.outlet
    return Stated(
        id=article_key(f"{outlet.pk} {entry.url or entry.pk}"),  # what another outlet links to stays its own
        outlet=outlet.name,
        owner=outlet.owner or None,
        url=entry.url or None,
        published=entry.published_at,
        precision=Precision(entry.precision) if entry.precision else None,
        language=outlet.language or None,
    )


def _store_entry_alone(entry: models.Entry, error: StopPressError, *, now: datetime) -> models.Article | None:
    entry.error = one_line(str(error))[:500]
    try:
        return _store(entry, _article_from_entry(entry), now=now)
    except (InterfaceError, OperationalError):
        raise
    except Exception as failure:  # noqa: BLE001  (as above)
        _named(failure, entry=entry.pk)
        entry.state = models.EntryState.FAILED
        entry.save(update_fields=["state", "error"])
        _log.warning("entry given up", entry=entry.pk, error=entry.error)
        return None


def _named(error: Exception, **subject: int) -> StopPressError:
    """Return the error as one line for the row; one that is no answer of ours goes to the log, as a defect."""
    if isinstance(error, StopPressError):
        return error
    _log.error("stage failed", exc_info=error, **subject)
    return StopPressError(f"a stage failed: {type(error).__name__}")


def _store(entry: models.Entry, article: Article, *, now: datetime) -> models.Article | None:
    with transaction.atomic():
        row = store_article(article, now=now, entry=entry, backlog=entry.backlog)
        entry.state = models.EntryState.READ
        entry.content = entry.summary = ""  # the article has what it needed of them
        entry.save(update_fields=["state", "error", "content", "summary"])
    return row


def _try_again(entry: models.Entry, error: StopPressError, *, now: datetime) -> None:
    models.Entry.objects.filter(pk=entry.pk).update(
        attempts=F("attempts") + 1,
        due_at=now + _PAGE_BACK_OFF * 2**entry.attempts,
        error=one_line(str(error))[:500],
    )
