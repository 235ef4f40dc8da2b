"""Tell the news to a visitor: an article now and then, and an event when somebody has confirmed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from stoppress.demo.journal import Record
from stoppress.demo.outlets.pieces import Piece
from stoppress.demo.scenario import Scenario
from stoppress.demo.telling import tell

_BESIDE_PAUSE = 25.0  # seconds between two articles of one outlet's own
_EVENT_PAUSE = 60.0  # seconds between the two events, where nobody else confirms meanwhile


def run_live(
    scenario: Scenario,
    events: Iterable[Sequence[Piece]],
    beside: Iterable[Piece],
    *,
    note: Callable[[str], None],
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Tell an event at each confirmation, or a while after the one before; raises DemoError if the service ends."""
    to_tell, to_add = deque(events), deque(beside)
    n_confirmed = 0
    n_events = len(to_tell)
    next_beside = time.monotonic()
    next_event = float("inf")  # the first waits for somebody to tell it to
    while not until():
        n_now = _await_more(scenario, n_confirmed, seconds=max(0.0, min(next_beside, next_event) - time.monotonic()))
        scenario.service.check_alive()
        if to_tell and (n_now > n_confirmed or time.monotonic() >= next_event):
            tell(scenario, to_tell.popleft())
            next_event = time.monotonic() + _EVENT_PAUSE if to_tell else float("inf")
            if not to_tell:
                note(f"Both of the {n_events} events are told; the pages stay up. Ctrl-C ends the demo.")
        elif time.monotonic() >= next_beside:
            if to_add:
                scenario.publish(to_add.popleft())
            next_beside = time.monotonic() + _BESIDE_PAUSE
        n_confirmed = n_now


def _await_more(scenario: Scenario, n_confirmed: int, *, seconds: float) -> int:
    """Wait until more have confirmed, or the time is up; return how many have."""

    def count(records: Sequence[Record]) -> int:
        return sum(record.name == "subscription confirmed" for record in records)

    def more(records: Sequence[Record]) -> int | None:
        return n_now if (n_now := count(records)) > n_confirmed else None

    return scenario.journal.wait_for(more, seconds=seconds) or n_confirmed
