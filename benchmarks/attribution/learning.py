"""Fit the weights of attribution, compiled: example by example, by AdaGrad (Duchi, Hazan and Singer 2011)."""

from __future__ import annotations

import numpy as np

from stoppress.stages.attribute import evidence as E  # noqa: N812
from stoppress.stages.attribute import pieces as P  # noqa: N812
from stoppress.stages.attribute import scoring as S  # noqa: N812
from stoppress.stages.compiled import compiled

RATE = 0.03
_START = 0.01  # of the sums of squared slopes
_SLIGHT = 0.001  # slopes nearer to nothing teach nothing


@compiled
def learn_cues(reading, gold_row, units, epochs, seed):
    """Return the weights by which pieces are told to be cues: those of the later half of the epochs, averaged."""
    np.random.seed(seed)
    weights, squares, kept = np.zeros(S.CUE_ROWS), np.full(S.CUE_ROWS, _START), np.zeros(S.CUE_ROWS)
    facts, rows = np.zeros(E.CUE_FACTS, np.int64), np.zeros(len(E.CUE_TABLE), np.int64)
    order = units.copy()
    for epoch in range(epochs):
        np.random.shuffle(order)
        for unit in order:
            for at in range(reading.starts[unit], reading.starts[unit + 1]):
                if not S.may_be_cue(reading.columns[at, P.KIND]):
                    continue
                odds = S.score_cue(reading, weights, unit, at, facts, rows)
                slope = 1 / (1 + np.exp(-odds)) - (gold_row[at] >= 0)
                if abs(slope) > _SLIGHT:
                    for row in rows:
                        squares[row] += slope * slope
                        weights[row] -= RATE * slope / np.sqrt(squares[row])
        if 2 * epoch >= epochs:
            kept += weights
    return kept / (epochs - (epochs + 1) // 2)


@compiled
def learn_parts(reading, gold, units, epochs, seed):
    """Return the weights of parts and of steps; `gold` is rows of parts, and which row a cue has."""
    np.random.seed(seed)
    gold_row, gold_start, gold_parts = gold
    weights = S.Weights(np.zeros(1), np.zeros((S.PART_ROWS, S.PARTS)), np.zeros((S.STEP_ROWS, S.PARTS * S.PARTS)))
    squares = S.Weights(np.zeros(1), np.full((S.PART_ROWS, S.PARTS), _START), np.full((S.STEP_ROWS, 9), _START))
    kept = S.Weights(np.zeros(1), np.zeros((S.PART_ROWS, S.PARTS)), np.zeros((S.STEP_ROWS, S.PARTS * S.PARTS)))
    size = 2 * E.REACH + 1
    facts = np.zeros(E.PART_FACTS, np.int64)
    parts, steps = np.zeros((size, len(E.PART_TABLE)), np.int64), np.zeros((size, len(E.STEP_TABLE)), np.int64)
    by_part, by_step = np.zeros((size, S.PARTS)), np.zeros((size, S.PARTS * S.PARTS))
    sums, back = np.zeros((size, S.PARTS)), np.zeros((size, S.PARTS))
    order = units.copy()
    for epoch in range(epochs):
        np.random.shuffle(order)
        for unit in order:
            for cue in range(reading.starts[unit], reading.starts[unit + 1]):
                if gold_row[cue] < 0:
                    continue
                length = S.fill_part_rows(reading, unit, cue, facts, parts, steps)
                first = S.reach_of(reading, unit, cue)[0]
                S.add_up(parts[:length], steps[:length], weights, by_part, by_step, cue - first)
                whole = S.sum_forward(by_part, by_step, length, sums)
                _sum_back(by_part, by_step, length, back)
                begins = gold_start[gold_row[cue]] + first - reading.starts[unit]
                labels = gold_parts[begins : begins + length]
                _learn_chain(
                    labels, (parts, steps), (by_part, by_step), (sums, back, whole), (weights, squares, cue - first)
                )
        if 2 * epoch >= epochs:
            kept.part[:] += weights.part
            kept.step[:] += weights.step
    share = epochs - (epochs + 1) // 2
    return kept.part / share, kept.step / share


@compiled
def _sum_back(by_part, by_step, length, back):
    back[length - 1, :] = 0.0
    for at in range(length - 2, -1, -1):
        after = by_part[at + 1] + back[at + 1]
        for part in range(3):
            steps = by_step[at + 1, 3 * part : 3 * part + 3]
            back[at, part] = S.log_sum(after[0] + steps[0], after[1] + steps[1], after[2] + steps[2])


@compiled
def _learn_chain(labels, rows, scores, sums, weights):
    parts, steps = rows
    by_part, by_step = scores
    forward, back, whole = sums
    now, squares, cue = weights
    for at in range(len(labels)):
        for part in range(3):
            if at != cue:
                likely = np.exp(forward[at, part] + back[at, part] - whole)
                _learn(now.part, squares.part, parts[at], part, likely - (labels[at] == part))
            if at == 0:
                likely = np.exp(forward[0, part] + back[0, part] - whole)
                _learn(now.step, squares.step, steps[0], part, likely - (labels[0] == part))
                continue
            for other in range(3):
                step = 3 * other + part
                score = forward[at - 1, other] + by_step[at, step] + by_part[at, part] + back[at, part]
                slope = np.exp(score - whole) - (labels[at] == part and labels[at - 1] == other)
                _learn(now.step, squares.step, steps[at], step, slope)


@compiled
def _learn(weights, squares, rows, column, slope):
    if abs(slope) <= _SLIGHT:
        return
    for row in rows:
        squares[row, column] += slope * slope
        weights[row, column] -= RATE * slope / np.sqrt(squares[row, column])


@compiled
def count_articles(reading, gold_row, units, article):
    """Return in how many articles each row of the three tables is seen; `article` is the number of each unit's."""
    sizes = (S.CUE_ROWS, S.PART_ROWS, S.STEP_ROWS)
    counts = (np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64), np.zeros(sizes[2], np.int64))
    last = (np.full(sizes[0], -1), np.full(sizes[1], -1), np.full(sizes[2], -1))
    facts, rows = np.zeros(E.PART_FACTS, np.int64), np.zeros(len(E.CUE_TABLE), np.int64)
    size = 2 * E.REACH + 1
    parts, steps = np.zeros((size, len(E.PART_TABLE)), np.int64), np.zeros((size, len(E.STEP_TABLE)), np.int64)
    for unit in units:
        for at in range(reading.starts[unit], reading.starts[unit + 1]):
            if S.may_be_cue(reading.columns[at, P.KIND]):
                S.fill_cue_rows(reading, unit, at, facts, rows)
                _count(counts[0], last[0], rows, article[unit])
            if gold_row[at] >= 0:
                length = S.fill_part_rows(reading, unit, at, facts, parts, steps)
                for piece in range(length):
                    _count(counts[1], last[1], parts[piece], article[unit])
                    _count(counts[2], last[2], steps[piece], article[unit])
    return counts


@compiled
def _count(counts, last, rows, article):
    for row in rows:
        if last[row] != article:
            last[row] = article
            counts[row] += 1
