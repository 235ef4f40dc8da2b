"""Keep what repeats across an outlet's pages, and leave it out of its articles."""

from __future__ import annotations

from dataclasses import replace

from stoppress.domain.article import Article, Dropped, DropReason
from stoppress.newsroom import models
from stoppress.stages.cleaning import find_dateline
from stoppress.stages.repeats import furniture, learn, nothing_known
from stoppress.stages.text.sentences import first_sentence

_MOST_DROPPED = 0.5  # of an article's text: one that repeats more than that is itself what repeats


def without_repeats(article: Article, outlet: models.Outlet, *, address: str) -> Article:
    """Return the article without the lines that stood on several other pages of its outlet; learn its lines."""
    row, _ = models.OutletLines.objects.get_or_create(outlet=outlet)
    known = row.lines or nothing_known()
    found = furniture(known, address=address, paragraphs=article.body)
    row.lines = learn(known, address=address, paragraphs=article.body)
    row.save(update_fields=["lines"])
    dropped = [text for place, text in enumerate(article.body) if place in found]
    if not dropped or sum(map(len, dropped)) > _MOST_DROPPED * len(article.text):
        return article
    kept = tuple(text for place, text in enumerate(article.body) if place not in found)
    return replace(
        article,
        body=kept,
        lede=first_sentence(kept[0]) or None,
        dateline=find_dateline(kept[0]),
        dropped=(*article.dropped, *(Dropped(text, DropReason.FURNITURE) for text in dropped)),
    )
