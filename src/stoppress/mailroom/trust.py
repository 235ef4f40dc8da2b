"""Whether the relay can be believed when it refuses: one that refuses everything speaks of us, not of readers."""

from __future__ import annotations

from datetime import datetime, timedelta

from stoppress.mailroom.leases import Leased
from stoppress.mailroom.replies import Reply

_ENOUGH = 20  # refusals in a row
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=30)


class Trust:
    """Holds refusals for good back until an acceptance shows that the relay takes mail from us."""

    def __init__(self) -> None:
        self.paused_until: datetime | None = None
        self._is_unsure = True  # a predecessor may have thought that the relay refuses all
        self._pause = _FIRST_PAUSE
        self._in_a_row = 0
        self._held: list[tuple[Leased, Reply]] = []

    @property
    def refuses_all(self) -> bool:
        """Say whether so many were refused in a row that the relay must mean us."""
        return self._in_a_row >= _ENOUGH

    @property
    def doubts(self) -> bool:
        """Say whether anything was refused since the last acceptance, or none is known yet."""
        return self._is_unsure or self._in_a_row > 0

    def note_refusal(self) -> None:
        """Count a refusal for good."""
        self._in_a_row += 1

    def hold(self, row: Leased, reply: Reply) -> None:
        """Keep a refusal that would end a delivery."""
        self._held.append((row, reply))

    def note_acceptance(self) -> bool:
        """Note that the relay takes mail; say whether it may have been thought to refuse all."""
        was_doubted = self._is_unsure or self.paused_until is not None
        self.paused_until, self._is_unsure = None, False
        self._in_a_row, self._pause = 0, _FIRST_PAUSE
        return was_doubted

    def pause(self, *, now: datetime) -> None:
        """Let the relay alone for a while; the first refusal afterwards does so again, for longer."""
        self.paused_until = now + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._in_a_row = _ENOUGH - 1

    def told(self) -> list[tuple[Leased, Reply]]:
        """Return the refusals held back, which are held no longer."""
        held, self._held = self._held, []
        return held
