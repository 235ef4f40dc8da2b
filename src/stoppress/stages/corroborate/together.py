"""What an event's reports come to together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, CitedSource, Corroboration
from stoppress.stages.corroborate.carriers import Placed, place_with_acts
from stoppress.stages.corroborate.claims import group_claims
from stoppress.stages.corroborate.confirming import confirmations
from stoppress.stages.corroborate.firsts import first_reports
from stoppress.stages.corroborate.outlets import outlet_key, outlet_keys, rest
from stoppress.stages.corroborate.standing import has_standing
from stoppress.stages.syndication import name_owners, owners_and_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Attribution, Carrier
    from stoppress.stages.syndication import Pair


def corroborate(
    articles: Sequence[Article], attributions_by_article: Mapping[str, Sequence[Attribution]]
) -> Corroboration:
    """Return what the reports of one event come to; articles stand in order of arrival.

    Every excerpt and sentence is a verbatim run of its article's `text`. Who confirms is decided in `confirming`,
    who was first in `firsts`.
    """
    everything = place_with_acts(articles, attributions_by_article)
    return corroborate_placed(articles, everything, owners_and_texts(articles))


def corroborate_placed(
    articles: Sequence[Article], everything: Sequence[Placed], texts: Sequence[Pair]
) -> Corroboration:
    """Return what the reports come to by what `place_with_acts` and `owners_and_texts` gave of them."""
    placed = [one for one in everything if not one.is_act]
    outlets = outlet_keys(articles)
    first = first_reports(placed, articles, outlets)
    outlets |= {outlet_key(one.name) for one in first}
    pairs = rest(texts, articles, placed, outlets)
    pair_by_article = {article.id: pair for article, pair in zip(articles, pairs, strict=True)}
    trusted = [has_standing(one.speaker, one.attribution.source_kind, outlets) for one in everything]
    return Corroboration(
        owners=name_owners(articles, pairs),
        first_reported_by=first,
        confirmations=confirmations(everything, articles, outlets),
        cited_sources=_cited_sources(placed),
        claims=group_claims(placed, pair_by_article, trusted=trusted),
    )


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
