"""Keep mail as it came: its bytes, in memory and as .eml files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from stoppress.demo.arrivals import Arrivals

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Message:
    """One mail as the SMTP server took it."""

    number: int  # from 1, in order of arrival
    received_at: datetime  # aware UTC
    sender: str  # of the envelope
    recipients: tuple[str, ...]  # of the envelope
    raw: bytes

    def header(self, name: str) -> str:
        """The header's value with its encoded words read; "" where there is none or it cannot be read."""
        try:
            return str(self._parsed().get(name, ""))
        except (ValueError, LookupError, IndexError, AttributeError):  # the parser trips over hostile headers
            return ""

    def part(self, subtype: str) -> str | None:
        """The first text part of that subtype ("plain" or "html"), decoded; None where there is none."""
        for part in self._parsed().walk():
            if part.get_content_type() == f"text/{subtype}" and not part.is_attachment():
                content = part.get_payload(decode=True)
                return _decode(content if isinstance(content, bytes) else b"", part.get_content_charset())
        return None

    @property
    def source(self) -> str:
        """The bytes as text, for showing."""
        return self.raw.decode("utf-8", "backslashreplace")

    def _parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


def _decode(content: bytes, charset: str | None) -> str:
    with contextlib.suppress(LookupError):
        return content.decode(charset or "utf-8", "replace")
    return content.decode("utf-8", "replace")


def read_samples(folder: Path, *, now: datetime) -> tuple[Message, ...]:
    """Read the mails that `stoppress mail preview` wrote; each is from what its file is called: kind and language."""
    paths = sorted(folder.glob("*.eml"))
    return tuple(Message(number, now, path.stem, (), path.read_bytes()) for number, path in enumerate(paths, 1))


class Store:
    """All mail of one demo, in order of arrival; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._messages: Arrivals[Message] = Arrivals()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What has arrived."""
        return self._messages.so_far

    def add(self, raw: bytes, *, sender: str, recipients: Sequence[str], now: datetime) -> Message:
        """Keep one mail, on disk first: what was accepted is there."""

        def keep(number: int) -> Message:
            (self._folder / f"{number:04}.eml").write_bytes(raw)
            return Message(number, now, sender, tuple(recipients), raw)

        return self._messages.add(keep)

    def wait_for(self, find: Callable[[Sequence[Message]], T | None], *, seconds: float) -> T | None:
        """Return what `find` finds in the mail, waiting for mail to come; None when the time is up."""
        return self._messages.wait_for(find, seconds=seconds)
