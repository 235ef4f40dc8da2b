"""Two other ways to cluster the same stream as it arrives, for comparison in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import hnswlib
import numpy as np
from benchmarks.cluster.generate import Stream
from benchmarks.events.train import bcubed_f1
from river import cluster, feature_extraction
from static_model import get_embeddings

from stoppress.domain.article import Article

_SLICE = 10_000  # articles
_FEW = 700  # for the one that looks at every event for each article
_RADIUS = 0.4  # of an event: this, and the next, the best of a few on this stream
_NEAR = 0.003  # cosine distance


def measure_peers(stream: Stream, engine: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return for each peer its speed on the first articles, and the engine's by it at the smallest window."""
    articles = [(draft.written(), draft.event) for draft in stream.drafts(_SLICE)]
    found = {
        "river TextClust": _time(articles[:_FEW], _text_clust()),
        "embeddings and hnswlib": _time(articles, _nearest()),
    }
    for peer in found.values():
        peer["engine_is_faster_by"] = round(engine["articles_per_second"] / peer["articles_per_second"], 1)
    return found


def _time(articles: list[tuple[Article, str]], place: Callable[[Article], object]) -> dict[str, Any]:
    begin = time.perf_counter()
    placed = [str(place(article)) for article, _ in articles]
    seconds = time.perf_counter() - begin
    return {
        "articles_per_second": round(len(articles) / seconds, 1),
        "bcubed_f1": round(bcubed_f1([event for _, event in articles], placed), 4),
    }


def _text_clust() -> Callable[[Article], object]:
    """River's streaming clusterer of texts (Assenmacher and Trautmann 2022), which forgets nothing here."""
    model = feature_extraction.BagOfWords(lowercase=True) | cluster.TextClust(
        radius=_RADIUS, real_time_fading=False, fading_factor=1e-6, tgap=100_000
    )

    def place(article: Article) -> object:
        text = f"{article.headline} {article.text}"
        model.learn_one(text)
        return model.predict_one(text)

    return place


def _nearest() -> Callable[[Article], object]:
    """A static sentence encoder; an article joins the event of the nearest before it, if it is near enough."""
    index = hnswlib.Index(space="cosine", dim=len(get_embeddings("a")))
    index.init_index(max_elements=_SLICE, ef_construction=100, M=16)
    index.set_num_threads(1)
    events: list[str] = []

    def place(article: Article) -> object:
        vector = np.asarray(get_embeddings(f"{article.headline}. {article.text[:1000]}"), np.float32)
        event = article.id
        if events:
            labels, distances = index.knn_query(vector, k=1)
            if distances[0, 0] < _NEAR:
                event = events[int(labels[0, 0])]
        index.add_items(vector, len(events))
        events.append(event)
        return event

    return place
