"""Measure how well and how fast pages are read, beside the extractor that ours builds on, in the same run.

    python -m benchmarks.extract.measure [--rounds 5] [--kinds]

What it prints last is one JSON object: F1 over the bag of words, averaged over pages, of `extract_page` and of
trafilatura alone; gold paragraphs lost and strange lines left by ours; and our CPU time over that of
`bare_extraction(..., with_metadata=True)`, the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from statistics import fmean, median

import trafilatura
from tests.quality.pages.corpus import digest, f1, left, lost, pages
from tests.quality.pages.story import Page

from stoppress.domain.article import Stated
from stoppress.domain.errors import InputError
from stoppress.stages.extract import extract_page
from stoppress.stages.wording import drop_reason


def read_ours(page: Page) -> str:
    try:
        return extract_page(page.html, Stated(id=page.id)).text
    except InputError:
        return ""


def read_alone(page: Page) -> str:
    return trafilatura.extract(page.html, include_comments=False) or ""


def seconds(read: Callable[[Page], object], corpus: Sequence[Page]) -> float:
    drop_reason.cache_clear()  # no round profits from the one before
    start = time.process_time()
    for page in corpus:
        read(page)
    return time.process_time() - start


def cpu_ratios(corpus: Sequence[Page], rounds: int) -> list[float]:
    """Time both in turn, so that whatever else the machine does meets both alike; the first round warms up."""

    def alone(page: Page) -> object:
        return trafilatura.bare_extraction(page.html, with_metadata=True)

    return [seconds(read_ours, corpus) / seconds(alone, corpus) for _ in range(rounds + 1)][1:]


def by_kind(corpus: Sequence[Page]) -> None:
    """Print the figures of each kind of layout, and what was lost or left."""
    kinds = dict.fromkeys(page.kind for page in corpus)
    for kind in kinds:
        own = [page for page in corpus if page.kind == kind]
        ours, alone = (fmean(f1(page.body, read(page)) for page in own) for read in (read_ours, read_alone))
        print(f"{kind:12} {ours:.4f} {alone:.4f}")
        for page in own:
            found = read_ours(page)
            for word, lines in (("lost", lost(page, found)), ("left", left(page, found))):
                for line in lines:
                    print(f"    {page.id} {word}: {line}")


def measure(rounds: int) -> dict[str, object]:
    corpus = pages()
    found = {page.id: read_ours(page) for page in corpus}
    return {
        "pages": len(corpus),
        "digest": digest(),
        "f1_ours": round(fmean(f1(page.body, found[page.id]) for page in corpus), 4),
        "f1_trafilatura": round(fmean(f1(page.body, read_alone(page)) for page in corpus), 4),
        "paragraphs_lost": sum(len(lost(page, found[page.id])) for page in corpus),
        "strange_lines_left": sum(len(left(page, found[page.id])) for page in corpus),
        "cpu_ratio": round(median(cpu_ratios(corpus, rounds)), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", action="store_true", help="print each kind of layout, and what was lost or left")
    arguments = parser.parse_args()
    if arguments.kinds:
        by_kind(pages())
    print(json.dumps(measure(arguments.rounds)))


if __name__ == "__main__":
    main()
