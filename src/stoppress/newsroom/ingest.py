"""Store articles as they arrive, each once."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog
from django.db import transaction

from stoppress.bus.in_process import announce
from stoppress.domain.article import Article
from stoppress.domain.signals import ArticleStored
from stoppress.newsroom import models
from stoppress.newsroom.records import article_row

_log = structlog.get_logger()
_KEY_LENGTH = 500


def article_key(name: str) -> str:
    """Return a name as it fits the key column: itself, or a digest where it is too long."""
    return name if len(name) <= _KEY_LENGTH else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def store_article(
    article: Article, *, now: datetime, entry: models.Entry | None = None, backlog: bool = False
) -> models.Article | None:
    """Store an article and announce it; return None where its id is known already.

    In the caller's transaction, if there is one.
    """
    with transaction.atomic():
        if models.Article.objects.filter(key=article.id).exists():
            return None
        row = article_row(article, now=now)
        row.entry = entry
        row.backlog = backlog
        row.save()
        transaction.on_commit(lambda: _announce(row))
    return row


def _announce(row: models.Article) -> None:
    _log.info("article stored", article=row.pk, outlet=row.outlet, url=row.url)
    announce(ArticleStored(row.pk))
