"""Know the outlets that an event's reports name, and which reports rest wholly on another outlet's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, SourceKind
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.corroborate.standing import event_stems, is_outlet

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from stoppress.domain.article import Article
    from stoppress.stages.corroborate.carriers import Placed
    from stoppress.stages.syndication import Pair

_SORT = (
    r"(?:newspaper|paper|daily|weekly|magazine|news\sagency|agency|broadcaster|channel|radio\sstation"
    r"|television\sstation|station|website|news\ssite|tech\ssite|site|newsletter|blog|tabloid|portal|periodical|journal)"
)
_NAME = r"(?P<name>[A-Z][\w&’'./-]*(?:\s(?:of|for|the|and|de|di|del|la)?\s?[A-Z0-9][\w&’'./-]*){0,4})"
_CALLED = re.compile(rf"\b{_SORT},?\s{_NAME}")  # "the Swiss weekly Die Laterne"
_IS_A = re.compile(rf"{_NAME},\s(?:a|an|the)\s(?:[\w-]+\s){{0,4}}{_SORT}\b")  # "La Grada, a Madrid sports daily"
ANOTHER_YEAR = re.compile(r"\b[Ii]n\s(?:19|20)\d\d\b|\byears?\s(?:ago|earlier|before)\b|\blast\syear\b")
_LEADING = 2  # paragraphs in which a report says whom it rests on
_OWN = 2  # stems of the event in words of a source of the report's own


def outlet_key(name: str) -> str:
    """Fold an outlet's name, so that "The Ledger" and "the Ledger" are one."""
    return re.sub(r"\s+", " ", name.casefold().replace("’", "'").removeprefix("the ")).strip()


def outlet_keys(articles: Sequence[Article]) -> set[str]:
    """Return the outlets of an event, by `outlet_key`: its articles' own, and those they call a newspaper."""
    found = {outlet_key(article.outlet) for article in articles}
    for article in articles:
        for pattern in (_CALLED, _IS_A):
            found |= {outlet_key(match["name"]) for match in pattern.finditer(article.text)}
    return found


def rest(
    pairs: Sequence[Pair], articles: Sequence[Article], placed: Sequence[Placed], outlets: Collection[str]
) -> tuple[Pair, ...]:
    """Let reports that rest wholly on one outlet count as that outlet's text.

    A report rests on another where its first two paragraphs give the event by that outlet's word, and it has no source
    of its own on the event: nobody but outlets confirms, denies, or shares two
    stems with headline and lede.
    """
    number_by_outlet = {
        outlet_key(article.outlet): number for article, (_, number) in zip(articles, pairs, strict=True)
    }
    free = len(articles)
    found = []
    for article, (owner, number) in zip(articles, pairs, strict=True):
        name = _rests_on(article, placed, outlets)
        if name is not None and name not in number_by_outlet:
            number_by_outlet[name], free = free, free + 1
        found.append((owner, number if name is None else number_by_outlet[name]))
    return tuple(found)


def _rests_on(article: Article, placed: Sequence[Placed], outlets: Collection[str]) -> str | None:
    terms = event_stems([article])
    own = outlet_key(article.outlet)
    first: str | None = None
    for one in placed:
        if one.article is not article or one.speaker is None or one.attribution.act is Act.DECLINE:
            continue
        name = outlet_key(outlet_name(one.speaker.body or one.speaker.name or ""))
        credited = one.attribution.act in {Act.FIRST_REPORT, Act.CITE} or name in outlets or is_outlet(name, outlets)
        if credited and name and name != own and one.attribution.source_kind is not SourceKind.UNNAMED:
            if first is None and one.paragraph < _LEADING and one.attribution.act is not Act.FIRST_REPORT:
                first = name
        elif not credited and (one.attribution.act is not Act.SAY or len(one.stems & terms) >= _OWN):
            return None
    return first
