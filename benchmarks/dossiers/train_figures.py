"""Train the weights by which two figures count the same, and say how well they do on events not seen.

    python -m benchmarks.dossiers.train_figures            # write src/stoppress/stages/figures/weights.py
    python -m benchmarks.dossiers.train_figures --measure  # cross-validation by event only

The examples are the pairs of figures of the events that may be read while working (tests/quality/dossiers: open and
more): those that the gold puts under one count, and all others. A pair of equal figures of one noun that the gold does
not list is left out: the gold lists the notable counts, not all. The same data gives the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.dossiers.pairs import Labelled, Written, read_examples, train
from tests.quality.dossier_score import articles_of

from stoppress.domain.brief import Difference
from stoppress.stages.attribute import attribute
from stoppress.stages.brief.counts import compare, figure_differences, site_all
from stoppress.stages.brief.excerpts import Read
from stoppress.stages.corroborate.carriers import place
from stoppress.stages.figures.alike import Sited, may_be_same, pair_signs, rarity

WEIGHTS = Path(__file__).parents[2] / "src/stoppress/stages/figures/weights.py"
_LEASTS = [at / 4 for at in range(-11, 9)]


class Example(NamedTuple):
    """One event: its figures by report, when the reports came, the pairs with their labels, and the gold."""

    event: Mapping[str, Any]
    by_report: list[list[Sited]]
    published: dict[str, Any]
    pairs: list[Labelled]


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


def differences_of(example: Example, weights: Mapping[str, float], least: float) -> tuple[Difference, ...]:
    """Return the differences that the weights give."""
    return figure_differences(compare(example.by_report, weights, least), example.published)


def main() -> None:
    """Train or measure."""
    train(
        read_examples(_example),
        "figure",
        _LEASTS,
        differences_of,
        Written(
            WEIGHTS,
            "alike",
            "benchmarks/dossiers/train_figures.py",
            "SAME_COUNT",
            "Log-odds from which two figures are said to count the same.",
        ),
    )


if __name__ == "__main__":
    main()
