"""Where mail is handed over, as its setting names it: a relay or, to try things out, a folder or the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from stoppress.domain.errors import SettingError

_FORMS = (
    "smtps://user:password@host:465, smtp://host:587 (STARTTLS required), smtp+plain://host:25, file:///folder"
    " or console:"
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+")
_PRINTABLE = re.compile(r"[ -~]*")


class Security(StrEnum):
    """How the connection is protected; there is nothing between that might fall back."""

    TLS = "smtps"  # from the first byte, with verified name
    STARTTLS = "smtp"  # before anything is said, with verified name; without it nothing is sent
    NONE = "smtp+plain"  # readable on the way: for a relay on this machine or a network of one's own


_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over. Waits are seconds, by RFC 5321 (4.5.3.2)."""

    host: str
    port: int
    security: Security
    user: str = ""  # empty: no login
    password: str = field(default="", repr=False)
    connect_wait: float = 30.0
    reply_wait: float = 300.0
    block_wait: float = 180.0  # while the relay reads nothing of a content
    final_wait: float = 600.0  # for the reply to the final dot: a relay may scan the mail first


@dataclass(frozen=True, slots=True)
class Folder:
    """A Maildir on this machine: mail is kept there and goes nowhere."""

    path: str


@dataclass(frozen=True, slots=True)
class Console:
    """Standard output: mail is shown and goes nowhere."""


Transport = Relay | Folder | Console


def read_transport(url: str) -> Transport:
    """Read the setting `relay_url`; raises SettingError, which never repeats the password."""
    if url == "console:":
        return Console()
    if url.startswith("file:"):
        return Folder(_path(url))
    return read_relay(url)


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("file:")
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or "\0" in path or parts.query or parts.fragment:
        raise SettingError("relay_url: write a folder as file:///var/lib/stoppress/mail; percent-encode ? # %")
    return path


def read_relay(url: str) -> Relay:
    """Read a relay's address; raises SettingError, which never repeats the password."""
    if not url:
        raise SettingError(f"relay_url is not set: write {_FORMS}")
    try:
        parts = urlsplit(url)
        security = Security(parts.scheme)
        port = parts.port or _PORTS[security]
    except ValueError:
        raise SettingError(f"relay_url: write {_FORMS}") from None  # the cause would repeat the address
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise SettingError(f"relay_url names no host; write {_FORMS}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SettingError("relay_url has something after the host; percent-encode / ? # @ : in user and password")
    return _with_login(Relay(parts.hostname, port, security), parts.username, parts.password)


def _with_login(relay: Relay, user: str | None, password: str | None) -> Relay:
    user, password = unquote(user or ""), unquote(password or "")
    if not user and not password:
        return relay
    if not user or not password:
        raise SettingError("relay_url has a user without a password, or the reverse")
    if relay.security is Security.NONE:
        raise SettingError("relay_url: smtp+plain would send the password readably; use smtps:// or smtp://")
    if not _PRINTABLE.fullmatch(user) or not _PRINTABLE.fullmatch(password):
        raise SettingError("relay_url: user and password must be printable ASCII")
    return Relay(relay.host, relay.port, relay.security, user, password)
