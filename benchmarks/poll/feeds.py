"""Serve feeds on loopback, each answer 50 ms late, a share of them failing or slow: what the poller is measured on."""

from __future__ import annotations

import asyncio
import sys

_LATENCY = 0.05  # seconds
_SLOW = 8.0
_FEED = (
    '<rss version="2.0"><channel><title>Feed {0}</title><description>Written {1}</description><item><guid>{0}</guid>'
    "<title>News of feed {0}</title><description>Something happened in town {0}, said the mayor.</description></item>"
    "</channel></rss>"
)


class Feeds:
    """Answers `/NUMBER`: nine in ten with 304 to a conditional request, others with a feed; some fail or are slow."""

    def __init__(self, *, trouble: bool) -> None:
        self._trouble = trouble
        self._asked: dict[int, int] = {}

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(_LATENCY)
                path = head.split(b" ", 2)[1][1:]
                if not path.isdigit():  # robots.txt
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                writer.write(await self._reply(int(path), b"If-None-Match" in head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, number: int, conditional: bool) -> bytes:
        if self._trouble and number % 10 == 0:
            if number % 20 == 0:
                return b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
            await asyncio.sleep(_SLOW)
        asked = self._asked[number] = self._asked.get(number, number) + 1
        if conditional and asked % 10:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        body = _FEED.format(number, asked).encode()
        head = (
            f'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        return head.encode() + body


async def serve(port: int, *, trouble: bool) -> None:
    """Serve until ended; on every loopback address, so that each feed has a host of its own."""
    server = await asyncio.start_server(Feeds(trouble=trouble).answer, "0.0.0.0", port, backlog=2048, limit=1 << 16)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), trouble=sys.argv[2] == "trouble"))
