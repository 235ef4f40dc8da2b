"""Turn what was measured of events into log-odds, each beside the others: compiled."""

from __future__ import annotations

import numpy as np

from stoppress.stages.cluster import FEATURES, SPREAD
from stoppress.stages.compiled import compiled
from stoppress.window.kernels import Floats

_FEATURES, _SPREADS = len(FEATURES), len(SPREAD)


@compiled
def spread_of(scores: Floats) -> Floats:
    """Return SPREAD for each event: how its score stands among those of the events it was compared with."""
    n_events = len(scores)
    rows = np.zeros((n_events, _SPREADS))
    bounded = np.maximum(scores, -8.0)
    for one in range(n_events):
        others = np.full(n_events + 5, -8.0)
        rank = 0
        for n in range(n_events):
            if n != one:
                others[n] = bounded[n]
                rank += 1 if bounded[n] > bounded[one] or (bounded[n] == bounded[one] and n < one) else 0
        ranked = -np.sort(-others)
        rivals = ranked[:5].mean()
        rows[one, 0] = bounded[one]
        rows[one, 1] = bounded[one] - ranked[0]
        rows[one, 2] = bounded[one] - rivals
        rows[one, 3] = rivals
        rows[one, 4] = min(rank, 10)
    return rows


@compiled
def _product(values: Floats, weights: Floats) -> float:
    total = 0.0
    for n in range(len(values)):
        total += values[n] * weights[n]
    return total


@compiled
def weigh(features: Floats, first: Floats, second: Floats) -> Floats:
    """Return the log-odds of each event: features to scores, then features and the spread of the scores."""
    n_events = len(features)
    scores = np.empty(n_events)
    for n in range(n_events):
        scores[n] = first[_FEATURES] + _product(features[n], first)
    spread = spread_of(scores)
    odds = np.empty(n_events)
    for n in range(n_events):
        odds[n] = second[_FEATURES + _SPREADS] + _product(features[n], second)
        odds[n] += _product(spread[n], second[_FEATURES:])
    return odds
