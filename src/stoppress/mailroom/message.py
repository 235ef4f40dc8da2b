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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import CONTROLS, Sender, read_mailbox, read_sender

if TYPE_CHECKING:
    from stoppress.mailroom.models import Mailing

_LINE = 998  # octets, without CRLF (RFC 5322, 2.1.1)
_WORD = 45  # octets that make an encoded word of 72 characters, within RFC 2047's 75
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OURS = {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version"}
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_MAILBOX_ID = re.compile(r"<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one copy of a mail from all others, and stays with it over every attempt."""

    message_id: str  # with its angle brackets
    sent_at: datetime  # aware


def write_message(email: Email, recipient: Recipient, stamp: Stamp) -> bytes:
    """Make the recipient's copy: CRLF lines of at most 998 octets, ASCII but for an address that needs SMTPUTF8.

    Raises InputError, which repeats no value, where something could not stand in a header, and SettingError
    where the sender is no address.
    """
    boundary = _boundary(email)
    lines = list(_headers(email, recipient, stamp))
    lines += [
        b"MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"'.encode(),
        b"",
    ]
    for subtype, body in (
        ("plain", fill(email.text, email.marks, recipient.values)),
        ("html", fill(email.html, email.marks, {name: escape(value) for name, value in recipient.values.items()})),
    ):
        encoding, content = _encoded_body(body)
        lines += [
            f"--{boundary}".encode(),
            f"Content-Type: text/{subtype}; charset=utf-8".encode(),
            b"Content-Transfer-Encoding: " + encoding,
            b"",
            content,
        ]
    lines += [f"--{boundary}--".encode(), b""]
    return b"\r\n".join(lines)


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
    values = dict.fromkeys(email.marks, "sample")
    email = replace(
        email,
        text=fill(email.text, email.marks, values),
        html=fill(email.html, email.marks, values),
        headers={name: fill(value, email.marks, values) for name, value in email.headers.items()},
        marks={},  # with them, the boundary would change each time
    )
    domain = read_sender(email.sender).mailbox.domain
    stamp = Stamp(f"<sample-{mailing.pk}@{domain}>", mailing.created_at)
    return write_message(email, Recipient(address), stamp)


def fill(text: str, marks: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Put the personal values where their marks stand."""
    for name, mark in marks.items():
        if name not in values:
            raise InputError(f"no personal value for {name}")
        text = text.replace(mark, values[name])
    return text


def _headers(email: Email, recipient: Recipient, stamp: Stamp) -> Iterator[bytes]:
    if not _MAILBOX_ID.fullmatch(stamp.message_id):
        raise InputError("a Message-ID that is none")
    yield _written("From", _sender(read_sender(email.sender)))
    yield _written("To", read_mailbox(recipient.address).address)
    yield _written("Subject", _unstructured(email.subject, used=len("Subject: ")))
    yield _written("Date", format_datetime(stamp.sent_at))
    yield _written("Message-ID", stamp.message_id)
    for name, value in email.headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("content-"):
            raise InputError(f"{name!a} is no header to add")
        filled = fill(value, email.marks, recipient.values)
        if CONTROLS.search(filled) or not filled.isascii() or "=?" in filled or not filled.strip():
            raise InputError(f"the value of {name} is empty, or has characters that it may not have")
        yield _written(name, filled)


def _written(name: str, value: str) -> bytes:
    """Write one header, its value checked and folded, where it may be, already."""
    lines = f"{name}: {value}".encode()
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


def _encoded_body(text: str) -> tuple[bytes, bytes]:
    """Return transfer encoding and content: as it is where any relay takes that, else quoted-printable.

    Never base64 or 8bit: quoted-printable stays the same on every relay, which a signature needs, and
    encodes line by line, so that a change in one line is no change in another.
    """
    octets = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if octets.isascii() and b"\0" not in octets and max(map(len, octets.split(b"\n"))) <= _LINE:
        return b"7bit", octets.replace(b"\n", b"\r\n")
    return b"quoted-printable", binascii.b2a_qp(octets, istext=True).replace(b"\n", b"\r\n")


def _boundary(email: Email) -> str:
    """Return a line that no text can hold that was written before the text was known; one for each mailing."""
    digest = hashlib.sha256()
    for part in (email.text, email.html, *email.marks.values()):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return f"=_{digest.hexdigest()[:32]}"
