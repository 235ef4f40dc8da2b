"""Tell reports that stand on their own from reprints, wire copy and papers of one owner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.stages.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.domain.article import Article

_SHINGLE = 5  # words; two writers seldom share a run of five outside quotes and names
_SHARED = 0.5  # of the shorter text's runs: quotes of one press conference stay well below it
_FEWEST = 8  # runs; a text with fewer is compared whole

_AGENCIES = {
    "afp": "AFP", "agence france-presse": "AFP", "agence france presse": "AFP", "ansa": "ANSA", "ap": "AP",
    "apa": "APA", "associated press": "AP", "the associated press": "AP", "belga": "Belga",
    "bloomberg": "Bloomberg", "cna": "CNA", "dpa": "dpa", "efe": "EFE", "europa press": "Europa Press",
    "interfax": "Interfax", "kyodo": "Kyodo", "kyodo news": "Kyodo", "lusa": "Lusa", "pa": "PA",
    "pa media": "PA", "press association": "PA", "pti": "PTI", "reuters": "Reuters",
    "ria novosti": "RIA Novosti", "tass": "TASS", "ttxvn": "TTXVN", "upi": "UPI", "xinhua": "Xinhua",
    "yonhap": "Yonhap", "yonhap news agency": "Yonhap", "the canadian press": "Canadian Press",
    "canadian press": "Canadian Press", "australian associated press": "AAP", "aap": "AAP",
}  # fmt: skip
_AT_THE_HEAD = re.compile(r"\A[^()\n]{0,60}\(([^()\n]{2,30})\)\s*[-–—:.]")  # "ORVO, Feb 3 (Reuters) - "
_BY = re.compile(r"\A\s*(?:by|from|por|par|von|di)\s+", re.IGNORECASE)


def same_text(a: Article, b: Article) -> bool:
    """Say whether one article prints the other's text, whole, cut or lightly edited."""
    return _same(_shingles(a), _shingles(b))


def agency(article: Article) -> str | None:
    """Name the agency whose copy the article says it is, by its byline, dateline or first words."""
    if article.byline:
        named = _AGENCIES.get(_BY.sub("", article.byline).strip().casefold())
        if named:
            return named
    for opening in (article.dateline, article.body[0] if article.body else None):
        head = _AT_THE_HEAD.match(f"{opening} -" if opening is article.dateline else opening or "")
        if head and head.group(1).strip().casefold() in _AGENCIES:
            return _AGENCIES[head.group(1).strip().casefold()]
    return None


def independent_reports(articles: Sequence[Article]) -> tuple[tuple[Article, ...], ...]:
    """Group the articles so that each group is one report: of one owner, one text or one agency.

    Groups stand in the order of their first articles, articles in the order given. Compares every pair:
    meant for the articles of one event.
    """
    shingles = [_shingles(article) for article in articles]
    bylined = [agency(article) for article in articles]
    leads = list(range(len(articles)))
    for later in range(len(articles)):
        for earlier in range(later):
            if leads[earlier] == leads[later]:
                continue
            owned = articles[earlier].controlled_by.casefold() == articles[later].controlled_by.casefold()
            wired = bylined[later] is not None and bylined[earlier] == bylined[later]
            if owned or wired or _same(shingles[earlier], shingles[later]):
                low, high = sorted((leads[earlier], leads[later]))
                leads = [low if lead == high else lead for lead in leads]
    by_lead: dict[int, list[Article]] = {}
    for article, lead in zip(articles, leads, strict=True):
        by_lead.setdefault(lead, []).append(article)
    return tuple(tuple(group) for group in by_lead.values())


def independent_owners(articles: Sequence[Article]) -> tuple[str, ...]:
    """Name one owner for each independent report, in order: that of its first article."""
    return tuple(group[0].controlled_by for group in independent_reports(articles))


def _shingles(article: Article) -> frozenset[str]:
    """Return the runs of words of an article's text; a short one counts whole, with the headline."""
    found = words(article.text)
    if len(found) < _FEWEST + _SHINGLE:
        whole = " ".join([*words(article.headline or ""), "|", *found])
        return frozenset({whole}) if len(whole) > 20 else frozenset()
    return frozenset(" ".join(found[at : at + _SHINGLE]) for at in range(len(found) - _SHINGLE + 1))


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    """Compare two sets of runs by what the smaller shares with the greater."""
    fewer = min(len(a), len(b))
    return fewer > 0 and len(a & b) >= _SHARED * fewer
