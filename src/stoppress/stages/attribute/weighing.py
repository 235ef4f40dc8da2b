"""Weigh what the rules found and what they did not: which cues credit somebody, with which source and content."""

from __future__ import annotations

from base64 import b85decode
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import decompress

import numpy as np

from stoppress.stages.attribute import weights as trained
from stoppress.stages.attribute.drafts import Draft
from stoppress.stages.attribute.grammar import AUXILIARIES, DASHES, is_adverb
from stoppress.stages.attribute.lexicon import SAYING, VERBS_BY_FORM
from stoppress.stages.attribute.pieces import columns_of
from stoppress.stages.attribute.scoring import CONTENT, NEITHER, PARTS, SOURCE, Reading, Weights, find_attributions
from stoppress.stages.attribute.units import QUOTE, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.domain.claim import Span
    from stoppress.stages.attribute.scoring import Floats, Parts

# Logarithms, by cross-validation (`make train-attribution ARGS=--measure`): where F1 is best, and where one by a
# verb of saying or "according to" is right often enough to be shown.
LEAST_SCORE = -1.4
LEAST_SAID = -0.95
_RULES = {"according to": 2, ":": 3}  # others: 1
_GROUP = 8  # pieces before a cue that may belong to it
_FINAL = frozenset((",", ".", ";", ":")) | DASHES


@lru_cache(1)
def load_weights() -> Weights:
    """Return the weights that ship."""
    return Weights(
        _unpack(trained.CUE, trained.CUE_SCALE),
        _unpack(trained.PART, trained.PART_SCALE).reshape(-1, PARTS),
        _unpack(trained.STEP, trained.STEP_SCALE).reshape(-1, PARTS * PARTS),
    )


def _unpack(packed: str, scale: float) -> Floats:
    return np.frombuffer(decompress(b85decode(packed)), np.int8).astype(np.float32) * np.float32(scale)


def weigh(units: Sequence[Unit], drafts: Sequence[Sequence[Draft]], weights: Weights) -> list[list[Draft]]:
    """Return the drafts of each unit that the weights stand by; `drafts` are those which the rules found in each.

    What a rule found keeps its verb, act and cue, and gets the source and content that score best, if any content
    does; what is certain stays as it is. Time is linear in the number of pieces.
    """
    found = [[draft for draft in of_unit if draft.certain] for of_unit in drafts]
    if not units:
        return found
    reading = read_article(units, drafts)
    cues, scores, firsts, starts, parts = find_attributions(reading, weights, LEAST_SCORE)
    by_cue = [{draft.cue_at: draft for draft in of_unit} for of_unit in drafts]
    for at, cue in enumerate(cues.tolist()):
        number = int(np.searchsorted(reading.starts, cue, "right")) - 1
        begins = int(reading.starts[number])
        labelled = parts[starts[at] : starts[at + 1]].tolist()
        draft = by_cue[number].get(cue - begins) or _draft_at(units[number], cue - begins)
        if draft.certain or scores[at] < (LEAST_SAID if _says(draft) else LEAST_SCORE):
            continue
        if _set_parts(draft, labelled, int(firsts[at]) - begins) or draft.content:
            found[number].append(draft)
    return [sorted(of_unit, key=lambda draft: draft.cue_at) for of_unit in found]


def read_article(units: Sequence[Unit], drafts: Sequence[Sequence[Draft]]) -> Reading:
    """Return an article as the scores read it."""
    lengths = [len(unit) for unit in units]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rule, rule_row = np.zeros(int(starts[-1]), np.int8), np.zeros(int(starts[-1]), np.int64)
    rows: list[Parts] = []
    for number, of_unit in enumerate(drafts):
        for draft in of_unit:
            at = int(starts[number]) + draft.cue_at
            rule[at], rule_row[at] = _RULES.get(draft.verb, 1), len(rows)
            rows.append(parts_of(units[number], draft.source, draft.content))
    places = [
        min(number, 2) + 3 * (number > 0 and unit.paragraph == units[number - 1].paragraph)
        for number, unit in enumerate(units)
    ]
    return Reading(
        columns_of(units),
        starts,
        np.array(places, np.int64),
        rule,
        rule_row,
        np.concatenate([np.zeros(0, np.int8), *rows]),
        np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
    )


def parts_of(unit: Unit, source: Sequence[Span], content: Sequence[Span]) -> Parts:
    """Return which pieces of a unit are the source, and which the content."""
    parts = np.zeros(len(unit), np.int8)
    for spans, part in ((content, CONTENT), (source, SOURCE)):
        for start, end in spans:
            parts[bisect_left(unit.starts, start) : bisect_right(unit.ends, end)] = part
    return parts


def _draft_at(unit: Unit, at: int) -> Draft:
    """Make a draft by a cue that no rule knows; its verb is the word as it stands, so that no act is read into it."""
    first = at
    while first > max(0, at - _GROUP) and (unit.words[first - 1] in AUXILIARIES or is_adverb(unit.words[first - 1])):
        first -= 1
    return Draft(unit, unit.words[at], [unit.span(first, at + 1)], cue_at=at)


def _says(draft: Draft) -> bool:
    word = draft.unit.words[draft.cue_at]
    return word == "according" or (word in VERBS_BY_FORM and VERBS_BY_FORM[word][0] in SAYING)


def _set_parts(draft: Draft, parts: Sequence[int], first: int) -> bool:
    """Set the source and content of a draft, unless there is no content; say whether there is."""
    contents = list(_runs(draft.unit, parts, first, CONTENT))
    sources = list(_runs(draft.unit, parts, first, SOURCE))
    if not contents:
        return False
    draft.content = [draft.unit.span(*run) for run in contents]
    draft.source = [draft.unit.span(*run) for run in sources]
    draft.source_range = sources[0] if sources else None
    draft.quoted = any(QUOTE in draft.unit.words[begins:ends] for begins, ends in contents)
    return True


def _runs(unit: Unit, parts: Sequence[int], first: int, part: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of pieces that have a part, without marks at their ends."""
    start = None
    for at, own in enumerate([*parts, NEITHER], first):
        if own == part:
            start = at if start is None else start
        elif start is not None:
            run = _trimmed(unit, start, at)
            start = None
            if run is not None:
                yield run


def _trimmed(unit: Unit, start: int, end: int) -> tuple[int, int] | None:
    while end > start and unit.words[end - 1] in _FINAL:
        end -= 1
    while end > start and unit.words[start] in _FINAL:
        start += 1
    return (start, end) if end > start else None


def warm_up() -> None:
    """Compile what scores, for the next start to find it compiled."""
    weigh([Unit(0, ["he", "said", "so"], ["He", "said", "so"], [0, 3, 8], [2, 7, 10])], [[]], load_weights())
