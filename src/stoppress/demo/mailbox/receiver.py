"""The SMTP server of the mailbox, on a free loopback port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from stoppress.demo.mailbox.store import Store
from stoppress.demo.web import LOOPBACK

_SIZE = 10_000_000  # most bytes of one mail


class Receiver:
    """Takes in mail for any address, and keeps it."""

    def __init__(self, store: Store, clock: Callable[[], datetime], *, port: int = 0) -> None:
        self._listener = socket.create_server((LOOPBACK, port))
        self.port = int(self._listener.getsockname()[1])
        self._controller = _Controller(_Keeper(store, clock), self._listener)

    def start(self) -> None:
        """Begin to take mail."""
        self._controller.start()

    def stop(self) -> None:
        """Take no more."""
        self._controller.stop()
        self._listener.close()


class _Keeper:
    """aiosmtpd's handler: called once for each mail."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        message = self._store.add(
            bytes(envelope.original_content or b""),
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            now=self._clock(),
        )
        return f"250 kept as {message.number}"


class _Controller(Controller):
    """Listens on a socket that is bound already: so the port is known, and nobody else takes it."""

    def __init__(self, handler: _Keeper, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, server_hostname="mailbox.test", data_size_limit=_SIZE)
        self._listener = listener

    async def _create_server(self) -> asyncio.AbstractServer:
        return await self.loop.create_server(self._factory_invoker, sock=self._listener)
