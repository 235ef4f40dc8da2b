"""Tell whether two figures of one count can both be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoppress.domain.brief import Figure

_ROUND = 100.0  # the least place to which a whole number is taken to be rounded, beside one told more exactly


def agree(one: Figure, other: Figure) -> bool:
    """Say whether two figures of one count can both be true: their bounds meet, or one is the other, rounded."""
    if one.low <= other.high and other.low <= one.high:
        return True
    return _is_rounded(one.value, other.value) or _is_rounded(other.value, one.value)


def _is_rounded(one: float, other: float) -> bool:
    """Say whether a number is another, rounded: 55 of 55.5, 1,200 of 1,240."""
    place = _place(one)
    if place == 1.0:
        return other % 1 != 0 and abs(one - other) <= place / 2
    return place >= _ROUND and place > _place(other) and abs(one - other) <= place / 2


def _place(value: float) -> float:
    """Return the place of the last digit that is not nought; 1 for a number without a nought at its end."""
    place = 1.0
    while value and value % (place * 10) == 0:
        place *= 10
    return place
