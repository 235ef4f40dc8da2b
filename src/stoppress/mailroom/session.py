"""Mails over one connection to the relay (RFC 5321): every reply read and told to the mail it is about.

Where the relay offers PIPELINING (RFC 2920), a mail's content and the next one's envelope go out in one write. A
content follows only once the acceptance of the one before it is settled, that is kept for good: whatever kills the
sender, one mail a connection at most is out without our knowing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from stoppress.mailroom.channel import Channel
from stoppress.mailroom.leases import Leased
from stoppress.mailroom.relay import Relay
from stoppress.mailroom.replies import Reply

_LOGIN_REFUSED = {530, 534, 535, 538}
_AS_HOPED = {("RSET", 250), ("MAIL", 250), ("RCPT", 250), ("DATA", 354)}
_FAREWELL = 1.0  # seconds to wait for the answer to QUIT


@dataclass(slots=True, eq=False)
class Mail:
    """One mail ready to be handed over."""

    delivery: Leased  # whose it is; the session only carries it
    sender: bytes  # addresses, as the envelope carries them
    recipient: bytes
    needs_smtputf8: bool
    content: bytes  # as it goes over the wire: dot-stuffed, with its end
    size: int  # octets, without what the wire needs
    looked_at: float = 0.0  # when it was last seen that it may be sent; by the loop's clock
    offered_before: bool = False  # its envelope went out once, over a connection that broke


@dataclass(frozen=True, slots=True)
class Loss:
    """A connection that ended, and what it carried."""

    reason: str
    reply: Reply | None  # the relay's last words, where it closed with some
    content: Mail | None  # its content was on its way: perhaps it was accepted, but that is not known
    envelope: Mail | None  # its envelope was: it was not accepted
    refuses_us: bool  # another login is wanted: the next connection would meet the same


class Crew(Protocol):
    """Whom a session serves."""

    def next_mail(self, session: Session) -> Mail | None:
        """Return what is to be offered next."""

    def may_follow(self, session: Session, mail: Mail) -> bool:
        """Say whether a mail's content may follow now; if not, `go_on` or `give_up` is called in a while."""

    def decided(self, session: Session, mail: Mail, reply: Reply) -> None:
        """Hear the reply that decides about a mail."""

    def lost(self, session: Session, loss: Loss) -> None:
        """Hear that a connection ended."""


class Session(Channel):
    """A connection that hands mails over, from `begin` on until `quit`."""

    def __init__(self, relay: Relay) -> None:
        super().__init__(relay)
        self.n_decided = 0  # mails that the relay gave its verdict on
        self._crew: Crew | None = None
        # The mail whose envelope is out, and what is known of it.
        self._envelope: Mail | None = None
        self._commands: list[tuple[str, bytes]] = []  # still to be sent
        self._awaited = 0  # replies to commands that were
        self._refusal: Reply | None = None
        self._may_follow = False  # 354 came
        self._must_reset = False
        self._must_end = False  # a content that has no recipient
        # The mail whose content is out, and whether the acceptance of the last is kept.
        self._content: Mail | None = None
        self._unsettled = False

    @property
    def takes_utf8(self) -> bool:
        """Say whether non-ASCII local parts may be sent."""
        return "SMTPUTF8" in self.extensions and "8BITMIME" in self.extensions

    @property
    def largest(self) -> int:
        """The most octets that the relay takes in a mail; 0: it does not say."""
        size = self.extensions.get("SIZE", "")
        return int(size) if size.isdecimal() else 0

    @property
    def _pipelines(self) -> bool:
        return "PIPELINING" in self.extensions

    def begin(self, crew: Crew) -> None:
        """Offer what the crew has, from now on."""
        self._crew = crew
        if self.is_over:  # it broke as soon as it was open
            crew.lost(self, Loss("the connection closed", None, None, None, refuses_us=False))
        self.go_on()

    @property
    def is_busy(self) -> bool:
        """Say whether a mail is on its way."""
        return self._envelope is not None or self._content is not None

    def settle(self) -> None:
        """Hear that all verdicts so far are kept for good."""
        if self._unsettled:
            self._unsettled = False
            self.go_on()

    def go_on(self) -> None:
        """Write whatever may be written now: a content that may follow, and the next envelope."""
        crew = self._crew
        if self.is_over or crew is None:
            return
        out, expected = b"", list[str]()
        if self._must_end:
            self._must_end = False
            out, expected = b".\r\n", ["nothing"]
        mail = self._envelope
        if self._may_follow and mail and not self._content and not self._unsettled and crew.may_follow(self, mail):
            self._content, self._envelope, self._may_follow = mail, None, False
            out, expected = mail.content, ["content"]
        if self._envelope is None and (self._content is None or self._pipelines):
            self._envelope = self._next_mail(crew)
            self._commands = self._written(self._envelope) if self._envelope else []
        if self._commands and not self._awaited:
            count = len(self._commands) if self._pipelines else 1
            commands, self._commands = self._commands[:count], self._commands[count:]
            self._awaited = count
            out += b"".join([line for _, line in commands])
            expected += [name for name, _ in commands]
        if out:
            self.send(out, expected)

    def _next_mail(self, crew: Crew) -> Mail | None:
        """Return a mail that this relay can take; what it cannot is decided without asking it."""
        while (mail := crew.next_mail(self)) is not None:
            if mail.needs_smtputf8 and not self.takes_utf8:
                crew.decided(self, mail, Reply(550, "5.6.7 not sent: the relay has no SMTPUTF8 (RFC 6531)", ""))
            elif 0 < self.largest < mail.size:
                crew.decided(self, mail, Reply(552, "5.3.4 not sent: larger than the relay takes", ""))
            else:
                return mail
        return None

    def _written(self, mail: Mail) -> list[tuple[str, bytes]]:
        options = b" SIZE=%d" % mail.size if "SIZE" in self.extensions else b""
        if mail.needs_smtputf8:
            options += b" BODY=8BITMIME SMTPUTF8"
        commands = [
            ("MAIL", b"MAIL FROM:<%b>%b\r\n" % (mail.sender, options)),
            ("RCPT", b"RCPT TO:<%b>\r\n" % mail.recipient),
            ("DATA", b"DATA\r\n"),
        ]
        if self._must_reset:
            self._must_reset = False
            commands.insert(0, ("RSET", b"RSET\r\n"))
        return commands

    # Reading replies

    def goes_as_hoped(self, command: str, code: int) -> bool:
        """Take the replies that let an envelope go on."""
        if (command, code) not in _AS_HOPED:
            return False
        self._may_follow = command == "DATA"
        self._awaited -= 1
        if self._refusal is not None:
            self._end_envelope()
        return True

    def taken(self, command: str, reply: Reply) -> None:
        """Take any other reply."""
        if reply.code in _LOGIN_REFUSED and command != "content":
            self.lose(f"the relay wants another login: {reply}", reply, refuses_us=True)
        elif not _is_in_turn(command, reply.code):
            self.lose(f"the relay answered {reply.command} out of turn: {reply}")
        elif command == "content":
            assert self._content is not None
            mail, self._content = self._content, None
            self._unsettled = reply.code < 300
            self._tell(mail, reply)
        elif command != "nothing":
            if reply.code >= 400:
                self._refusal = self._refusal or reply
                self._commands = []
            self._awaited -= 1
            self._end_envelope()

    def _end_envelope(self) -> None:
        """Where all of an envelope's commands are answered and one was refused, that is the verdict."""
        if self._awaited or self._commands or self._refusal is None:
            return
        assert self._envelope is not None
        mail, reply = self._envelope, self._refusal
        waits, self._may_follow = self._may_follow, False
        self._envelope, self._refusal = None, None
        self._must_reset = not waits
        self._must_end = waits and reply.command == "RCPT"  # RFC 2920, 3.1: the relay waits for a content: it gets none
        self._tell(mail, reply)
        if waits and not self._must_end:
            self.lose("the relay waits for a content that it refused")  # to somebody it would be an empty mail

    def _tell(self, mail: Mail, reply: Reply) -> None:
        self.n_decided += 1
        if self._crew is not None:
            self._crew.decided(self, mail, reply)

    # The end

    def lost(self, reason: str, reply: Reply | None, *, refuses_us: bool) -> None:
        """Tell the crew what the connection carried."""
        if self._crew is not None:
            self._crew.lost(self, Loss(reason, reply, self._content, self._envelope, refuses_us))

    def give_up(self) -> Loss | None:
        """End the connection at once, telling nobody; return what it carried, or None."""
        self._crew = None
        if not self.is_busy:
            return None
        self.close()
        return Loss("we hung up", None, self._content, self._envelope, refuses_us=False)

    async def quit(self) -> None:
        """Say goodbye, and do not wait long for the answer."""
        self._crew = None
        if self.transport is None or self.is_over:
            return
        goodbye = asyncio.ensure_future(self.ask("QUIT", b"QUIT"))
        await asyncio.wait([goodbye, self.ended], timeout=_FAREWELL, return_when=asyncio.FIRST_COMPLETED)
        goodbye.cancel()
        await asyncio.gather(goodbye, return_exceptions=True)  # that a goodbye failed matters to nobody
        self.is_over = True
        self.transport.close()


def _is_in_turn(command: str, code: int) -> bool:
    if command == "DATA":
        return code >= 400
    return code < 300 or (code >= 400 and command != "RSET")
