"""Find whom an article credits with having had it first, what others cite, and who did not comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act
from stoppress.stages.attribute.contents import REACH, rest
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.grammar import BE, HAVE, RELATIVES, is_word
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.attribute.sources import noun_phrase_before, source_before
from stoppress.stages.attribute.units import QUOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.stages.attribute.units import Unit

Range = tuple[int, int]

_REPORTED = word_list("reported published revealed disclosed announced broken")
_EARLIER = word_list("earlier initial original first previous exclusive")
_NAME_ENDS = frozenset(
    (",", ";", ":", ".", QUOTE, "(", ")", "-", "–", "—", "that", "which", "who", "and", "but", "on", "in")
)
_NAME_ENDS_ALSO = word_list("last earlier yesterday citing when as after before is was were")
_OUTLET_ENDS = (
    _NAME_ENDS
    | _NAME_ENDS_ALSO
    | word_list("""
    monday tuesday wednesday thursday friday saturday sunday has had have would will
    """)
)


def find_provenance(unit: Unit, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the first reports and citations of a unit, in order; `drafts` are the attributions already found in it."""
    found = []
    for at, word in enumerate(unit.words):
        draft = None
        if word in _REPORTED:
            draft = _reported_by(unit, at)
        elif word in {"report", "reports"}:
            draft = _report_by(unit, at)
        elif word == "citing":
            draft = _citing(unit, at, drafts)
        elif word == "reached":
            draft = _reached(unit, at)
        if draft is not None:
            found.append(draft)
    return found


_SORT = r"(?:newspaper|magazine|outlet|website|site|agency|broadcaster|channel|portal|tabloid|daily|weekly|paper)"
_CALLED = re.compile(rf"\b{_SORT}\s+(?=[^\W\d_a-z])")  # "the Norlian newspaper Ledger"
_IS_CALLED = re.compile(rf"\s+(?:(?:daily|weekly|business|financial|news)\s+)?{_SORT}$")  # "the Ledger newspaper"


def outlet_name(credited: str) -> str:
    """Return the outlet's own name: "Ledger" of "the Ledger newspaper" and "the Norlian newspaper Ledger"."""
    name = re.sub(r"\s+", " ", credited).strip(" ,.;:'’\"“”")
    for called in _CALLED.finditer(name):
        return name[called.end() :]
    name = re.sub(r"^[Tt]he (?=[^\W\d_a-z])", "", name)
    shorter = _IS_CALLED.sub("", name)
    return shorter if shorter[:1].isupper() else name


def _name(unit: Unit, at: int) -> Range | None:
    """Return the outlet's name that begins at a piece: at most ten words up to a mark or a small word that ends it."""
    end = at
    while end < len(unit) and end - at < 10 and unit.words[end] not in _OUTLET_ENDS:
        end += 1
    return (at, end) if end > at else None


def _reported_by(unit: Unit, at: int) -> Draft | None:
    """Find "(that was) first reported by the Ledger newspaper" and "as reported by the Courier"."""
    if unit.word(at + 1) != "by":
        return None
    source = _name(unit, at + 2)
    first = at
    while first > 0 and (unit.words[first - 1] in {"first", "originally", "initially", "been"} | BE | HAVE):
        first -= 1
    is_first = any(word in {"first", "originally", "initially"} for word in unit.words[first:at])
    follows_as = unit.word(first - 1) == "as"
    if source is None or not (is_first or follows_as):
        return None
    content_end = first
    if unit.word(first - 1) in RELATIVES | {",", "as"}:
        content_end = first - 1
        while content_end > 0 and unit.words[content_end - 1] == ",":
            content_end -= 1
    content: Range | None = (
        (max(_unit_start(unit), content_end - REACH), content_end) if follows_as else source_before(unit, content_end)
    )
    if content is None or content[1] <= content[0]:
        return None
    draft = Draft(unit, "report", [unit.span(first, at + 2)], cue_at=at, source_range=source)
    draft.act = Act.FIRST_REPORT if is_first else Act.CITE
    draft.source.append(unit.span(*source))
    draft.content.append(unit.span(*content))
    return draft


def _unit_start(unit: Unit) -> int:
    return next((at for at, word in enumerate(unit.words) if is_word(word) or word == QUOTE), 0)


def _report_by(unit: Unit, at: int) -> Draft | None:
    """Find "an earlier report by the Norlian paper Ledger that …"."""
    if unit.word(at + 1) not in {"by", "in", "from"} or unit.word(at - 1) not in _EARLIER:
        return None
    source = _name(unit, at + 2)
    if source is None:
        return None
    first = at - 1
    if unit.word(first - 1) in {"a", "an", "the"}:
        first -= 1
    content = None
    if unit.word(source[1]) == "that":
        content = rest(unit, source[1])
    content = content or (first, source[1])
    draft = Draft(unit, "report", [unit.span(first, at + 2)], cue_at=at, source_range=source, act=Act.FIRST_REPORT)
    draft.source.append(unit.span(*source))
    draft.content.append(unit.span(*content))
    return draft


def _citing(unit: Unit, at: int, drafts: Sequence[Draft]) -> Draft | None:
    """Find "Ledger, citing two unnamed officials, said that …": who is cited, and by whom."""
    end = at + 1
    while end < len(unit) and end - at < 20 and unit.words[end] not in {",", ";", ":", QUOTE, ".", "that", "said"}:
        end += 1
    cited = unit.words[at + 1 : end]
    if not any(word in _CITED for word in cited):
        return None
    main = next((draft for draft in drafts if draft.content and draft.source_range and draft.cue_at != at), None)
    if main is None or main.source_range is None:
        return None
    draft = Draft(unit, "cite", [unit.span(at, at + 1)], cue_at=at, source_range=(at + 1, end), act=Act.CITE)
    draft.source.append(unit.span(at + 1, end))
    draft.content += main.content
    draft.cited_by = main.source_range
    return draft


_CITED = word_list("""
    source sources official officials people person diplomat diplomats insider insiders spokesman spokeswoman
    spokesperson police authorities reuters ap afp tass interfax agency newspaper media ministry aide aides
    employees members engineers lawmakers workers colleagues unnamed anonymous unidentified witnesses executive
    executives investigators documents
    """)


def _reached(unit: Unit, at: int) -> Draft | None:
    """Find "reached out to the ministry for comment" and "could not be reached for comment"."""
    near = unit.words[at : at + 20]
    if "comment" not in near and "comments" not in near:
        return None
    if unit.words[at + 1 : at + 3] == ["out", "to"]:
        end = at + 3
        while end < len(unit) and end < at + 20 and unit.words[end] not in {"for", ",", ".", "but", "and"}:
            end += 1
        source: Range | None = (at + 3, end) if end > at + 3 else None
        cue = (at, at + 3)
    elif "be" in unit.words[max(0, at - 3) : at] and unit.word(at + 1) == "for":
        first = at
        while first > 0 and unit.words[first - 1] in {"be", "not", "could", "couldn't", "immediately", "cannot"}:
            first -= 1
        source = noun_phrase_before(unit, first)
        cue = (first, at + 3)
    else:
        return None
    if source is None:
        return None
    draft = Draft(unit, "reach", [unit.span(*cue)], cue_at=at, source_range=source, act=Act.DECLINE)
    draft.source.append(unit.span(*source))
    return draft
