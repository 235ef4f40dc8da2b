"""Tell whether two figures count the same thing, and whether both can be true."""

from __future__ import annotations

from stoppress.domain.brief import Figure
from stoppress.stages.figures.words import AGE, AT_WORK, PEOPLE, TIMES

_SHARED = (2, 0.2)  # fewest stems of two sentences, and part of the shorter's, beyond what is counted
_SHARED_OF_MEASURES = (1, 0.1)  # where both measure the same thing: "winds of"
_SHARED_OF_UNITS = (3, 0.3)  # where only the unit is the same: that says little of what is measured


def same_count(one: Figure, other: Figure) -> bool:
    """Say whether two figures of different reports tell of the same count of the same thing.

    Units and states ("dead", "hurt") must be equal, parts of a count are only compared with parts, and past counts
    with none. What is counted must be the same noun, or people of no particular kind where both tell what became of
    them; without a state, the sentences must share words too.
    """
    if one.unit != other.unit or one.is_part != other.is_part or one.is_past or other.is_past:
        return False
    if one.unit:
        return _same_measure(one, other)
    if one.state or other.state:
        return one.state == other.state and _same_noun(one, other)
    return bool(one.head) and one.head == other.head and _share(one, other, _SHARED)


def _same_measure(one: Figure, other: Figure) -> bool:
    if one.unit in TIMES:
        return False
    same = bool(one.head) and one.head == other.head
    if one.unit == AGE:
        return same
    return one.unit == "magnitude" or _share(one, other, _SHARED_OF_MEASURES if same else _SHARED_OF_UNITS)


def _same_noun(one: Figure, other: Figure) -> bool:
    if one.head == other.head:
        return True
    heads = [figure.head for figure in (one, other)]
    return all(not head or head in PEOPLE | AT_WORK for head in heads)


def _share(one: Figure, other: Figure, least: tuple[int, float]) -> bool:
    own = {one.head, other.head}
    mine, theirs = one.matter - own, other.matter - own
    shared = len(mine & theirs)
    return shared >= least[0] and shared >= least[1] * min(len(mine), len(theirs))


def agree(one: Figure, other: Figure) -> bool:
    """Say whether two figures of one count can both be true: their bounds meet."""
    return one.low <= other.high and other.low <= one.high
