"""Decide who confirms and who denies an event: the signs of what each source says, weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Confirmation, SourceKind
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.corroborate.carriers import fullness, surname
from stoppress.stages.corroborate.outlets import ANOTHER_YEAR
from stoppress.stages.corroborate.signs import Told, signs
from stoppress.stages.corroborate.standing import bare_body, confirms_plainly, is_outlet
from stoppress.stages.corroborate.weights import CONFIRMING, DENYING, LEAST_CONFIRMING, LEAST_DENYING
from stoppress.stages.likeness import log_odds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Carrier, Speaker
    from stoppress.stages.corroborate.carriers import Placed

_NOBODY = frozenset((SourceKind.UNNAMED, SourceKind.DOCUMENT, SourceKind.ABSENT))
_SILENT = frozenset((Act.DECLINE, Act.CITE, Act.FIRST_REPORT))
_MOST_ARTICLES = 3  # in which it counts that a source is heard
_NOT_DONE = re.compile(r"\b(?:will|would|may|might|could|should|not|never|cannot|yet)\b|n[’']t\b", re.IGNORECASE)
_STRANGERS = word_list("""
    former expert analyst critic historian journalist columnist lecturer observer witness resident neighbour neighbor
    """)
_NOBODYS_NAME = re.compile(
    r"\b(?:after|before|hours|until|which|who|press release|text message|reports|shares|footage|few|telephone)\b"
    r"|\bat (?:half|noon|midnight)\b",
    re.IGNORECASE,
)  # what is no name, but was taken for one
_WORD = re.compile(r"[\w-]+")
_Name = tuple[str, frozenset[str]]  # a speaker's surname and the words of the body


@dataclass(slots=True)
class Source:
    """One source of an event, by whatever names it goes, and all it says."""

    names: dict[_Name, None] = field(default_factory=dict)
    statements: list[Placed] = field(default_factory=list)


def sources(placed: Sequence[Placed], told: Told, outlets: Collection[str]) -> list[Source]:
    """Return the sources of an event that can have standing, in order of arrival, each with its statements.

    Nobody unnamed can, no document, no outlet and no name of which nothing is told; who declines to answer states
    nothing.
    A body and the person who speaks for it are one source.
    """
    found: list[Source] = []
    for one in placed:
        if one.speaker is None or not _can_have_standing(one, one.speaker, outlets) or not told.knows(one.speaker):
            continue
        name = surname(one.speaker), bare_body(one.speaker.body or "")
        home = next((source for source in found if any(_is_same(name, other) for other in source.names)), None)
        if home is None:
            home = Source()
            found.append(home)
        home.names[name] = None
        home.statements.append(one)
    return found


def _can_have_standing(one: Placed, speaker: Speaker, outlets: Collection[str]) -> bool:
    attribution = one.attribution
    if attribution.source_kind in _NOBODY or attribution.act in _SILENT:
        return False
    cue = " ".join(one.article.text[slice(*span)] for span in attribution.cue)
    if (
        cue.isupper() or _NOT_DONE.search(cue) or ANOTHER_YEAR.search(one.carrier.sentence)
    ):  # a dateline's "SAID" is no cue
        return False
    if _NOBODYS_NAME.search(f"{speaker.name or ''} {speaker.role or ''} {speaker.body or ''}"):
        return False
    role = set(_WORD.findall((speaker.role or "").casefold()))
    return not role & _STRANGERS and not is_outlet(speaker.body or speaker.name or "", outlets)


def _is_same(one: _Name, other: _Name) -> bool:
    """Tell one source by surname or else by body: "the bank" and "National Bank of Norl" are one.

    All the words of the shorter stand in the longer.
    """
    if one[0] and other[0]:
        return one[0] == other[0]
    short, long = sorted((one[1], other[1]), key=len)
    return bool(short) and short <= long


def confirmations(
    placed: Sequence[Placed], articles: Sequence[Article], outlets: Collection[str]
) -> tuple[Confirmation, ...]:
    """Return who confirms and who denies the event, the surest first.

    A source is weighed by the statement of it that weighs most, as logistic regression has weighed the signs
    (`weights`). Nobody does both: what weighs more counts. Of those who confirm, as of those who deny, the surest is
    shown, and everyone as sure as `LEAST_CONFIRMING[1]` and `LEAST_DENYING[1]` ask.
    """
    told = Told(articles)
    weighed = [_weigh(source, told, outlets) for source in sources(placed, told, outlets)]
    return (*_surest(weighed, denies=False), *_surest(weighed, denies=True))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A source with the log-odds, above the least, that each of its statements confirms and denies."""

    source: Source
    confirms: tuple[float, ...]
    denies: tuple[float, ...]

    def margin(self, *, denies: bool) -> float:
        """The log-odds of the statement that weighs most, above the least."""
        return max(self.denies if denies else self.confirms)


def _weigh(source: Source, told: Told, outlets: Collection[str]) -> _Weighed:
    found = source_signs(source, told, outlets)
    plain = [plain_act(one, told, outlets) for one in source.statements]
    return _Weighed(
        source,
        _margins(found, CONFIRMING, LEAST_CONFIRMING, [act is Act.CONFIRM for act in plain]),
        _margins(found, DENYING, LEAST_DENYING, [act is Act.DENY for act in plain]),
    )


def _margins(
    found: Sequence[Mapping[str, float]],
    weights: Mapping[str, float],
    least: tuple[float, float],
    plain: Sequence[bool],
) -> tuple[float, ...]:
    """Return how far each statement is above the least; one that confirms or denies plainly is always sure."""
    margins = [log_odds(one, weights) - least[0] for one in found]
    return tuple(
        max(margin, least[1] - least[0]) if sure else margin for margin, sure in zip(margins, plain, strict=True)
    )


def plain_act(one: Placed, told: Told, outlets: Collection[str]) -> Act | None:
    """Return CONFIRM or DENY where a statement plainly does so: by the verb, with standing, about the event."""
    return one.attribution.act if confirms_plainly(one, told.terms, outlets) else None


def source_signs(source: Source, told: Told, outlets: Collection[str]) -> list[dict[str, float]]:
    """Return the signs of each statement of a source, and in how many articles it is heard."""
    heard = min(len({one.article.id for one in source.statements}), _MOST_ARTICLES) / _MOST_ARTICLES
    return [{**signs(one, told, outlets), "bias": 1.0, "articles": heard} for one in source.statements]


def _surest(weighed: Sequence[_Weighed], *, denies: bool) -> tuple[Confirmation, ...]:
    certain = LEAST_DENYING if denies else LEAST_CONFIRMING
    fitting = [
        one
        for one in weighed
        if one.margin(denies=denies) >= 0 and one.margin(denies=denies) >= one.margin(denies=not denies)
    ]
    fitting.sort(key=lambda one: -one.margin(denies=denies))
    return tuple(
        _confirmation(one, denies=denies)
        for at, one in enumerate(fitting)
        if at == 0 or one.margin(denies=denies) >= certain[1] - certain[0]
    )


def _confirmation(weighed: _Weighed, *, denies: bool) -> Confirmation:
    """Show of each article the statement that weighs most, and of those that are sure the first."""
    least, sure = LEAST_DENYING if denies else LEAST_CONFIRMING
    odds = [min(odd, sure - least) for odd in (weighed.denies if denies else weighed.confirms)]
    ranked = sorted(zip(odds, weighed.source.statements, strict=True), key=lambda pair: (-pair[0], pair[1].order))
    shown: dict[str, Carrier] = {}
    for odd, one in ranked:
        if odd >= 0:
            shown.setdefault(one.article.id, one.carrier)
    order = {one.article.id: one.order for one in reversed(weighed.source.statements)}
    telling = [one for odd, one in ranked if odd >= sure - least] or weighed.source.statements
    speakers = [one.speaker for one in telling if one.speaker is not None]
    explicit = Act.DENY if denies else Act.CONFIRM
    return Confirmation(
        speaker=max(speakers, key=fullness),
        denies=denies,
        carriers=tuple(carrier for _, carrier in sorted(shown.items(), key=lambda item: order[item[0]])),
        is_stated=ranked[0][1].attribution.act is not explicit,
    )
