"""Tell where a verb of saying stands as the verb of a clause, and not as a noun or in another use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.stages.attribute.grammar import (
    AUXILIARIES,
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
from stoppress.stages.attribute.lexicon import FRAMES_BY_VERB, NOUN_LIKE, VERBS_BY_FORM, word_list

if TYPE_CHECKING:
    from stoppress.stages.attribute.sources import Range
    from stoppress.stages.attribute.units import Unit

_OTHER_VERBS = word_list("up off tank tanks")  # "called up", "think tank"
_PLURAL_SUBJECTS = word_list("i we you they who some many others most few that")
_MASS = word_list("police people women men others some media management data someone critics research staff")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A form of a verb of saying in a unit."""

    verb: str
    kind: str  # as in lexicon: B, S, D, N or G
    at: int  # the piece
    first: int  # where its auxiliaries and adverbs begin
    group: tuple[str, ...]  # those

    @property
    def frames(self) -> frozenset[str]:
        """What may follow or come before the verb."""
        return FRAMES_BY_VERB[self.verb]


def predicate_at(unit: Unit, at: int) -> Predicate:
    """Return the form of a verb of saying that stands at a piece."""
    form = VERBS_BY_FORM[unit.words[at]]
    first = at
    while first > 0 and (unit.words[first - 1] in AUXILIARIES or is_adverb(unit.words[first - 1])):
        first -= 1
    return Predicate(form[0], form[1], at, first, tuple(unit.words[first:at]))


def is_finite(unit: Unit, found: Predicate) -> bool:
    """Tell the verb of a clause from a noun, an infinitive, a lone participle or a word of a name."""
    if unit.word(found.at + 1) in _OTHER_VERBS or unit.word(found.first - 1) == "to":
        return False
    if found.kind == "N" and not any(word in HAVE for word in found.group):
        return False
    if found.kind in "BS" and not _is_no_noun(unit, found):
        return False
    capitalised = is_capitalised(unit.raws[found.at]) and found.at > 0 and unit.words[found.at] != "said"
    return not capitalised or _is_title_case(unit)


def _is_title_case(unit: Unit) -> bool:
    capitals = sum(raw[0].isupper() for raw in unit.raws[:12])
    return len(unit) > 3 and capitals >= 0.6 * min(len(unit), 12)


def _is_no_noun(unit: Unit, found: Predicate) -> bool:
    """Tell the verb from the noun in "reports", "claim": by what stands before it and after."""
    before, after = unit.word(found.at - 1), unit.word(found.at + 1)
    modal = any(word in MODALS for word in found.group)
    if after in AUXILIARIES:
        return False  # "reports have emerged"
    if unit.words[found.at] in NOUN_LIKE and is_word(after) and after != "that" and not modal:
        return before in PERSONAL
    if found.kind == "B":
        return modal or (not any(word in HAVE for word in found.group) and _is_plural_subject(before))
    if before in DETERMINERS or before in PREPOSITIONS or is_possessive(before) or before in {"and", "or"}:
        return False
    return before not in {"they", "we", "i", "you"} and after != "of"


def _is_plural_subject(before: str) -> bool:
    if before in _PLURAL_SUBJECTS:
        return True
    plural = (
        before.endswith("s") and before != "news" and not before.endswith(("ss", "'s", "us", "is")) and is_word(before)
    )
    return plural and before not in DETERMINERS | PREPOSITIONS and not is_adverb(before)


def names_somebody(unit: Unit, source: Range, at: int) -> bool:
    """Tell a subject from a bare noun: "policy issues", "lurid tweets" hold no verb."""
    first, after = source
    if after != at and unit.words[after] in AUXILIARIES:
        return True
    for place in range(first, after):
        word = unit.words[place]
        if word in DETERMINERS or word in PERSONAL or word in RELATIVES or is_capitalised(unit.raws[place]):
            return True
        if word[0].isdigit() or is_possessive(word):
            return True
    head = unit.words[after - 1]
    return (head.endswith("s") and after - first <= 3) or head in _MASS or after - first >= 6
