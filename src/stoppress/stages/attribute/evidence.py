"""What speaks for a piece being a cue, and for another being its source or its content: facts, and which to combine.

A fact is a whole number; evidence is one, two or three facts together, hashed to a row of a table of weights. Numbers
that may be large are put into steps. All is compiled, and counts over at most `REACH` pieces to each side.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stoppress.stages.attribute import pieces as P  # noqa: N812  (its constants are read like an enumeration's)
from stoppress.stages.attribute.pieces import Columns
from stoppress.stages.compiled import compiled

REACH = 100  # pieces to each side of a cue that are looked at
_GROUP = 8  # auxiliaries and adverbs before a verb that are read
_TITLE = 12  # pieces by whose capitals a headline is told

Ints = npt.NDArray[np.int64]

# Facts about a piece that may be a cue. N is always 0.
(
    N, WORD, STEM, ENDING, KIND, CAPITALS, WORD_B, WORD_A, WORD_B2, WORD_A2, KIND_B, KIND_A, KIND_B2, KIND_A2, KIND_B3,
    KIND_A3, STEM_B, STEM_A, QUOTED, TO_QUOTE, COMMAS_B, VERBS_B, THAT_IN, GROUP, SUBJECT, SUBJECT_KIND, SUBJECT_KIND_B,
    TITLE, FIRST, LAST, PLACE, NEAR, RULE,
) = range(33)  # fmt: skip
CUE_FACTS = 33

CUE_EVIDENCE = (
    (N,), (WORD,), (STEM,), (ENDING,), (KIND, CAPITALS), (WORD_B,), (WORD_A,), (WORD_B2,), (WORD_A2,),
    (KIND_B, KIND_A), (KIND, KIND_B, KIND_A), (KIND_B, KIND_B2, KIND), (KIND_A, KIND_A2, KIND), (STEM, KIND_B),
    (STEM, KIND_A), (STEM, WORD_A), (STEM, WORD_B), (WORD, KIND_B, KIND_A), (STEM, KIND_B, KIND_B2),
    (STEM, KIND_A, KIND_A2), (STEM, SUBJECT_KIND, GROUP), (KIND, SUBJECT_KIND, GROUP), (STEM, SUBJECT, GROUP),
    (KIND, SUBJECT_KIND, SUBJECT_KIND_B), (STEM, QUOTED, TO_QUOTE), (KIND, QUOTED, TO_QUOTE), (STEM, THAT_IN),
    (KIND, THAT_IN, KIND_A), (STEM, LAST, QUOTED), (TITLE, FIRST, KIND), (STEM, TITLE), (PLACE, KIND), (STEM, NEAR),
    (STEM, VERBS_B), (RULE,), (RULE, STEM), (RULE, KIND, KIND_A), (ENDING, KIND_B, KIND_A), (WORD_B, WORD_A),
    (WORD, WORD_A, WORD_A2), (WORD_B, WORD_B2, KIND), (STEM_B, KIND), (STEM_A, KIND), (COMMAS_B, QUOTED, KIND),
    (KIND_B3, KIND_B2, KIND_B), (KIND_A, KIND_A2, KIND_A3), (WORD, GROUP, KIND_A),
)  # fmt: skip

# Facts about a piece beside a cue, as to its part in the attribution: those of the cue first, then its own.
(
    N, C_STEM, C_KIND, C_KIND_B, C_KIND_A, C_KIND_A2, C_WORD_A, C_STEM_A, FRAME, ENDS, PASSIVE, C_SUBJECT, R_KIND, SIDE,
    AWAY, NEAR_CUE, TO_END, P_WORD, P_STEM, P_ENDING, P_KIND, P_CAPITALS, P_WORD_B, P_WORD_A, P_KIND_B, P_KIND_A,
    P_KIND_B2, P_KIND_A2, PATH, MARKS, IN_GROUP, R_PART, IS_CUE,
) = range(33)  # fmt: skip
PART_FACTS = 33

PART_EVIDENCE = (
    (SIDE, AWAY), (SIDE, P_WORD), (SIDE, P_KIND, AWAY), (SIDE, P_STEM, NEAR_CUE), (P_KIND, MARKS), (PATH,),
    (PATH, P_KIND), (PATH, C_KIND), (SIDE, C_STEM), (C_STEM, PATH), (SIDE, C_STEM, P_KIND), (SIDE, C_STEM, P_WORD),
    (SIDE, C_KIND, AWAY), (C_KIND, P_KIND, MARKS), (ENDS, FRAME, PATH), (FRAME, P_KIND, MARKS),
    (P_KIND_B, P_KIND_A, P_KIND), (SIDE, P_WORD_B), (SIDE, P_WORD_A), (C_KIND_B, C_KIND_A, MARKS),
    (SIDE, C_KIND_A, P_KIND), (SIDE, C_STEM, C_WORD_A), (C_STEM, C_KIND_A, PATH), (C_KIND_A, C_KIND_A2, PATH),
    (PASSIVE, C_KIND, PATH), (C_SUBJECT, PASSIVE, MARKS), (SIDE, R_PART, R_KIND), (R_PART, R_KIND, P_KIND),
    (R_PART, R_KIND, C_STEM), (R_PART, R_KIND, PATH), (FRAME, AWAY, P_KIND), (SIDE, TO_END, P_KIND),
    (SIDE, C_STEM, AWAY), (P_ENDING, MARKS), (P_KIND, P_KIND_B, P_KIND_B2), (P_KIND, P_KIND_A, P_KIND_A2),
    (P_CAPITALS, PATH), (C_KIND, P_KIND, P_KIND_B), (SIDE, IN_GROUP, P_KIND), (C_STEM, SIDE, TO_END),
    (C_STEM_A, MARKS),
)  # fmt: skip

STEP_EVIDENCE = (
    (SIDE, IS_CUE), (SIDE, P_KIND, IS_CUE), (SIDE, P_KIND_B, P_KIND), (SIDE, P_WORD), (SIDE, P_WORD_B),
    (P_KIND_B, P_KIND, P_KIND_A), (SIDE, NEAR_CUE, C_KIND), (MARKS, P_KIND), (C_KIND, P_KIND, P_KIND_B),
    (MARKS, P_KIND_B), (P_KIND_B2, P_KIND_B, P_KIND), (C_STEM, NEAR_CUE, P_KIND), (C_STEM, P_KIND_B, P_KIND),
    (C_KIND_B, C_KIND_A, NEAR_CUE), (R_PART, R_KIND), (C_STEM, IS_CUE),
)  # fmt: skip


def _table(evidence: tuple[tuple[int, ...], ...]) -> npt.NDArray[np.int64]:
    return np.array([(*facts, N, N)[:3] for facts in evidence], np.int64)


CUE_TABLE, PART_TABLE, STEP_TABLE = _table(CUE_EVIDENCE), _table(PART_EVIDENCE), _table(STEP_EVIDENCE)


@compiled
def rows_of(facts: Ints, table: Ints, first: int, rows: int, found: Ints) -> None:
    """Hash each piece of evidence of a table to one of `rows` rows, a power of two; `first` tells tables apart."""
    for at in range(len(table)):
        hashed = np.uint64(at + first) * np.uint64(0xD6E8FEB86659FD93)
        for place in range(3):
            hashed = (hashed ^ np.uint64(facts[table[at, place]] + 1)) * np.uint64(0x9E3779B97F4A7C15)
            hashed ^= hashed >> np.uint64(29)
        found[at] = np.int64((hashed >> np.uint64(17)) & np.uint64(rows - 1))


@compiled
def step(number: int) -> int:
    """Put a distance into one of nine steps."""
    if number < 5:
        return number
    return 5 if number < 8 else 6 if number < 12 else 7 if number < 20 else 8


@compiled
def read(columns: Columns, at: int, start: int, end: int, column: int) -> int:
    """Return a column of a piece, 0 beyond the unit's ends."""
    return int(columns[at, column]) if start <= at < end else 0


@compiled
def is_helping(kind: int) -> bool:
    """Tell what may stand between a subject and its verb."""
    return kind in (P.ADVERB, P.LY, P.BEING, P.HAVING, P.MODAL, P.NOT)


@compiled
def group_start(columns: Columns, at: int, start: int) -> tuple[int, int]:
    """Return where the auxiliaries and adverbs before a verb begin, and which there are as a sum."""
    been = had = could = negated = 0
    start = max(start, at - _GROUP)
    while at > start and is_helping(columns[at - 1, P.KIND]):
        at -= 1
        kind = columns[at, P.KIND]
        been |= kind == P.BEING
        had |= kind == P.HAVING
        could |= kind == P.MODAL
        negated |= kind == P.NOT
    return at, been + 2 * had + 4 * could + 8 * negated


@compiled
def _is_verb(kind: int) -> bool:
    return kind in (P.SAID, P.VERB_THIRD, P.VERB_PAST, P.VERB_PARTICIPLE)


@compiled
def _look_back(columns: Columns, at: int, start: int, facts: Ints) -> None:
    for place in range(start, at):
        kind = columns[place, P.KIND]
        facts[QUOTED] |= 2 * (kind == P.QUOTATION)
        facts[COMMAS_B] += kind == P.COMMA
        facts[VERBS_B] += _is_verb(kind)
    facts[COMMAS_B] = min(facts[COMMAS_B], 3)
    facts[VERBS_B] = min(facts[VERBS_B], 3)


@compiled
def _look_ahead(columns: Columns, at: int, end: int, facts: Ints) -> None:
    facts[TO_QUOTE] = 9
    for place in range(at + 1, end):
        kind = columns[place, P.KIND]
        if kind == P.QUOTATION and facts[TO_QUOTE] == 9:
            facts[QUOTED] |= 1
            facts[TO_QUOTE] = min(8, place - at)
        if kind == P.THAT and place <= at + 6 and facts[THAT_IN] == 0:
            facts[THAT_IN] = place - at


@compiled
def is_title(columns: Columns, start: int, end: int) -> bool:
    """Tell a unit in which most words begin with a capital."""
    length = min(end - start, _TITLE)
    capitals = 0
    for place in range(start, start + length):
        capitals += columns[place, P.CAPITALS] > 0
    return end - start > 3 and capitals * 10 >= 6 * length


@compiled
def find_cue_facts(columns: Columns, at: int, start: int, end: int, facts: Ints) -> None:
    """Set the facts about a piece of the unit [start, end), but for TITLE, FIRST and RULE."""
    facts[:] = 0
    for column in range(5):
        facts[WORD + column] = columns[at, column]
    for side in range(2):
        away = 2 * side - 1
        facts[WORD_B + side] = read(columns, at + away, start, end, P.WORD)
        facts[WORD_B2 + side] = read(columns, at + 2 * away, start, end, P.WORD)
        facts[KIND_B + side] = read(columns, at + away, start, end, P.KIND)
        facts[KIND_B2 + side] = read(columns, at + 2 * away, start, end, P.KIND)
        facts[KIND_B3 + side] = read(columns, at + 3 * away, start, end, P.KIND)
        facts[STEM_B + side] = read(columns, at + away, start, end, P.STEM)
    _look_back(columns, at, max(start, at - REACH), facts)
    _look_ahead(columns, at, min(end, at + REACH), facts)
    first, facts[GROUP] = group_start(columns, at, start)
    facts[SUBJECT] = read(columns, first - 1, start, end, P.WORD)
    facts[SUBJECT_KIND] = read(columns, first - 1, start, end, P.KIND)
    facts[SUBJECT_KIND_B] = read(columns, first - 2, start, end, P.KIND)
    facts[LAST] = end - at <= 2
    facts[PLACE] = step(at - start)
    facts[NEAR] = min(facts[PLACE], 3)


@compiled
def find_frame(columns: Columns, cue: int, start: int, end: int, facts: Ints) -> int:
    """Set the facts about the cue that all pieces beside it share."""
    facts[:] = 0
    facts[C_STEM] = columns[cue, P.STEM]
    facts[C_KIND] = columns[cue, P.KIND]
    facts[C_KIND_B] = read(columns, cue - 1, start, end, P.KIND)
    facts[C_KIND_A] = read(columns, cue + 1, start, end, P.KIND)
    facts[C_KIND_A2] = read(columns, cue + 2, start, end, P.KIND)
    facts[C_WORD_A] = read(columns, cue + 1, start, end, P.WORD)
    facts[C_STEM_A] = read(columns, cue + 1, start, end, P.STEM)
    close = facts[C_KIND_B] == P.QUOTATION or read(columns, cue - 2, start, end, P.KIND) == P.QUOTATION
    facts[FRAME] = 4 * close
    for place in range(start, end):
        if columns[place, P.KIND] == P.QUOTATION:
            facts[FRAME] |= 2 if place < cue else 1
    facts[ENDS] = end - cue <= 2
    first, group = group_start(columns, cue, start)
    facts[PASSIVE] = group & 1
    facts[C_SUBJECT] = read(columns, first - 1, start, end, P.KIND)
    return first


@compiled
def find_part_facts(columns: Columns, at: int, cue: int, start: int, end: int, facts: Ints) -> None:
    """Set the facts about one piece that do not depend on what stands between it and the cue."""
    side = 1 if at < cue else 2
    away = abs(at - cue)
    facts[SIDE] = side
    facts[AWAY] = step(away)
    facts[NEAR_CUE] = min(away, 3)
    facts[TO_END] = step(at - start) if side == 1 else step(end - 1 - at)
    for column in range(5):
        facts[P_WORD + column] = columns[at, column]
    for other in range(2):
        turn = 2 * other - 1
        facts[P_WORD_B + other] = read(columns, at + turn, start, end, P.WORD)
        facts[P_KIND_B + other] = read(columns, at + turn, start, end, P.KIND)
        facts[P_KIND_B2 + other] = read(columns, at + 2 * turn, start, end, P.KIND)
    facts[IS_CUE] = at == cue


@compiled
def pass_by(kind: int, path: Ints) -> None:
    """Count a piece that stands between the cue and what comes next: commas, quotations, verbs, breaks, that."""
    path[0] += kind == P.COMMA
    path[1] += kind == P.QUOTATION
    path[2] += _is_verb(kind) or kind in (P.BEING, P.HAVING, P.MODAL, P.VERB_BASE, P.ED)
    path[3] += kind in (P.SEMICOLON, P.DASH, P.COLON, P.AND, P.ASKING, P.SUBORDINATE, P.RELATIVE)
    path[4] |= kind == P.THAT


@compiled
def find_path(path: Ints, facts: Ints) -> None:
    """Set the facts about what stands between the cue and a piece; each side has its own."""
    quoted = min(path[1], 1)
    facts[PATH] = (
        min(path[0], 2) + 3 * quoted + 6 * min(path[2], 2) + 18 * min(path[3], 2) + 54 * path[4] + 108 * facts[SIDE]
    )
    facts[MARKS] = min(path[0], 3) + 4 * quoted + 8 * facts[SIDE]
