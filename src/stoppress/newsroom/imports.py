"""Import articles from files: each stored once, and how far each file was read is stored with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, transaction

from stoppress.domain.article import Article
from stoppress.domain.errors import SettingError
from stoppress.newsroom import models
from stoppress.newsroom.ingest import article_key, store_article
from stoppress.newsroom.outlets import add_feed
from stoppress.stages.opml import ListedFeed
from stoppress.stages.text.safe import encodable
from stoppress.stages.warc import BEGINNING, Position


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file as it was found; with another size or time it is another file."""

    name: str  # its whole path
    size: int  # bytes
    modified: int  # nanoseconds since 1970


@dataclass(frozen=True, slots=True)
class Step:
    """What reading one piece of a file came to."""

    file: ImportFile
    where: str  # the piece, as it is told to people
    reached: Position
    article: Article | None = None  # its id is the key to store it by
    is_named: bool = False  # the key is a name that the input gave, and may have given to something else
    is_last: bool = False  # of its file


@dataclass(slots=True)
class Taken:
    """What became of a batch of steps."""

    stored: int = 0
    known: int = 0  # of a key that is in the store already
    others: tuple[str, ...] = ()  # where articles stand whose name belongs to another article in the store


def input_key(article: Article, place: str, content: str | bytes) -> str:
    """Choose the key of an article that was read at a place ("file", or "file:line"), whose id may be just that.

    The id it was given, else its address, else the place with a digest: another file of that name may hold another.
    """
    if article.id != encodable(place):
        return article.id
    digest = hashlib.sha256(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    return article.url or f"{article.id} sha256:{digest.hexdigest()}"


def find_position(file: ImportFile) -> Position | None:
    """Return where to begin reading a file; None where it was read to its end."""
    row = models.ImportProgress.objects.filter(name=article_key(file.name)).first()
    if row is None or not _is_of(row, file):
        return BEGINNING
    return None if row.done_at else Position(row.position, row.inside, row.records)


def take_steps(steps: Sequence[Step], *, now: datetime) -> Taken:
    """Store a batch's articles, as a backlog that is never alerted as new, and how far it came, in one transaction."""
    try:
        return _take_steps(steps, now=now)
    except IntegrityError:  # another process stored one of them since we looked; now it can be seen
        return _take_steps(steps, now=now)


def add_feeds(listed: Iterable[ListedFeed], *, now: datetime) -> tuple[int, int, list[str]]:
    """Watch the feeds of a list; return how many are new, how many were watched, and what was wrong with the others."""
    added, known, wrong = 0, 0, []
    for feed in listed:
        try:
            _, is_new = add_feed(feed.address, outlet=feed.outlet, owner=feed.owner, language=feed.language, now=now)
        except SettingError as error:
            wrong.append(str(error))
            continue
        added, known = added + is_new, known + (not is_new)
    return added, known, wrong


def watched_feeds() -> list[ListedFeed]:
    """Return the feeds that are watched, by outlet."""
    rows = models.Feed.objects.filter(active=True).select_related("outlet").order_by("outlet__name", "address")
    return [ListedFeed(row.address, row.outlet.name, row.outlet.owner, row.outlet.language) for row in rows]


def _take_steps(steps: Sequence[Step], *, now: datetime) -> Taken:
    taken = Taken()
    with transaction.atomic():
        for file, group in groupby(steps, key=lambda step: step.file):
            of_file = list(group)
            before = taken.stored
            for step in of_file:
                _take_article(step, taken, now=now)
            _note(file, of_file[-1], stored=taken.stored - before, now=now)
    return taken


def _take_article(step: Step, taken: Taken, *, now: datetime) -> None:
    if step.article is None:
        return
    article = replace(step.article, id=article_key(step.article.id))
    if store_article(article, now=now, backlog=True) is not None:
        taken.stored += 1
    elif step.is_named and _is_another(article):
        taken.others += (step.where,)
    else:
        taken.known += 1


def _is_another(article: Article) -> bool:
    """Say whether the key of an article belongs to one in the store of another outlet, address or headline."""
    stored = models.Article.objects.filter(key=article.id).values_list("outlet", "url", "headline").get()
    return stored != (article.outlet[:200], article.url or "", article.headline or "")


def _note(file: ImportFile, step: Step, *, stored: int, now: datetime) -> None:
    name = article_key(file.name)
    row = models.ImportProgress.objects.filter(name=name).first() or models.ImportProgress(name=name)
    row.articles = stored + (row.articles if _is_of(row, file) else 0)
    row.size, row.modified = file.size, file.modified
    row.position, row.inside, row.records = step.reached
    row.done_at = now if step.is_last else None
    row.save()


def _is_of(row: models.ImportProgress, file: ImportFile) -> bool:
    return (row.size, row.modified) == (file.size, file.modified)
