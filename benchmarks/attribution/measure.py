"""Measure how fast and how well who said what is found, beside a plain pattern on verbs of saying in the same run.

    python -m benchmarks.attribution.measure attributions.jsonl [--rounds 3]

The set is that of `benchmarks.attribution.train`. The weights that ship were trained on it, so that the F1 printed here
flatters them; that of cross-validation does not. What it prints last is one JSON object: articles a second of CPU time
of one core, the median of the rounds; matched F1; and how much the memory grew from the first round to the last.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.attribution.figures import Article, Figures

from stoppress.domain.claim import Attribution
from stoppress.stages.attribute import attribute

_NAME = r"[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*"
_SAID = r"(?P<cue>said|says|told|added|wrote|according\sto)"
_PLAIN = re.compile(
    rf"(?P<before>[“\"][^”\"]+[”\"])\s(?P<source_1>{_NAME})\s{_SAID}"
    rf"|(?P<source_2>{_NAME})\s{_SAID.replace('cue', 'cue_2')}\s(?P<after>[^.\n]+)"
)


def by_pattern(text: str) -> tuple[Attribution, ...]:
    """Find who said what as a plain pattern does."""
    return tuple(
        Attribution(
            (found.span("source_1") if found["source_1"] else found.span("source_2"),),
            (found.span("cue") if found["source_1"] else found.span("cue_2"),),
            (found.span("before") if found["source_1"] else found.span("after"),),
        )
        for found in _PLAIN.finditer(text)
    )


def ours(text: str) -> tuple[Attribution, ...]:
    return attribute(text, "en")


def speed(find: Callable[[str], object], articles: Sequence[Article]) -> float:
    """Return articles a second of CPU time."""
    start = time.process_time()
    for article in articles:
        find(article.text)
    return len(articles) / (time.process_time() - start)


def f1(find: Callable[[str], tuple[Attribution, ...]], articles: Sequence[Article]) -> float:
    figures = Figures()
    for article in articles:
        figures.add(article, find(article.text))
    return round(figures.f1, 4)


def main(command_line: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="measure attribution")
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(command_line)
    with options.data.open(encoding="utf-8") as file:
        articles = [Article(row["id"], row["text"], row["attributions"]) for row in map(json.loads, file)]
    speed(ours, articles)  # warms up
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds = [(speed(ours, articles), speed(by_pattern, articles)) for _ in range(options.rounds)]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    mine, plain = (round(median(column), 1) for column in zip(*rounds, strict=True))
    print(
        json.dumps(
            {
                "articles_per_second": mine,
                "plain_articles_per_second": plain,
                "f1_on_training_data": f1(ours, articles),
                "plain_f1": f1(by_pattern, articles),
                "memory_grown_kb": grown,
            }
        )
    )


if __name__ == "__main__":
    main()
