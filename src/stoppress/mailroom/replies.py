"""What a relay answers (RFC 5321, 4.2; RFC 3463), and what that says of a mail, of a reader's domain, and of us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stoppress.domain.errors import RelayError
from stoppress.domain.returned import ReturnVerdict
from stoppress.stages.refusals import judge_refusal
from stoppress.stages.text.safe import one_line

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>(),;:\"']+@[^\s<>(),;:\"']+")
_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([^\r\n]*))?\r?\n")
_LINES = re.compile(rb"(?:[2-5]\d\d(?:[ -][^\r\n]*)?\r?\n)*")
_LONGEST_LINE = 8192  # octets; RFC 5321 allows 512
_MOST_LINES = 200
# RFC 3463's subjects of a relay that closes for reasons of its own: its system, its network.
_OF_THE_RELAY = {3, 4}


class NonsenseError(RelayError):
    """The relay said something that is no reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay answered to one command."""

    code: int  # three digits, in [200, 599]
    text: str  # one line; addresses taken out
    command: str  # "MAIL", "RCPT", "DATA" (the end of the content included), or one that opens a session

    @property
    def enhanced(self) -> tuple[int, int, int] | None:
        """The status of RFC 3463, where the relay states one."""
        match = _ENHANCED.match(self.text)
        return (int(match[1]), int(match[2]), int(match[3])) if match else None

    @property
    def speaks_of_us(self) -> bool:
        """Say whether a refusal is our set-up's or reputation's fault, not the reader's: no reason to give one up.

        That is one of our sender address, but for a mail that is too large (552), and any of class 5.7 (RFC 3463:
        security or policy), as a relay gives to everybody that will not relay for us.
        """
        if self.command == "MAIL" and self.code != 552:
            return True
        return self.enhanced is not None and self.enhanced[1] == 7

    @property
    def slows(self) -> bool:
        """Say whether the recipient's domain wants less of us for now: 421, or 4.7.x (security or policy).

        A 421 of 4.3.x or 4.4.x does not say so: the relay itself shuts down, or waited for us too long.
        """
        enhanced = self.enhanced
        if self.code == 421:
            return enhanced is None or enhanced[1] not in _OF_THE_RELAY
        return self.code < 500 and enhanced is not None and enhanced[:2] == (4, 7)

    @property
    def verdict(self) -> ReturnVerdict:
        """Say what a refusal for good means for the address, as a report of it would be read.

        Nothing, where it was not asked for: what is said to our own address or to a mail's size.
        """
        if self.code < 500 or self.command not in {"RCPT", "DATA"}:
            return ReturnVerdict.NONE
        return judge_refusal(self.text, status=self.enhanced, code=self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


class ReplyReader:
    """Puts replies together from the bytes that come, however they are cut."""

    def __init__(self) -> None:
        self._pending = b""
        self._lines: list[bytes] = []  # of a reply that is not whole

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was left over: what comes next begins a reply."""
        return not self._pending and not self._lines

    def read(self, octets: bytes) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the replies that are whole now, as codes and lines; raises NonsenseError for what is none."""
        octets = self._pending + octets
        end = octets.rfind(b"\n") + 1
        whole, self._pending = octets[:end], octets[end:]
        sensible = _LINES.match(whole)
        end = sensible.end() if sensible else 0
        for code, goes_on, text in _LINE.findall(whole[:end]):
            self._lines.append(text)
            if goes_on != b"-":
                lines, self._lines = self._lines, []
                yield int(code), lines
        if end < len(whole):
            raise NonsenseError("the relay sends what is no reply")
        if len(self._pending) > _LONGEST_LINE:
            raise NonsenseError("the relay sends a line without an end")
        if len(self._lines) > _MOST_LINES:
            raise NonsenseError("the relay sends a reply without an end")


def worded(lines: list[bytes]) -> str:
    """Return a reply's lines as one, safe to keep: at most 200 characters, addresses taken out."""
    joined = b" ".join(lines)
    text = joined.decode("utf-8", "replace")
    if b"@" not in joined and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:200]
    return _ADDRESS.sub("<address>", one_line(text))[:200]
