"""Train the weights by which two figures count the same, and say how well they do on events not seen.

    python -m benchmarks.dossiers.train_figures            # write src/stoppress/stages/figures/weights.py
    python -m benchmarks.dossiers.train_figures --measure  # cross-validation by event only

The examples are the pairs of figures of the events that may be read while working (tests/quality/dossiers: open and
more): those that the gold puts under one count, and all others. A pair of equal figures of one noun that the gold does
not list is left out: the gold lists the notable counts, not all. The same data gives the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tests.quality.dossier_score import articles_of, digest_of, match_differences, read_events

from stoppress.domain.brief import Difference
from stoppress.stages.attribute import attribute
from stoppress.stages.brief.counts import compare, figure_differences, site_all
from stoppress.stages.brief.excerpts import Read
from stoppress.stages.corroborate.carriers import place
from stoppress.stages.figures.alike import Sited, may_be_same, pair_signs, rarity

PARTS = ("open", "more")
WEIGHTS = Path(__file__).parents[2] / "src/stoppress/stages/figures/weights.py"
FOLDS = 8
_PENALTY = 2.0
_STEPS = 60
_DIGITS = 2
_LEASTS = [at / 4 for at in range(-11, 9)]

Vector = npt.NDArray[np.float64]


class Example(NamedTuple):
    """One event: its figures by report, when the reports came, the pairs with their labels, and the gold."""

    event: Mapping[str, Any]
    by_report: list[list[Sited]]
    published: dict[str, Any]
    pairs: list[tuple[dict[str, float], bool]]


def read_examples(parts: Sequence[str] = PARTS) -> list[Example]:
    """Read the events with the signs of all pairs of their figures."""
    return [_example(event) for part in parts for event in read_events(part)]


def _example(event: Mapping[str, Any]) -> Example:
    articles = articles_of(event)
    placed = place(articles, {article.id: attribute(article.text, article.language) for article in articles})
    reads = [Read(article, [one for one in placed if one.article is article]) for article in articles]
    by_report = site_all(reads)
    sited = [one for report in by_report for one in report]
    counted = _counted(event, {article.id: article.text for article in articles}, sited)
    rare = rarity(sited)
    pairs = [
        (pair_signs(one, other, rare), bool(counted[at] & counted[later]))
        for at, one in enumerate(sited)
        for later, other in enumerate(sited)
        if later > at and may_be_same(one, other)
    ]
    pairs = [
        (signs, same) for signs, same in pairs if same or not (signs["equal"] and (signs["head"] or signs["state"]))
    ]
    return Example(event, by_report, {article.id: article.published for article in articles}, pairs)


def _counted(event: Mapping[str, Any], text_by_id: Mapping[str, str], sited: Sequence[Sited]) -> list[set[int]]:
    """Return for each figure the numbers of the gold counts that it tells."""
    found: list[set[int]] = [set() for _ in sited]
    for number, gold in enumerate(event["gold"]["figures"]):
        for value in gold["values"]:
            start = text_by_id[value["article"]].find(value["words"])
            end = start + len(value["words"])
            inside = [
                at
                for at, one in enumerate(sited)
                if one.told.excerpt.article == value["article"]
                and one.told.figure.span[0] < end
                and start < one.told.figure.span[1]
            ]
            exact = [at for at in inside if abs(sited[at].told.figure.value - float(value["value"])) < 1e-6]
            for at in exact[:1] or inside[:1]:
                found[at].add(number)
    return found


def fit(pairs: Sequence[tuple[dict[str, float], bool]]) -> dict[str, float]:
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


def differences_of(example: Example, weights: Mapping[str, float], least: float) -> tuple[Difference, ...]:
    """Return the differences that the weights give."""
    return figure_differences(compare(example.by_report, weights, least), example.published)


def count(examples: Sequence[Example], weights: Sequence[Mapping[str, float]], least: float) -> tuple[int, int, int]:
    """Return how many differences of figures are planted, found and invented."""
    planted = found = invented = 0
    for example, ours in zip(examples, weights, strict=True):
        gold = [one for one in example.event["gold"]["differences"] if one["kind"] == "figure"]
        matched = match_differences(gold, differences_of(example, ours, least))
        planted += len(gold)
        found += len({number for number in matched if number is not None})
        invented += matched.count(None)
    return planted, found, invented


def choose(table: Mapping[float, tuple[int, int, int]]) -> float:
    """Choose the least log-odds: one invented costs what three found are worth; of equals the middle."""
    gains = {least: found - 3 * invented for least, (_, found, invented) in table.items()}
    best = [least for least, gain in gains.items() if gain == max(gains.values())]
    return best[len(best) // 2]


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="cross-validate only")
    chosen = parser.parse_args()
    examples = read_examples()
    folds = [
        fit([pair for at, one in enumerate(examples) if at % FOLDS != fold for pair in one.pairs])
        for fold in range(FOLDS)
    ]
    unseen = [folds[at % FOLDS] for at in range(len(examples))]
    table = {least: count(examples, unseen, least) for least in _LEASTS}
    for least, (planted, found, invented) in table.items():
        print(f"least {least}: planted {planted}, found {found}, invented {invented}")
    least = choose(table)
    weights = fit([pair for one in examples for pair in one.pairs])
    print(f"chosen {least}; seen: {count(examples, [weights] * len(examples), least)}")
    if not chosen.measure:
        lines = [
            '"""How much each sign of `alike` counts: written by benchmarks/dossiers/train_figures.py, not by hand."""',
            "",
            f'DATA = "{digest_of(*PARTS)}"',
            '"""SHA-256 of the events trained on."""',
            "SAME_COUNT = {",
            *(f'    "{sign}": {weight},' for sign, weight in weights.items()),
            "}",
            f"LEAST_SAME = {least}",
            '"""Log-odds from which two figures are said to count the same."""',
            "",
        ]
        WEIGHTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
