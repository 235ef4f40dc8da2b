"""Decide whom an event's reports credit with having had it first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Attribution, Carrier, Provenance, SourceKind, Speaker
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.corroborate.mentions import Credited, mentions
from stoppress.stages.corroborate.outlets import ANOTHER_YEAR, outlet_key
from stoppress.stages.corroborate.standing import event_stems, is_about, is_outlet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from stoppress.domain.article import Article
    from stoppress.stages.corroborate.carriers import Placed
    from stoppress.stages.corroborate.mentions import Mention

_ABOUT = 2  # stems of the headlines and ledes in a sentence that is about the event


@dataclass(slots=True)
class _Candidate:
    """An outlet that reports credit with the event: as what at most, and by which words of which articles."""

    name: str
    credited: Credited = Credited.NAMED
    carriers: dict[Credited, dict[str, Carrier]] = field(default_factory=dict)


def first_reports(
    placed: Sequence[Placed], articles: Sequence[Article], outlets: Collection[str]
) -> tuple[Provenance, ...]:
    """Return whom the articles credit with having had the event first; an article counts once for each.

    Whoever is said to be first in so many words; where nobody is, the one outlet that most articles say has reported
    what headlines and ledes tell, nobody where two are named by as many. Not one whose own report credits another, who
    is the root, and not for a quotation, for footage, or in a sentence of another year.
    """
    found: dict[str, _Candidate] = {}
    for key, name, credited, carrier in (*_by_attribution(placed, articles, outlets), *_in_passing(articles, outlets)):
        candidate = found.setdefault(key, _Candidate(name))
        candidate.credited = max(candidate.credited, credited)
        candidate.carriers.setdefault(credited, {}).setdefault(carrier.article, carrier)
    outlet_by_article = {article.id: outlet_key(article.outlet) for article in articles}
    roots = {key: one for key, one in found.items() if not _credits_another(key, found, outlet_by_article)}
    first = [one for one in roots.values() if one.credited is Credited.FIRST]
    if not first:
        ranked = sorted(roots.values(), key=lambda one: -_heard(one))
        first = ranked[:1] if ranked and (len(ranked) == 1 or _heard(ranked[0]) > _heard(ranked[1])) else []
    return tuple(Provenance(one.name, tuple(_carriers(one).values())) for one in first)


_Found = tuple[str, str, Credited, Carrier]


def _credits_another(key: str, found: Mapping[str, _Candidate], outlet_by_article: Mapping[str, str]) -> bool:
    return any(
        other != key and outlet_by_article[article] == key and one.credited >= found[key].credited
        for other, one in found.items()
        for by_article in one.carriers.values()
        for article in by_article
    )


def _carriers(one: _Candidate) -> dict[str, Carrier]:
    """Return the words of each article, the strongest; those that name an outlet first alone, where any do."""
    if one.credited is Credited.FIRST:
        return one.carriers[Credited.FIRST]
    return one.carriers.get(Credited.REPORTED, {})


def _heard(one: _Candidate) -> int:
    return len(_carriers(one))


def _by_attribution(
    placed: Sequence[Placed], articles: Sequence[Article], outlets: Collection[str]
) -> Iterator[_Found]:
    terms = event_stems(articles)
    for one in placed:
        attribution, name = one.attribution, (one.speaker.body or one.speaker.name) if one.speaker else None
        if not name or not any(letter.isupper() for letter in name) or ANOTHER_YEAR.search(one.carrier.sentence):
            continue
        name = outlet_name(name)
        key = outlet_key(name)
        if key == outlet_key(one.article.outlet):
            continue
        if attribution.act is Act.FIRST_REPORT and (is_about(one, terms) or key in outlets):
            yield key, name, Credited.FIRST, one.carrier
        elif _reports(one, terms) and _is_outlet(name, outlets):
            yield key, name, Credited.REPORTED, one.carrier


def _reports(one: Placed, terms: AbstractSet[str]) -> bool:
    attribution = one.attribution
    if attribution.act not in {Act.CITE, Act.SAY} or attribution.by or attribution.source_kind is SourceKind.UNNAMED:
        return False
    return len(one.stems & terms) >= _ABOUT


def _is_outlet(name: str, outlets: Collection[str]) -> bool:
    return name[:1].isupper() and is_outlet(name, outlets)


def _in_passing(articles: Sequence[Article], outlets: Collection[str]) -> Iterator[_Found]:
    by_id = {article.id: article for article in articles}
    for mention in mentions(articles, outlets, [article.outlet for article in articles]):
        if mention.credited >= Credited.REPORTED and mention.of_event:
            name = outlet_name(mention.name)
            yield mention.key, name, mention.credited, _carrier(by_id[mention.article], mention)


def _carrier(article: Article, mention: Mention) -> Carrier:
    act = Act.FIRST_REPORT if mention.credited is Credited.FIRST else Act.CITE
    name = outlet_name(mention.name)
    return Carrier(
        article=article.id,
        outlet=article.outlet,
        owner=article.controlled_by,
        attribution=Attribution(
            source=(mention.span,),
            cue=(),
            content=(mention.sentence,),
            act=act,
            source_kind=SourceKind.ORGANISATION,
            speaker=Speaker(None, None, name),
        ),
        excerpt=article.text[slice(*mention.sentence)],
        sentence=article.text[slice(*mention.sentence)],
        span=mention.sentence,
        sentence_span=mention.sentence,
    )
