"""Poll feeds and read their entries: which are due, and what to make of each answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BooleanField, F, Q, prefetch_related_objects
from django.db.models.expressions import RawSQL

from stoppress.domain.article import Article, Precision, Stated
from stoppress.domain.errors import FeedError, FetchError, InputError, StopPressError
from stoppress.newsroom import models
from stoppress.newsroom.entries import is_seen, store_entries
from stoppress.newsroom.ingest import article_key, store_article
from stoppress.newsroom.lines import without_repeats
from stoppress.newsroom.push import names_other_hub, note_hub, note_polled
from stoppress.newsroom.schedule import note_answer, note_failure, note_page, save_polled, save_unchanged
from stoppress.stages.extract import extract_page, extract_text
from stoppress.stages.parse import ParsedFeed, parse_feed
from stoppress.stages.text.safe import one_line
from stoppress.wire.http import Fetched, Request

_log = structlog.get_logger()
_ATTEMPTS = 4  # for one page, before the feed's own words must do
_PAGE_BACK_OFF = timedelta(seconds=4)
# The condition of the index `entries_to_read`, spelt out: SQLite uses a partial index for literals only.
_NEW = RawSQL("newsroom_entry.state = 'new'", (), output_field=BooleanField())


def due_feeds(*, now: datetime, but: Collection[int] = (), limit: int = 200) -> list[models.Feed]:
    """Return the active feeds whose time has come, longest due first, without those being polled."""
    if limit <= 0:
        return []
    due = models.Feed.objects.filter(_none_of(but), active=True, next_poll_at__lte=now)
    return list(due.order_by("next_poll_at")[:limit])


def _none_of(feeds: Collection[int]) -> Q | RawSQL:
    """Return the condition that a feed is none of these, written out: parameters by the hundred cost more to make."""
    if not feeds:
        return Q()
    keys = ", ".join(str(int(feed)) for feed in feeds)
    return RawSQL(f"newsroom_feed.id NOT IN ({keys})", (), output_field=BooleanField())  # noqa: S611  (numbers)


def due_entries(*, now: datetime, but: Collection[int] = (), limit: int = 200) -> list[models.Entry]:
    """Return the entries whose page is to be fetched, oldest first, without those being fetched."""
    new = models.Entry.objects.filter(_NEW, due_at__lte=now).exclude(pk__in=but)
    return list(new.select_related("feed__outlet").order_by("pk")[:limit])


def next_due_at(*, but: Collection[int] = ()) -> datetime | None:
    """Return when the next active feed is due, without those being polled; None where there is none."""
    waiting = models.Feed.objects.filter(_none_of(but), active=True)
    return waiting.order_by("next_poll_at").values_list("next_poll_at", flat=True).first()


def feed_request(feed: models.Feed) -> Request:
    """Return the conditional request for a feed."""
    return Request(feed.address, feed.etag, feed.last_modified)


def take_feed(feed: models.Feed, answer: Fetched | FetchError, *, now: datetime) -> int:
    """Store what polling a feed brought; return the number of entries to be read."""
    return take_feeds([(feed, answer)], now=now)


def take_feeds(answers: Iterable[tuple[models.Feed, Fetched | FetchError]], *, now: datetime) -> int:
    """Store what polling some feeds brought, in one transaction; return the number of entries to be read.

    Entries and validators are committed together: a feed is not called unchanged before its entries are kept.
    """
    polled = [(feed, _parsed(feed, answer)) for feed, answer in answers]  # before the store is held for others
    prefetch_related_objects([feed for feed, answer in polled if isinstance(answer, _Changed)], "hub")
    unchanged, others = [], []
    n_new_by_feed: dict[int, int] = {}
    with transaction.atomic():
        for feed, answer in polled:
            if isinstance(answer, StopPressError):
                note_failure(feed, answer, now=now)
                others.append(feed)
            elif isinstance(answer, Fetched):
                note_answer(feed, answer, None, 0, now=now)
                unchanged.append(feed)
            else:
                others.append(feed)
                n_new = _take_changed(feed, answer, now=now)
                if n_new is not None:
                    n_new_by_feed[feed.pk] = n_new
        save_polled(others)
        save_unchanged(unchanged)
    _log_polls([feed.pk for feed in unchanged], n_new_by_feed)
    return sum(n_new_by_feed.values())


def _log_polls(unchanged: list[int], n_new_by_feed: dict[int, int]) -> None:
    """Log the feeds with news each by itself, and the others together: they are nearly all."""
    no_news = [feed for feed, n_new in n_new_by_feed.items() if not n_new]
    for status, feeds in (("unchanged", unchanged), ("nothing new", no_news)):
        if feeds:
            _log.info("feeds polled", status=status, feeds=feeds)
    for feed, n_new in n_new_by_feed.items():
        if n_new:
            _log.info("feed polled", feed=feed, status="read", entries=n_new)


class _Changed(NamedTuple):
    """An answer with a feed in it."""

    answer: Fetched
    parsed: ParsedFeed


def _parsed(feed: models.Feed, answer: Fetched | FetchError) -> Fetched | _Changed | StopPressError:
    if isinstance(answer, FetchError) or answer.body is None:
        return answer
    try:
        return _Changed(answer, parse_feed(answer.body, address=answer.address, content_type=answer.content_type))
    except Exception as error:  # noqa: BLE001  (whatever a feed does to a stage, the feed is asked less often for it)
        return _named(error, feed=feed.pk)


def _take_changed(feed: models.Feed, changed: _Changed, *, now: datetime) -> int | None:
    """Store what is new in a feed; return how many entries are to be read, None where it failed."""
    try:
        n_new = _store_changed(feed, changed, now=now)
    except (InterfaceError, OperationalError):
        raise  # may pass: the feed is still due
    except Exception as error:  # noqa: BLE001  (as above)
        feed.seen = ""  # nothing of it was kept
        note_failure(feed, _named(error, feed=feed.pk), now=now)
        return None
    note_answer(feed, changed.answer, changed.parsed, n_new, now=now)
    return n_new


def _store_changed(feed: models.Feed, changed: _Changed, *, now: datetime) -> int:
    """Store what is new in a feed; most often it is nothing, and the store need not be asked."""
    if is_seen(feed, changed.parsed.entries) and not names_other_hub(feed, changed.parsed, changed.answer):
        return 0
    with transaction.atomic():
        n_new = store_entries(feed, changed.parsed.entries, now=now)
        note_hub(feed, changed.parsed, changed.answer, now=now)
        note_polled(feed, n_new, now=now)
    return n_new


def put_off(entry: models.Entry, *, until: datetime) -> None:
    """Let an entry wait for its page: its site asks for a pause between two."""
    models.Entry.objects.filter(pk=entry.pk).update(due_at=until)


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
        if isinstance(error, InputError):
            note_page(entry.feed, has_text=False)
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
        raise InputError("no article text on the page")
    note_page(entry.feed, has_text=True)
    article = without_repeats(article, entry.feed.outlet, address=entry.url)
    return article if article.headline else replace(article, headline=entry.title or None)


def _article_from_entry(entry: models.Entry) -> Article:
    stated = replace(_stated(entry), headline=entry.title or None)
    if entry.content:
        return extract_page(f"<html><body><article>{entry.content}</article></body></html>", stated)
    if not entry.summary and not entry.title:
        raise FeedError("the entry has neither a page nor words of its own")
    return extract_text(entry.summary or entry.title, stated)


def _key(entry: models.Entry) -> str:
    """Return the key of an entry's article; what another outlet links to stays its own, and so does each edition."""
    name = f"{entry.feed.outlet.pk} {entry.url or entry.pk}"
    return article_key(name if entry.edition == 1 else f"{name} edition {entry.edition}")


def _stated(entry: models.Entry) -> Stated:
    outlet = entry.feed.outlet
    return Stated(
        id=_key(entry),
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
        before = models.Article.objects.filter(entry=entry).first()
        row = None
        if before is None or before.body != list(article.body) or before.headline != (article.headline or ""):
            models.Article.objects.filter(entry=entry).update(entry=None)
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
