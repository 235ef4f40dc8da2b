"""The sender: answers sign-ups, and hands the outbox over to the relay."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from stoppress.domain.errors import RelayError
from stoppress.domain.signals import DeliveriesQueued, SignUpRequested
from stoppress.mailroom.domain_keys import read_signer
from stoppress.mailroom.relay import read_transport
from stoppress.mailroom.sender import Limits, Sender, free_leases
from stoppress.readership.sign_up import answer_sign_ups
from stoppress.readership.sweep import sweep
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker

_log = structlog.get_logger()
_SWEEP_EACH = timedelta(hours=1)
_PAUSE_AFTER_REFUSAL = timedelta(seconds=5)


class MailRoom:
    """Sends what is due; an unreachable relay is left alone for some seconds."""

    def __init__(self) -> None:
        self._sender: Sender | None = None
        self._send_after: datetime | None = None
        self.stopping: Callable[[], bool] = lambda: False

    def prepare(self) -> None:
        """Read the relay's settings, and free what a killed predecessor had leased. Raises SettingError."""
        configuration = settings.STOPPRESS
        holder = f"sender-{os.uname().nodename}"[:31] + "#"
        if configuration.relay_url:
            self._sender = Sender(
                read_transport(configuration.relay_url),
                holder=holder + secrets.token_hex(4),  # told from a predecessor that still sends
                clock=utc_now,
                signer=read_signer(configuration),
                limits=Limits(
                    connections=max(1, configuration.relay_connections),
                    mails_each=configuration.relay_mails_each,
                    threads=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
                ),
            )
        else:
            _log.warning("no relay set", mend="set relay_url; until then mail waits, and alerts expire")
        free_leases(now=utc_now(), holder=holder)

    def send(self) -> None:
        """Hand over what is due, unless the relay was just found unavailable."""
        if self._sender is None or (self._send_after is not None and utc_now() < self._send_after):
            return
        self._send_after = None
        try:
            self._sender.send_due(self.stopping)
        except RelayError as error:
            self._send_after = utc_now() + _PAUSE_AFTER_REFUSAL
            _log.warning("relay unavailable", reason=str(error))


class FrontDesk:
    """Answers sign-ups, and sweeps away what is kept for a time only."""

    def __init__(self) -> None:
        self._swept_at: datetime | None = None

    def answer(self) -> None:
        """Answer the sign-ups that wait; the mail this makes is announced."""
        answer_sign_ups(now=utc_now())

    def sweep(self) -> None:
        """Delete once an hour what is kept for a time only."""
        now = utc_now()
        if self._swept_at is None or now - self._swept_at >= _SWEEP_EACH:
            self._swept_at = now
            sweep(now=now)


def sender_workers() -> list[Worker]:
    """Return the threads of this role: one sends, one answers, so that nobody who signs up waits for a long fan-out.

    Each looks every second, and at once when there is something to do.
    """
    room, desk = MailRoom(), FrontDesk()
    room.prepare()
    sending = Worker("sender", room.send, interval=1.0, signals=(DeliveriesQueued,))
    room.stopping = sending.stopping
    return [sending, Worker("front desk", desk.answer, desk.sweep, interval=1.0, signals=(SignUpRequested,))]
