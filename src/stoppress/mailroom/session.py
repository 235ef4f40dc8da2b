"""A conversation with the relay by SMTP (RFC 5321): one connection, many mails, every reply read."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self

from stoppress.domain.errors import RelayError
from stoppress.mailroom.addresses import Mailbox
from stoppress.mailroom.relay import Relay, Security
from stoppress.stages.text.safe import one_line

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>(),;:\"']+@[^\s<>(),;:\"']+")
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay answered to one command."""

    code: int  # three digits, in [200, 599]
    text: str  # one line; addresses taken out
    command: str  # "MAIL", "RCPT" or "DATA" (the end of the content included)

    @property
    def enhanced(self) -> tuple[int, int, int] | None:
        """The status of RFC 3463, where the relay states one."""
        match = _ENHANCED.match(self.text)
        return (int(match[1]), int(match[2]), int(match[3])) if match else None

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one mail is handed over with."""

    sender: Mailbox
    recipient: Mailbox
    content: bytes  # CRLF lines; ASCII unless the recipient needs SMTPUTF8


class SessionLostError(RelayError):
    """The connection to the relay broke, or the relay closed it."""

    def __init__(self, message: str, *, perhaps_accepted: bool = False) -> None:
        super().__init__(message)
        self.perhaps_accepted = perhaps_accepted  # the whole content was on its way


class Session:
    """One connection to a relay."""

    def __init__(self, relay: Relay, client: smtplib.SMTP) -> None:
        self.handed_over = 0  # mails that the relay gave its verdict on
        self._relay = relay
        self._client = client

    @classmethod
    def open(cls, relay: Relay, *, greeting_name: str) -> Self:
        """Connect, secure the connection, and log in; raises RelayError where any of that fails."""
        try:
            client = _connect(relay, greeting_name)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise RelayError(f"cannot connect to the relay {relay.host}:{relay.port}: {_reason(error)}") from error
        try:
            _prepare(client, relay)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            client.close()
            raise RelayError(f"the relay {relay.host}:{relay.port} cannot be used: {_reason(error)}") from error
        return cls(relay, client)

    @property
    def takes_utf8(self) -> bool:
        """Say whether non-ASCII local parts may be sent."""
        return self._client.has_extn("smtputf8") and self._client.has_extn("8bitmime")

    def hand_over(self, envelope: Envelope) -> Reply:
        """Offer one mail and return the reply that decides about it.

        Raises SessionLostError where the connection breaks or the relay says 421, RelayError where it takes
        no mail from us at all.
        """
        if _BARE_BREAK.search(envelope.content):
            raise ValueError("a bare CR or LF in a mail")  # our own writing cannot make one
        reply = self._offer(envelope)
        self.handed_over += 1
        if reply.code >= 300:
            with suppress(RelayError):  # the verdict stands; a lost connection shows at the next mail
                self._command("RSET", wait=self._relay.reply_wait)
        return reply

    def _offer(self, envelope: Envelope) -> Reply:
        utf8 = envelope.recipient.needs_smtputf8
        self._client.command_encoding = "utf-8" if utf8 else "ascii"
        size = f" SIZE={len(envelope.content)}" if self._client.has_extn("size") else ""
        options = size + (" BODY=8BITMIME SMTPUTF8" if utf8 else "")
        for command, argument in (
            ("MAIL", f"FROM:<{envelope.sender.address}>{options}"),
            ("RCPT", f"TO:<{envelope.recipient.address}>"),
        ):
            reply = self._command(command, argument, wait=self._relay.reply_wait)
            if reply.code >= 300:
                return reply
        reply = self._command("DATA", wait=self._relay.reply_wait)
        if reply.code != 354:
            return self._expect(reply, reply.code >= 400)
        return self._content(envelope.content)

    def _content(self, content: bytes) -> Reply:
        dotted = re.sub(rb"(?m)^\.", b"..", content)  # RFC 5321, 4.5.2
        end = b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"
        self._set_wait(self._relay.final_wait)
        self._attempt(lambda: self._client.send(dotted + end), perhaps_accepted=True)
        code, text = self._attempt(self._client.getreply, perhaps_accepted=True)
        reply = self._checked(code, text, "DATA")
        return self._expect(reply, not 300 <= reply.code < 400)

    def _command(self, command: str, argument: str = "", *, wait: float) -> Reply:
        self._set_wait(wait)
        code, text = self._attempt(lambda: self._client.docmd(command, argument))
        reply = self._checked(code, text, command)
        return self._expect(reply, command == "DATA" or not 300 <= reply.code < 400)

    def _attempt(self, act: Callable[[], object], *, perhaps_accepted: bool = False):
        try:
            return act()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise SessionLostError(_reason(error), perhaps_accepted=perhaps_accepted) from error

    def _checked(self, code: int, text: bytes, command: str) -> Reply:
        words = _ADDRESS.sub("<address>", one_line(text.decode("utf-8", "replace")))[:200]
        reply = Reply(code, words, command)
        if code == 421:
            self.close()
            raise SessionLostError(f"the relay closed the connection: {reply}")
        if code in {530, 534, 535, 538}:
            self.close()
            raise RelayError(f"the relay wants another login: {reply}")
        return self._expect(reply, 200 <= code <= 599)

    def _expect(self, reply: Reply, holds: bool) -> Reply:
        if not holds:
            self.close()
            raise SessionLostError(f"the relay answered {reply.command} out of turn: {reply}")
        return reply

    def _set_wait(self, seconds: float) -> None:
        if self._client.sock is not None:
            self._client.sock.settimeout(seconds)

    def close(self) -> None:
        """End the connection at once; whatever was not accepted is not."""
        self._client.close()

    def quit(self) -> None:
        """Say goodbye, and do not wait long for the answer."""
        self._set_wait(1.0)
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            self._client.close()


def _connect(relay: Relay, greeting_name: str) -> smtplib.SMTP:
    if relay.security is Security.TLS:
        return smtplib.SMTP_SSL(
            relay.host,
            relay.port,
            local_hostname=greeting_name,
            timeout=relay.connect_wait,
            context=ssl.create_default_context(),
        )
    return smtplib.SMTP(relay.host, relay.port, local_hostname=greeting_name, timeout=relay.connect_wait)


def _prepare(client: smtplib.SMTP, relay: Relay) -> None:
    client.ehlo_or_helo_if_needed()
    if relay.security is Security.STARTTLS:
        client.starttls(context=ssl.create_default_context())
        client.ehlo_or_helo_if_needed()
    if relay.user:
        client.login(relay.user, relay.password)


def _reason(error: Exception) -> str:
    """Say in one line what went wrong; a login's exception holds the relay's words, never the password."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return _ADDRESS.sub("<address>", one_line(f"{error.smtp_code} {words}"))[:200]
    return _ADDRESS.sub("<address>", one_line(str(error) or type(error).__name__))[:200]


def greeting_name(host: str) -> str:
    """Return the name for EHLO: the host of the public pages, where that is one, else an address literal."""
    try:
        address = ip_address(host)
    except ValueError:
        return host if "." in host and host.isascii() else "[127.0.0.1]"
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"
