"""Relays to measure against, on loopback: postfix's smtp-sink, and a proxy that makes any relay distant."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

SENDER_CORE, SINK_CORE = 0, 1


def pinned(core: int) -> list[str]:
    """Return the words that start a command on one core; none where this machine has no such core."""
    several = (os.cpu_count() or 1) > 1 and shutil.which("taskset")
    return ["taskset", "-c", str(core)] if several else []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def smtp_sink(*options: str) -> Iterator[int]:
    """Run smtp-sink, which takes every mail and throws it away; yield its port."""
    path = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    if not os.path.exists(path):
        sys.exit("smtp-sink is needed: apt-get install --no-install-recommends postfix")
    port = free_port()
    user = ["-u", "nobody"] if os.getuid() == 0 else []  # it refuses to work as root
    with running([*pinned(SINK_CORE), path, *user, *options, f"127.0.0.1:{port}", "128"], port):
        yield port


@contextmanager
def distant(port: int, milliseconds: int) -> Iterator[int]:
    """Run a proxy before a relay that delays what passes, half of it each way; yield its port."""
    own = free_port()
    command = [sys.executable, "-m", "benchmarks.mail.sink", str(own), str(port), str(milliseconds)]
    with running([*pinned(SINK_CORE), *command], own):
        yield own


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block ends; begin once it answers."""
    server = subprocess.Popen(command)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.02)
        else:
            sys.exit(f"{command[0]} does not answer")
        yield
    finally:
        server.kill()
        server.wait()


async def _proxy(own: int, port: int, delay: float) -> None:
    """Pass on every piece `delay` seconds after it came, in order."""
    loop = asyncio.get_running_loop()
    at_work: set[asyncio.Task[None]] = set()

    async def passed(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def write() -> None:
            while True:
                due, octets = await pieces.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not octets:
                    target.close()
                    return
                target.write(octets)

        writing = asyncio.create_task(write())
        while True:
            try:
                octets = await source.read(65536)
            except ConnectionError:
                octets = b""
            pieces.put_nowait((loop.time() + delay, octets))
            if not octets:
                break
        await writing

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        for pair in ((reader, back), (there, writer)):
            task = asyncio.create_task(passed(*pair))
            at_work.add(task)
            task.add_done_callback(at_work.discard)

    server = await asyncio.start_server(serve, "127.0.0.1", own)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_proxy(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 2000))
