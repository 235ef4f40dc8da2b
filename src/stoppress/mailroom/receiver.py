"""Take bounces and complaints by LMTP (RFC 2033) or SMTP: only those for our bounce addresses, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connections

from stoppress.domain.errors import SettingError
from stoppress.mailroom.intakes import Listening
from stoppress.mailroom.postboxes import LARGEST
from stoppress.mailroom.verp import base_mailbox, delivery_of

TakeFor = Callable[[bytes, Collection[str]], object]
_log = structlog.get_logger()
_PATIENCE = 60.0  # seconds that a client may keep still


class Receiver:
    """Listens from `start` to `stop`; a message is answered with 250 once what follows from it is committed."""

    def __init__(self, listening: Listening, take: TakeFor, *, bounce_address: str) -> None:
        self._listening = listening
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="returns")
        self._controller = _Controller(listening, _Handler(take, self._thread, bounce_address))

    def start(self) -> None:
        """Begin to listen; raises SettingError where the port cannot be had."""
        try:
            self._controller.start()
        except OSError as error:
            place = f"{self._listening.host}:{self._listening.port}"
            raise SettingError(f"returns_url: cannot listen on {place}: {error.strerror}") from error

    def stop(self) -> None:
        """Listen no longer."""
        self._controller.stop()
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)

    def join(self, timeout: float) -> bool:  # noqa: ARG002  (as a Worker's)
        """Say that it has stopped: `stop` waits for it."""
        return True


class _Controller(Controller):
    def __init__(self, listening: Listening, handler: _Handler) -> None:
        self._kind = LMTP if listening.protocol == "lmtp" else SMTP
        super().__init__(handler, hostname=listening.host, port=listening.port)

    def factory(self) -> SMTP:
        return self._kind(
            self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=_PATIENCE, ident="Stop Press"
        )


class _Handler:
    """What the server asks: whether it takes an address, and what becomes of a message."""

    def __init__(self, take: TakeFor, thread: ThreadPoolExecutor, bounce_address: str) -> None:
        self._take = take
        self._thread = thread
        base = base_mailbox(bounce_address)
        self._base = base.address.casefold() if base else ""

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name and arguments)
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if address.casefold() != self._base and delivery_of(address) is None:
            return "550 5.1.1 No such bounce address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        taking = asyncio.get_running_loop().run_in_executor(
            self._thread, self._take_in, content, tuple(envelope.rcpt_tos)
        )
        try:
            await taking
        except Exception:  # noqa: BLE001  (whatever it is, the client keeps the message and tries again)
            _log.exception("return not taken")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"

    def _take_in(self, content: bytes, recipients: Collection[str]) -> None:
        close_old_connections()
        self._take(content, recipients)
