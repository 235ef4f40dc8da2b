"""The limit, a pipelined sender without an outbox: python -m benchmarks.mail.bare PORT SIGNATURES COUNT.

It leases nothing, checks nothing, keeps nothing and trusts every reply; what it does per mail, any sender must do.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator


class _Line(asyncio.Protocol):
    """One connection: content of one mail and envelope of the next in one write."""

    def __init__(self, mails: Iterator[tuple[bytes, bytes]], done: asyncio.Future[None]) -> None:
        self._mails = mails
        self._done = done
        self._awaited = 1
        self._content = b""
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        """Count replies, and write on once all have come."""
        self._awaited -= octets.count(b"\n")
        if self._awaited > 0:
            return
        if not self._greeted:
            self._greeted = True
            self._awaited = 1
            self._transport.write(b"HELO bench.test\r\n")  # type: ignore[attr-defined]
            return
        envelope, following = next(self._mails, (b"", b""))
        if not envelope and not self._content:
            self._done.set_result(None)
            return
        self._awaited = (3 if envelope else 0) + (1 if self._content else 0)
        self._transport.write(self._content + envelope)  # type: ignore[attr-defined]
        self._content = following


def _mails(kinds: str, count: int) -> Iterator[tuple[bytes, bytes]]:
    from benchmarks.mail.outbox import address, alert, keys  # noqa: PLC0415

    from stoppress.mailroom.message import MESSAGE_ID, TO, cut  # noqa: PLC0415
    from stoppress.roles.clock import utc_now  # noqa: PLC0415

    now = utc_now()
    form = cut(alert(now), sent_at=now)
    signer = keys(kinds)
    prepared = signer.prepare(form.pieces) if signer else None
    for number in range(count):
        to = address(number).encode()
        found = {TO: to, MESSAGE_ID: f"<{secrets.token_hex(16)}@alerts.example.org>".encode()}
        values = [found.get(place, b"abcdefgh0123456789abcdefghijkl") for place in form.places]
        content = form.join(values)
        if prepared:
            content = prepared.sign(values) + content
        envelope = b"MAIL FROM:<alerts@alerts.example.org>\r\nRCPT TO:<%b>\r\nDATA\r\n" % to
        yield envelope, content + b".\r\n"


async def _send(port: int, kinds: str, count: int, connections: int) -> float:
    loop = asyncio.get_running_loop()
    mails = _mails(kinds, count)
    begin = time.monotonic()
    dones = [loop.create_future() for _ in range(connections)]
    for done in dones:
        await loop.create_connection(lambda done=done: _Line(mails, done), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*dones)
    return time.monotonic() - begin


def main() -> None:
    port, kinds, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    before = time.process_time()
    seconds = asyncio.run(_send(port, kinds, count, int(os.environ.get("BENCH_CONNECTIONS", "16"))))
    cpu = time.process_time() - before
    print(json.dumps({"per_s": round(count / seconds, 1), "cpu_us_each": round(cpu / count * 1e6, 1)}))


if __name__ == "__main__":
    main()
