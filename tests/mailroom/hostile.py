"""A relay that misbehaves as it is told to, and keeps a true account of what it took."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress

# What it may do instead of answering as it should, each time it is to answer.
MOODS = (
    "later", "never", "closing", "drop", "half", "split", "stall", "wrong", "extra", "nonsense", "lines",
    "kept and dropped",
)  # fmt: skip
_FINE = {"MAIL": b"250 2.1.0 %b", "RCPT": b"250 2.1.5 %b", "DATA": b"354 go on", "content": b"250 2.0.0 %b"}


class Hostile:
    """Listens on loopback until closed. Its moods are used up one by one; after the last it behaves."""

    def __init__(self, moods: Iterable[str], *, pipelining: bool) -> None:
        self.kept: Counter[str] = Counter()  # contents that it took responsibility for, by recipient
        self.refused: set[str] = set()  # recipients that it refused for good
        self.broken = 0  # connections that it broke
        self.mixed_up: list[str] = []  # contents that came for another than they name
        self.identities: dict[str, set[bytes]] = {}  # Message-IDs by recipient
        self._moods = deque(moods)
        self._pipelining = pipelining
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def mood(self) -> str:
        with self._lock:
            return self._moods.popleft() if self._moods else "fine"

    def _listen(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with connection, suppress(_BrokenError, OSError):
            _Conversation(self, connection).run(pipelining=self._pipelining)
        with self._lock:
            self._open.discard(connection)


class _BrokenError(Exception):
    """The relay ends the connection."""


class _Conversation:
    """One connection to the hostile relay."""

    def __init__(self, relay: Hostile, connection: socket.socket) -> None:
        self._relay = relay
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._name = "?"
        self._recipients: list[str] = []

    def run(self, *, pipelining: bool) -> None:
        self._answer("greeting", b"220 hostile.test")
        while line := self._lines.readline():
            word = line[:4].upper().strip().decode("ascii", "replace")
            if word == "EHLO":
                self._answer(
                    "EHLO",
                    b"250-hostile.test\r\n250-SIZE 1000000\r\n250 PIPELINING" if pipelining else b"250 hostile.test",
                )
            elif word == "HELO":
                self._answer("HELO", b"250 hostile.test")
            elif word == "DATA":
                self._take_data()
            elif word == "QUIT":
                self._say(b"221 bye\r\n")
                return
            else:
                self._take_envelope(word, line)

    def _take_envelope(self, word: str, line: bytes) -> None:
        if word == "RSET":
            self._recipients = []
            self._say(b"250 reset\r\n")
            return
        if word == "MAIL":
            self._recipients, self._name = [], "?"
        found = re.search(rb"TO:<([^@>]+)@", line)
        if found:
            self._name = found[1].decode()
        if self._answer(word, _FINE[word] % self._name.encode()) and word == "RCPT":
            self._recipients = [self._name]

    def _take_data(self) -> None:
        if not self._recipients:
            self._say(b"503 5.5.1 no recipient\r\n")
            return
        if not self._answer("DATA", _FINE["DATA"]):
            return
        content = b""
        while not content.endswith(b"\r\n.\r\n") and content != b".\r\n":
            line = self._lines.readline()
            if not line:
                return
            content += line
        name = re.search(rb"(?m)^To: ([^@\r]+)@", content)
        if name is None or name[1].decode() != self._name:
            self._relay.mixed_up.append(self._name)
        identity = re.search(rb"(?m)^Message-ID: (\S+)", content)
        self._relay.identities.setdefault(self._name, set()).add(identity[1] if identity else b"")
        self._answer("content", _FINE["content"] % self._name.encode())
        self._recipients = []

    def _answer(self, point: str, fine: bytes) -> bool:
        """Answer as the mood is; say whether that was as it should be. The account is kept before anything is said."""
        mood = self._relay.mood()
        keeps = point == "content" and mood in {"fine", "half", "split", "extra", "lines", "kept and dropped"}
        if keeps:
            self._relay.kept[self._name] += 1
        name = self._name.encode()
        if mood in {"later", "never"}:
            if mood == "never" and point in {"RCPT", "DATA", "content"}:
                self._relay.refused.add(self._name)
            self._say(b"%b %b\r\n" % (b"451 4.3.0" if mood == "later" else b"550 5.2.2", name))
            return False
        if mood == "wrong":
            self._say(b"250 2.0.0 wrong\r\n" if point == "DATA" else b"354 wrong\r\n")
            return False
        if mood == "stall":
            self._stall()
        if mood in {"closing", "drop", "half", "nonsense", "kept and dropped"}:
            self._say(
                {"closing": b"421 4.3.2 %b\r\n" % name, "half": fine[:5], "nonsense": b"hello\r\n"}.get(mood, b"")
            )
            self._break()
        self._say_in_pieces(mood, fine)
        return True

    def _say_in_pieces(self, mood: str, fine: bytes) -> None:
        if mood == "split":
            self._say(fine[:2])
            time.sleep(0.005)
            self._say(fine[2:] + b"\r\n")
        elif mood == "extra":
            self._say(fine + b"\r\n250 2.0.0 extra\r\n")
        elif mood == "lines" and b"\r\n" not in fine:
            self._say(fine[:3] + b"-more to come\r\n" + fine + b"\r\n")
        else:
            self._say(fine + b"\r\n")

    def _say(self, octets: bytes) -> None:
        self._connection.sendall(octets)

    def _stall(self) -> None:
        """Say nothing until the other side hangs up."""
        while self._lines.readline():
            pass
        self._break()

    def _break(self) -> None:
        self._relay.broken += 1
        raise _BrokenError
