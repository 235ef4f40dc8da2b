"""Find who rests on whom: the outlets that an event's reports credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.brief import Behind, Credit
from stoppress.domain.claim import Act
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.corroborate.mentions import Credited, mentions
from stoppress.stages.corroborate.outlets import outlet_key, outlet_keys
from stoppress.stages.corroborate.standing import is_outlet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from stoppress.domain.brief import Excerpt
    from stoppress.domain.claim import Corroboration, Span
    from stoppress.stages.brief.excerpts import Read
    from stoppress.stages.corroborate.carriers import Placed


def credited(placed: Sequence[Placed], reads: Sequence[Read], corroboration: Corroboration) -> tuple[Credit, ...]:
    """Return the outlets that reports of other outlets credit, those with the first report first, then by number."""
    first = {outlet_key(provenance.name): provenance for provenance in corroboration.first_reported_by}
    outlets = outlet_keys([read.article for read in reads]) | set(first)
    read_by_id = {read.article.id: read for read in reads}
    found: dict[str, tuple[str, dict[str, Excerpt]]] = {}
    for provenance in first.values():
        for carrier in provenance.carriers:
            _put(found, provenance.name, read_by_id[carrier.article], carrier.sentence_span)
    for name, article, span in sorted(_named(placed, reads, outlets), key=lambda named: named[2]):
        if outlet_key(name) != outlet_key(read_by_id[article].article.outlet):
            _put(found, name, read_by_id[article], span)
    made = [Credit(name, key in first, tuple(excerpts.values())) for key, (name, excerpts) in found.items()]
    return tuple(sorted(made, key=lambda credit: (not credit.first, -len(credit.excerpts))))


def _put(found: dict[str, tuple[str, dict[str, Excerpt]]], name: str, read: Read, span: Span) -> None:
    _, excerpts = found.setdefault(outlet_key(name), (name, {}))
    excerpts.setdefault(read.article.id, read.excerpt(span))


_Named = tuple[str, str, "Span"]
"""An outlet's name, the article that names it, and the sentence."""


def _named(placed: Sequence[Placed], reads: Sequence[Read], outlets: Collection[str]) -> Iterator[_Named]:
    yield from _by_attribution(placed, outlets)
    articles = [read.article for read in reads]
    for mention in mentions(articles, outlets, [article.outlet for article in articles]):
        if mention.credited is not Credited.NAMED:
            yield outlet_name(mention.name), mention.article, mention.sentence


def _by_attribution(placed: Sequence[Placed], outlets: Collection[str]) -> Iterator[_Named]:
    for one in placed:
        attribution = one.attribution
        name = (one.speaker.body or one.speaker.name) if one.speaker else None
        if not name or attribution.act is Act.DECLINE or (attribution.act is Act.CITE and attribution.by):
            continue
        name = outlet_name(name)
        is_credit = attribution.act in {Act.FIRST_REPORT, Act.CITE}
        if is_credit or outlet_key(name) in outlets or (name[:1].isupper() and is_outlet(name, outlets)):
            yield name, one.article.id, one.carrier.sentence_span


def behind(corroboration: Corroboration, read_by_id: Mapping[str, Read]) -> tuple[Behind, ...]:
    """Return what credited outlets are said to rest on: sources that are no outlets themselves."""
    return tuple(
        Behind(
            cited.text,
            outlet_name(cited.cited_by),
            tuple(read_by_id[carrier.article].excerpt(carrier.sentence_span) for carrier in cited.carriers),
        )
        for cited in corroboration.cited_sources
        if any(carrier.attribution.by for carrier in cited.carriers)
    )
