"""Train the weights by which two times are of one happening, and say how well they do on events not seen.

    python -m benchmarks.dossiers.train_times            # write src/stoppress/stages/brief/time_weights.py
    python -m benchmarks.dossiers.train_times --measure  # cross-validation by event only

The examples are the pairs of times of the events that may be read while working (tests/quality/dossiers: open and
more). The same data gives the same weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.dossiers.pairs import Labelled, Written, read_examples, train
from tests.quality.dossier_score import articles_of

from stoppress.domain.brief import Difference
from stoppress.stages.brief.excerpts import Read
from stoppress.stages.brief.times import (
    Timed,
    differ,
    may_be_same,
    pair_signs,
    rarity,
    time_all,
    time_differences,
    times,
)

WEIGHTS = Path(__file__).parents[2] / "src/stoppress/stages/brief/time_weights.py"
_LEASTS = [at / 4 for at in range(-11, 13)]


class Example(NamedTuple):
    """One event: its times by report, the pairs with their labels, and the gold."""

    event: Mapping[str, Any]
    by_report: list[list[Timed]]
    pairs: list[Labelled]


def _example(event: Mapping[str, Any]) -> Example:
    articles = articles_of(event)
    reads = [Read(article, []) for article in articles]
    dates = [article.published for article in articles if article.published]
    by_report = time_all(times(reads, min(dates).date() if dates else None), reads)
    timed = [one for report in by_report for one in report]
    happenings = _happenings(event, {article.id: article.text for article in articles}, timed)
    rare = rarity(timed)
    pairs = []
    for at, one in enumerate(timed):
        for later in range(at + 1, len(timed)):
            other, same = timed[later], bool(happenings[at] & happenings[later])
            if may_be_same(one, other) and (same or differ(one.dated, other.dated)):
                pairs.append((pair_signs(one, other, rare), same))
    return Example(event, by_report, pairs)


def _happenings(event: Mapping[str, Any], text_by_id: Mapping[str, str], timed: Sequence[Timed]) -> list[set[str]]:
    """Return for each time the gold times and differences that it tells."""
    found: list[set[str]] = [set() for _ in timed]
    gold = event["gold"]
    told = [(f"t{n}", v["article"], v["words"]) for n, one in enumerate(gold["times"]) for v in one["values"]]
    told += [
        (f"d{n}", article, words)
        for n, one in enumerate(gold["differences"])
        if one["kind"] == "time"
        for article, words in one["articles"].items()
    ]
    for key, article, words in told:
        start = text_by_id[article].find(words)
        for at, one in enumerate(timed):
            first, last = one.dated.excerpt.span
            if one.dated.excerpt.article == article and first < start + len(words) and start < last:
                found[at].add(key)
    return found


def differences_of(example: Example, weights: Mapping[str, float], least: float) -> tuple[Difference, ...]:
    """Return the differences that the weights give."""
    return time_differences(example.by_report, weights, least)


def main() -> None:
    """Train or measure."""
    train(
        read_examples(_example),
        "time",
        _LEASTS,
        differences_of,
        Written(
            WEIGHTS,
            "times",
            "benchmarks/dossiers/train_times.py",
            "SAME_TIME",
            "Log-odds from which two times are said to be of one happening.",
        ),
    )


if __name__ == "__main__":
    main()
