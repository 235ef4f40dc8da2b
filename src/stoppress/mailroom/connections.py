"""The connections to the relay: as many as allowed, opened as needed, all of them on one event loop.

The loop runs in turns: `turn` lets it run until there is something to tell, and what keeps the outbox works between
turns. So a single thread does both, and what waits for the database delays nobody else: the sockets fill meanwhile.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from stoppress.domain.errors import RelayError
from stoppress.mailroom.opening import open_channel
from stoppress.mailroom.relay import Relay
from stoppress.mailroom.replies import Reply
from stoppress.mailroom.session import Loss, Mail, Session

_STALE = 0.05  # seconds after which a mail that waits for a connection is looked at again
_FRESH = 0.05  # and one whose content is about to follow
_PAUSE = 5.0  # seconds before another connection is tried once one could not be opened


@dataclass(slots=True)
class Turn:
    """What happened while the loop ran."""

    decided: list[tuple[Mail, Reply]] = field(default_factory=list)
    lost: list[tuple[Mail, Loss]] = field(default_factory=list)  # to be tried later
    returned: list[Mail] = field(default_factory=list)  # not offered: to be looked at again
    doubted: list[Mail] = field(default_factory=list)  # the relay waits for their content: to be looked at at once


class Connections:
    """Hands mails over; each comes back once in a turn, decided, lost or returned, if it was not stopped."""

    def __init__(self, relay: Relay, *, greeting_name: str, most: int, mails_each: int = 0) -> None:
        self.failure: RelayError | None = None  # why no mail can be handed over
        self._relay = relay
        self._greeting_name = greeting_name
        self._most = most
        self._mails_each = mails_each  # over one connection; 0: any number
        self._loop = asyncio.new_event_loop()
        self._sessions: dict[Session, int] = {}  # and how many mails each drew
        self._opening: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._stock: deque[Mail] = deque()
        self._given_at = 0.0
        self._open_after = 0.0
        self._losses = 0  # in a row, without a verdict between
        self._turn = Turn()
        self._doubted: dict[Mail, Session] = {}
        self._hungry: dict[Session, None] = {}  # those that asked for a mail when there was none, in order
        self._unsettled: list[Session] = []
        self._is_stopping = False

    @property
    def stock(self) -> int:
        """How many mails wait for a connection."""
        return len(self._stock)

    @property
    def is_busy(self) -> bool:
        """Say whether any mail is still to come back."""
        return bool(self._stock) or any(session.is_busy for session in self._sessions)

    def give(self, mails: Iterable[Mail]) -> None:
        """Take mails that were looked at just now, to be handed over at once."""
        self._given_at = self._loop.time()
        for mail in mails:
            mail.looked_at = self._given_at
            self._stock.append(mail)
        hungry, self._hungry = self._hungry, {}
        for session in hungry:
            session.go_on()

    def take_back(self) -> list[Mail]:
        """Return what waits and was not offered."""
        mails = list(self._stock)
        self._stock.clear()
        return mails

    def let_follow(self, mail: Mail) -> None:
        """Say that a mail that was doubted may be sent: its content follows."""
        session = self._doubted.pop(mail, None)
        if session is not None:
            mail.looked_at = math.inf  # it follows at once
            session.go_on()

    def stop_mail(self, mail: Mail) -> None:
        """Say that a mail that was doubted may not: the relay waits for its content, so the connection ends."""
        session = self._doubted.pop(mail, None)
        if session is not None:
            self._sessions.pop(session)
            self._hungry.pop(session, None)
            session.give_up()

    def settle(self) -> None:
        """Say that all verdicts told so far are kept for good: the next contents may follow."""
        unsettled, self._unsettled = self._unsettled, []
        for session in unsettled:
            session.settle()

    def wake(self) -> None:
        """End the present turn; may be called by any thread."""
        self._loop.call_soon_threadsafe(self._stop)

    def turn(self, wait: float) -> Turn:
        """Let the connections work until there is something to tell, at most `wait` seconds."""
        self._retire()
        self._open_more()
        self._is_stopping = False
        timer = self._loop.call_later(wait, self._stop)
        if self._turn != Turn():
            self._stop()
        self._loop.run_forever()
        timer.cancel()
        turn, self._turn = self._turn, Turn()
        return turn

    def _stop(self) -> None:
        """End the turn once all that came at the same time is read."""
        if not self._is_stopping:
            self._is_stopping = True
            self._loop.call_soon(self._loop.stop)

    # Connections come and go

    def _retire(self) -> None:
        """Part with connections that carried as many mails as one may."""
        if not self._mails_each:
            return
        for session in [one for one, drawn in self._sessions.items() if drawn >= self._mails_each and not one.is_busy]:
            del self._sessions[session]
            self._hungry.pop(session, None)
            task = self._loop.create_task(session.quit())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    def _open_more(self) -> None:
        if self.failure is not None or self._loop.time() < self._open_after:
            return
        idle = sum(not session.is_busy for session in self._sessions) + len(self._opening)
        free = self._most - len(self._sessions) - len(self._opening)
        for _ in range(min(free, len(self._stock) - idle)):
            task = self._loop.create_task(self._open_one())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open_one(self) -> None:
        try:
            session = await open_channel(Session, self._relay, greeting_name=self._greeting_name)
        except RelayError as error:
            self._open_after = self._loop.time() + _PAUSE
            if not self._sessions and len(self._opening) == 1:
                self.failure = error
                self._stop()
            return
        self._sessions[session] = 0
        session.begin(self)

    # The sessions' crew

    def next_mail(self, session: Session) -> Mail | None:
        """Return the next mail in the order given, unless it was looked at too long ago."""
        if self._mails_each and self._sessions[session] >= self._mails_each:
            return None
        if self._stock and self._loop.time() - self._given_at > _STALE:
            self._turn.returned.extend(self.take_back())
            self._stop()
        if not self._stock:
            self._hungry[session] = None
            return None
        self._sessions[session] += 1
        return self._stock.popleft()

    def may_follow(self, session: Session, mail: Mail) -> bool:
        """Say whether it was seen just now that a mail may be sent; if not, have it looked at."""
        if self._loop.time() - mail.looked_at <= _FRESH:
            return True
        if mail not in self._doubted:
            self._doubted[mail] = session
            self._turn.doubted.append(mail)
            self._stop()
        return False

    def decided(self, session: Session, mail: Mail, reply: Reply) -> None:
        """Note a verdict."""
        self._losses = 0
        self._unsettled.append(session)
        self._turn.decided.append((mail, reply))
        self._stop()

    def lost(self, session: Session, loss: Loss) -> None:
        """Note what a broken connection carried; an envelope alone is offered once more, at once."""
        self._sessions.pop(session, None)
        self._hungry.pop(session, None)
        if loss.envelope is not None:
            self._doubted.pop(loss.envelope, None)
        if loss.content is not None:
            self._turn.lost.append((loss.content, loss))
        if loss.envelope is not None and loss.envelope.offered_before:
            self._turn.lost.append((loss.envelope, loss))
        elif loss.envelope is not None:
            loss.envelope.offered_before = True
            self._turn.returned.append(loss.envelope)
        if loss.content is not None or loss.envelope is not None or not session.n_decided:
            self._losses += 1
        if loss.refuses_us or self._losses > 2 * self._most:
            self.failure = RelayError(loss.reason)
        self._stop()

    def close(self) -> Turn:
        """End all connections; return the mails that had not come back."""
        rest, self._turn = self._turn, Turn()
        self._doubted.clear()
        self._unsettled.clear()
        rest.returned += self.take_back()
        for loss in filter(None, (session.give_up() for session in self._sessions)):
            rest.lost += [(loss.content, loss)] if loss.content else []
            rest.returned += [loss.envelope] if loss.envelope else []
        self._loop.run_until_complete(self._leave())
        self._loop.close()
        return rest

    async def _leave(self) -> None:
        for task in self._opening:
            task.cancel()
        leaving = [*(session.quit() for session in self._sessions), *self._opening, *self._leaving]
        await asyncio.gather(*leaving, return_exceptions=True)
        await asyncio.sleep(0)  # let the transports close
