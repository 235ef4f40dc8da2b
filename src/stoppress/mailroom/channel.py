"""A connection to the relay as lines: what is sent, what it expects, and what came (RFC 5321)."""

from __future__ import annotations

import asyncio
from collections import deque

from stoppress.domain.errors import RelayError
from stoppress.mailroom.relay import Relay
from stoppress.mailroom.replies import NonsenseError, Reply, ReplyReader, worded

_GLANCE = 5.0  # seconds between two looks whether a time is over
_CONTENTS = {"content", "nothing"}  # what the final dot is waited for


class Channel(asyncio.Protocol):
    """Sends commands and tells each reply to the command that awaits it the longest.

    A reply that nobody awaits, or that is none, ends the connection: nobody could say any more what belongs to what.
    """

    def __init__(self, relay: Relay) -> None:
        self.extensions: dict[str, str] = {}  # what the relay offers, and its parameters
        self.is_over = False
        self.relay = relay
        self.loop = asyncio.get_running_loop()
        self.ended = self.loop.create_future()
        self.transport: asyncio.Transport | None = None
        self._reader = ReplyReader()
        self._expected: deque[str] = deque()  # the commands that await a reply
        self._heard_at = self.loop.time()  # when the first of them began to be waited for
        self._glance = min(_GLANCE, relay.reply_wait / 4, relay.final_wait / 4)
        self._timer = self.loop.call_later(self._glance, self._look)
        self._stall: asyncio.TimerHandle | None = None  # while what we write is not read
        self._answer: asyncio.Future[tuple[Reply, list[bytes]]] | None = None  # to whoever asks

    @property
    def is_quiet(self) -> bool:
        """Say whether nothing is awaited, and nothing came that was not."""
        return not self._expected and self._reader.is_empty

    def send(self, octets: bytes, expected: list[str]) -> None:
        """Write octets that these commands are in."""
        if self.transport is None or self.is_over:
            return
        if not self._expected:
            self._heard_at = self.loop.time()
        self._expected.extend(expected)
        self.transport.write(octets)

    async def ask(self, command: str, line: bytes = b"") -> tuple[Reply, list[bytes]]:
        """Send one command, or none for the greeting, and return the reply to it; raises RelayError."""
        if self.is_over:
            raise RelayError("the connection closed")
        if self._answer is None:
            self._answer = self.loop.create_future()
        if line:
            self.send(line + b"\r\n", [command])
        try:
            return await self._answer
        finally:
            self._answer = None

    def taken(self, command: str, reply: Reply) -> None:
        """Hear the reply to a command that was not asked; for the class that inherits."""

    def lost(self, reason: str, reply: Reply | None, *, refuses_us: bool) -> None:
        """Hear that the connection ended; for the class that inherits."""

    def go_on(self) -> None:
        """Write what may be written now that all that came is read; for the class that inherits."""

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hear that the connection stands: the greeting is awaited."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._expected.append("greeting")
        self._answer = self.loop.create_future()

    def data_received(self, octets: bytes) -> None:
        """Hear what came. Nothing is written before all of it is read: it may show that the relay is out of step."""
        if self.is_over:
            return
        self._heard_at = self.loop.time()
        try:
            for code, lines in self._reader.read(octets):
                self._take(code, lines)
                if self.is_over:
                    return
        except NonsenseError as error:
            self.lose(str(error))
            return
        if not self._expected and not self._reader.is_empty:
            self.lose("the relay speaks without being asked")
            return
        self.go_on()

    def connection_lost(self, error: Exception | None) -> None:
        """Hear that the connection is gone."""
        self.lose("the connection closed" if error is None else reason_of(error))
        if not self.ended.done():
            self.ended.set_result(None)

    def pause_writing(self) -> None:
        """Hear that the relay reads slower than we write."""
        self._stall = self.loop.call_later(self.relay.block_wait, self.lose, "the relay does not read on")

    def resume_writing(self) -> None:
        """Hear that it goes on reading."""
        if self._stall is not None:
            self._stall.cancel()

    def _take(self, code: int, lines: list[bytes]) -> None:
        command = self._expected.popleft() if self._expected else ""
        if command and self._answer is None and self.goes_as_hoped(command, code):
            return
        reply = Reply(code, worded(lines), "DATA" if command == "content" else command)
        if code == 421:
            self.lose(f"the relay closed the connection: {reply}", reply)
        elif not command:
            self.lose(f"the relay speaks without being asked: {reply}")
        elif self._answer is not None:
            if not self._answer.done():
                self._answer.set_result((reply, lines))
        else:
            self.taken(command, reply)

    def goes_as_hoped(self, command: str, code: int) -> bool:  # noqa: ARG002  (for the class that inherits)
        """Take a reply of which the code says all that matters; say whether it is one."""
        return False

    # Time and the end

    def _look(self) -> None:
        """See now and then whether the relay has been silent for too long: a timer for each command would cost more."""
        if self.is_over:
            return
        is_content = bool(self._expected) and self._expected[0] in _CONTENTS
        wait = self.relay.final_wait if is_content else self.relay.reply_wait
        if self._expected and self.loop.time() - self._heard_at >= wait:
            self.lose("the relay did not answer in time")
        else:
            self._timer = self.loop.call_later(self._glance, self._look)

    def lose(self, reason: str, reply: Reply | None = None, *, refuses_us: bool = False) -> None:
        """End the connection, and tell why."""
        if self.is_over:
            return
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(RelayError(reason))
        self.lost(reason, reply, refuses_us=refuses_us)

    def close(self) -> None:
        """End the connection at once, telling nobody."""
        self.is_over = True
        self._timer.cancel()
        if self._stall is not None:
            self._stall.cancel()
        if self.transport is not None:
            self.transport.abort()


def reason_of(error: BaseException) -> str:
    """Say in one line what went wrong; never the password."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return worded([(str(error) or type(error).__name__).encode("utf-8", "replace")])
