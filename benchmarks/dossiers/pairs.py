"""Learn which pairs are of one thing, from labelled events: what the trainers of figures and of times share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from tests.quality.dossier_score import digest_of, match_differences, read_events

from stoppress.domain.brief import Difference

PARTS = ("open", "more")
_FOLDS = 8
_PENALTY = 2.0
_STEPS = 60
_DIGITS = 2

Labelled = tuple[dict[str, float], bool]
"""The signs of a pair, and whether it is of one thing."""


class Example(Protocol):
    """One event with its labelled pairs."""

    @property
    def event(self) -> Mapping[str, Any]:
        """The event with its gold."""

    @property
    def pairs(self) -> list[Labelled]:
        """Its pairs."""


Kind = TypeVar("Kind", bound=Example)


class Written(NamedTuple):
    """What the module of weights is called, and says of itself."""

    path: Path
    signs: str  # the module whose signs they weigh
    trainer: str
    name: str  # of the weights
    says: str  # of the least log-odds


def read_examples(make: Callable[[Mapping[str, Any]], Kind]) -> list[Kind]:
    """Make an example of each event that may be read while working."""
    return [make(event) for part in PARTS for event in read_events(part)]


def fit(pairs: Sequence[Labelled]) -> dict[str, float]:
    """Fit a logistic regression to pairs of signs and labels, by Newton's method."""
    names = list(pairs[0][0])
    signs = np.array([[one[name] for name in names] for one, _ in pairs])
    same = np.array([float(label) for _, label in pairs])
    penalty = np.diag([0.01 if name == "bias" else _PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(signs @ weights)))
        slope = signs.T @ (chance - same) + penalty @ weights
        curve = (signs * (chance * (1 - chance))[:, None]).T @ signs + penalty
        weights -= np.linalg.solve(curve, slope)
    return {name: round(float(weight), _DIGITS) for name, weight in zip(names, weights, strict=True)}


def count(
    examples: Sequence[Kind], kind: str, differences: Callable[[int], Sequence[Difference]]
) -> tuple[int, int, int]:
    """Return how many differences of a kind are planted, found and invented; `differences` are those of an event."""
    planted = found = invented = 0
    for at, example in enumerate(examples):
        gold = [one for one in example.event["gold"]["differences"] if one["kind"] == kind]
        matched = match_differences(gold, differences(at))
        planted += len(gold)
        found += len({number for number in matched if number is not None})
        invented += matched.count(None)
    return planted, found, invented


def choose(table: Mapping[float, tuple[int, int, int]]) -> float:
    """Choose the least log-odds: one invented costs what three found are worth; of equals the middle."""
    gains = {least: found - 3 * invented for least, (_, found, invented) in table.items()}
    best = [least for least, gain in gains.items() if gain == max(gains.values())]
    return best[len(best) // 2]


def train(
    examples: Sequence[Kind],
    kind: str,
    leasts: Sequence[float],
    differences_of: Callable[[Kind, Mapping[str, float], float], Sequence[Difference]],
    written: Written,
) -> None:
    """Cross-validate by event, choose the least log-odds, and write the weights of all unless told only to measure."""
    parser = argparse.ArgumentParser(description=f"Train the weights of {written.signs}.")
    parser.add_argument("--measure", action="store_true", help="cross-validate only")
    chosen = parser.parse_args()
    folds = [
        fit([pair for at, one in enumerate(examples) if at % _FOLDS != fold for pair in one.pairs])
        for fold in range(_FOLDS)
    ]

    def counted(least: float, weights: Sequence[Mapping[str, float]]) -> tuple[int, int, int]:
        return count(examples, kind, lambda at: differences_of(examples[at], weights[at % len(weights)], least))

    table = {least: counted(least, folds) for least in leasts}
    for least, (planted, found, invented) in table.items():
        print(f"least {least}: planted {planted}, found {found}, invented {invented}")
    least = choose(table)
    weights = fit([pair for one in examples for pair in one.pairs])
    print(f"chosen {least}; seen: {counted(least, [weights])}")
    if not chosen.measure:
        _write(written, weights, least)


def _write(written: Written, weights: Mapping[str, float], least: float) -> None:
    lines = [
        f'"""How much each sign of `{written.signs}` counts: written by {written.trainer}, not by hand."""',
        "",
        f'DATA = "{digest_of(*PARTS)}"',
        '"""SHA-256 of the events trained on."""',
        f"{written.name} = {{",
        *(f'    "{sign}": {weight},' for sign, weight in weights.items()),
        "}",
        f"LEAST_SAME = {least}",
        f'"""{written.says}"""',
        "",
    ]
    written.path.write_text("\n".join(lines), encoding="utf-8")
