"""Keep a feed's entries: each once, whatever changes of it, and read again where its words do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q

from stoppress.domain.article import Entry, Precision
from stoppress.newsroom import models
from stoppress.newsroom.schedule import after_outage
from stoppress.stages.identity import Change, Identity, compare, identity_of
from stoppress.stages.text.safe import one_line, web_address

_MOST_ENTRIES = 500  # taken of a feed at once, the newest
_MOST_EDITIONS = 9  # read of one entry: some change with every count of comments
_FRESH_AFTER_OUTAGE = timedelta(minutes=15)


def store_entries(feed: models.Feed, entries: Sequence[Entry], *, now: datetime) -> int:
    """Store the entries that are new and note the edited ones; return how many are to be read.

    Feeds list the newest first; what arrives together is kept in the order it was published. The caller saves the
    feed's row, on which is noted what was seen.
    """
    found = _identified(entries)
    seen = _digest(found)
    if seen == feed.seen:
        return 0
    feed.seen = seen
    rows = _known(feed, [identity for _, identity in found])
    gathered = after_outage(feed, now=now)
    n_to_read = 0
    for entry, identity in found:
        change, same = compare(identity, rows)
        if same is None:
            row = _entry_row(feed, entry, identity, now)
            row.backlog = row.backlog or (gathered and _is_old(entry, now=now))
            row.save()
            rows[identity] = row
            n_to_read += 1
        elif change is Change.EDITED:
            row = rows.pop(same)
            rows[replace(same, words=identity.words, telling=identity.telling)] = row
            n_to_read += _note_edit(row, entry, identity, now=now)
    return n_to_read


def is_seen(feed: models.Feed, entries: Sequence[Entry]) -> bool:
    """Say whether a feed states what it did: the usual answer of a server that cannot say that nothing changed."""
    return _digest(_identified(entries)) == feed.seen


def _identified(entries: Sequence[Entry]) -> list[tuple[Entry, Identity]]:
    """Return the entries that can be told from others, the oldest first."""
    oldest_first = reversed(entries[:_MOST_ENTRIES])
    return [(entry, identity_of(entry)) for entry in oldest_first if entry.guid or entry.url]


def _digest(found: Iterable[tuple[Entry, Identity]]) -> str:
    return hashlib.sha256(repr([identity for _, identity in found]).encode()).hexdigest()


def _known(feed: models.Feed, identities: Iterable[Identity]) -> dict[Identity, models.Entry]:
    """Return the rows of the outlet that may be one with these, the newest first."""
    found = list(identities)
    keys = {name: {value for one in found if (value := getattr(one, name))} for name in ("guid", "address", "words")}
    candidates = models.Entry.objects.filter(
        Q(guid_key__in=keys["guid"]) | Q(address_key__in=keys["address"]) | Q(words_key__in=keys["words"]),
        feed__outlet=feed.outlet_id,
    )
    return {
        Identity(row.guid_key, row.address_key, row.words_key, row.telling): row for row in candidates.order_by("-pk")
    }


def _note_edit(row: models.Entry, entry: Entry, identity: Identity, *, now: datetime) -> bool:
    """Keep an entry's new words; say whether its page is to be read again."""
    row.title, row.words_key, row.telling = one_line(entry.title or ""), identity.words, identity.telling
    again = row.edition < _MOST_EDITIONS and row.state != models.EntryState.NEW
    if again:
        row.summary, row.content = entry.summary or "", entry.content or ""
        row.edition += 1
        row.state, row.attempts, row.due_at = models.EntryState.NEW, 0, now
    row.save()
    return again


def _entry_row(feed: models.Feed, entry: Entry, identity: Identity, now: datetime) -> models.Entry:
    return models.Entry(
        feed=feed,
        identity=hashlib.sha256(f"{identity.guid} {identity.address or identity.words}".encode()).hexdigest(),
        guid_key=identity.guid,
        address_key=identity.address,
        words_key=identity.words,
        telling=identity.telling,
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


def _is_old(entry: Entry, *, now: datetime) -> bool:
    """Say whether an entry that comes after an outage is none of the latest minutes."""
    if entry.published is None or entry.precision is not Precision.SECOND:
        return True
    return entry.published < now - _FRESH_AFTER_OUTAGE
