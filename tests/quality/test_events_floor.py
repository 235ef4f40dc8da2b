"""How well events agree with people's: floors that nothing may go below, on invented news and on labelled sets."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from stoppress.cli.cluster import Stream
from stoppress.domain.article import Article

CORPUS = Path(__file__).parent / "events_corpus.jsonl"
CORPUS_DIGEST = "2f2dfd713fcdd90f"

# Set: lines read (0: all), and floors of BCubed F1 at arrival and settled, a little under what was measured.
FLOORS = {
    "gva_incidents": (800, 0.965, 0.967),
    "allsides_fulltext": (400, 0.908, 0.908),
    "giveme5w1h_events": (0, 0.840, 0.845),
    "wikinews_sources": (0, 0.832, 0.843),
    "basil": (0, 0.985, 0.985),
    "ecbplus": (0, 0.875, 0.890),
    "vn_mds200": (0, 0.948, 0.948),
    "og2021_titles": (1000, 0.680, 0.700),
}


def bcubed_f1(gold, found):
    """Return the harmonic mean of BCubed precision and recall (Bagga and Baldwin 1998)."""
    both = Counter(zip(gold, found, strict=True))
    gold_size, found_size = Counter(gold), Counter(found)
    precision = sum(n * n / found_size[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / gold_size[g] for (g, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def read(row):
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


def measure(path, lines=0):
    """Return BCubed F1 at arrival and settled; the lines of a set stand in order of arrival."""
    stream, gold = Stream(), []
    with path.open(encoding="utf-8") as file:
        for line in islice(file, lines or None):
            row = json.loads(line)
            gold.append(row["event"])
            stream.take(read(row))
    stream.settle()
    return bcubed_f1(gold, list(stream.arrived.values())), bcubed_f1(gold, list(stream.settled_events().values()))


def test_bcubed_is_that_of_the_books():
    assert bcubed_f1("aaabb", "xxyyy") == pytest.approx(2 * (11 / 15) * (11 / 15) / (22 / 15))
    assert bcubed_f1("ab", "xy") == 1


def test_invented_events_are_told_apart():
    assert hashlib.sha256(CORPUS.read_bytes()).hexdigest()[:16] == CORPUS_DIGEST

    arrived, settled = measure(CORPUS)

    assert (arrived, settled) == (1, 1)  # invented to be told apart: a single mistake shows a rule lost


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_events_agree_with_people(shared, name):
    lines, at_arrival, after_repairs = FLOORS[name]

    arrived, settled = measure(shared / "data" / f"{name}.jsonl", lines)

    assert arrived >= at_arrival
    assert settled >= after_repairs
