"""Numbers by term in two arrays: open addressing with linear probing, at most half full."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stoppress.stages.compiled import compiled

_FIRST = 1 << 12


class Table(NamedTuple):
    """Keys, 0 where none stands, and a value for each; `used` counts the keys in its one place."""

    keys: npt.NDArray[np.uint32]
    values: npt.NDArray[Any]
    used: npt.NDArray[np.int64]


def new_table(kind: str, size: int = _FIRST) -> Table:
    """Return an empty table for values of a numpy type; `size` is a power of two."""
    return Table(np.zeros(size, np.uint32), np.zeros(size, kind), np.zeros(1, np.int64))


def room_for(table: Table, more: int) -> Table:
    """Return the table, or a larger one with the same contents where `more` keys would fill it too far."""
    size = len(table.keys)
    while 2 * (table.used[0] + more) > size:
        size *= 2
    if size == len(table.keys):
        return table
    larger = new_table(table.values.dtype.str, size)
    fill(larger, table.keys, table.values)
    return larger


def entries(table: Table) -> tuple[npt.NDArray[np.uint32], npt.NDArray[Any]]:
    """Return keys and values in order of the keys."""
    places = np.flatnonzero(table.keys)
    order = places[np.argsort(table.keys[places], kind="stable")]
    return table.keys[order], table.values[order]


@compiled
def place_of(keys: npt.NDArray[np.uint32], key: int) -> int:
    """Return where the key stands, or the empty place where it would."""
    mask = len(keys) - 1
    place = int((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while keys[place] != 0 and keys[place] != key:
        place = (place + 1) & mask
    return place


@compiled
def fill(table: Table, keys: npt.NDArray[np.uint32], values: npt.NDArray[Any]) -> None:
    """Put these keys, but for 0, with their values into a table that has room and none of them."""
    for number in range(len(keys)):
        if keys[number] != 0:
            place = place_of(table.keys, keys[number])
            table.keys[place] = keys[number]
            table.values[place] = values[number]
            table.used[0] += 1
