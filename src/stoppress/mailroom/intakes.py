"""Where bounces and complaints come in, as the setting `returns_url` names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from stoppress.domain.errors import SettingError

_FORMS = "lmtp://HOST:PORT, smtp://HOST:PORT, maildir:PATH or imaps://USER:PASSWORD@HOST/FOLDER"


@dataclass(frozen=True, slots=True)
class Listening:
    """A port of ours that mail is handed to."""

    protocol: str  # "lmtp" or "smtp"
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A Maildir that mail is put into."""

    path: Path


@dataclass(frozen=True, slots=True)
class Box:
    """A folder of a mailbox elsewhere, reached by IMAP over TLS."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


Intake = Listening | Folder | Box


def read_intakes(setting: str) -> list[Intake]:
    """Read the setting, which may be empty; raises SettingError, which never repeats a password."""
    return [_read_intake(url) for url in setting.split()]


def _read_intake(url: str) -> Intake:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingError(f"returns_url: write {_FORMS}") from None  # the cause would repeat the address
    if parts.scheme == "maildir" and parts.path and not parts.query:
        return Folder(Path(unquote(parts.path)))
    if parts.scheme in {"lmtp", "smtp"} and parts.hostname and port and not parts.username and parts.path in {"", "/"}:
        return Listening(parts.scheme, parts.hostname, port)
    if parts.scheme == "imaps" and parts.hostname:
        return _read_box(parts, port or 993)
    raise SettingError(f"returns_url: write {_FORMS}; percent-encode blanks and / ? # @ : in names and passwords")


def _read_box(parts: SplitResult, port: int) -> Box:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not user or not password:
        raise SettingError("returns_url: imaps:// needs a user and a password")
    if not all(text.isascii() and text.isprintable() for text in (user, password, folder)):
        raise SettingError("returns_url: user, password and folder must be printable ASCII")
    return Box(str(parts.hostname), port, user, password, folder)
