"""Set each attribution in its article: the words it stands in, and who speaks, as far as any report tells."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from stoppress.domain.claim import Attribution, Carrier, SourceKind, Speaker
from stoppress.stages.corroborate.acts import acts
from stoppress.stages.corroborate.descriptions import Bodies, complete, describe, has_office_alone, same_person
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Span


class Placed:
    """One attribution with all that corroboration asks of it."""

    __slots__ = ("article", "attribution", "carrier", "is_act", "order", "paragraph", "speaker", "stems")

    def __init__(self, article: Article, attribution: Attribution, carrier: Carrier, order: int) -> None:
        self.article = article
        self.is_act = False  # what a source did, not what it said: `acts`
        self.attribution = attribution
        self.carrier = carrier
        self.order = order  # of arrival: articles, then text
        text = article.text
        content = " ".join(text[slice(*span)] for span in attribution.content)
        self.stems = frozenset(stems(content, article.language or "en"))
        start = attribution.content[0][0] if attribution.content else 0
        self.paragraph = text.count("\n\n", 0, start)
        self.speaker = attribution.speaker


def place(articles: Sequence[Article], attributions_by_article: Mapping[str, Sequence[Attribution]]) -> list[Placed]:
    """Return every attribution of the articles, in order of arrival, with its carrier."""
    return [one for one in place_with_acts(articles, attributions_by_article) if not one.is_act]


def place_with_acts(
    articles: Sequence[Article], attributions_by_article: Mapping[str, Sequence[Attribution]]
) -> list[Placed]:
    """Return every attribution of the articles, in order of arrival, and after those of an article its `acts`."""
    placed: list[Placed] = []
    for article in articles:
        said = attributions_by_article.get(article.id, ())
        done = acts(article, said) if (article.language or "en").startswith("en") else []
        spans = sentence_spans(article.text)
        sentences = spans, [start for start, _ in spans]
        for number, attribution in enumerate((*said, *done)):
            carrier = _carrier(article, attribution, sentences)
            if carrier is not None:
                one = Placed(article, attribution, carrier, len(placed))
                one.is_act = number >= len(said)
                placed.append(one)
    _complete_bodies(placed, articles)
    _complete_speakers(placed)
    return placed


def _carrier(
    article: Article, attribution: Attribution, sentences: tuple[Sequence[Span], Sequence[int]]
) -> Carrier | None:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    if not spans:
        return None
    text = article.text
    first, after = _run(attribution.content)
    sentence = _sentence(sentences, _run(spans))
    return Carrier(
        article=article.id,
        outlet=article.outlet,
        owner=article.controlled_by,
        attribution=attribution,
        excerpt=text[first:after],
        sentence=text[slice(*sentence)],
        span=(first, after),
        sentence_span=sentence,
    )


def _complete_bodies(placed: Sequence[Placed], articles: Sequence[Article]) -> None:
    bodies = Bodies(articles)
    for one in placed:
        if one.speaker is not None:
            place = one.attribution.source[0][0] if one.attribution.source else one.carrier.span[0]
            one.speaker = complete(one.speaker, one.article.id, place, bodies)
    for article in articles:
        _complete_persons([one for one in placed if one.article is article], article)


def _complete_persons(placed: Sequence[Placed], article: Article) -> None:
    """Give "the lawyer" of a report the name of the one lawyer whom it names."""
    nameless = [one for one in placed if one.speaker is not None and has_office_alone(one.speaker)]
    nameless = [one for one in nameless if one.attribution.source_kind is not SourceKind.UNNAMED]
    if not nameless:
        return
    named = {one.speaker.name: one.speaker for one in placed if one.speaker is not None and one.speaker.name}
    described = {name: describe(name, (article,)) for name in named if name}
    for one in nameless:
        assert one.speaker is not None
        fitting = [full for name, full in named.items() if name and same_person(one.speaker, full, described[name])]
        if len(fitting) == 1:
            one.speaker = fitting[0]


def _run(spans: Iterable[Span]) -> Span:
    found = list(spans)
    if not found:
        return 0, 0
    return min(start for start, _ in found), max(end for _, end in found)


def _sentence(sentences: tuple[Sequence[Span], Sequence[int]], run: Span) -> Span:
    """Return the span of the sentences that a run of text touches."""
    spans, starts = sentences
    first = max(bisect_right(starts, run[0]) - 1, 0)
    last = max(bisect_right(starts, max(run[1] - 1, run[0])) - 1, first)
    return (spans[first][0], spans[last][1]) if spans else (0, 0)


def surname(speaker: Speaker | None) -> str:
    """Return the last word of a speaker's name, case-folded; "" where there is no name."""
    if speaker is None or not speaker.name:
        return ""
    return speaker.name.split()[-1].casefold().removesuffix("'s").removesuffix("’s")


def fullness(speaker: Speaker) -> tuple[bool, bool, int, int]:
    """Rank how complete a speaker is: by role, body and the length of the name, then of the body's."""
    return bool(speaker.role), bool(speaker.body), len(speaker.name or ""), len(speaker.body or "")


def _complete_speakers(placed: Sequence[Placed]) -> None:
    """Give "Reed" of one report the full name and role that another gives.

    Where two people of one surname stand in the event, a surname alone stays as it is.
    """
    by_surname: dict[str, list[Speaker]] = {}
    for one in placed:
        if one.speaker is not None and one.speaker.name:
            by_surname.setdefault(surname(one.speaker), []).append(one.speaker)
    full = {name: best for name, speakers in by_surname.items() if (best := _one_person(speakers)) is not None}
    for one in placed:
        best = full.get(surname(one.speaker))
        if best is not None:
            one.speaker = best


def _one_person(speakers: Sequence[Speaker]) -> Speaker | None:
    """Return the most complete of speakers who share a surname; None where they are more than one person."""
    names = {speaker.name.casefold() for speaker in speakers if speaker.name and " " in speaker.name}
    longest = max(names, key=lambda name: (len(name), name), default="")
    first = {name.split()[0] for name in names}
    if len(first) > 1 and not all(set(name.split()) <= set(longest.split()) for name in names):
        return None
    name = max((speaker.name or "" for speaker in speakers), key=lambda text: (len(text), text))
    best = max(speakers, key=fullness)
    return Speaker(name, best.role, best.body)
