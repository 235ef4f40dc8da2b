"""Train the weights of attribution on a labelled set, or measure them by cross-validation.

    python -m benchmarks.attribution.train attributions.jsonl [--measure]

The set is JSON lines of id, text and attributions (source, cue and content as spans), as PolNeAR has them (Newell,
Margolin and Ruths, LREC 2018). Of each attribution one word of the cue is learnt as its head; evidence seen in fewer
than five articles is left out. `--measure` writes nothing: it prints the figures for articles kept out of the
training, in five parts by the article's id, and by outlet, where the id begins with it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from benchmarks.attribution import learning
from benchmarks.attribution.figures import Article, Figures

from stoppress.stages.attribute import weights as written_module
from stoppress.stages.attribute.finding import attribute, find_by_rules
from stoppress.stages.attribute.grammar import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_adverb, is_word
from stoppress.stages.attribute.lexicon import VERBS_BY_FORM
from stoppress.stages.attribute.scoring import Reading, Weights
from stoppress.stages.attribute.units import Unit, units
from stoppress.stages.attribute.weighing import parts_of, read_article

EPOCHS = 6
LEAST_ARTICLES = 5
FOLDS = 5
_SEED = 1
Place = tuple[int, int]  # unit, piece


class Corpus(NamedTuple):
    """Labelled articles as the scores read them."""

    articles: list[Article]
    units: list[list[Unit]]  # of each article
    reading: Reading  # all articles, one after another
    first_unit: list[int]  # of each article
    cues: list[list[tuple[Place, ...]]]  # of each attribution of each article: the pieces of its cue


def read_corpus(path: Path) -> Corpus:
    """Read a labelled set as the scores read it."""
    with path.open(encoding="utf-8") as file:
        articles = [Article(row["id"], row["text"], row["attributions"]) for row in map(json.loads, file)]
    all_units = [[unit for paragraph in units(one.text) for unit in paragraph] for one in articles]
    readings = [
        read_article(flat, find_by_rules(flat, one.text)) for one, flat in zip(articles, all_units, strict=True)
    ]
    cues = [
        [tuple(_pieces(flat, gold["cue"] or ())) for gold in one.gold]
        for one, flat in zip(articles, all_units, strict=True)
    ]
    first = np.concatenate([[0], np.cumsum([len(flat) for flat in all_units])]).tolist()
    return Corpus(articles, all_units, _join(readings), first, cues)


def _pieces(flat: Sequence[Unit], spans: Iterable[Sequence[int]]) -> Iterable[Place]:
    begins = [unit.starts[0] for unit in flat]
    for start, end in spans:
        number = bisect_right(begins, start) - 1
        if number >= 0:
            unit = flat[number]
            for at in range(bisect_right(unit.ends, start), bisect_left(unit.starts, end)):
                yield number, at


def _join(readings: Sequence[Reading]) -> Reading:
    """Put the readings of several articles one after another."""
    lengths = np.cumsum([0, *(len(one.columns) for one in readings)])
    rows = np.cumsum([0, *(len(one.rule_start) - 1 for one in readings)])
    sizes = np.cumsum([0, *(len(one.rule_parts) for one in readings)])

    def joined(column: str, added: Sequence[int] | None = None, *, cut: bool = False) -> Any:
        parts = [getattr(one, column)[: -1 if cut else None] for one in readings]
        if added is not None:
            parts = [part + more for part, more in zip(parts, added, strict=False)]
        return np.concatenate([*parts, added[-1:]]) if cut and added is not None else np.concatenate(parts)

    return Reading(
        joined("columns"),
        joined("starts", lengths, cut=True),
        joined("places"),
        joined("rule"),
        joined("rule_row", rows),
        joined("rule_parts"),
        joined("rule_start", sizes, cut=True),
    )


def head_chooser(corpus: Corpus, chosen: Iterable[int]) -> Callable[[Sequence[str]], int]:
    """Return how the word of a cue is found that it turns on: the one that stands oftenest in cues when it stands."""
    inside: Counter[str] = Counter()
    all_words: Counter[str] = Counter()
    for number in chosen:
        flat = corpus.units[number]
        inside.update(flat[unit].words[at] for cue in corpus.cues[number] for unit, at in cue)
        for unit in flat:
            all_words.update(unit.words)

    def fitness(word: str) -> float:
        share = inside[word] / (all_words[word] + 3) + 0.3 * (word in VERBS_BY_FORM)
        if word in AUXILIARIES or is_adverb(word) or word in DETERMINERS or not is_word(word):
            return share / 4
        return share * (0.6 if word in PREPOSITIONS or word == "to" else 1)

    return lambda words: max(range(len(words)), key=lambda at: fitness(words[at]))


def gold_of(corpus: Corpus, chosen: Sequence[int]) -> tuple[Any, Any, Any]:
    """Return of each piece the row of parts that it is the cue of, or -1; where each row begins; and the rows."""
    head_of = head_chooser(corpus, chosen)
    row_of = np.full(len(corpus.reading.columns), -1, np.int64)
    rows = []
    for number in chosen:
        flat = corpus.units[number]
        for gold, cue in zip(corpus.articles[number].gold, corpus.cues[number], strict=True):
            if not cue:
                continue
            unit, at = cue[head_of([flat[unit].words[at] for unit, at in cue])]
            row_of[corpus.reading.starts[corpus.first_unit[number] + unit] + at] = len(rows)
            rows.append(parts_of(flat[unit], gold["source"] or (), gold["content"] or ()))
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return row_of, starts, np.concatenate(rows)


def train(corpus: Corpus, chosen: Sequence[int]) -> Weights:
    """Fit the weights on the articles chosen; evidence seen in too few of them has none."""
    gold = gold_of(corpus, chosen)
    of_article = [range(corpus.first_unit[number], corpus.first_unit[number + 1]) for number in chosen]
    own_units = np.concatenate([np.array(one, np.int64) for one in of_article])
    article = np.zeros(len(corpus.reading.starts), np.int64)
    for number, one in zip(chosen, of_article, strict=True):
        article[one.start : one.stop] = number
    cue = learning.learn_cues(corpus.reading, gold[0], own_units, EPOCHS, _SEED)
    part, step = learning.learn_parts(corpus.reading, gold, own_units, EPOCHS, _SEED)
    counts = learning.count_articles(corpus.reading, gold[0], own_units, article)
    for weights, count in zip((cue, part, step), counts, strict=True):
        weights[count < LEAST_ARTICLES] = 0.0
    return Weights(*(coarse(weights)[1] for weights in (cue, part, step)))


def coarse(weights: Any) -> tuple[float, Any]:
    """Return the step in which weights are kept, one byte each, and the weights in it."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return scale, (np.clip(np.round(weights / scale), -127, 127) * scale).astype(np.float32)


def measure(corpus: Corpus, name: str, fold_of: Callable[[Article], object]) -> Figures:
    """Return the figures for articles by weights of the other folds' articles."""
    folds = [fold_of(article) for article in corpus.articles]
    figures = Figures()
    for fold in dict.fromkeys(folds):
        weights = train(corpus, [number for number, one in enumerate(folds) if one != fold])
        apart = Figures()
        for article, of_article in zip(corpus.articles, folds, strict=True):
            if of_article == fold:
                apart.add(article, attribute(article.text, "en", weights=weights))
        print(f"  {name} {fold}: {apart.line()}", flush=True)
        figures += apart
    print(f"{name}: {figures.line()}", flush=True)
    return figures


def written(weights: Weights, digest: str) -> str:
    """Return the contents of `weights.py`."""
    lines = [
        '"""Weights of attribution: written by `make train-attribution`, one byte each, packed."""',
        "",
        f'DATA = "{digest}"  # SHA-256 of the labelled set',
    ]
    for name, table in zip(("CUE", "PART", "STEP"), weights, strict=True):
        scale = float(np.abs(table).max()) / 127
        packed = base64.b85encode(zlib.compress(np.round(table / scale).astype(np.int8).tobytes(), 9)).decode()
        lines += [f"{name}_SCALE = {scale!r}", f'{name} = "{packed}"  # noqa: E501']
    return "\n".join(lines) + "\n"


def main(command_line: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="train the weights of attribution")
    parser.add_argument("data", type=Path)
    parser.add_argument("--measure", action="store_true", help="write nothing; say how well it does")
    options = parser.parse_args(command_line)
    corpus = read_corpus(options.data)
    if options.measure:
        figures = measure(corpus, "by article", lambda one: zlib.crc32(one.id.encode()) % FOLDS)
        print(figures.mistakes())
        measure(corpus, "by outlet", lambda one: one.id.split("_")[0])
        return
    weights = train(corpus, range(len(corpus.articles)))
    digest = hashlib.sha256(options.data.read_bytes()).hexdigest()
    Path(written_module.__file__).write_text(written(weights, digest), "utf-8")
    print(json.dumps({"articles": len(corpus.articles), "data": digest[:16]}))


if __name__ == "__main__":
    main()
