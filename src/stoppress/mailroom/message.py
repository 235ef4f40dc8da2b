"""Write a mail as bytes (RFC 5322 and MIME), the same at every attempt.

The headers are written here and not by `email.message`, which decodes what looks like an encoded word in
an outlet's headline and may write what comes out of it, line breaks included, as a header of its own
(CVE-2024-6923, in Python before 3.11.10), and which encodes or folds a List-Unsubscribe that is long.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import CONTROLS, Mailbox, Sender, read_mailbox, read_sender

if TYPE_CHECKING:
    from stoppress.mailroom.models import Mailing

_LINE = 998  # octets, without CRLF (RFC 5322, 2.1.1)
_WORD = 45  # octets that make an encoded word of 72 characters, within RFC 2047's 75
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OURS = {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version"}
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_TOKEN = re.compile(r"[A-Za-z0-9._~-]{1,72}")
LONGEST_TOKEN = 72  # octets; with a soft line break within quoted-printable's 76
TO, MESSAGE_ID = "To", "Message-ID"  # places of a form; marks have lower-case names
_MAILBOX_ID = re.compile(r"<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one copy of a mail from all others, and stays with it over every attempt."""

    message_id: str  # with its angle brackets
    sent_at: datetime  # aware


@dataclass(frozen=True, slots=True)
class Form:
    """A mail cut at its personal places: n + 1 pieces that all its copies share, around n values."""

    pieces: tuple[bytes, ...]
    places: tuple[str, ...]  # what stands between the pieces: TO, MESSAGE_ID, or the name of a mark
    dotted: tuple[bytes, ...]  # the pieces as they go over the wire (RFC 5321, 4.5.2)
    size: int  # octets of the pieces together

    def fill(self, mailbox: Mailbox, message_id: str, values: Mapping[str, str]) -> list[bytes]:
        """Return what stands at the places of one copy; raises InputError, which repeats no value."""
        if not _MAILBOX_ID.fullmatch(message_id):
            raise InputError("a Message-ID that is none")
        found = {TO: mailbox.address.encode(), MESSAGE_ID: message_id.encode()}
        for name, value in values.items():
            if not _TOKEN.fullmatch(value):
                raise InputError(f"the personal value {name} is no token")
            found[name] = value.encode()
        try:
            return [found[place] for place in self.places]
        except KeyError as error:
            raise InputError(f"no personal value for {error.args[0]}") from error

    def join(self, values: Sequence[bytes]) -> bytes:
        """Return the copy with these values at its places."""
        return b"".join(_between(self.pieces, values))

    def on_the_wire(self, before: bytes, values: Sequence[bytes]) -> bytes:
        """Return the copy, with headers before it, as it is sent: its lines' first dots doubled, and its end."""
        if any(value.startswith(b".") for value in values):
            return dotted(before + self.join(values))
        return b"".join([before, *_between(self.dotted, values), b".\r\n"])


def _between(pieces: Sequence[bytes], values: Sequence[bytes]) -> list[bytes]:
    parts = [part for pair in zip(pieces, values, strict=False) for part in pair]
    parts.append(pieces[-1])
    return parts


def dotted(content: bytes) -> bytes:
    """Return a content as it is sent (RFC 5321, 4.5.2), its end included; raises ValueError for a bare CR or LF."""
    _refuse_bare_breaks(content)
    content = content.replace(b"\r\n.", b"\r\n..")
    if content.startswith(b"."):
        content = b"." + content
    return content + (b".\r\n" if content.endswith(b"\r\n") or not content else b"\r\n.\r\n")


def _refuse_bare_breaks(content: bytes) -> None:
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        raise ValueError("a bare CR or LF in a mail")  # our own writing cannot make one


def is_token(value: str) -> bool:
    """Say whether a personal value is one that stands as it is in a header, in a body of any encoding and in HTML."""
    return _TOKEN.fullmatch(value) is not None


def write_message(email: Email, recipient: Recipient, stamp: Stamp) -> bytes:
    """Make the recipient's copy: CRLF lines of at most 998 octets, ASCII but for an address that needs SMTPUTF8.

    Raises InputError, which repeats no value, where something could not stand in a header, and SettingError
    where the sender is no address.
    """
    form = cut(email, sent_at=stamp.sent_at)
    return form.join(form.fill(read_mailbox(recipient.address), stamp.message_id, recipient.values))


def cut(email: Email, *, sent_at: datetime) -> Form:
    """Write what all copies of a mail share, cut where they differ; raises as `write_message` does."""
    boundary = _boundary(email)
    head = b"".join(
        (
            b"MIME-Version: 1.0\r\n",
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode(),
        )
    )
    parts = [*_headers(email, sent_at), head]
    for subtype, text in (("plain", email.text), ("html", email.html)):
        encoding, body = _body(text, email.marks)
        parts.append(
            f"\r\n--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        )
        parts += body
    parts.append(f"\r\n--{boundary}--\r\n".encode())
    return _form(parts)


def _form(parts: Sequence[bytes | str]) -> Form:
    """Join what stands together; a str is the name of a place."""
    pieces, places = [b""], []
    for part in parts:
        if isinstance(part, bytes):
            pieces[-1] += part
        else:
            places.append(part)
            pieces.append(b"")
    _refuse_bare_breaks(b"x".join(pieces))
    on_the_wire = [piece.replace(b"\r\n.", b"\r\n..") for piece in pieces]
    return Form(tuple(pieces), tuple(places), tuple(on_the_wire), sum(map(len, pieces)))


def _split(text: str, marks: Mapping[str, str]) -> list[str]:
    """Cut a text at its marks: texts at even places, the names of marks between them."""
    if not marks:
        return [text]
    name_by_mark = {mark: name for name, mark in marks.items()}
    parts = re.split("(" + "|".join(map(re.escape, name_by_mark)) + ")", text)
    return [name_by_mark[part] if at % 2 else part for at, part in enumerate(parts)]


def stored_email(mailing: Mailing) -> Email:
    """Return the mail that a mailing keeps."""
    return Email(
        kind=EmailKind(mailing.kind),
        sender=mailing.sender,
        subject=mailing.subject,
        text=mailing.text,
        html=mailing.html,
        language=mailing.language,
        headers=mailing.headers,
        marks=mailing.marks,
        expires_at=mailing.expires_at,
        priority=mailing.priority,
    )


def sample_message(mailing: Mailing, *, address: str) -> bytes:
    """Write the mail as `address` would get it, with links that lead nowhere; the same bytes each time."""
    email = stored_email(mailing)
    email = replace(
        email,
        text=_filled(email.text, email.marks),
        html=_filled(email.html, email.marks),
        headers={name: _filled(value, email.marks) for name, value in email.headers.items()},
        marks={},  # with them, the boundary would change each time
    )
    domain = read_sender(email.sender).mailbox.domain
    stamp = Stamp(f"<sample-{mailing.pk}@{domain}>", mailing.created_at)
    return write_message(email, Recipient(address), stamp)


def _filled(text: str, marks: Mapping[str, str]) -> str:
    for mark in marks.values():
        text = text.replace(mark, "sample")
    return text


def _headers(email: Email, sent_at: datetime) -> Iterator[bytes | str]:
    yield _written("From", _sender(read_sender(email.sender)))
    yield b"To: "
    yield TO
    yield b"\r\n" + _written("Subject", _unstructured(email.subject, used=len("Subject: ")))
    yield _written("Date", format_datetime(sent_at))
    yield b"Message-ID: "
    yield MESSAGE_ID
    yield b"\r\n"
    for name, value in email.headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("content-"):
            raise InputError(f"{name!a} is no header to add")
        if CONTROLS.search(value) or not value.isascii() or "=?" in value or not value.strip():
            raise InputError(f"the value of {name} is empty, or has characters that it may not have")
        if len(name) + 2 + _room(_split(value, email.marks)) > _LINE:
            raise InputError(f"the value of {name} is too long for a header")
        yield f"{name}: ".encode()
        yield from _encoded(_split(value, email.marks))
        yield b"\r\n"


def _room(parts: Sequence[str]) -> int:
    """Return the octets that a line of these parts takes at most."""
    return sum(LONGEST_TOKEN if at % 2 else len(part.encode("utf-8", "replace")) for at, part in enumerate(parts))


def _encoded(parts: Sequence[str]) -> Iterator[bytes | str]:
    for at, part in enumerate(parts):
        yield part if at % 2 else part.encode("utf-8", "replace")


def _written(name: str, value: str) -> bytes:
    """Write one header, its value checked and folded, where it may be, already."""
    lines = f"{name}: {value}\r\n".encode()
    if any(len(line) > _LINE for line in lines.split(b"\r\n")):
        raise InputError(f"the value of {name} is too long for a header")
    return lines


def _sender(sender: Sender) -> str:
    address = f"<{sender.mailbox.address}>"
    if not sender.name:
        return sender.mailbox.address
    if _ATOMS.fullmatch(sender.name) and "=?" not in sender.name:
        return f"{sender.name} {address}"
    if sender.name.isascii() and "=?" not in sender.name:
        quoted = sender.name.replace("\\", r"\\").replace('"', r"\"")
        return f'"{quoted}" {address}'
    return f"{_encoded_words(sender.name, used=len('From: '))}\r\n {address}"


def _unstructured(text: str, *, used: int) -> str:
    """Return the text itself or, where it is not ASCII, long, or looks like an encoded word, as encoded words."""
    if CONTROLS.search(text):
        raise InputError("a subject with control characters in it")
    if text.isascii() and "=?" not in text and used + len(text) <= 200 and text == text.strip():
        return text
    return _encoded_words(text, used=used)


def _encoded_words(text: str, *, used: int) -> str:
    """RFC 2047, B encoding, one word a line, so that no line is longer than 76; characters stay whole."""
    words, word = [], b""
    room = _WORD - used  # of the first line, which the header's name shares
    for character in text:
        octets = character.encode()
        if len(word) + len(octets) > room:
            words.append(word)
            word, room = b"", _WORD
        word += octets
    words.append(word)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _body(text: str, marks: Mapping[str, str]) -> tuple[str, list[bytes | str]]:
    """Return transfer encoding and content: as it is where any relay takes that, else quoted-printable.

    Never base64 or 8bit: quoted-printable stays the same on every relay, which a signature needs, and
    encodes line by line, so that a change in one line is no change in another. A personal value stands in a
    line of its own there: no copy is broken elsewhere than another.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = _split(text, marks)
    if text.isascii() and "\0" not in text and all(_room(_split(line, marks)) <= _LINE for line in text.split("\n")):
        return "7bit", list(_encoded([part.replace("\n", "\r\n") for part in parts]))
    return "quoted-printable", [_quoted(parts, at) for at in range(len(parts))]


def _quoted(parts: Sequence[str], at: int) -> bytes | str:
    """Encode one part of a text; soft line breaks part it from the places beside it."""
    if at % 2:
        return parts[at]
    part = parts[at]
    octets = binascii.b2a_qp(part.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
    opens = at > 0 and part != "" and not part.startswith("\n")
    closes = at + 1 < len(parts) and not part.endswith("\n") and (part != "" or at > 0)
    return b"=\r\n" * opens + octets + b"=\r\n" * closes


def _boundary(email: Email) -> str:
    """Return a line that no text can hold that was written before the text was known; one for each mailing."""
    digest = hashlib.sha256()
    for part in (email.text, email.html, *email.marks.values()):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return f"=_{digest.hexdigest()[:32]}"
