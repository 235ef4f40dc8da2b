"""Write a window to bytes and read it again: compressed JSON and plain arrays, with a version and a digest.

Nothing in the bytes is ever executed; bytes that were damaged or come from elsewhere are refused with InputError.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from stoppress.domain.errors import InputError
from stoppress.window.events import Kept, OpenEvent
from stoppress.window.lexicon import Lexicon
from stoppress.window.vectors import Vector

_MAGIC = b"stoppress window 1\n"  # the number changes with the format, and with whatever gives vectors their meaning
_DIGEST = 32  # bytes of SHA-256


@dataclass(frozen=True, slots=True)
class State:
    """All that a window knows. `events` carry their articles; what these come to is reckoned again."""

    span: timedelta
    quiet: int
    arrived: int
    recent: Sequence[datetime]
    touched: Sequence[str]
    events: Sequence[OpenEvent]
    lexicon: Lexicon


def pack(state: State) -> bytes:
    """Return the state as bytes; the same state gives the same bytes."""
    vectors = list(_vectors(state.events))
    ids = np.concatenate([np.zeros(0, np.int32), *(vector.ids for vector in vectors)])
    used, places = np.unique(ids, return_inverse=True)  # terms of forgotten articles are left behind
    weights = np.concatenate([np.zeros(0, np.float32), *(vector.weights for vector in vectors)])
    counts = state.lexicon.counts
    fields = {
        "span": state.span.total_seconds(),
        "quiet": state.quiet,
        "arrived": state.arrived,
        "recent": [moment.isoformat() for moment in state.recent],
        "touched": list(state.touched),
        "events": [[event.key, event.number, [_fields(kept) for kept in event.articles]] for event in state.events],
        "terms": [state.lexicon.terms[number] for number in used],
        "counts": [[language, total, counts[language]] for language, total in state.lexicon.totals.items()],
    }
    head = json.dumps(fields, separators=(",", ":")).encode()
    arrays = places.astype("<i4").tobytes() + weights.astype("<f4").tobytes()
    content = zlib.compress(len(head).to_bytes(8, "little") + head + arrays, 1)
    return _MAGIC + hashlib.sha256(content).digest() + content


def unpack(packed: bytes) -> State:
    """Return the state that was packed; raises InputError for any other bytes."""
    start = len(_MAGIC) + _DIGEST
    digest, content = packed[len(_MAGIC) : start], packed[start:]
    if not packed.startswith(_MAGIC):
        raise InputError("no snapshot of a window, or one of another version")
    if hashlib.sha256(content).digest() != digest:
        raise InputError("a damaged snapshot of a window")
    try:
        return _read(zlib.decompress(content))
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError("a snapshot of a window that cannot be read") from error


def _read(content: bytes) -> State:
    start = 8 + int.from_bytes(content[:8], "little")
    fields = json.loads(content[8:start])
    arrays = content[start:]
    ids, weights = np.split(np.frombuffer(arrays, "<i4"), 2)
    vectors = _cut(ids, weights.view("<f4"), [n for _, _, kept in fields["events"] for one in kept for n in one[3:]])
    lexicon = Lexicon()
    lexicon.terms = fields["terms"]
    lexicon.number_by_term = {term: number for number, term in enumerate(lexicon.terms)}
    for language, total, counts in fields["counts"]:
        lexicon.totals[language], lexicon.counts[language] = total, Counter(counts)
    return State(
        span=timedelta(seconds=fields["span"]),
        quiet=fields["quiet"],
        arrived=fields["arrived"],
        recent=[datetime.fromisoformat(moment) for moment in fields["recent"]],
        touched=fields["touched"],
        events=[OpenEvent(key, n, [_kept(one, vectors) for one in kept]) for key, n, kept in fields["events"]],
        lexicon=lexicon,
    )


def _vectors(events: Iterable[OpenEvent]) -> Iterator[Vector]:
    """Give each article's vectors: whole, then opening."""
    for event in events:
        for article in event.articles:
            yield article.whole
            yield article.opening


def _fields(kept: Kept) -> list[object]:
    published = kept.published.isoformat() if kept.published else None
    return [kept.id, kept.number, published, len(kept.whole.ids), len(kept.opening.ids)]


def _kept(fields: Sequence[Any], vectors: Iterator[Vector]) -> Kept:
    article, number, published = fields[:3]
    moment = datetime.fromisoformat(published) if published else None
    return Kept(article, number, moment, next(vectors), next(vectors))


def _cut(ids: npt.NDArray[np.int32], weights: npt.NDArray[np.float32], lengths: Sequence[int]) -> Iterator[Vector]:
    """Cut the arrays of all vectors into those of each; raises ValueError where they do not fit."""
    if sum(lengths) != len(ids):
        raise ValueError("lengths that do not add up")
    start = 0
    for length in lengths:
        yield Vector(ids[start : start + length].copy(), weights[start : start + length].copy())
        start += length
