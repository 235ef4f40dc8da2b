"""Keep how a feed does: when it is asked again, how often it has news, and whether its operator is to look at it."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import F, Field

from stoppress.domain.errors import FetchError, StopPressError
from stoppress.newsroom import models
from stoppress.stages.pace import Habit, Pace, dark_reason, interval, is_outage, next_poll_at
from stoppress.stages.parse import ParsedFeed
from stoppress.stages.text.safe import one_line, web_address
from stoppress.wire.http import Fetched

_log = structlog.get_logger()
_LONGEST_BACK_OFF = timedelta(hours=1)
_GONE = 410
# What every poll notes. Address and whether it is watched are the operator's, too, who may change them meanwhile.
_POLLED = (
    "alarm", "alarmed_at", "etag", "failures", "interval", "last_error", "last_modified", "last_new_at", "lateness",
    "next_poll_at", "polled_at", "seen", "skipped_hours", "stated_interval", "usual_gap",
)  # fmt: skip

_ANSWERED = (  # of these, what one that nothing changed at notes: the answer to nine polls in ten
    "alarm", "alarmed_at", "failures", "interval", "last_error", "lateness", "next_poll_at", "polled_at",
)  # fmt: skip


def _pace() -> Pace:
    configuration = settings.STOPPRESS
    return Pace(
        timedelta(seconds=configuration.poll_interval),
        timedelta(seconds=configuration.poll_longest),
        configuration.poll_as_stated,
    )


def _habit(feed: models.Feed) -> Habit:
    return Habit(feed.last_new_at, None if feed.usual_gap is None else timedelta(seconds=feed.usual_gap))


def after_outage(feed: models.Feed, *, now: datetime) -> bool:
    """Say whether what a feed brings now may have gathered while it, or we, were away."""
    habitual = timedelta(seconds=feed.interval or settings.STOPPRESS.poll_interval)
    return is_outage(feed.polled_at, habitual, now=now)


def note_answer(feed: models.Feed, answer: Fetched, parsed: ParsedFeed | None, n_new: int, *, now: datetime) -> None:
    """Note on a row that its feed answered; `parsed` is None where it said that nothing changed.

    The row is to be saved by `save_polled`.
    """
    feed.lateness = max(0.0, (now - feed.next_poll_at).total_seconds())
    feed.polled_at = now
    feed.failures = 0
    feed.last_error = ""
    if n_new:
        _set_habit(feed, _habit(feed).after(now=now))
    if parsed is not None:
        feed.etag, feed.last_modified = answer.etag, answer.last_modified
        feed.stated_interval = (parsed.ttl or timedelta(0)).total_seconds()
        feed.skipped_hours = sorted(parsed.skip_hours)
        _move(feed, answer)
    pace = _pace()
    wanted = interval(_habit(feed), pace, now=now)
    stated = max(timedelta(seconds=feed.stated_interval), answer.max_age)
    feed.interval = wanted.total_seconds()
    feed.next_poll_at = next_poll_at(wanted, stated, feed.skipped_hours, pace, now=now)
    _note_alarm(feed, now=now)


def note_news(feed: models.Feed, *, now: datetime) -> None:
    """Note that a feed had news that was pushed to us."""
    _set_habit(feed, _habit(feed).after(now=now))
    feed.save(update_fields=["last_new_at", "usual_gap"])


def _set_habit(feed: models.Feed, habit: Habit) -> None:
    feed.last_new_at = habit.last_new_at
    feed.usual_gap = None if habit.usual_gap is None else habit.usual_gap.total_seconds()


def _move(feed: models.Feed, answer: Fetched) -> None:
    """Take over the address to which a feed moved for good; one that is watched there already ends here."""
    new = web_address(answer.moved_to)
    if new is None or new == feed.address:
        return
    if models.Feed.objects.filter(address=new).exists():
        _change(feed, active=False)
        feed.last_error = one_line(f"moved to {new}, which is watched already")[:500]
    else:
        _change(feed, address=new)
    _log.info("feed moved", feed=feed.pk, watched=feed.active)


def _change(feed: models.Feed, **fields: object) -> None:
    """Change what else only the operator changes, at once."""
    models.Feed.objects.filter(pk=feed.pk).update(**fields)
    for name, value in fields.items():
        setattr(feed, name, value)


def note_failure(feed: models.Feed, error: StopPressError, *, now: datetime) -> None:
    """Note on a row that its feed failed: it is asked less often, as late as its server asks, never where it is gone.

    The row is to be saved by `save_polled`.
    """
    feed.failures += 1
    wait = timedelta(seconds=settings.STOPPRESS.poll_interval) * 2 ** min(feed.failures, 8)
    wait = min(wait, _LONGEST_BACK_OFF) * random.uniform(0.8, 1.2)
    if isinstance(error, FetchError):
        wait = max(wait, error.retry_after or timedelta(0))
        if error.status == _GONE:
            _change(feed, active=False)
    feed.next_poll_at = now + wait
    feed.last_error = one_line(str(error))[:500]
    _note_alarm(feed, now=now)
    _log.warning("feed polled", feed=feed.pk, status="failed", entries=0, error=feed.last_error)


def save_polled(feeds: Collection[models.Feed]) -> None:
    """Save what was noted on rows."""
    _save(feeds, _POLLED)


def save_unchanged(feeds: Collection[models.Feed]) -> None:
    """Save what was noted on the rows of feeds that said that nothing changed."""
    _save(feeds, _ANSWERED)


def _save(feeds: Collection[models.Feed], names: Collection[str]) -> None:
    """Save some fields of all feeds in one step: between two, another thread may keep this one waiting."""
    if not feeds:
        return
    fields = [models.Feed._meta.get_field(name) for name in names]  # noqa: SLF001  (Django's public interface)
    set_columns = ", ".join(
        f"{connection.ops.quote_name(field.column)} = {_typed(f'new.column{number}', field)}"
        for number, field in enumerate(fields, 2)
    )
    row = f"(%s{', %s' * len(fields)})"
    values = [value for feed in feeds for value in (feed.pk, *(_stored(getattr(feed, name)) for name in names))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE newsroom_feed SET {set_columns} FROM (VALUES {', '.join([row] * len(feeds))}) AS new "  # noqa: S608
            "WHERE newsroom_feed.id = new.column1",  # (names of our own)
            values,
        )


def _typed(value: str, field: Field) -> str:
    """Say of what type a value is where the database asks: PostgreSQL takes a column of nothing but NULL for text."""
    return f"CAST({value} AS {field.db_type(connection)})" if connection.vendor == "postgresql" else value


def _stored(value: object) -> object:
    """Return a field's value as the store takes it; the fields' own way costs more than the rest of a poll's note."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_json_value(value, None) if isinstance(value, list) else value


def note_page(feed: models.Feed, *, has_text: bool) -> None:
    """Count the pages in a row on which a feed's outlet had no article text."""
    row = models.Feed.objects.filter(pk=feed.pk)
    if not has_text:
        row.update(empty_pages=F("empty_pages") + 1)
    elif feed.empty_pages:
        row.update(empty_pages=0)


def _note_alarm(feed: models.Feed, *, now: datetime) -> None:
    """Raise or end the alarm of a feed."""
    reason = dark_reason(_habit(feed), feed.failures, feed.empty_pages, now=now)
    if not feed.active:
        reason = feed.last_error
    if reason and not feed.alarm:
        feed.alarmed_at = now
        _log.error("outlet dark", feed=feed.pk, reason=reason)
    elif feed.alarm and not reason:
        feed.alarmed_at = None
        _log.info("outlet back", feed=feed.pk)
    feed.alarm = reason[:200]
