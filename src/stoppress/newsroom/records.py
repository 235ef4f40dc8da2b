"""Turn rows into the records that stages take, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stoppress.domain.article import Article, Dropped, DropReason, Precision
from stoppress.domain.claim import Act, Attribution, QuoteKind, SourceKind, Span, Speaker
from stoppress.domain.event import Evidence, Join, Placement
from stoppress.newsroom import models


def article_record(row: models.Article) -> Article:
    """Return the article a row holds; its id is the row's key."""
    return Article(
        id=row.key,
        outlet=row.outlet,
        owner=row.owner or None,
        url=row.url or None,
        headline=row.headline or None,
        standfirst=row.standfirst or None,
        byline=row.byline or None,
        dateline=row.dateline or None,
        lede=row.lede or None,
        body=tuple(row.body),
        dropped=tuple(Dropped(piece["text"], DropReason(piece["reason"])) for piece in row.dropped),
        language=row.language or None,
        published=row.published_at,
        precision=Precision(row.precision) if row.precision else None,
        section=row.section or None,
        modified=row.modified_at,
        paywalled=row.paywalled,
    )


def article_row(article: Article, *, now: datetime) -> models.Article:
    """Return an unsaved row for an article that arrived now."""
    return models.Article(
        key=article.id,
        outlet=article.outlet[:200],
        owner=(article.owner or "")[:200],
        url=article.url or "",
        headline=article.headline or "",
        standfirst=article.standfirst or "",
        byline=article.byline or "",
        dateline=article.dateline or "",
        lede=article.lede or "",
        body=list(article.body),
        dropped=[{"text": piece.text, "reason": piece.reason.value} for piece in article.dropped],
        language=(article.language or "")[:12],
        published_at=article.published,
        precision=article.precision.value if article.precision else "",
        section=(article.section or "")[:200],
        modified_at=article.modified,
        paywalled=article.paywalled,
        stored_at=now,
    )


def claim_row(article: models.Article, attribution: Attribution) -> models.ClaimRecord:
    """Return an unsaved row for an attribution of a stored article."""
    speaker = attribution.speaker
    return models.ClaimRecord(
        article=article,
        source=[list(span) for span in attribution.source],
        cue=[list(span) for span in attribution.cue],
        content=[list(span) for span in attribution.content],
        kind=attribution.kind.value,
        act=attribution.act.value,
        source_kind=attribution.source_kind.value,
        speaker={"name": speaker.name, "role": speaker.role, "body": speaker.body} if speaker else None,
        by=(attribution.by or "")[:200],
    )


def attribution_record(row: models.ClaimRecord) -> Attribution:
    """Return the attribution a row holds."""
    return Attribution(
        source=_spans(row.source),
        cue=_spans(row.cue),
        content=_spans(row.content),
        kind=QuoteKind(row.kind),
        act=Act(row.act),
        source_kind=SourceKind(row.source_kind),
        speaker=Speaker(**row.speaker) if row.speaker else None,
        by=row.by or None,
    )


def placement_json(placement: Placement) -> dict[str, object]:
    """Return a placement as it is kept for the operator: what was decided, on which evidence."""
    nearest = placement.event if isinstance(placement, Join) else placement.nearest
    return {
        "decision": "join" if isinstance(placement, Join) else "open",
        "score": round(placement.score, 4),
        "nearest": nearest,
        "evidence": evidence_json(placement.evidence),
    }


def evidence_json(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Return evidence as it is kept for the operator."""
    return [{"kind": piece.kind, "value": round(piece.value, 4), "detail": piece.detail} for piece in evidence]


def _spans(stored: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in stored)
