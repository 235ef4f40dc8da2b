"""An event as judging and issuing see it: its articles, what they come to, and which of them are news now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from stoppress.domain.article import Article, Precision
from stoppress.domain.claim import Attribution, Corroboration
from stoppress.domain.verdict import Bar, Case
from stoppress.newsroom import models
from stoppress.newsroom.records import article_record, attribution_record
from stoppress.stages.corroborate import corroborate
from stoppress.stages.kinds import kind_of
from stoppress.stages.syndication import independent_owners

_CLOCKS_APART = timedelta(hours=1)  # a publication time further ahead than this is a mistake, and says nothing


@dataclass(frozen=True, slots=True)
class Dossier:
    """An event, its articles in order of arrival, and what their claims come to."""

    event: models.Event
    rows: Sequence[models.Article]
    articles: Sequence[Article]
    reports: frozenset[str]  # ids of the articles that are reports: no other kind of piece makes news by itself
    alerted: frozenset[str]  # ids of those that an alert told of, with an event in which they stood before a repair
    corroboration: Corroboration
    attributions: Mapping[str, Sequence[Attribution]]  # by article id

    @property
    def key(self) -> str:
        """The event's name outside the store: the id of its first article."""
        return self.rows[0].key

    def current(self, bar: Bar, *, now: datetime) -> frozenset[str]:
        """Return the ids of the reports that are news now.

        They were published while watched, are not older than the limit, and no alert has told of them.
        """
        return self._fresh(bar, now=now) - self.alerted

    def _fresh(self, bar: Bar, *, now: datetime) -> frozenset[str]:
        return frozenset(
            article.id
            for row, article in zip(self.rows, self.articles, strict=True)
            if article.id in self.reports and not row.backlog and not _is_stale(told_at(article, now=now), bar, now=now)
        )

    def case(self, current: Collection[str], bar: Bar, *, now: datetime) -> Case:
        """Return what a verdict rests on: the `current` reports. Old ones explain an event, but make no news."""
        confirmed = [
            confirmation.denies
            for confirmation in self.corroboration.confirmations
            if not confirmation.is_stated  # "police said" is in every report: no ground to alert on one outlet alone
            and any(carrier.article in current for carrier in confirmation.carriers)
        ]
        watched = [article for row, article in zip(self.rows, self.articles, strict=True) if not row.backlog]
        live = [article for article in watched if article.id in self.reports]
        told = [moment for article in live if (moment := told_at(article, now=now)) is not None]
        return Case(
            latest_at=max(told, default=None),
            owners=len(independent_owners([article for article in self.articles if article.id in current])),
            confirmed=False in confirmed,
            denied=True in confirmed,
            seen_live=bool(live),
            alerted_before=not current and bool(self._fresh(bar, now=now)),
            has_title=any(article.title for article in self.articles),
            has_report=bool(self.reports),
        )


def open_dossier(event: models.Event) -> Dossier:
    """Read an event's articles with their claims, tell the reports among them, and corroborate them."""
    told, attributions_by_article = read_event(event)
    rows, articles = [row for row, _ in told], [article for _, article in told]
    reports = frozenset(article.id for article in articles if kind_of(article).is_report)
    return Dossier(
        event,
        rows,
        articles,
        reports,
        _alerted_elsewhere(event),
        corroborate(articles, attributions_by_article),
        attributions_by_article,
    )


def read_event(
    event: models.Event,
) -> tuple[list[tuple[models.Article, Article]], dict[str, list[Attribution]]]:
    """Read an event's articles in order of arrival, editions that were replaced left out, and who says what in each."""
    standing = event.articles.exclude(replaced_by__event=event)
    rows = list(standing.prefetch_related("claims").order_by("stored_at", "pk"))
    attributions = {row.key: [attribution_record(claim) for claim in row.claims.all()] for row in rows}
    return [(row, article_record(row)) for row in rows], attributions


def _alerted_elsewhere(event: models.Event) -> frozenset[str]:
    """Return the ids of the event's articles that an alert told of, in one edition or another, with another event."""
    others = models.Alert.objects.exclude(event=event)
    told = event.articles.filter(Q(alerts__in=others) | Q(replaces__alerts__in=others))
    return frozenset(told.values_list("key", flat=True))


def told_at(article: Article, *, now: datetime) -> datetime | None:
    """When a report was published at the latest; None where that is unknown, or stated as still to come.

    One dated by day counts up to its day's end, or now.
    """
    published = article.published
    if published is None or published > now + _CLOCKS_APART:
        return None
    if article.precision is Precision.DAY:
        return min(max(now, published), published + timedelta(days=1))
    return published


def _is_stale(moment: datetime | None, bar: Bar, *, now: datetime) -> bool:
    return moment is not None and now - moment > bar.freshness
