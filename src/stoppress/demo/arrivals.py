"""What comes in from other threads, in order, and the waiting for it: mail, log lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")
Found = TypeVar("Found")


class Arrivals(Generic[T]):
    """A list that only grows; safe to use from several threads."""

    def __init__(self) -> None:
        self._arrived: list[T] = []
        self._changed = Condition()
        self._closed = False

    def add(self, make: Callable[[int], T]) -> T:
        """Add what `make` returns for its number, counted from 1; nobody else adds meanwhile."""
        with self._changed:
            arrival = make(len(self._arrived) + 1)
            self._arrived.append(arrival)
            self._changed.notify_all()
        return arrival

    def close(self) -> None:
        """Say that nothing more comes: nobody waits any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing more comes."""
        with self._changed:
            return self._closed

    @property
    def so_far(self) -> tuple[T, ...]:
        """What has arrived."""
        with self._changed:
            return tuple(self._arrived)

    def wait_for(self, find: Callable[[Sequence[T]], Found | None], *, seconds: float) -> Found | None:
        """Return what `find` finds, looking again at each arrival; None when the time is up or nothing more comes."""
        until = time.monotonic() + seconds
        with self._changed:
            while (found := find(self._arrived)) is None:
                left = until - time.monotonic()
                if left <= 0 or self._closed:
                    return None
                self._changed.wait(left)
            return found
