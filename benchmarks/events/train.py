"""Train the model that decides which event an article tells of, and say how well it does on what it has not seen.

    python -m benchmarks.events.train DATA            # write src/stoppress/window/weights.json
    python -m benchmarks.events.train DATA --measure  # figures only: all sets, leaving one out, halves

DATA is a folder of labelled sets (JSON lines with id, event, text, headline, published, outlet, language), whose names
stand in SETS. The same data gives the same weights: nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.cli.cluster import Stream
from stoppress.domain.article import Article
from stoppress.stages.cluster import FEATURES, SPREAD
from stoppress.window import model as model_module
from stoppress.window.index import Window
from stoppress.window.model import Model
from stoppress.window.odds import spread_of

SETS = ("gva_incidents", "allsides_fulltext", "giveme5w1h_events", "wikinews_sources", "basil", "ecbplus", "vn_mds200")
MEASURED_ONLY = ("og2021_titles",)  # its licence forbids derivatives
_STRENGTH = 1.0  # inverse of the penalty on squared standardised weights, against a log-likelihood of mean weight 1
_STEPS = 60
_DIGITS = 4  # of a weight that is kept

Matrix = npt.NDArray[np.float64]
Labelled = tuple[Article, str]


class Samples(NamedTuple):
    """What the model learns from: a row for each article and each event that it was compared with."""

    features: Matrix
    gold: Matrix  # 1.0 where the article tells of the event
    group: npt.NDArray[np.int64]  # number of the article: rows of one stand together
    weight: Matrix


def read_set(path: Path) -> list[Labelled]:
    """Read a labelled set in its order."""
    with path.open(encoding="utf-8") as file:
        return [(_article(row), str(row["event"])) for row in map(json.loads, file)]


def _article(row: dict[str, Any]) -> Article:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return Article(
        id=row["id"],
        outlet=row.get("outlet") or row["id"],
        body=tuple(line for line in (row.get("text") or "").splitlines() if line.strip()),
        headline=row.get("headline"),
        published=published,
        language=row.get("language"),
    )


def gather(news: Sequence[Labelled]) -> Samples:
    """Let the articles arrive, each put where it belongs; keep what was measured against every event it met."""
    window = Window(model=Model(np.zeros(len(FEATURES) + 1), np.zeros(len(FEATURES + SPREAD) + 1)))
    features, gold, group = [], [], []
    for number, (article, event) in enumerate(news):
        rows, slots, _ = window.weigh(window.read(article))
        features.append(rows)
        gold += [float(window.key_at(slot) == event) for slot in slots.tolist()]
        group += [number] * len(rows)
        window.add(event, article)
    right = np.array(gold)
    return Samples(np.vstack(features), right, np.array(group), np.full(len(right), 1 / max(1.0, right.sum())))


def train(sets: Iterable[Samples]) -> Model:
    """Fit both scores by penalised logistic regression; every set counts alike."""
    kept = list(sets)
    features, gold = np.vstack([one.features for one in kept]), np.concatenate([one.gold for one in kept])
    weight = np.concatenate([one.weight for one in kept])
    first = fit(features, gold, weight)
    scores = features @ first[:-1] + first[-1]
    spread, start = np.zeros((len(gold), len(SPREAD))), 0
    for one in kept:
        for number in np.unique(one.group):
            rows = start + np.flatnonzero(one.group == number)
            spread[rows] = spread_of(scores[rows])
        start += len(one.gold)
    return Model(first, fit(np.hstack([features, spread]), gold, weight))


def fit(features: Matrix, gold: Matrix, weight: Matrix) -> Matrix:
    """Return the weights of a logistic regression, the constant last: Newton's method on standardised features."""
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation[deviation == 0] = 1.0
    columns = np.hstack([(features - mean) / deviation, np.ones((len(gold), 1))])
    weight = weight / weight.mean()
    penalty = np.append(np.full(features.shape[1], 1 / _STRENGTH), 1e-9)
    found = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (weight * (likely - gold)) + penalty * found
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return np.append(found[:-1] / deviation, found[-1] - (found[:-1] * mean / deviation).sum())


def bcubed_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """Return the harmonic mean of BCubed precision and recall (Bagga and Baldwin 1998)."""
    both, golds, founds = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    precision = sum(n * n / founds[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / golds[g] for (g, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def measure(news: Sequence[Labelled], model: Model | None = None) -> tuple[float, float]:
    """Return BCubed F1 at arrival and settled, by the model that ships unless another is given."""
    stream = Stream(Window(model=model))
    for article, _ in news:
        stream.take(article)
    stream.settle()
    gold = [event for _, event in news]
    return bcubed_f1(gold, list(stream.arrived.values())), bcubed_f1(gold, list(stream.settled_events().values()))


def written(model: Model, digest: str) -> str:
    """Return the contents of `weights.json`."""
    parts = ((model.first, FEATURES), (model.second, FEATURES + SPREAD))
    first, second = (
        {name: round(float(weight), _DIGITS) for name, weight in zip((*names, "constant"), weights, strict=True)}
        for weights, names in parts
    )
    return json.dumps({"data": digest, "first": first, "second": second}, indent=1) + "\n"


def _report(name: str, figures: dict[str, tuple[float, float]]) -> None:
    sevens = [figures[one] for one in SETS if one in figures]
    means = [sum(column) / len(column) for column in zip(*sevens, strict=True)]
    line = " ".join(f"{one.split('_')[0]} {a:.3f}/{s:.3f}" for one, (a, s) in figures.items())
    print(f"{name:16s} mean {means[0]:.4f}/{means[1]:.4f} worst {min(s for _, s in sevens):.3f} | {line}", flush=True)


def _measure_all(news: dict[str, list[Labelled]], samples: dict[str, Samples], model: Model) -> None:
    _report("trained on all", {name: measure(news[name], model) for name in news})
    apart = {name: train(samples[other] for other in SETS if other != name) for name in SETS}
    _report("leaving one out", {name: measure(news[name], apart[name]) for name in SETS})
    for half in (0, 1):
        model = train(gather(_half(news[name], half)) for name in SETS)
        _report(f"half {half} to {1 - half}", {name: measure(_half(news[name], 1 - half), model) for name in SETS})


def _half(news: Sequence[Labelled], half: int) -> list[Labelled]:
    """Return the articles of every second event."""
    return [one for one in news if zlib.crc32(one[1].encode()) % 2 == half]


def main(command_line: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="train the model of the clustering")
    parser.add_argument("data", type=Path)
    parser.add_argument("--measure", action="store_true", help="write nothing; say how well it does")
    options = parser.parse_args(command_line)
    news = {name: read_set(options.data / f"{name}.jsonl") for name in (*SETS, *MEASURED_ONLY)}
    samples = {name: gather(news[name]) for name in SETS}
    digest = hashlib.sha256(b"".join((options.data / f"{name}.jsonl").read_bytes() for name in SETS)).hexdigest()
    model = train(samples.values())
    if options.measure:
        _measure_all(news, samples, model)
        return
    Path(model_module.__file__).with_name("weights.json").write_text(written(model, digest), "utf-8")
    print(json.dumps({"rows": sum(len(one.gold) for one in samples.values()), "data": digest[:16]}))


if __name__ == "__main__":
    main()
