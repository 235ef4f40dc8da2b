"""What all roles share: a thread that works in rounds until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connections

from stoppress.bus.in_process import subscribe
from stoppress.domain.signals import Signal

_log = structlog.get_logger()
_PAUSE_AFTER_FAILURE = 1.0


class Worker:
    """Works in rounds, at the latest every `interval` seconds and at once on a signal.

    A round calls the duties in order; one that fails does not keep the others from being done.
    """

    def __init__(
        self,
        name: str,
        *duties: Callable[[], object],
        interval: float,
        signals: tuple[type[Signal], ...] = (),
        finish: Callable[[], object] = lambda: None,
    ) -> None:
        self.name = name
        self._duties = duties
        self._finish = finish
        self._interval = interval
        self._signals = signals
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._unsubscribe: list[Callable[[], None]] = []

    def start(self) -> None:
        """Begin to work."""
        self._unsubscribe = [subscribe(kind, lambda _: self._woken.set()) for kind in self._signals]
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop after the round it is in."""
        self._stopping.set()
        self._woken.set()

    def stopping(self) -> bool:
        """Say whether it was asked to stop; long rounds look here."""
        return self._stopping.is_set()

    def join(self, timeout: float) -> bool:
        """Wait until it has stopped; say whether it has."""
        self._thread.join(timeout)
        for end in self._unsubscribe:
            end()
        self._unsubscribe = []
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            failed = [duty for duty in self._duties if not self._is_done(duty)]
            if failed:
                self._stopping.wait(_PAUSE_AFTER_FAILURE)
            else:
                self._woken.wait(self._interval)
        self._finish()
        connections.close_all()

    def _is_done(self, duty: Callable[[], object]) -> bool:
        """Do a duty; an error is logged and the role goes on: nothing is lost, all work stands in the store."""
        try:
            close_old_connections()
            duty()
        except Exception:  # noqa: BLE001  (a role outlives whatever one round meets)
            _log.exception("round failed", role=self.name)
            return False
        return True
