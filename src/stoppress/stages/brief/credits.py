"""Find who rests on whom: the outlets that an event's reports credit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.brief import Behind, Credit
from stoppress.domain.claim import Act
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.corroborate.outlets import ANOTHER_YEAR, outlet_key, outlet_keys
from stoppress.stages.corroborate.standing import event_stems, is_outlet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from stoppress.domain.brief import Excerpt
    from stoppress.domain.claim import Corroboration, Span
    from stoppress.stages.brief.excerpts import Read
    from stoppress.stages.corroborate.carriers import Placed

_ABOUT = 2  # stems of the headlines and ledes in a sentence that is about the event
_NAME = r"(?P<name>(?:the\s)?[A-Z][\w&’'./-]*(?:\s(?:of|for|the|and)?\s?[A-Z0-9][\w&’'./-]*){0,5})"
# "told the BBC", "in footage published by Radio Orvo", "in an interview with the Courier", "seen by the Ledger".
_TO_OUTLET = re.compile(
    rf"\b(?:told|in an interview with|speaking to|spoke to|tells|(?:footage|video|pictures|images|documents?|emails?"
    rf"|letters?|memos?|photographs?|recordings?)\s(?:published|obtained|seen|posted|broadcast|released|shared|aired)"
    rf"\sby|(?:seen|obtained|reviewed)\sby|in\scomments\sto)\s{_NAME}"
)
# "hours after the Ledger reported that", "a report in the Ledger", "came from the Ledger".
_OF_OUTLET = re.compile(
    rf"{_NAME}\s(?:first\s|had\s|has\s)*(?:reported|revealed|disclosed|broke\sthe\s(?:news|story))\b"
    rf"|\b(?:reports?|story|account|article|interview)\s(?:in|by|from|of)\s(?:\w+\s){{0,3}}?{_NAME.replace('name', 'by')}"
    rf"|\b(?:news|story)\s(?:was\s)?(?:first\s)?broken\sby\s{_NAME.replace('name', 'breaker')}"
    rf"|{_NAME.replace('name', 'broke')},?\s(?:that|which|who)\s(?:broke\sthe|was\sthe\sfirst|first\s)"
    rf"|\bcame\sfrom\s{_NAME.replace('name', 'origin')}"
)


def credits(placed: Sequence[Placed], reads: Sequence[Read], corroboration: Corroboration) -> tuple[Credit, ...]:
    """Return the outlets that reports of other outlets credit, those with the first report first, then by number.

    Where nobody is credited with the first report in so many words, it is the outlet that most articles name as having
    reported what their headlines and ledes tell; none where two are named by as many.
    """
    first = {outlet_key(provenance.name) for provenance in corroboration.first_reported_by}
    outlets = outlet_keys([read.article for read in reads]) | first
    found: dict[str, tuple[str, dict[str, Excerpt]]] = {}
    terms = event_stems([read.article for read in reads])
    rested_on: dict[str, set[str]] = {}
    for name, read, span, reports in _named(placed, reads, outlets):
        if outlet_key(name) == outlet_key(read.article.outlet):
            continue
        _, excerpts = found.setdefault(outlet_key(name), (name, {}))
        excerpts.setdefault(read.article.id, read.excerpt(span))
        if (
            reports
            and not ANOTHER_YEAR.search(read.text, *span)
            and len(read.stems_of(read.sentence_at(span[0])) & terms) >= _ABOUT
        ):
            rested_on.setdefault(outlet_key(name), set()).add(read.article.id)
    first = first or _most_named(rested_on)
    made = [Credit(name, key in first, tuple(excerpts.values())) for key, (name, excerpts) in found.items()]
    return tuple(sorted(made, key=lambda credit: (not credit.first, -len(credit.excerpts))))


def _most_named(articles_by_name: Mapping[str, set[str]]) -> set[str]:
    ranked = sorted(articles_by_name.items(), key=lambda named: -len(named[1]))
    if not ranked or (len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1])):
        return set()
    return {ranked[0][0]}


_Named = tuple[str, "Read", "Span", bool]
"""An outlet's name, the article that names it, the sentence, and whether it is said to have reported something."""


def _named(placed: Sequence[Placed], reads: Sequence[Read], outlets: Collection[str]) -> list[_Named]:
    number_by_id = {read.article.id: number for number, read in enumerate(reads)}
    by_attribution = [
        (name, reads[number_by_id[article]], span, True) for name, article, span in _by_attribution(placed, outlets)
    ]
    named = [*by_attribution, *_in_passing(reads, outlets)]
    return sorted(named, key=lambda one: (number_by_id[one[1].article.id], one[2]))


def _by_attribution(placed: Sequence[Placed], outlets: Collection[str]) -> Iterator[tuple[str, str, Span]]:
    for one in placed:
        attribution = one.attribution
        name = (one.speaker.body or one.speaker.name) if one.speaker else None
        if not name or attribution.act is Act.DECLINE or (attribution.act is Act.CITE and attribution.by):
            continue
        credited = attribution.act in {Act.FIRST_REPORT, Act.CITE}
        name = outlet_name(name)
        if credited or outlet_key(name) in outlets or _is_called_outlet(name, outlets):
            yield name, one.article.id, one.carrier.sentence_span


def _in_passing(reads: Sequence[Read], outlets: Collection[str]) -> Iterator[_Named]:
    for read in reads:
        for pattern, reports in ((_TO_OUTLET, False), (_OF_OUTLET, True)):
            for match in pattern.finditer(read.text):
                name = outlet_name(next(found for found in match.groups() if found))
                if outlet_key(name) in outlets or _is_called_outlet(name, outlets):
                    yield name, read, read.sentence_at(match.start()), reports


def _is_called_outlet(name: str, outlets: Collection[str]) -> bool:
    return name[:1].isupper() and is_outlet(name, outlets)


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
