"""Columns that grow at the end and are shed at the beginning, numbered from the first row that ever was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

_FIRST = 1024  # rows
_GROWTH = 1.25  # memory is what runs short, so the step is small; arrays of this size grow in place


class Columns:
    """Arrays of one length, a row each for what arrived; rows leave in the order in which they came."""

    def __init__(self, **kinds: Any) -> None:
        """Name each column and its type; a type with a width ("f4", 9) makes a column of rows that wide."""
        self._arrays: dict[str, npt.NDArray[Any]] = {
            name: np.zeros((_FIRST, *((kind[1],) if isinstance(kind, tuple) else ())), _type(kind))
            for name, kind in kinds.items()
        }
        self.base = 0  # number of the first row kept in the arrays; some of them may have left
        self.first = 0  # number of the first row that has not left
        self.end = 0  # number of the next row

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a column's array; row `number` stands at `number - base`."""
        return self._arrays[name]

    def __len__(self) -> int:
        return self.end - self.first

    def room(self, rows: int) -> int:
        """Make room for more rows and count them in; return the number of the first. They hold what was there."""
        number, needed = self.end, self.end - self.base + rows
        capacity = len(next(iter(self._arrays.values())))
        if needed > capacity:
            self._make(needed, capacity)
        self.end += rows
        return number

    def shed(self, first: int) -> None:
        """Let go of the rows before number `first`."""
        self.first = first

    def rows(self, name: str) -> npt.NDArray[Any]:
        """Return the rows of a column that have not left."""
        return self._arrays[name][self.first - self.base : self.end - self.base]

    def put(self, first: int, columns: Iterable[tuple[str, npt.NDArray[Any]]]) -> None:
        """Take these rows instead of what there is; the first of them has this number."""
        for name, rows in columns:
            self._arrays[name] = rows
            self.end = first + len(rows)
        self.base = self.first = first

    def _make(self, needed: int, capacity: int) -> None:
        """Move the rows to the beginning where many have left, else lengthen the arrays."""
        gone = self.first - self.base
        if gone * 4 >= capacity and needed - gone <= capacity:
            for array in self._arrays.values():
                kept = len(array) - gone
                for start in range(0, kept, gone):  # in steps that do not overlap
                    stop = min(start + gone, kept)
                    array[start:stop] = array[start + gone : stop + gone]
            self.base = self.first
            return
        longer = max(needed, int(capacity * _GROWTH))
        for name, array in self._arrays.items():
            if array.flags.owndata and array.flags.writeable:
                array.resize((longer, *array.shape[1:]), refcheck=False)
            else:
                grown = np.zeros((longer, *array.shape[1:]), array.dtype)
                grown[: len(array)] = array
                self._arrays[name] = grown


def _type(kind: Any) -> Any:
    return kind[0] if isinstance(kind, tuple) else kind
