"""A relay that notes what it accepts, address and Message-ID a line: python -m benchmarks.mail.keeper PORT FILE."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import IO

_NAME = re.compile(rb"(?m)^Message-ID: <([^>\r]+)>")
_TO = re.compile(rb"TO:<([^>]+)>")


class _Keeper(asyncio.Protocol):
    """One connection, pipelining offered."""

    def __init__(self, notes: IO[bytes]) -> None:
        self._notes = notes
        self._pending = b""
        self._address = b""
        self._in_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = transport
        self._say(b"220 keeper\r\n")

    def data_received(self, octets: bytes) -> None:
        """Answer what is whole."""
        self._pending += octets
        end = b"\r\n.\r\n" if self._in_content else b"\r\n"
        while end in self._pending:
            head, _, self._pending = self._pending.partition(end)
            if self._in_content:
                self._keep(head)
            else:
                self._obey(head)
            end = b"\r\n.\r\n" if self._in_content else b"\r\n"

    def _keep(self, content: bytes) -> None:
        found = _NAME.search(content)
        self._notes.write(self._address + b" " + (found[1] if found else b"-") + b"\n")
        self._notes.flush()
        self._in_content = False
        self._say(b"250 2.0.0 kept\r\n")

    def _obey(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"RCPT":
            found = _TO.search(line)
            self._address = found[1] if found else b"?"
        if word == b"DATA":
            self._in_content = True
            self._say(b"354 go\r\n")
        elif word == b"EHLO":
            self._say(b"250-keeper\r\n250 PIPELINING\r\n")
        elif word == b"QUIT":
            self._say(b"221 bye\r\n")
            self._transport.close()
        else:
            self._say(b"250 ok\r\n")

    def _say(self, octets: bytes) -> None:
        self._transport.write(octets)  # type: ignore[attr-defined]


async def _serve(port: int, path: str) -> None:
    with Path(path).open("ab") as notes:
        server = await asyncio.get_running_loop().create_server(lambda: _Keeper(notes), "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
