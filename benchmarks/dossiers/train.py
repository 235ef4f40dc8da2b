"""Train the weights by which a statement confirms or denies an event, and say how well they do on events not seen.

    python -m benchmarks.dossiers.train            # write src/stoppress/stages/corroborate/weights.py
    python -m benchmarks.dossiers.train --measure  # cross-validation by event only

The examples are the sources of the events that may be read while working (tests/quality/dossiers: open and more).
What is known of a source is whether the gold lists it, not by which statement it confirms: each source is a bag of
statements, and its log-odds are a soft maximum of theirs (multiple-instance learning: Dietterich, Lathrop and
Lozano-Pérez 1997).
The same data gives the same weights: nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tests.quality.dossier_score import articles_of, digest_of, is_told_of, read_events

from stoppress.stages.attribute import attribute
from stoppress.stages.corroborate.carriers import place_with_acts
from stoppress.stages.corroborate.confirming import Source, source_signs, sources
from stoppress.stages.corroborate.outlets import outlet_keys
from stoppress.stages.corroborate.signs import Told

PARTS = ("open", "more")
WEIGHTS = Path(__file__).parents[2] / "src/stoppress/stages/corroborate/weights.py"
_FOLDS = 8
_PENALTY = 2.0  # on squared weights; 0.5 to 4 do alike
_SOFTNESS = 3.0  # of the maximum: the greater, the harder
_STEPS, _RATE = 400, 0.05
_FREE = 0.01  # of the penalty, for the bias
_DIGITS = 2
_LEASTS = [at / 4 for at in range(-6, 5)]

Vector = npt.NDArray[np.float64]
Weights = Mapping[str, float]


class Bag(NamedTuple):
    """A source's statements by their signs, and whether the gold lists it as confirming, as denying."""

    statements: Sequence[Mapping[str, float]]
    listed: tuple[bool, bool]


class Example(NamedTuple):
    """One event: its sources, and whether anybody confirms it, anybody denies it."""

    bags: Sequence[Bag]
    listed: tuple[bool, bool]


def read_examples(parts: Sequence[str] = PARTS) -> list[Example]:
    """Read the events with the signs of their sources."""
    return [_example(event) for part in parts for event in read_events(part)]


def _example(event: Mapping[str, Any]) -> Example:
    articles = articles_of(event)
    placed = place_with_acts(articles, {article.id: attribute(article.text, article.language) for article in articles})
    told, outlets = Told(articles), outlet_keys(articles)
    gold = event["gold"]["confirmed_by"], event["gold"]["denied_by"]
    bags = [
        Bag(source_signs(source, told, outlets), (_is_listed(source, gold[0]), _is_listed(source, gold[1])))
        for source in sources(placed, told, outlets)
    ]
    return Example(bags, (bool(gold[0]), bool(gold[1])))


def _is_listed(source: Source, gold: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        one.speaker is not None and is_told_of(one.speaker, [one.carrier.sentence], wanted)
        for one in source.statements
        for wanted in gold
    )


def fit(examples: Sequence[Example], which: int) -> dict[str, float]:
    """Fit the weights of confirming (0) or denying (1)."""
    bags = [bag for example in examples for bag in example.bags]
    names = sorted({sign for bag in bags for statement in bag.statements for sign in statement})
    signs = np.array([[statement.get(name, 0.0) for name in names] for bag in bags for statement in bag.statements])
    owner = np.array([number for number, bag in enumerate(bags) for _ in bag.statements])
    listed = np.array([float(bag.listed[which]) for bag in bags])
    penalty = np.array([_PENALTY * (_FREE if name == "bias" else 1.0) for name in names])
    weights = _descend(signs, owner, listed, penalty)
    return {name: round(float(weight), _DIGITS) for name, weight in zip(names, weights, strict=True)}


def _descend(signs: Vector, owner: npt.NDArray[np.int64], listed: Vector, penalty: Vector) -> Vector:
    """Descend the penalised log-loss of the bags by Adam (Kingma and Ba 2015)."""
    weights, mean, square = (np.zeros(signs.shape[1]) for _ in range(3))
    for step in range(1, _STEPS + 1):
        odds = signs @ weights
        most = np.full(len(listed), -np.inf)
        np.maximum.at(most, owner, odds)
        share = np.exp(_SOFTNESS * (odds - most[owner]))
        share /= np.bincount(owner, share)[owner]
        miss = 1 / (1 + np.exp(-np.bincount(owner, share * odds))) - listed
        slope = signs.T @ (share * miss[owner]) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        weights -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def odds_of(example: Example, weights: tuple[Weights, Weights]) -> list[tuple[float, float]]:
    """Return for each source the log-odds that it confirms and that it denies."""
    return [
        (_most(bag.statements, weights[0]), _most(bag.statements, weights[1]))
        for bag in example.bags
    ]  # fmt: skip


def _most(statements: Sequence[Mapping[str, float]], weights: Weights) -> float:
    return max(sum(weights.get(sign, 0.0) * value for sign, value in one.items()) for one in statements)


Leasts = tuple[tuple[float, float], tuple[float, float]]


def right(examples: Sequence[Example], odds: Sequence[Sequence[tuple[float, float]]], leasts: Leasts) -> Vector:
    """Return the share of events of which status, confirmation and denial are right."""
    total = np.zeros(3)
    for example, ours in zip(examples, odds, strict=True):
        shown = [_shown(ours, leasts, which) for which in (0, 1)]
        found = [bool(one) for one in shown]
        sound = [
            found[which] == example.listed[which] and all(example.bags[at].listed[which] for at in shown[which])
            for which in (0, 1)
        ]
        total += (tuple(found) == example.listed, *sound)
    return total / max(len(examples), 1)


def _shown(ours: Sequence[tuple[float, float]], leasts: Leasts, which: int) -> list[int]:
    margins = [(one[0] - leasts[0][0], one[1] - leasts[1][0]) for one in ours]
    fitting = [at for at, one in enumerate(margins) if one[which] >= max(0, one[1 - which])]
    best = max((margins[at][which] for at in fitting), default=0.0)
    return [at for at in fitting if margins[at][which] == best or ours[at][which] >= leasts[which][1]]


def cross_validate(examples: Sequence[Example]) -> list[list[tuple[float, float]]]:
    """Return the odds of every event's sources by weights that have not seen the event."""
    odds: list[list[tuple[float, float]]] = [[] for _ in examples]
    for fold in range(_FOLDS):
        seen = [example for number, example in enumerate(examples) if number % _FOLDS != fold]
        weights = fit(seen, 0), fit(seen, 1)
        for number in range(fold, len(examples), _FOLDS):
            odds[number] = odds_of(examples[number], weights)
    return odds


def choose_leasts(examples: Sequence[Example], odds: Sequence[Sequence[tuple[float, float]]]) -> Leasts:
    """Choose the least odds, for the surest source and for any further one, about which most are right.

    With few events a single step of the odds may do well by chance: what counts is the mean of a place and its
    neighbours.
    """
    extras = list(itertools.product((1.0, 2.0, 3.0, 9.0), (0.0, 1.0, 9.0)))
    scores = np.array(
        [
            [[right(examples, odds, _leasts(at, beside, extra)).sum() for extra in extras] for beside in _LEASTS]
            for at in _LEASTS
        ]
    )
    inner = range(1, len(_LEASTS) - 1)
    best = max(
        itertools.product(inner, inner, range(len(extras))),
        key=lambda place: scores[place[0] - 1 : place[0] + 2, place[1] - 1 : place[1] + 2, place[2]].mean(),
    )
    return _leasts(_LEASTS[best[0]], _LEASTS[best[1]], extras[best[2]])


def _leasts(confirms: float, denies: float, extra: tuple[float, float]) -> Leasts:
    return (confirms, confirms + extra[0]), (denies, denies + extra[1])


def _written(weights: tuple[Weights, Weights], leasts: Leasts) -> str:
    lines = [
        '"""How much each sign of `signs` counts: written by benchmarks/dossiers/train.py, not by hand."""',
        "",
        f'DATA = "{digest_of(*PARTS)}"',
        '"""SHA-256 of the events trained on."""',
    ]
    for name, found in zip(("CONFIRMING", "DENYING"), weights, strict=True):
        lines += [f"{name} = {{", *(f'    "{sign}": {weight},' for sign, weight in found.items() if weight), "}"]
    for name, least in zip(("LEAST_CONFIRMING", "LEAST_DENYING"), leasts, strict=True):
        lines += [f"{name} = {least}"]
    lines += ['"""Log-odds asked of the surest source, and of any further one."""', ""]
    return "\n".join(lines)


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="cross-validate only")
    chosen = parser.parse_args()
    examples = read_examples()
    odds = cross_validate(examples)
    leasts = choose_leasts(examples, odds)
    shares = right(examples, odds, leasts)
    print(f"{len(examples)} events, not seen: status, confirmation and denial right in {shares.round(3)}")
    if not chosen.measure:
        WEIGHTS.write_text(_written((fit(examples, 0), fit(examples, 1)), leasts), encoding="utf-8")


if __name__ == "__main__":
    main()
