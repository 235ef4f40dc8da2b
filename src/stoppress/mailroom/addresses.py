"""Read e-mail addresses strictly, so that nothing reaches a header or the envelope that was not meant to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import idna

from stoppress.domain.errors import InputError, SettingError
from stoppress.stages.text.safe import one_line

# C0 and C1 controls, the Unicode line and paragraph separators, and half characters, which no encoding can write.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000dffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")  # RFC 5321 Dot-string, with the characters RFC 6531 adds
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SENDER = re.compile(r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^<>"]*?))\s*<(?P<address>[^<>]*)>')


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address as the envelope carries it."""

    local: str  # as given: never transliterated
    domain: str  # ASCII, lower case: punycode where the domain is international

    @property
    def address(self) -> str:
        """The whole of it."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """Say whether only a relay with SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from."""

    name: str  # may be empty
    mailbox: Mailbox


def read_mailbox(address: str) -> Mailbox:
    """Take an address apart; raises InputError, which does not repeat it, where it cannot be mailed.

    Quoted local parts and address literals are refused: nobody signs up with one, many things break on them.
    """
    local, _, domain = address.rpartition("@")
    is_ascii = local.isascii()  # then what the pattern lets through deceives nobody
    octets = len(local) if is_ascii else len(local.encode("utf-8", "replace"))
    if octets > 64 or not _LOCAL.fullmatch(local) or not (is_ascii or one_line(local) == local):
        raise InputError("an address whose part before the @ cannot be mailed")
    return Mailbox(local, _ascii_domain(domain))


@lru_cache(maxsize=10_000)  # readers share few
def _ascii_domain(domain: str) -> str:
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise InputError("an address whose domain is no international name") from error
    labels = name.split(".")
    if len(name) > 253 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise InputError("an address whose domain is no name")
    return name


def canonical(address: str) -> str:
    """Return the address as deliveries keep it; raises InputError as `read_mailbox` does."""
    return read_mailbox(address).address


def read_sender(sender: str) -> Sender:
    """Take 'Name <address>', '"Name" <address>' or an address apart; raises SettingError."""
    if CONTROLS.search(sender):
        raise SettingError("the From address has control characters in it")
    match = _SENDER.fullmatch(sender.strip())
    name = "" if match is None else (match["bare"] or re.sub(r"\\(.)", r"\1", match["quoted"] or "")).strip()
    try:
        mailbox = read_mailbox(match["address"].strip() if match else sender.strip())
    except InputError as error:
        raise SettingError(f"the From address is {error}: write 'Name <address>'") from error
    if mailbox.needs_smtputf8:
        raise SettingError("the From address must be ASCII before the @: not every relay takes another")
    return Sender(name, mailbox)
