"""Score cues, and for each of them which pieces are its source and its content: linear scores over hashed evidence.

Cues are scored by logistic regression; the parts of an attribution by a linear-chain conditional random field
(Lafferty, McCallum and Pereira, ICML 2001) over the pieces round the cue. Compiled, linear in the length.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.stages.attribute import evidence as E  # noqa: N812  (its constants are read like an enumeration's)
from stoppress.stages.attribute import pieces as P  # noqa: N812
from stoppress.stages.attribute.pieces import Columns
from stoppress.stages.compiled import compiled

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Parts = npt.NDArray[np.int8]

NEITHER, SOURCE, CONTENT = range(3)
PARTS = 3
CUE_ROWS, PART_ROWS, STEP_ROWS = 1 << 17, 1 << 17, 1 << 15
_PART_FIRST, _STEP_FIRST, _CUE_FIRST = 100, 200, 1
_NEVER = -50.0  # the cue itself is neither
_SURENESS = 0.6  # how much the sureness about the parts counts beside that about the cue: found by cross-validation


class Weights(NamedTuple):
    """Rows by hashed evidence."""

    cue: Floats  # (CUE_ROWS,)
    part: Floats  # (PART_ROWS, PARTS)
    step: Floats  # (STEP_ROWS, PARTS * PARTS): from the part of the piece before, to that of this one


class Reading(NamedTuple):
    """An article's pieces as the scores read them, and what the rules found."""

    columns: Columns
    starts: Ints  # where each unit begins, and where the last one ends
    places: Ints  # of each unit: beginning of the article, first of its paragraph
    rule: Parts  # of each piece: the kind of rule by which it is a cue, 0 for none
    rule_row: Ints  # of each piece: the row of its rule's parts
    rule_parts: Parts  # rows of parts, one after another, each as long as its unit
    rule_start: Ints  # where each row begins


class Scored(NamedTuple):
    """Cues that may make an attribution, and the parts round them."""

    cues: Ints  # pieces
    scores: Scores  # logarithms
    first: Ints  # the piece at which the parts begin
    start: Ints  # where in `parts` those of each cue begin, and where the last ones end
    parts: Parts


@compiled
def may_be_cue(kind: int) -> bool:
    """Tell kinds of pieces that are looked at as cues."""
    return kind == P.COLON or (kind >= P.NUMBER and kind not in (P.PERSON, P.OWNER, P.AND, P.DETERMINER, P.THAT))


@compiled
def score_cue(reading: Reading, weights: Floats, unit: int, at: int, facts: Ints, rows: Ints) -> float:
    """Return the log-odds that a piece of a unit is a cue."""
    fill_cue_rows(reading, unit, at, facts, rows)
    total = 0.0
    for row in rows:
        total += weights[row]
    return total


@compiled
def fill_cue_rows(reading: Reading, unit: int, at: int, facts: Ints, rows: Ints) -> None:
    """Find the rows of the evidence about a piece as a cue."""
    start, end = reading.starts[unit], reading.starts[unit + 1]
    E.find_cue_facts(reading.columns, at, start, end, facts)
    facts[E.TITLE] = E.is_title(reading.columns, start, end)
    facts[E.FIRST] = reading.places[unit]
    facts[E.RULE] = reading.rule[at]
    E.rows_of(facts, E.CUE_TABLE, _CUE_FIRST, CUE_ROWS, rows)


@compiled
def reach_of(reading: Reading, unit: int, cue: int) -> tuple[int, int]:
    """Return the pieces round a cue that may be its source or content."""
    return max(reading.starts[unit], cue - E.REACH), min(reading.starts[unit + 1], cue + 1 + E.REACH)


@compiled
def fill_part_rows(reading: Reading, unit: int, cue: int, facts: Ints, parts: Ints, steps: Ints) -> int:
    """Find the rows of the evidence about each piece round a cue; return how many pieces there are."""
    start, end = reach_of(reading, unit, cue)
    group = E.find_frame(reading.columns, cue, start, end, facts)
    facts[E.R_KIND] = reading.rule[cue]
    path = np.zeros(5, np.int64)
    for side in range(2):
        path[:] = 0
        stop, turn = (end, 1) if side else (start - 1, -1)
        for at in range(cue + side, stop, turn):
            E.find_part_facts(reading.columns, at, cue, start, end, facts)
            E.find_path(path, facts)
            facts[E.IN_GROUP] = at >= group
            if facts[E.R_KIND]:
                row = reading.rule_start[reading.rule_row[cue]] - reading.starts[unit]
                facts[E.R_PART] = reading.rule_parts[row + at]
            E.rows_of(facts, E.PART_TABLE, _PART_FIRST, PART_ROWS, parts[at - start])
            E.rows_of(facts, E.STEP_TABLE, _STEP_FIRST, STEP_ROWS, steps[at - start])
            if at != cue:
                E.pass_by(reading.columns[at, P.KIND], path)
    return end - start


@compiled
def _add_rows(rows: Ints, weights: Floats, sums: Scores) -> None:
    sums[:] = 0.0
    for row in rows:
        for column in range(len(sums)):
            sums[column] += weights[row, column]


@compiled
def add_up(parts: Ints, steps: Ints, weights: Weights, by_part: Scores, by_step: Scores, cue: int) -> None:
    """Sum the weights of each piece's parts, and of the steps to them; `cue` is where the cue stands among them."""
    for at in range(len(parts)):
        _add_rows(parts[at], weights.part, by_part[at])
        _add_rows(steps[at], weights.step, by_step[at])
    by_part[cue, 1:] = _NEVER


@compiled
def log_sum(one: float, two: float, three: float) -> float:
    """Return the logarithm of a sum of three exponentials."""
    top = max(one, two, three)
    return float(top + np.log(np.exp(one - top) + np.exp(two - top) + np.exp(three - top)))


@compiled
def sum_forward(by_part: Scores, by_step: Scores, length: int, sums: Scores) -> float:
    """Sum over all labellings up to each piece (the forward algorithm); return the whole's logarithm."""
    for part in range(PARTS):
        sums[0, part] = by_part[0, part] + by_step[0, part]
    for at in range(1, length):
        before = sums[at - 1]
        for part in range(PARTS):
            steps = by_step[at]
            sums[at, part] = by_part[at, part] + log_sum(
                before[0] + steps[part], before[1] + steps[PARTS + part], before[2] + steps[2 * PARTS + part]
            )
    last = sums[length - 1]
    return log_sum(last[0], last[1], last[2])


@compiled
def label(by_part: Scores, by_step: Scores, length: int, best: Scores, came_from: Parts, found: Parts) -> float:
    """Find the best labelling (Viterbi's algorithm); return its score."""
    for part in range(PARTS):
        best[0, part] = by_part[0, part] + by_step[0, part]
    for at in range(1, length):
        for part in range(PARTS):
            top = 0
            for other in range(1, PARTS):
                if best[at - 1, other] + by_step[at, other * PARTS + part] > (
                    best[at - 1, top] + by_step[at, top * PARTS + part]
                ):
                    top = other
            came_from[at, part] = top
            best[at, part] = best[at - 1, top] + by_step[at, top * PARTS + part] + by_part[at, part]
    part = int(np.argmax(best[length - 1]))
    score = best[length - 1, part]
    for at in range(length - 1, -1, -1):
        found[at] = part
        part = came_from[at, part]
    return float(score)


@compiled
def find_cues(reading: Reading, weights: Weights, least: float) -> tuple[list[int], list[int], list[float]]:
    """Return pieces whose logarithm of being a cue is at least `least`, their units, and that logarithm."""
    cues, units, scores = [0 for _ in range(0)], [0 for _ in range(0)], [0.0 for _ in range(0)]
    facts, rows = np.zeros(E.CUE_FACTS, np.int64), np.zeros(len(E.CUE_TABLE), np.int64)
    for unit in range(len(reading.starts) - 1):
        for at in range(reading.starts[unit], reading.starts[unit + 1]):
            if not may_be_cue(reading.columns[at, P.KIND]):
                continue
            odds = score_cue(reading, weights.cue, unit, at, facts, rows)
            score = -np.log1p(np.exp(-odds))
            if score >= least:
                cues.append(int(at))
                units.append(int(unit))
                scores.append(score)
    return cues, units, scores


@compiled
def find_attributions(reading: Reading, weights: Weights, least: float) -> Scored:
    """Return the cues whose score is at least `least`, a logarithm, with the parts round them."""
    found, units, found_scores = find_cues(reading, weights, least)
    size = 2 * E.REACH + 1
    facts = np.zeros(E.PART_FACTS, np.int64)
    parts = np.zeros((size, len(E.PART_TABLE)), np.int64)
    steps = np.zeros((size, len(E.STEP_TABLE)), np.int64)
    by_part, by_step = np.zeros((size, PARTS)), np.zeros((size, PARTS * PARTS))
    sums, came_from = np.zeros((size, PARTS)), np.zeros((size, PARTS), np.int8)
    count = len(found)
    cues, scores = np.zeros(count, np.int64), np.zeros(count)
    first, start = np.zeros(count, np.int64), np.zeros(count + 1, np.int64)
    labels = np.zeros(count * size, np.int8)
    for one in range(count):
        cue, unit = found[one], units[one]
        length = fill_part_rows(reading, unit, cue, facts, parts, steps)
        first[one] = reach_of(reading, unit, cue)[0]
        add_up(parts[:length], steps[:length], weights, by_part, by_step, cue - first[one])
        whole = sum_forward(by_part, by_step, length, sums)
        start[one + 1] = start[one] + length
        best = label(by_part, by_step, length, sums, came_from, labels[start[one] : start[one + 1]])
        cues[one], scores[one] = cue, found_scores[one] + _SURENESS * (best - whole)
    return Scored(cues, scores, first, start, labels[: start[count]])
