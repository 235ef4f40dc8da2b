"""The weights by which evidence becomes a decision: trained by `benchmarks/events/train.py`, kept as `weights.json`."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.stages.cluster import FEATURES, SPREAD


class Model(NamedTuple):
    """Weights, the constant last."""

    first: npt.NDArray[np.float64]  # of FEATURES: a first score
    second: npt.NDArray[np.float64]  # of FEATURES and SPREAD of the first scores: log-odds


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the model that ships."""
    weights = json.loads((files("stoppress.window") / "weights.json").read_text("utf-8"))
    return Model(
        *(_column(weights[part], names) for part, names in (("first", FEATURES), ("second", FEATURES + SPREAD)))
    )


def _column(weights: dict[str, float], names: tuple[str, ...]) -> npt.NDArray[np.float64]:
    assert set(weights) == {*names, "constant"}, "weights.json is of another version: train anew"
    return np.array([weights[name] for name in (*names, "constant")])
