"""Measure the shapes of labelled news that a generated stream is to have: `fit.json`, numbers only.

    python -m benchmarks.cluster.fit DATA

DATA is the folder of the labelled sets. Lengths, vocabulary and likeness are those of the sets with full texts.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.events.train import SETS, Labelled, read_set

from stoppress.domain.article import Article
from stoppress.stages.syndication import same_text
from stoppress.stages.text.tokens import names, numbers, words

TEXTS = ("gva_incidents", "allsides_fulltext", "giveme5w1h_events", "wikinews_sources")
_PAIRS = 4000  # of articles compared for a figure, at most


def fit(data: Path) -> dict[str, Any]:
    """Return what was measured."""
    sets = {name: read_set(data / f"{name}.jsonl") for name in SETS}
    texts = [one for name in TEXTS for one in sets[name]]
    sizes = Counter(count for news in sets.values() for count in Counter(event for _, event in news).values())
    return {
        "articles": len(texts),
        "event_sizes": {str(size): count for size, count in sorted(sizes.items())},
        "hours_after_first": _hours(texts),
        **shapes(texts),
    }


def shapes(texts: Sequence[Labelled]) -> dict[str, Any]:
    """Return what a generated stream is compared with news by."""
    articles = [article for article, _ in texts]
    lengths = np.array([max(1, len(words(article.text))) for article in articles])
    return {
        "words_median": float(np.median(lengths)),
        "words_sigma": round(float(np.log(lengths).std()), 3),
        "headline_words": statistics.median(len(words(article.headline or "")) for article in articles),
        "names_per_100_words": _per_100(articles, lengths, names),
        "numbers_per_100_words": _per_100(articles, lengths, numbers),
        "heaps_exponent": _heaps(articles),
        "near_duplicates": _near_duplicates(texts),
        **_likeness(texts),
    }


def _per_100(articles: Sequence[Article], lengths: Any, read: Any) -> float:
    return round(100 * sum(len(read(article.text)) for article in articles) / float(lengths.sum()), 2)


def _heaps(articles: Iterable[Article]) -> float:
    """Return the exponent by which the vocabulary grows with the text (Heaps' law), over its second half."""
    seen: set[str] = set()
    n_words, points = 0, []
    for article in articles:
        found = words(article.text)
        seen.update(found)
        n_words += len(found)
        points.append((n_words, len(seen)))
    half = np.log(np.array(points[len(points) // 2 :], float))
    return round(float(np.polyfit(half[:, 0], half[:, 1], 1)[0]), 3)


def _by_event(texts: Iterable[Labelled]) -> list[list[Article]]:
    events: defaultdict[str, list[Article]] = defaultdict(list)
    for article, event in texts:
        events[event].append(article)
    return [articles for articles in events.values() if len(articles) > 1]


def _near_duplicates(texts: Iterable[Labelled]) -> float:
    """Return the share of articles, of events with several, that print a text that came before."""
    events = _by_event(texts)
    copies = sum(any(same_text(a, b) for b in articles[:n]) for articles in events for n, a in enumerate(articles))
    return round(copies / sum(map(len, events)), 3)


def _hours(texts: Iterable[Labelled]) -> dict[str, float]:
    """Return the quartiles of the hours between an event's first article and its others."""
    apart = []
    for articles in _by_event(texts):
        dated = [article.published for article in articles if article.published]
        apart += [(moment - min(dated)).total_seconds() / 3600 for moment in dated if moment != min(dated)]
    return {str(share): round(float(np.quantile(apart, share / 100)), 1) for share in (25, 50, 75, 90)}


def _likeness(texts: Sequence[Labelled]) -> dict[str, float]:
    """Return how many words and name words two articles share, as a share of the smaller's: of one event, of two."""
    pairs = [pair for articles in _by_event(texts) for pair in islice(combinations(articles, 2), 6)][:_PAIRS]
    step = max(1, len(texts) // _PAIRS)
    strangers = [
        (texts[n][0], texts[n - 997][0]) for n in range(0, len(texts), step) if texts[n][1] != texts[n - 997][1]
    ]
    return {
        f"shared_{what}_{whose}": round(
            statistics.median(_shared(a, b, read) for a, b in found if not same_text(a, b)), 3
        )
        for what, read in (("words", lambda a: words(a.text)), ("names", _name_words))
        for whose, found in (("of_one_event", pairs), ("of_two", strangers))
    }


def _name_words(article: Article) -> list[str]:
    return words("\n".join(names(article.text)))


def _shared(a: Article, b: Article, read: Any) -> float:
    one, other = set(read(a)), set(read(b))
    return len(one & other) / max(1, min(len(one), len(other)))


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the shapes of labelled news")
    parser.add_argument("data", type=Path)
    found = fit(parser.parse_args().data)
    Path(__file__).with_name("fit.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
