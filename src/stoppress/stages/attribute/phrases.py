"""Attributions without a verb of their own: "according to …", "Obi's claim that …", "Obi: …", "is expected to …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.stages.attribute.contents import REACH, cut_at_comma, rest
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.grammar import (
    BE,
    CONNECTIVES,
    DASHES,
    PREPOSITIONS,
    is_adverb,
    is_possessive,
    is_word,
)
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.attribute.sources import noun_phrase_before, source_before
from stoppress.stages.attribute.units import QUOTE, Unit

if TYPE_CHECKING:
    from stoppress.stages.attribute.sources import Range

# Nouns of saying and thinking, and what their content begins with.
NOUNS = {
    "accusation": "that of", "accusations": "that of", "admission": "that of", "advice": "on to",
    "allegation": "that of", "allegations": "that of", "announcement": "that of", "argument": "that for",
    "assertion": "that of", "assurance": "that", "assurances": "that", "belief": "that in", "call": "for to",
    "calls": "for to", "claim": "that of to", "claims": "that of about", "complaint": "that about",
    "complaints": "that about", "concern": "that about over", "concerns": "that about over",
    "condemnation": "of", "contention": "that", "criticism": "of", "criticisms": "of", "defense": "of",
    "demand": "that for", "demands": "that for", "denial": "that of", "denials": "that of",
    "description": "of", "endorsement": "of", "fear": "that of", "fears": "that of", "hope": "that of for",
    "hopes": "that of for", "insistence": "that on", "notion": "that", "opinion": "that", "pledge": "to that of",
    "praise": "for of", "prediction": "that of", "predictions": "that of", "promise": "to that of",
    "promises": "to that of", "rejection": "of", "remarks": "about", "request": "for to that",
    "skepticism": "about", "speculation": "that about", "statement": "that", "suggestion": "that of",
    "suspicion": "that", "vow": "to", "warning": "that of about", "warnings": "that of about",
}  # fmt: skip


def find_by_phrases(unit: Unit) -> list[Draft]:
    """Return the attributions of a unit that no verb of saying makes, in order."""
    drafts = []
    for at, word in enumerate(unit.words):
        draft = None
        if word == "according" and unit.word(at + 1) == "to":
            draft = _according_to(unit, at)
        elif word in NOUNS:
            draft = _by_noun(unit, at)
        elif word in {"expected", "seemed", "seems", "appeared", "appears", "appear"}:
            draft = _without_source(unit, at)
        elif word == ":":
            draft = _by_colon(unit, at)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _according_to(unit: Unit, at: int) -> Draft | None:
    source = _named_by_according(unit, at + 2)
    if source is None:
        return None
    draft = Draft(unit, "according to", [unit.span(at, at + 2)], cue_at=at, source_range=source)
    draft.source.append(unit.span(*source))
    left_end = at
    while left_end > 0 and (unit.words[left_end - 1] == "," or unit.words[left_end - 1] in DASHES):
        left_end -= 1
    first = max(0, left_end - REACH)
    while first < left_end and not (is_word(unit.words[first]) or unit.words[first] == QUOTE):
        first += 1
    if first < left_end:
        draft.content.append(unit.span(first, left_end))
        draft.quoted = left_end - first == 1 and unit.words[first] == QUOTE
    after = source[1]
    if unit.word(after) == "," and after + 1 < len(unit):
        following = rest(unit, after + 1)
        if following is not None and (not draft.content or unit.word(after + 1) not in _ASIDES):
            draft.content.append(unit.span(*following))
    return draft if draft.content else None


_ASIDES = word_list("which who a an the as while compared though although")


def _named_by_according(unit: Unit, at: int) -> Range | None:
    """Return the source after "according to": up to a comma, a clause or the end."""
    place = at
    end = min(len(unit), at + 30)
    while place < end:
        word = unit.words[place]
        if word in {",", ";", ":", QUOTE, "(", ")"} or word in DASHES:
            break
        if place > at and word in {"and", "but", "who", "which", "when", "as"} and word != "and":
            break
        place += 1
    while place > at and not is_word(unit.words[place - 1]):
        place -= 1
    return (at, place) if place > at else None


def _by_noun(unit: Unit, at: int) -> Draft | None:
    if unit.word(at + 1) not in NOUNS[unit.words[at]].split():
        return None
    owner = at - 1
    while owner > at - 4 and owner >= 0 and not is_possessive(unit.words[owner]):
        if not is_word(unit.words[owner]) or unit.words[owner] in PREPOSITIONS:
            return None
        owner -= 1
    if owner < 0 or owner <= at - 4:
        return None
    source = noun_phrase_before(unit, owner + 1) if unit.words[owner].endswith(("'s", "s'")) else (owner, owner + 1)
    follows = at + 1 if unit.words[at + 1] in {"that", "to"} else at + 2
    if source is None or not (is_word(unit.word(follows)) or unit.word(follows) == QUOTE):
        return None
    content = cut_at_comma(unit, rest(unit, follows) or (follows, follows + 1))
    cue = (at, at + 1) if follows == at + 1 else (at, at + 2)
    draft = Draft(unit, unit.words[at], [unit.span(*cue)], cue_at=at, source_range=source)
    draft.source.append(unit.span(*source))
    draft.content.append(unit.span(*content))
    return draft


def _without_source(unit: Unit, at: int) -> Draft | None:
    """Find "he is expected to resign": somebody thinks so, and nobody is named."""
    word = unit.words[at]
    first = at
    while first > 0 and (
        unit.words[first - 1] in BE
        or is_adverb(unit.words[first - 1])
        or unit.words[first - 1] in {"has", "had", "have", "been"}
    ):
        first -= 1
    if unit.word(at + 1) != "to":
        return None
    if word == "expected" and not any(w in BE for w in unit.words[first:at]):
        return None
    subject = source_before(unit, first)
    if subject is None:
        return None
    draft = Draft(unit, word, [unit.span(first, at + 1)], cue_at=at)
    draft.content += [unit.span(*subject), unit.span(*cut_at_comma(unit, rest(unit, at + 1) or (at + 1, at + 2)))]
    return draft


def _by_colon(unit: Unit, at: int) -> Draft | None:
    """Find "Obi: “…”" at the head of a sentence."""
    if at == 0 or at > 12 or unit.word(at + 1) != QUOTE or unit.words[0] in CONNECTIVES:
        return None
    source = noun_phrase_before(unit, at)
    if source is None or source[0] > 1:
        return None
    draft = Draft(unit, ":", [unit.span(at, at + 1)], cue_at=at, source_range=source, quoted=True)
    draft.source.append(unit.span(*source))
    draft.content.append(unit.span(at + 1, at + 2))
    return draft
