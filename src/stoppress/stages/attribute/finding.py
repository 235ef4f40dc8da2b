"""The way of an article through attribution, as a visible chain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Attribution, QuoteKind, SourceKind, Speaker
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.attribute.people import Register
from stoppress.stages.attribute.phrases import find_by_phrases
from stoppress.stages.attribute.provenance import find_provenance, outlet_name
from stoppress.stages.attribute.speakers import Speakers
from stoppress.stages.attribute.units import QUOTE, Unit, units
from stoppress.stages.attribute.verbs import find_by_verbs
from stoppress.stages.attribute.weighing import load_weights, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.stages.attribute.scoring import Weights

_LEAST_QUOTATION = 4  # words; a shorter one without a cue is a title or a way of speaking
_CAN_CONFIRM = re.compile(r"\b(?:i|we) (?:can |do |hereby |also |now )*confirm\b", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:not|never|n[o']t|cannot|can['’]t|neither|would|will|may|might|could|should|must|to|yet)\b|n['’]t\b",
    re.IGNORECASE,
)
_ANSWERING = word_list("respond reply answer comment say specify elaborate disclose")
_FIRST = re.compile(r"\bfirst\b")
_NEGATED = re.compile(r"\b(?:not|never|cannot|neither)\b|n['’]t\b", re.IGNORECASE)
_NO_COMMENT = re.compile(
    r"\b(?:comments?|respond|say|answer|discuss|elaborate|speculate|give|provide|name|identify|disclose|request|requests"
    r"|questions?|inquir\w+|enquir\w+|messages?|calls?|confirm|be interviewed|talk|speak)\b",
    re.IGNORECASE,
)


def attribute(text: str, language: str | None = None, *, weights: Weights | None = None) -> tuple[Attribution, ...]:
    """Return who said what in a text, in the order of the contents, with spans in the text as given.

    The verbs of saying are English; of a text in another language (ISO 639-1 code) only the quotations of
    four words or more are found, without a source. Time is linear in the length; the same text always gives
    the same answer. `weights` are those that ship, unless others are given.
    """
    paragraphs = units(text)
    if language is not None and language.split("-")[0].casefold() != "en":
        return tuple(_quotations_alone(paragraphs))
    flat = [unit for paragraph in paragraphs for unit in paragraph]
    found_in = weigh(flat, find_by_rules(flat, text), weights or load_weights())
    drafts = list(
        _carry_quotations(paragraphs, iter(found_in))
    )  # all first: a later quotation may go to an earlier draft
    drafts = [draft for draft in drafts if draft.content or draft.act is Act.DECLINE]
    speakers = Speakers(Register(flat, text))
    found = [_settle(draft, speakers, text) for draft in drafts]
    return tuple(sorted(found, key=_place))


def _place(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.content or attribution.cue or attribution.source
    return (spans[0][0], attribution.cue[0][0] if attribution.cue else spans[0][0])


def _quotations_alone(paragraphs: Sequence[Sequence[Unit]]) -> Iterator[Attribution]:
    for paragraph in paragraphs:
        for unit in paragraph:
            for at, word in enumerate(unit.words):
                if word == QUOTE and len(unit.raws[at].split()) >= _LEAST_QUOTATION:
                    yield Attribution((), (), (unit.span(at, at + 1),), kind=QuoteKind.DIRECT)


def _find(unit: Unit) -> list[Draft]:
    """Return the attributions of one unit by all patterns; where two share a cue, the more telling one stays."""
    by_verbs = find_by_verbs(unit)
    provenance = find_provenance(unit, by_verbs)
    taken = {draft.cue_at for draft in provenance}
    phrases = [
        draft for draft in find_by_phrases(unit) if draft.cue_at not in taken and not (draft.verb == ":" and by_verbs)
    ]
    kept = [draft for draft in by_verbs if draft.cue_at not in taken]
    return sorted([*kept, *provenance, *phrases], key=lambda draft: draft.cue_at)


def find_by_rules(flat: Sequence[Unit], text: str) -> list[list[Draft]]:
    """Return what the rules find in each unit. What confirms, denies, declines, cites or credits is certain."""
    found = [_find(unit) for unit in flat]
    for drafts in found:
        for draft in drafts:
            draft.certain = draft.awaits_quotation or _act(draft, text) is not Act.SAY
    return found


def _carry_quotations(paragraphs: Sequence[Sequence[Unit]], found: Iterator[list[Draft]]) -> Iterator[Draft]:
    """Go through the drafts found in each unit, and give quotations that stand alone to whoever was speaking.

    In the same paragraph a quotation goes on with the one before it; a paragraph that is nothing but
    quotation is an attribution of its own, without a cue, by the same speaker.
    """
    speaking: Draft | None = None
    for paragraph in paragraphs:
        fresh = True  # no attribution in this paragraph yet
        for unit in paragraph:
            drafts = next(found)
            if not unit.is_quotation:
                yield from drafts
                last = next((draft for draft in reversed(drafts) if draft.quoted or draft.awaits_quotation), None)
                speaking, fresh = last, False
            elif speaking is not None:
                spans = [unit.span(at, at + 1) for at, word in enumerate(unit.words) if word == QUOTE]
                if not fresh or speaking.awaits_quotation:
                    speaking.content += spans
                    speaking.quoted, speaking.awaits_quotation = True, False
                else:
                    speaking = _carried(speaking, unit, spans)
                    yield speaking
                fresh = False


def _carried(speaking: Draft, unit: Unit, spans: list[tuple[int, int]]) -> Draft:
    origin = speaking.carried_from or speaking
    return Draft(unit, origin.verb, [], content=list(spans), quoted=True, carried_from=origin)


def _settle(draft: Draft, speakers: Speakers, text: str) -> Attribution:
    """Make the attribution of a draft: its speaker, its kind and what the crediting amounts to."""
    origin = draft.carried_from or draft
    source_kind, speaker = speakers.resolve(origin)
    if draft.act is not Act.DECLINE:
        speakers.remember(draft, source_kind, speaker)
    by = None
    if draft.cited_by is not None:
        by = text[slice(*draft.unit.span(*draft.cited_by))].strip(" ,")
        speaker = speaker or Speaker(None, text[slice(*draft.source[0])])
    elif draft.act in {Act.FIRST_REPORT, Act.CITE}:
        source_kind = SourceKind.ORGANISATION
        speaker = Speaker(None, None, outlet_name(text[slice(*draft.source[0])]))
    return Attribution(
        source=tuple(draft.source),
        cue=tuple(draft.cue),
        content=tuple(draft.content),
        kind=_kind(draft, text),
        act=_act(draft, text),
        source_kind=source_kind,
        speaker=speaker,
        by=by,
    )


def _kind(draft: Draft, text: str) -> QuoteKind:
    pieces = [text[slice(*span)] for span in draft.content]
    quoted = [piece[:1] in "“\"«„「『‘'" for piece in pieces]
    whole = [piece.rstrip(" ,.;")[-1:] in "”\"»“「」』’'" for piece in pieces]
    if pieces and all(quoted) and all(whole):
        return QuoteKind.DIRECT
    if any(mark in piece for piece in pieces for mark in '“"«„「『') or any("''" in piece for piece in pieces):
        return QuoteKind.MIXED
    return QuoteKind.INDIRECT


def _act(draft: Draft, text: str) -> Act:
    """Say what the crediting amounts to; "did not confirm" and "would confirm" confirm nothing."""
    cue = " ".join(text[slice(*span)] for span in draft.cue)
    content = " ".join(text[slice(*span)] for span in draft.content[:2])[:400]
    act = draft.act
    if act is Act.CONFIRM and _NEGATED.search(cue):
        act = Act.DECLINE
    elif act in {Act.CONFIRM, Act.DENY} and _NOT_YET.search(cue):
        act = Act.SAY
    elif act is Act.SAY:
        act = _act_of_saying(draft, cue, content)
    return act


def _act_of_saying(draft: Draft, cue: str, content: str) -> Act:
    if draft.verb in {"decline", "refuse"} and _NO_COMMENT.search(content):
        return Act.DECLINE
    if draft.verb in _ANSWERING and _NEGATED.search(cue):
        return Act.DECLINE
    if draft.verb == "report" and _FIRST.search(cue):
        return Act.FIRST_REPORT
    return Act.CONFIRM if draft.quoted and _CAN_CONFIRM.search(content) else Act.SAY
