"""Spoil feeds and pages and read them: what breaks, what takes long, what takes memory.

    python -m benchmarks.fuzz.measure [--cases 20000] [--first 0] [--workers 2] [--out FOLDER]

Every case is one number, and `make_case` of that number is the document. FOLDER gets one line of JSON for each case and
those that broke a bound as files; what is printed last is one JSON object. Ends with 1 if any case broke one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.fuzz.mutate import make_case
from benchmarks.fuzz.watch import MOST_MEGABYTES, MOST_SECONDS, Outcome, run_cases

_PROGRESS = 1000


def measure(first: int, n_cases: int, n_workers: int, out: Path) -> dict[str, Any]:
    out.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    with (out / "outcomes.jsonl").open("w", encoding="utf-8") as file:
        for outcome in run_cases(range(first, first + n_cases), n_workers=n_workers):
            outcomes.append(outcome)
            file.write(json.dumps(asdict(outcome)) + "\n")
            if not outcome.is_good:
                print(outcome, file=sys.stderr, flush=True)
                (out / f"{outcome.number}.{outcome.kind}").write_bytes(make_case(outcome.number).body)
            if len(outcomes) % _PROGRESS == 0:
                print(f"{len(outcomes):,} cases", file=sys.stderr, flush=True)
    return summary(outcomes)


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return the figures, of all and by kind."""
    kinds = sorted({outcome.kind for outcome in outcomes})
    return {
        "bounds": {"seconds": MOST_SECONDS, "megabytes": MOST_MEGABYTES},
        "all": _figures(outcomes),
        **{kind: _figures([outcome for outcome in outcomes if outcome.kind == kind]) for kind in kinds},
    }


def _figures(outcomes: list[Outcome]) -> dict[str, Any]:
    seconds = np.array([outcome.seconds for outcome in outcomes])
    megabytes = np.array([outcome.megabytes for outcome in outcomes])
    return {
        "cases": len(outcomes),
        "ended": dict(Counter(outcome.ended for outcome in outcomes).most_common()),
        "seconds": {f"p{q}": round(float(np.percentile(seconds, q)), 3) for q in (50, 99, 100)},
        "megabytes": {f"p{q}": round(float(np.percentile(megabytes, q)), 1) for q in (50, 99, 100)},
        "broke_a_bound": [outcome.number for outcome in outcomes if not outcome.is_good],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("build/bench-fuzz"))
    arguments = parser.parse_args()
    result = measure(arguments.first, arguments.cases, arguments.workers, arguments.out)
    text = json.dumps(result, indent=1)
    (arguments.out / "result.json").write_text(text + "\n", "utf-8")
    print(text)
    return 1 if result["all"]["broke_a_bound"] else 0


if __name__ == "__main__":
    sys.exit(main())
