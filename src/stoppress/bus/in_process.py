"""Signals within this process: whoever subscribed is called, in the announcer's thread.

A signal is a hint that there is work, never the work itself: what must not be lost stands in the
database, and every role also looks there by itself. So a subscriber must be quick and must not raise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from stoppress.domain.signals import Signal

_subscribers: dict[type, list[Callable[[Signal], None]]] = defaultdict(list)


def subscribe(kind: type[Signal], call: Callable[[Signal], None]) -> Callable[[], None]:
    """Call `call` with every signal of this kind; return what ends that."""
    _subscribers[kind].append(call)

    def end() -> None:
        _subscribers[kind].remove(call)

    return end


def announce(signal: Signal) -> None:
    """Tell those who subscribed; within a transaction, announce on its commit."""
    for call in tuple(_subscribers[type(signal)]):
        call(signal)
