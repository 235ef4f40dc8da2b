"""What an event's reports come to together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, CitedSource, Corroboration, Provenance
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.corroborate.carriers import Placed, place
from stoppress.stages.corroborate.claims import group_claims
from stoppress.stages.corroborate.outlets import ANOTHER_YEAR, outlet_key, outlet_keys, rest
from stoppress.stages.corroborate.standing import confirmations, event_stems, has_standing, is_about
from stoppress.stages.syndication import name_owners, owners_and_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Attribution, Carrier


def corroborate(
    articles: Sequence[Article], attributions_by_article: Mapping[str, Sequence[Attribution]]
) -> Corroboration:
    """Return what the reports of one event come to; articles stand in order of arrival.

    Every excerpt and sentence is a verbatim run of its article's `text`. The rules of who confirms are those of
    `standing.has_standing` and `standing.is_about`.
    """
    placed = place(articles, attributions_by_article)
    outlets = outlet_keys(articles)
    first = _first_reports(placed, articles, outlets)
    outlets |= {outlet_key(one.name) for one in first}
    pairs = rest(owners_and_texts(articles), articles, placed, outlets)
    pair_by_article = {article.id: pair for article, pair in zip(articles, pairs, strict=True)}
    trusted = [has_standing(one.speaker, one.attribution.source_kind, outlets) for one in placed]
    return Corroboration(
        owners=name_owners(articles, pairs),
        first_reported_by=first,
        confirmations=confirmations(placed, articles, outlets),
        cited_sources=_cited_sources(placed),
        claims=group_claims(placed, pair_by_article, trusted=trusted),
    )


def _first_reports(
    placed: Sequence[Placed], articles: Sequence[Article], outlets: AbstractSet[str]
) -> tuple[Provenance, ...]:
    """Return whom the articles credit with having had the event first; an article counts once for each.

    A credit is about the event where its words are, or where the outlet is one of the event's own; one in a sentence
    that tells another year is not.
    """
    terms = event_stems(articles)
    by_name: dict[str, tuple[str, dict[str, Carrier]]] = {}
    for one in placed:
        name = (one.speaker.body or one.speaker.name) if one.speaker else None
        if one.attribution.act is not Act.FIRST_REPORT or not name or not any(letter.isupper() for letter in name):
            continue
        if ANOTHER_YEAR.search(one.carrier.sentence):
            continue
        name = outlet_name(name)
        if is_about(one, terms) or outlet_key(name) in outlets:
            _, carriers = by_name.setdefault(outlet_key(name), (name, {}))
            carriers.setdefault(one.article.id, one.carrier)
    return tuple(Provenance(name, tuple(carriers.values())) for name, carriers in by_name.values())


def _cited_sources(placed: Sequence[Placed]) -> tuple[CitedSource, ...]:
    """Return what outlets are said to rest on, or this event's outlets say they rest on."""
    found: dict[tuple[str, str], tuple[str, str, dict[str, Carrier]]] = {}
    for one in placed:
        if one.attribution.act is not Act.CITE or not one.attribution.source:
            continue
        text = one.article.text[slice(*one.attribution.source[0])]
        cited_by = one.attribution.by or one.article.outlet
        _, _, carriers = found.setdefault((outlet_key(text), outlet_key(cited_by)), (text, cited_by, {}))
        carriers.setdefault(one.article.id, one.carrier)
    return tuple(CitedSource(text, cited_by, tuple(carriers.values())) for text, cited_by, carriers in found.values())
