"""Attributions by a verb: "Obi said …", "…," said Obi, "was told that …", "…, adding that …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.claim import Act
from stoppress.stages.attribute.contents import after_cue, before_source, cut_at_comma, past_adverbials
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.grammar import (
    AUXILIARIES,
    BE,
    CONTRACTED,
    DETERMINERS,
    HAVE,
    MODALS,
    PERSONAL,
    PREPOSITIONS,
    RELATIVES,
    is_adverb,
    is_capitalised,
    is_possessive,
    is_word,
)
from stoppress.stages.attribute.lexicon import CONFIRMING, DENYING, FRAMES_BY_VERB, NOUN_LIKE, VERBS_BY_FORM
from stoppress.stages.attribute.sources import noun_phrase_before, source_after, source_before
from stoppress.stages.attribute.units import QUOTE, Unit

if TYPE_CHECKING:
    from stoppress.stages.attribute.sources import Range


def find_by_verbs(unit: Unit) -> list[Draft]:
    """Return the attributions of a unit that a verb makes, in order."""
    drafts: list[Draft] = []
    for at, word in enumerate(unit.words):
        form = VERBS_BY_FORM.get(word)
        if form is None:
            continue
        verb, kind = form
        draft = _by_gerund(unit, at, verb, drafts) if kind == "G" else _by_finite(unit, at, verb, drafts)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _group_start(unit: Unit, at: int) -> int:
    """Return where the verb's auxiliaries and adverbs begin."""
    first = at
    while first > 0 and (unit.words[first - 1] in AUXILIARIES or is_adverb(unit.words[first - 1]) or unit.words[first-1] == "been"):
        first -= 1
    return first


_OTHER_VERBS = frozenset(("up", "off", "tank", "tanks"))  # "called up", "think tank"


def _by_finite(unit: Unit, at: int, verb: str, drafts: list[Draft]) -> Draft | None:
    kind = VERBS_BY_FORM[unit.words[at]][1]
    if unit.word(at + 1) in _OTHER_VERBS:
        return None
    first = _group_start(unit, at)
    group = unit.words[first:at]
    if any(word in BE for word in group):
        return _by_passive(unit, at, verb, first)
    if kind == "N" and not any(word in HAVE for word in group):
        return None
    if kind in "DN" and unit.word(at + 1) == "by" and first == at:
        return _by_passive(unit, at, verb, first)
    if kind in "BS" and not _may_be_verb(unit, at, kind, group):
        return None
    before = unit.word(first - 1)
    if before == "to" or (is_capitalised(unit.raws[at]) and at > 0 and unit.words[at] != "said" and not _title_case(unit)):
        return None
    inverted = _inverted(unit, at, verb, first)
    if inverted is not None:
        return inverted
    if before in {"and", "but", "then", "or"} and drafts:
        return _coordinated(unit, at, verb, first, drafts[-1])
    source = source_before(unit, first)
    if source is None or not _names_somebody(unit, source, at):
        return None
    return _with_content(unit, at, verb, first, source)


def _names_somebody(unit: Unit, source: Range, at: int) -> bool:
    """Tell a subject from a bare noun: "policy issues", "lurid tweets" hold no verb."""
    if source[1] != at and unit.words[source[1]] in AUXILIARIES:
        return True
    first, after = source
    for place in range(first, after):
        word = unit.words[place]
        if word in DETERMINERS or word in PERSONAL or word in RELATIVES or is_capitalised(unit.raws[place]):
            return True
        if word[0].isdigit() or is_possessive(word):
            return True
    head = unit.words[after - 1]
    return (head.endswith("s") and after - first <= 3) or head in _MASS or after - first >= 6


_MASS = frozenset(("police", "people", "women", "men", "others", "some", "media", "management", "data", "someone", "critics", "research", "staff"))


def _title_case(unit: Unit) -> bool:
    capitals = sum(raw[0].isupper() for raw in unit.raws[:12])
    return len(unit) > 3 and capitals >= 0.6 * min(len(unit), 12)


def _may_be_verb(unit: Unit, at: int, kind: str, group: list[str]) -> bool:
    """Tell the verb from the noun in "reports", "claim": by what stands before it."""
    before, after = unit.word(at - 1), unit.word(at + 1)
    if after in AUXILIARIES:
        return False  # "reports have emerged"
    if unit.words[at] in NOUN_LIKE and is_word(after) and after != "that" and not any(word in MODALS for word in group):
        return before in PERSONAL
    if kind == "B":
        if any(word in MODALS for word in group):
            return True
        if any(word in HAVE for word in group):
            return False
        if before in {"i", "we", "you", "they", "who", "some", "many", "others", "most", "few", "that"}:
            return True
        return before.endswith("s") and not before.endswith(("ss", "'s", "us", "is")) and is_word(before) and before not in DETERMINERS and before not in PREPOSITIONS and not is_adverb(before)
    if before in DETERMINERS or before in PREPOSITIONS or is_possessive(before) or before in {"and", "or"}:
        return before in {"he", "she", "it"}
    return before not in {"they", "we", "i", "you"} and not unit.word(at + 1) in {"of"}


def _inverted(unit: Unit, at: int, verb: str, first: int) -> Draft | None:
    """Find "…," said Ada Obi: the source after the verb, the content before it."""
    if "q" not in FRAMES_BY_VERB[verb] or first != at or at == 0:
        return None
    before, after = unit.word(at - 1), unit.word(at + 1)
    if before != QUOTE and before != ",":
        return None
    starts = after in PERSONAL or after in DETERMINERS or is_capitalised(unit.raw(at + 1)) or is_possessive(after)
    if after in PERSONAL and is_word(unit.word(at + 2)) and unit.word(at + 2) not in PREPOSITIONS:
        return None  # "Obi, the mayor, said he would"
    if not starts and not (before == QUOTE and is_word(after) and after not in PREPOSITIONS | {"that", "to"}):
        return None
    if before == "," and unit.word(at - 2) != QUOTE:
        if source_before(unit, at) is not None:
            return None
    source = source_after(unit, at + 1)
    content = before_source(unit, at)
    if source is None or content is None:
        return None
    draft = _draft(unit, verb, at, (at, at + 1), source)
    draft.content.append(unit.span(*content))
    draft.quoted = QUOTE in unit.words[content[0] : content[1]]
    _add_rest(unit, draft, source[1])
    return draft


def _add_rest(unit: Unit, draft: Draft, at: int) -> None:
    """Add what goes on after a source or cue in the middle: "…," said Obi, "…"."""
    while unit.word(at) in {",", ":", "-", "–", "—", "--"}:
        at += 1
    if unit.word(at) == QUOTE and draft.quoted:
        draft.content.append(unit.span(at, at + 1))


def _draft(unit: Unit, verb: str, at: int, cue: Range, source: Range | None) -> Draft:
    draft = Draft(unit, verb, [unit.span(*cue)], cue_at=at, source_range=source)
    if source is not None:
        draft.source.append(unit.span(*source))
    if verb in CONFIRMING:
        draft.act = Act.CONFIRM
    elif verb in DENYING:
        draft.act = Act.DENY
    return draft


def _coordinated(unit: Unit, at: int, verb: str, first: int, previous: Draft) -> Draft | None:
    """Find the second verb of "Obi said … and added that …"."""
    if previous.source_range is None:
        return None
    content, cue_end = after_cue(unit, at + 1, verb)
    if content is None:
        return None
    draft = _draft(unit, verb, at, (first, max(cue_end, at + 1)), previous.source_range)
    _set_after(unit, draft, content)
    return draft


def _set_after(unit: Unit, draft: Draft, content: Range) -> None:
    draft.content.append(unit.span(*content))
    draft.quoted = draft.quoted or unit.words[content[0]] == QUOTE


def _with_content(unit: Unit, at: int, verb: str, first: int, source: Range) -> Draft | None:
    frames = FRAMES_BY_VERB[verb]
    content, cue_end = after_cue(unit, at + 1, verb)
    left = source[0] - 1
    while left > 0 and (is_adverb(unit.words[left]) or unit.words[left] in {"as"}):
        left -= 1
    left_word = unit.word(left) if left >= 0 else ""
    draft = _draft(unit, verb, at, (first, max(cue_end, at + 1)), source)
    if unit.words[source[0]] in RELATIVES:
        left_word = ""
    if "q" in frames and left_word in {QUOTE, ","} and left >= 0:
        rest = past_adverbials(unit, at + 1)
        before = before_source(unit, left + 1)
        if before is not None and _stands_before(unit, (left, rest), before, content):
            draft.content.append(unit.span(*before))
            draft.quoted = unit.words[before[1] - 1] == QUOTE
            if unit.word(rest) in {",", QUOTE, ":"}:
                _add_mid(unit, draft, rest)
            return draft
    if content is not None and _is_subordinate(unit, source[0]):
        content = cut_at_comma(unit, content)
    if content is None:
        if unit.words[-1] == ":" and "q" in frames:
            draft.awaits_quotation = True
            return draft
        return None
    _set_after(unit, draft, content)
    return draft


def _is_subordinate(unit: Unit, at: int) -> bool:
    """Tell a clause that ends before its sentence does: "While Obi said …, the port …", "Obi, who said …, left"."""
    if unit.words[at] in RELATIVES:
        return unit.word(at - 1) == ","
    return unit.word(at - 1) in _SUBORDINATE


_SUBORDINATE = frozenset(("while", "although", "though", "when", "after", "if", "because", "since", "whereas", "as", "before"))


def _stands_before(unit: Unit, around: Range, before: Range, content: Range | None) -> bool:
    """Tell whether the content stands before the source: “…,” Obi said, or: The town is lost, Obi said."""
    left, rest = around
    if unit.words[left] == QUOTE or unit.word(left - 1) == QUOTE:
        return True
    closing = unit.word(rest)
    ends = rest >= len(unit) or closing == "."
    opening = unit.words[before[0]]
    if opening in PREPOSITIONS or opening in _OPENINGS or opening.endswith("ing"):
        return ends and content is None and opening not in {"asked", "when"}
    return content is None or ends or (closing == "," and unit.word(rest + 1) != QUOTE)


_OPENINGS = frozenset(("when", "asked", "while", "if", "although", "though", "pressed", "speaking", "because"))


def _add_mid(unit: Unit, draft: Draft, at: int) -> None:
    """Add the second half of a content that the cue interrupts."""
    while unit.word(at) in {",", ":"}:
        at += 1
    if unit.word(at) == QUOTE:
        draft.content.append(unit.span(at, at + 1))
        return
    if draft.quoted or at >= len(unit) or not is_word(unit.word(at)):
        return
    if unit.word(at).endswith("ing") or unit.word(at) in {"and", "but", "as", "when", "while", "who", "after", "according", "though", "although", "in"}:
        if unit.word(at) not in {"and", "but", "in"}:
            return
    end = len(unit)
    while end > at and unit.words[end - 1] in {".", ",", ";"}:
        end -= 1
    if end > at:
        draft.content.append(unit.span(at, end))


def _by_passive(unit: Unit, at: int, verb: str, first: int) -> Draft | None:
    """Find "was confirmed by the mayor", "was asked about …", "was told that …", "are expected to …"."""
    frames = FRAMES_BY_VERB[verb]
    if unit.word(at + 1) == "by":
        source = source_after(unit, at + 2)
        subject = source_before(unit, first)
        if source is None or subject is None or not frames & {"t", "x"}:
            return None
        draft = _draft(unit, verb, at, (first, at + 2), source)
        draft.content.append(unit.span(*subject))
        return draft
    return None


def _by_gerund(unit: Unit, at: int, verb: str, drafts: list[Draft]) -> Draft | None:
    """Find "…, saying that …": the source is that of the sentence's verb before it."""
    first = _group_start(unit, at)
    before = unit.word(first - 1)
    if any(word in BE for word in unit.words[first:at]) or before.endswith(("'s", "'re", "'m")) and before in CONTRACTED:
        source = source_before(unit, first)
        content, cue_end = after_cue(unit, at + 1, verb)
        if source is None or content is None:
            return None
        draft = _draft(unit, verb, at, (first, max(cue_end, at + 1)), source)
        _set_after(unit, draft, content)
        return draft
    if before not in {",", "by", "for", "after", "while", "of", "before", "and", "in", "without", "from", "-", "–", "—"}:
        return None
    source = _subject_of(unit, first, drafts)
    content, cue_end = after_cue(unit, at + 1, verb)
    if source is None or content is None:
        return None
    draft = _draft(unit, verb, at, (first, max(cue_end, at + 1)), source)
    _set_after(unit, draft, content)
    return draft


def _subject_of(unit: Unit, at: int, drafts: list[Draft]) -> Range | None:
    if drafts and drafts[-1].source_range is not None:
        return drafts[-1].source_range
    for place in range(1, min(at, 25)):
        word = unit.words[place]
        form = VERBS_BY_FORM.get(word)
        if word in AUXILIARIES or (form and form[1] == "D") or (word.endswith("ed") and len(word) > 4) or word in _PAST:
            return noun_phrase_before(unit, place) if unit.words[place - 1] not in PERSONAL else (place - 1, place)
    return None


_PAST = frozenset("went came took gave made began got held left met put ran sent stood won lost led struck drew fell rose spoke kept hit".split())  # noqa: SIM905
