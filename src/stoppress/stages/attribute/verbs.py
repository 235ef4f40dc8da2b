"""Attributions by a verb: "Obi said …", "…," said Obi, "was confirmed by …", "…, adding that …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.claim import Act
from stoppress.stages.attribute.contents import after_cue, before_source, cut_at_comma, past_adverbials, rest
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.grammar import (
    AUXILIARIES,
    BE,
    CONTRACTED,
    DASHES,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    RELATIVES,
    is_adverb,
    is_capitalised,
    is_possessive,
    is_word,
)
from stoppress.stages.attribute.lexicon import CONFIRMING, DENYING, VERBS_BY_FORM, word_list
from stoppress.stages.attribute.predicates import Predicate, is_finite, names_somebody, predicate_at
from stoppress.stages.attribute.sources import noun_phrase_before, source_after, source_before
from stoppress.stages.attribute.units import QUOTE, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.stages.attribute.sources import Range

_SUBORDINATE = word_list("while although though when after if because since whereas as before")
_OPENINGS = word_list("when asked while if although though pressed speaking because")
_ASIDES = word_list("as when while who after according though although")
_BEFORE_GERUND = frozenset((",", "-", "–", "—")) | word_list("by for after while of before and in without from")
_PAST = word_list("""
    went came took gave made began got held left met put ran sent stood won lost led struck drew fell rose spoke kept
    hit
    """)


def find_by_verbs(unit: Unit) -> list[Draft]:
    """Return the attributions of a unit that a verb makes, in order."""
    drafts: list[Draft] = []
    for at, word in enumerate(unit.words):
        if word not in VERBS_BY_FORM:
            continue
        found = predicate_at(unit, at)
        draft = _by_gerund(unit, found, drafts) if found.kind == "G" else _by_finite(unit, found, drafts)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _by_finite(unit: Unit, found: Predicate, drafts: Sequence[Draft]) -> Draft | None:
    passive = any(word in BE for word in found.group)
    participle = found.kind in "DN" and found.first == found.at
    if unit.word(found.at + 1) == "by" and (passive or participle):
        return _by_passive(unit, found)
    if passive or not is_finite(unit, found):
        return None
    inverted = _inverted(unit, found)
    if inverted is not None:
        return inverted
    if unit.word(found.first - 1) in {"and", "but", "then", "or"} and drafts:
        return _followed(unit, found, drafts[-1].source_range)
    source = source_before(unit, found.first)
    if source is None or not names_somebody(unit, source, found.at):
        return None
    return _with_content(unit, found, source)


def _draft(unit: Unit, found: Predicate, source: Range, cue_end: int) -> Draft:
    cue = unit.span(found.first, max(cue_end, found.at + 1))
    act = Act.CONFIRM if found.verb in CONFIRMING else Act.DENY if found.verb in DENYING else Act.SAY
    draft = Draft(unit, found.verb, [cue], cue_at=found.at, source_range=source, act=act)
    draft.source.append(unit.span(*source))
    return draft


def _followed(unit: Unit, found: Predicate, source: Range | None) -> Draft | None:
    """Make a draft of a known source and the content after the cue, if there is one."""
    content, cue_end = after_cue(unit, found.at + 1, found.verb)
    if source is None or content is None:
        return None
    draft = _draft(unit, found, source, cue_end)
    _set_after(unit, draft, content)
    return draft


def _set_after(unit: Unit, draft: Draft, content: Range) -> None:
    draft.content.append(unit.span(*content))
    draft.quoted = draft.quoted or unit.words[content[0]] == QUOTE


def _inverted(unit: Unit, found: Predicate) -> Draft | None:
    """Find "…," said Ada Obi: the source after the verb, the content before it."""
    at = found.at
    if "q" not in found.frames or found.first != at or at == 0 or not _may_be_inverted(unit, at):
        return None
    source = source_after(unit, at + 1)
    content = before_source(unit, at)
    if source is None or content is None:
        return None
    draft = _draft(unit, found, source, at + 1)
    draft.content.append(unit.span(*content))
    draft.quoted = QUOTE in unit.words[content[0] : content[1]]
    follows = source[1]
    while unit.word(follows) in {",", ":"} or unit.word(follows) in DASHES:
        follows += 1
    if unit.word(follows) == QUOTE and draft.quoted:
        draft.content.append(unit.span(follows, follows + 1))
    return draft


def _may_be_inverted(unit: Unit, at: int) -> bool:
    """Tell "…," said Obi from "Obi, the mayor, said he would"."""
    before, after = unit.word(at - 1), unit.word(at + 1)
    if before not in {QUOTE, ","}:
        return False
    if after in PERSONAL and is_word(unit.word(at + 2)) and unit.word(at + 2) not in PREPOSITIONS:
        return False
    starts = after in PERSONAL or after in DETERMINERS or is_capitalised(unit.raw(at + 1)) or is_possessive(after)
    if not starts and not (before == QUOTE and is_word(after) and after not in PREPOSITIONS and after != "that"):
        return False
    return before == QUOTE or unit.word(at - 2) == QUOTE or source_before(unit, at) is None


def _with_content(unit: Unit, found: Predicate, source: Range) -> Draft | None:
    """Find the content of a source that stands before its verb: after the verb, or before the source."""
    content, cue_end = after_cue(unit, found.at + 1, found.verb)
    draft = _draft(unit, found, source, cue_end)
    if "q" in found.frames and _add_before(unit, draft, content):
        return draft
    if content is None:
        draft.awaits_quotation = unit.words[-1] == ":" and "q" in found.frames
        return draft if draft.awaits_quotation else None
    _set_after(unit, draft, cut_at_comma(unit, content) if _is_subordinate(unit, source[0]) else content)
    return draft


def _add_before(unit: Unit, draft: Draft, content: Range | None) -> bool:
    """Add the content that stands before the source, and what goes on after the cue; say whether there is one."""
    source = draft.source_range or (0, 0)
    if unit.words[source[0]] in RELATIVES:
        return False
    left = source[0] - 1
    while left > 0 and (is_adverb(unit.words[left]) or unit.words[left] == "as"):
        left -= 1
    if left < 0 or unit.words[left] not in {QUOTE, ","}:
        return False
    follows = past_adverbials(unit, draft.cue_at + 1)
    before = before_source(unit, left + 1)
    if before is None or not _stands_before(unit, (left, draft.cue_at, follows), before, content):
        return False
    draft.content.append(unit.span(*before))
    draft.quoted = unit.words[before[1] - 1] == QUOTE
    if unit.word(follows) in {",", QUOTE, ":"}:
        _add_second_half(unit, draft, follows)
    return True


def _stands_before(unit: Unit, around: tuple[int, int, int], before: Range, content: Range | None) -> bool:
    """Tell whether the content stands before the source: “…,” Obi said, or: The town is lost, Obi said."""
    left, cue_at, follows = around
    if unit.words[left] == QUOTE or unit.word(left - 1) == QUOTE:
        return True
    closing = unit.word(follows)
    ends = follows >= len(unit) or closing == "."
    opening = unit.words[before[0]]
    if opening in PREPOSITIONS or opening in _OPENINGS or opening.endswith("ing"):
        return ends and content is None and opening not in {"asked", "when"}
    if content is not None and unit.words[content[0]] == "that" and content[0] > cue_at + 1:
        return True  # the bank confirmed after a day of rumours that …
    return content is None or ends or (closing == "," and unit.word(follows + 1) != QUOTE)


def _add_second_half(unit: Unit, draft: Draft, at: int) -> None:
    """Add the second half of a content that source and cue interrupt."""
    while unit.word(at) in {",", ":"}:
        at += 1
    word = unit.word(at)
    if word == QUOTE:
        draft.content.append(unit.span(at, at + 1))
    elif not draft.quoted and is_word(word) and not word.endswith("ing") and word not in _ASIDES:
        following = rest(unit, at)
        if following is not None:
            draft.content.append(unit.span(*following))


def _is_subordinate(unit: Unit, at: int) -> bool:
    """Tell a clause that ends before its sentence does: "While Obi said …, the port …", "Obi, who said …, left"."""
    if unit.words[at] in RELATIVES:
        return unit.word(at - 1) == ","
    return unit.word(at - 1) in _SUBORDINATE


def _by_passive(unit: Unit, found: Predicate) -> Draft | None:
    """Find "was confirmed by the mayor" and "a plan announced by the mayor"."""
    if not found.frames & {"t", "x"}:
        return None
    source = source_after(unit, found.at + 2)
    subject = source_before(unit, found.first)
    if source is None or subject is None:
        return None
    draft = _draft(unit, found, source, found.at + 2)
    draft.content.append(unit.span(*subject))
    return draft


def _by_gerund(unit: Unit, found: Predicate, drafts: Sequence[Draft]) -> Draft | None:
    """Find "…, saying that …", whose source is that of the verb before it, and "he is saying that …"."""
    before = unit.word(found.first - 1)
    if any(word in BE for word in found.group) or (before in CONTRACTED and before.endswith(("'s", "'re", "'m"))):
        return _followed(unit, found, source_before(unit, found.first))
    if before not in _BEFORE_GERUND:
        return None
    return _followed(unit, found, _subject_of(unit, found.first, drafts))


def _subject_of(unit: Unit, at: int, drafts: Sequence[Draft]) -> Range | None:
    """Return the subject of the sentence: the source before, or the noun phrase before its first verb."""
    if drafts and drafts[-1].source_range is not None:
        return drafts[-1].source_range
    for place in range(1, min(at, 25)):
        word = unit.words[place]
        form = VERBS_BY_FORM.get(word)
        past = (form is not None and form[1] == "D") or (word.endswith("ed") and len(word) > 4) or word in _PAST
        if past or word in AUXILIARIES:
            return noun_phrase_before(unit, place) if unit.words[place - 1] not in PERSONAL else (place - 1, place)
    return None
