"""The sender: answers sign-ups, and hands the outbox over to the relay."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from stoppress.domain.errors import RelayError
from stoppress.domain.signals import DeliveriesQueued, SignUpRequested
from stoppress.mailroom.relay import Relay, read_relay
from stoppress.mailroom.sender import free_leases, send_due
from stoppress.readership.sign_up import answer_sign_ups
from stoppress.readership.sweep import sweep
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker

_log = structlog.get_logger()
_SWEEP_EACH = timedelta(hours=1)
_PAUSE_AFTER_REFUSAL = timedelta(seconds=5)
_AT_ONCE = 500


class Sender:
    """Mail, sign-ups and what is kept for a time only; an unreachable relay is left alone for some seconds."""

    def __init__(self) -> None:
        self._holder = f"sender-{os.uname().nodename}"[:40]
        self._relay: Relay | None = None
        self._swept_at: datetime | None = None
        self._send_after: datetime | None = None
        self.stopping: Callable[[], bool] = lambda: False

    def prepare(self) -> None:
        """Read the relay's setting, and free what a killed predecessor had leased. Raises SettingError."""
        if settings.STOPPRESS.relay_url:
            self._relay = read_relay(settings.STOPPRESS.relay_url)
        else:
            _log.warning("no relay set", mend="set relay_url; until then mail waits, and alerts expire")
        free_leases(now=utc_now(), holder=self._holder)

    def send(self) -> None:
        """Hand over what is due, unless the relay was just found unavailable."""
        if self._relay is not None and (self._send_after is None or utc_now() >= self._send_after):
            self._send(self._relay)

    def answer(self) -> None:
        """Answer the sign-ups that wait; the mail this makes is sent in the next round, which it calls for."""
        answer_sign_ups(now=utc_now())

    def sweep(self) -> None:
        """Delete once an hour what is kept for a time only."""
        now = utc_now()
        if self._swept_at is None or now - self._swept_at >= _SWEEP_EACH:
            self._swept_at = now
            sweep(now=now)

    def _send(self, relay: Relay) -> None:
        self._send_after = None
        try:
            while not self.stopping():
                sent = send_due(relay, holder=self._holder, clock=utc_now, limit=_AT_ONCE, stop=self.stopping)
                if sent.total < _AT_ONCE:
                    return
        except RelayError as error:
            self._send_after = utc_now() + _PAUSE_AFTER_REFUSAL
            _log.warning("relay unavailable", reason=str(error))


def sender_worker() -> Worker:
    """Return the thread that sends; it looks each second, and at once when something is queued."""
    sender = Sender()
    sender.prepare()
    worker = Worker(
        "sender",
        sender.send,
        sender.answer,
        sender.sweep,
        interval=1.0,
        signals=(DeliveriesQueued, SignUpRequested),
    )
    sender.stopping = worker.stopping
    return worker
