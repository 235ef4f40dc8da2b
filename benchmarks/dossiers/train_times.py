"""Train the weights by which two times are of one happening, and say how well they do on events not seen.

    python -m benchmarks.dossiers.train_times            # write src/stoppress/stages/brief/time_weights.py
    python -m benchmarks.dossiers.train_times --measure  # cross-validation by event only

The examples are the pairs of times of the events that may be read while working (tests/quality/dossiers: open and
more). The same data gives the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.dossiers.train_figures import FOLDS, choose, fit
from tests.quality.dossier_score import articles_of, digest_of, match_differences, read_events

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

PARTS = ("open", "more")
WEIGHTS = Path(__file__).parents[2] / "src/stoppress/stages/brief/time_weights.py"
_LEASTS = [at / 4 for at in range(-11, 13)]


class Example(NamedTuple):
    """One event: its times by report, the pairs with their labels, and the gold."""

    event: Mapping[str, Any]
    by_report: list[list[Timed]]
    pairs: list[tuple[dict[str, float], bool]]


def read_examples(parts: Sequence[str] = PARTS) -> list[Example]:
    """Read the events with the signs of all pairs of their times."""
    return [_example(event) for part in parts for event in read_events(part)]


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


def count(examples: Sequence[Example], weights: Sequence[Mapping[str, float]], least: float) -> tuple[int, int, int]:
    """Return how many differences of times are planted, found and invented."""
    planted = found = invented = 0
    for example, ours in zip(examples, weights, strict=True):
        gold = [one for one in example.event["gold"]["differences"] if one["kind"] == "time"]
        matched = match_differences(gold, differences_of(example, ours, least))
        planted += len(gold)
        found += len({number for number in matched if number is not None})
        invented += matched.count(None)
    return planted, found, invented


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="cross-validate only")
    chosen = parser.parse_args()
    examples = read_examples()
    pairs = [[one.pairs for at, one in enumerate(examples) if at % FOLDS != fold] for fold in range(FOLDS)]
    folds = [fit([pair for event in fold for pair in event]) for fold in pairs]
    unseen = [folds[at % FOLDS] for at in range(len(examples))]
    table = {least: count(examples, unseen, least) for least in _LEASTS}
    for least, (planted, found, invented) in table.items():
        print(f"least {least}: planted {planted}, found {found}, invented {invented}")
    least = choose(table)
    weights = fit([pair for one in examples for pair in one.pairs])
    print(f"chosen {least}; seen: {count(examples, [weights] * len(examples), least)}")
    if not chosen.measure:
        lines = [
            '"""How much each sign of `times` counts: written by benchmarks/dossiers/train_times.py, not by hand."""',
            "",
            f'DATA = "{digest_of(*PARTS)}"',
            '"""SHA-256 of the events trained on."""',
            "SAME_TIME = {",
            *(f'    "{sign}": {weight},' for sign, weight in weights.items()),
            "}",
            f"LEAST_SAME = {least}",
            '"""Log-odds from which two times are said to be of one happening."""',
            "",
        ]
        WEIGHTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
