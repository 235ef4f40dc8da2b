"""Mail kept or shown on this machine instead of handed to a relay, by the interface of the connections to one."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path
from threading import Event

from stoppress.domain.errors import RelayError
from stoppress.mailroom.connections import Turn
from stoppress.mailroom.relay import Console, Folder
from stoppress.mailroom.replies import Reply
from stoppress.mailroom.session import Mail
from stoppress.stages.text.safe import plain

_AT_ONCE = 16  # mails between two looks at whether they may be sent, and two commits
_FOLDERS = ("tmp", "new", "cur")


class Direct:
    """Hands mails over one after another; each comes back once in a turn, decided or returned."""

    def __init__(self, place: Folder | Console) -> None:
        self.failure: RelayError | None = None  # why no mail can be handed over
        self._put: Callable[[Mail], str] = Maildir(place.path).put if isinstance(place, Folder) else show
        self._stock: deque[Mail] = deque()
        self._woken = Event()

    @property
    def stock(self) -> int:
        """How many mails wait."""
        return len(self._stock)

    @property
    def is_busy(self) -> bool:
        """Say whether any mail is still to come back."""
        return bool(self._stock)

    def give(self, mails: Iterable[Mail]) -> None:
        """Take mails that were looked at just now, to be handed over at once."""
        self._stock.extend(mails)

    def take_back(self) -> list[Mail]:
        """Return what waits."""
        mails = list(self._stock)
        self._stock.clear()
        return mails

    def let_follow(self, mail: Mail) -> None:
        """No mail is ever doubted here: between the look at it and the end of its turn there is no waiting."""

    def stop_mail(self, mail: Mail) -> None:
        """As `let_follow`."""

    def settle(self) -> None:
        """Nothing waits for that: the next turn begins when the verdicts of this one are kept."""

    def wake(self) -> None:
        """End the present turn; may be called by any thread."""
        self._woken.set()

    def turn(self, wait: float) -> Turn:
        """Hand a few mails over and return the rest to be looked at again; without any, wait to be woken."""
        turn = Turn()
        if not self._stock:
            self._woken.wait(wait)
        self._woken.clear()
        try:
            for _ in range(min(_AT_ONCE, len(self._stock))):
                words = self._put(self._stock[0])
                turn.decided.append((self._stock.popleft(), Reply(250, words, "DATA")))
        except OSError as error:
            self.failure = RelayError(f"mail cannot be put down: {error.strerror or type(error).__name__}")
        turn.returned = self.take_back()
        return turn

    def close(self) -> Turn:
        """Return the mails that had not come back."""
        return Turn(returned=self.take_back())


class Maildir:
    """A folder of mails, a file each, as mail programs read it."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def prepare(self) -> None:
        """Make the folder, readable by its owner only; raises OSError."""
        for name in _FOLDERS:
            (self._path / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, mail: Mail) -> str:
        """Keep a mail and say so; raises OSError. A mail put down again, as after a kill, takes its own place."""
        self.prepare()
        name = f"{mail.delivery.pk}.{hashlib.sha256(mail.delivery.message_id.encode()).hexdigest()[:20]}.stoppress"
        draft, kept = self._path / "tmp" / name, self._path / "new" / name
        with open(draft, "wb", opener=_owners_only) as file:
            file.write(_as_kept(mail))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(kept)
        return "kept in the folder"


def _owners_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _as_kept(mail: Mail) -> bytes:
    """Write the envelope above the content, as the last relay does (RFC 5321, 4.4), with the line ends of a file."""
    envelope = b"Return-Path: <" + mail.sender + b">\nDelivered-To: " + mail.recipient + b"\n"
    return envelope + undotted(mail).replace(b"\r\n", b"\n")


def undotted(mail: Mail) -> bytes:
    """Return a content as it was before it was made ready for the wire."""
    content = mail.content.removeprefix(b".").replace(b"\r\n..", b"\r\n.")
    return content[: mail.size]


def show(mail: Mail) -> str:
    """Print the headers and the text of a mail."""
    message = message_from_bytes(undotted(mail), policy=policy.compat32)
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    words = text.get_payload(decode=True)
    lines = [f"{name}: {make_header(decode_header(value))}" for name, value in message.items()]
    body = words.decode("utf-8", "replace") if isinstance(words, bytes) else ""
    sys.stdout.write(plain("\n".join(("", "-" * 72, *lines, "", body))))
    sys.stdout.flush()
    return "shown"
