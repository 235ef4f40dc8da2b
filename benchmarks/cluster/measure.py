"""Measure how the engine keeps up with the news of the world: speed, memory and quality by the size of the window.

    python -m benchmarks.cluster.measure [--sizes 10000 100000 1000000 3500000] [--timed 50000] [--out FOLDER]

The window is loaded in bulk to each size; then articles are timed as text: read, decided, added. What it prints last is
one JSON object; FOLDER gets that and a plot. Peers are measured on the same stream in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from benchmarks.cluster.generate import FIT, Coder, Draft, Stream, shapes
from benchmarks.cluster.peers import measure_peers
from benchmarks.events.train import bcubed_f1
from matplotlib import pyplot as plt

from stoppress.domain.event import Join
from stoppress.stages.text.codes import code_of
from stoppress.window.index import Window, warm_up

_SETTLED_EVERY = 500  # articles: more than arrive in a minute
_WAITING = 12  # one event waits for another article for so many in the window: articles come a day after the first
_PROGRESS = 100_000
_CHECKED = 10_000  # articles placed after a restart, by the window that was kept and by the one that was read


def load(window: Window, drafts: Iterator[Draft], coder: Coder) -> None:
    """Put articles where they belong, without deciding."""
    store = window._store
    for number, draft in enumerate(drafts, 1):
        found = coder.columns(draft)
        language = store.lexicon.number(draft.language)
        outlet = code_of(draft.outlet)
        query = store.weigh(found, language, outlet, len(draft.body), draft.published)
        window.put(draft.event, draft.id, query, draft.published)
        if number % _PROGRESS == 0:
            print(f"loaded {number:,}", file=sys.stderr, flush=True)
    window._touched.clear()


def time_articles(window: Window, drafts: Sequence[Draft]) -> dict[str, Any]:
    """Let articles arrive; return what each took, and how well they were placed."""
    articles = [(draft.written(), draft.event) for draft in drafts]
    known = set(window._slots)
    gold, found, took, settling = [], [], [], 0.0
    for number, (article, event) in enumerate(articles, 1):
        begin = time.perf_counter()
        placement = window.decide(article)
        key = placement.event if isinstance(placement, Join) else article.id
        window.add(key, article)
        took.append(time.perf_counter() - begin)
        gold.append(event)
        found.append(key)
        if number % _SETTLED_EVERY == 0:
            begin = time.perf_counter()
            window.settle()
            settling += time.perf_counter() - begin
    placed = [window.event_of(article.id) or key for (article, _), key in zip(articles, found, strict=True)]
    seconds = np.array(took)
    return {
        "articles_per_second": round(len(took) / (seconds.sum() + settling), 1),
        "articles_per_second_without_settling": round(len(took) / seconds.sum(), 1),
        "p50_ms": round(float(np.quantile(seconds, 0.5)) * 1000, 2),
        "p99_ms": round(float(np.quantile(seconds, 0.99)) * 1000, 2),
        "bcubed_f1_at_arrival": round(bcubed_f1(gold, found), 4),
        "bcubed_f1_settled": round(bcubed_f1(gold, placed), 4),
        "in_events_open_before": round(float(np.mean([event in known for event in gold])), 3),
    }


def stop(window: Window, articles: Sequence[Any], path: Path) -> tuple[dict[str, Any], list[object]]:
    """Save the window, and let it go on; return how long saving took, and where it put the articles afterwards."""
    begin = time.perf_counter()
    with path.open("wb") as file:
        window.save(file)
    saved = round(time.perf_counter() - begin, 1)
    gone_on = [_step(window, article) for article in articles]
    return {"save_seconds": saved, "gigabytes": round(path.stat().st_size / 1e9, 2)}, gone_on


def restart(articles: Sequence[Any], gone_on: Sequence[object], path: Path) -> dict[str, Any]:
    """Read a window that was saved; say how long that took, and whether it puts the articles where the first did."""
    begin = time.perf_counter()
    with path.open("rb") as file:
        window = Window.load(file)
    read = round(time.perf_counter() - begin, 1)
    path.unlink()
    return {"read_seconds": read, "goes_on_alike": [_step(window, article) for article in articles] == list(gone_on)}


def _step(window: Window, article: Any) -> object:
    placement = window.decide(article)
    window.add(placement.event if isinstance(placement, Join) else article.id, article)
    return placement


def _memory() -> float:
    """Return the gigabytes that the process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return round(pages * resource.getpagesize() / 1e9, 2)


def engine_memory(window: Window) -> float:
    """Return the gigabytes of the window itself: its arrays and what Python keeps by article and by event."""
    arrays = [array for columns, _ in window._store._columns().values() for array in columns._arrays.values()]
    tables = [one for table in (window._store.heads, window._store.lexicon.counts) for one in table[:2]]
    held = sum(array.nbytes for array in (*arrays, *tables, window._store._found))
    kept: tuple[Any, ...] = (window._ids, window._numbers, window._clocks, window._keys, window._slots)
    held += sum(sys.getsizeof(one) for one in kept) + 24 * len(window._clocks)
    names = [*islice(window._ids, 1000), *islice(window._slots, 1000)]
    each = sum(map(sys.getsizeof, names)) / max(1, len(names))
    return round((held + each * (len(window._ids) + len(window._slots))) / 1e9, 3)


def run(sizes: Sequence[int], timed: int, out: Path) -> dict[str, Any]:
    warm_up()
    stream, coder, window = Stream(seed=1), Coder(), Window()
    result: dict[str, Any] = {"fit": _fit(), "sizes": {}}
    for size in sizes:
        begin = time.perf_counter()
        stream.waiting = size // _WAITING
        load(window, stream.drafts(size - len(window)), coder)
        loaded = time.perf_counter() - begin
        found = time_articles(window, list(stream.drafts(timed)))
        found |= {
            "engine_gigabytes": engine_memory(window),
            "process_gigabytes": _memory(),
            "loaded_seconds": round(loaded),
        }
        result["sizes"][str(size)] = found
        print(size, json.dumps(found), file=sys.stderr, flush=True)
    articles = [draft.written() for draft in stream.drafts(min(timed, _CHECKED))]
    result["restart"], gone_on = stop(window, articles, out / "window.snapshot")
    del window  # two of the greatest would not fit into the memory of one machine
    result["restart"] |= restart(articles, gone_on, out / "window.snapshot")
    print(json.dumps(result["restart"]), file=sys.stderr, flush=True)
    result["peers"] = measure_peers(Stream(seed=1), result["sizes"][str(sizes[0])])
    result["doubling_costs"] = _doubling(result["sizes"])
    return result


def _fit() -> dict[str, list[Any]]:
    """Return the shapes of the stream beside those of news."""
    found = shapes(list(Stream(seed=2).drafts(10_000)))
    return {name: [value, FIT[name]] for name, value in found.items()}


def _doubling(sizes: dict[str, dict[str, Any]]) -> float:
    """Return by which share the cost of an article grows when the window doubles, between the greatest sizes."""
    (small, first), (great, last) = list(sizes.items())[-2:] if len(sizes) > 1 else [*sizes.items()] * 2
    doublings = max(1e-9, np.log2(int(great) / int(small)))
    ratio = first["articles_per_second_without_settling"] / last["articles_per_second_without_settling"]
    return round(float(ratio ** (1 / doublings)) - 1, 3)


def plot(result: dict[str, Any], path: Path) -> None:
    """Draw speed, delay and memory by the size of the window, the peers' speed beside."""
    mpl.use("Agg")
    sizes = [int(size) for size in result["sizes"]]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6))
    for axis, title, names in (
        (axes[0], "articles a second", ["articles_per_second"]),
        (axes[1], "milliseconds an article", ["p50_ms", "p99_ms"]),
        (axes[2], "gigabytes", ["engine_gigabytes", "process_gigabytes"]),
    ):
        for name in names:
            axis.plot(sizes, [found[name] for found in result["sizes"].values()], marker="o", label=name)
        axis.set_xscale("log")
        axis.set_ylim(bottom=0)
        axis.set_title(title)
        axis.set_xlabel("articles in the window")
        axis.legend()
    for name, found in result["peers"].items():
        axes[0].axhline(found["articles_per_second"], linestyle=":", label=name)
    axes[0].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the clustering at the scale of the world's news")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 3_500_000])
    parser.add_argument("--timed", type=int, default=50_000)
    parser.add_argument("--out", type=Path, default=Path("build/bench-cluster"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    result = run(options.sizes, options.timed, options.out)
    (options.out / "result.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    plot(result, options.out / "plot.png")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
