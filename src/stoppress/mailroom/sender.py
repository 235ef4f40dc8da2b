"""Hand the outbox over to the relay: lease, make ready, look once more, hand over, keep each verdict as it comes."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from stoppress.domain.errors import InputError, RelayError
from stoppress.mailroom import leases
from stoppress.mailroom.alarms import end_alarm, raise_alarm
from stoppress.mailroom.connections import Connections, Turn
from stoppress.mailroom.direct import Direct
from stoppress.mailroom.dkim import Signer
from stoppress.mailroom.leases import Leased, free_leases
from stoppress.mailroom.opening import greeting_name
from stoppress.mailroom.pace import Pace
from stoppress.mailroom.press import Press
from stoppress.mailroom.relay import Relay, Transport
from stoppress.mailroom.replies import Reply
from stoppress.mailroom.returns import count_refusal, resting_domains
from stoppress.mailroom.session import Loss, Mail
from stoppress.mailroom.trust import Trust

__all__ = ["Limits", "Sender", "Sent", "free_leases"]

_log = structlog.get_logger()
Kept = TypeVar("Kept")
_BATCH = 500  # leased at a time, at most
_TICK = 0.2  # seconds after which a round that waits looks into the outbox again
_PATIENCE = 3.0  # seconds for what is on its way when told to stop
_PAUSE = timedelta(seconds=3)  # of what was leased when the relay could not be reached
_PAUSES = (0.0, 0.25, 0.75, 2.0)  # seconds before a statement is tried again while the database is away
_TELLING = timedelta(seconds=1)  # between two lines in the log on what was accepted
_RESTS_SEEN_EACH = timedelta(minutes=1)
_ALARM = "relay"
_AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use."""

    connections: int = 16
    mails_each: int = 0  # over one connection; 0: any number
    threads: int = 1  # that make mails ready and sign them


@dataclass(slots=True)
class Sent:
    """How many deliveries a round brought where."""

    accepted: int = 0
    deferred: int = 0
    bounced: int = 0
    released: int = 0  # given back: withdrawn meanwhile, the connection broken, or told to stop

    @property
    def total(self) -> int:
        """All that were leased."""
        return self.accepted + self.deferred + self.bounced + self.released


@dataclass(slots=True)
class _Verdicts:
    """What one turn brought, to be kept together."""

    accepted: list[tuple[Leased, str]] = field(default_factory=list)
    deferred: list[tuple[Leased, Reply]] = field(default_factory=list)
    bounced: list[tuple[Leased, Reply]] = field(default_factory=list)
    tried: list[Leased] = field(default_factory=list)
    end_alarm: bool = False  # the relay takes mail again

    def __bool__(self) -> bool:
        return bool(self.accepted or self.deferred or self.bounced or self.tried)


class Sender:
    """Sends what is due; remembers from one round to the next which domains are slow and whether the relay refuses all.

    `holder` names this sender, and no other.
    """

    def __init__(
        self,
        relay: Transport,
        *,
        holder: str,
        clock: Callable[[], datetime],
        signer: Signer | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.relay = relay
        self.holder = holder
        self.clock = clock
        self.signer = signer
        self.limits = limits or Limits()
        self.pace = Pace()
        self.trust = Trust()
        self.unkept = _Verdicts()  # of a round that the database left
        self.is_settled = True  # False: a round did not give back what it had leased
        self._looked_at: datetime | None = None  # for domains that rest

    def send_due(self, stop: Callable[[], bool] = lambda: False) -> Sent:
        """Hand over all that is due, until nothing is; return at once where nothing is.

        Raises RelayError where the relay cannot be reached, takes nothing from us, or is let alone because it took
        nothing; what was leased is then released, to be due again in some seconds. Where the database goes away for
        longer, what the relay said meanwhile is kept by the next call.
        """
        self._settle()
        paused_until = self.trust.paused_until
        if paused_until is not None and self.clock() < paused_until:
            raise RelayError(f"the relay refused everything, and is let alone until {paused_until:%H:%M:%S} UTC")
        first = leases.lease(self.holder, 2 * self.limits.connections, now=self.clock())
        return self.send(first, stop) if first else Sent()

    def send(self, first: list[Leased], stop: Callable[[], bool] = lambda: False) -> Sent:
        """Hand over what was leased, and what else is due; raises as `send_due` does."""
        self.is_settled = False
        self._look_for_rests()
        return _Round(self, first).run(stop)

    def _look_for_rests(self) -> None:
        """Learn now and then which domains rest for what came back from them: what is queued since is to wait too."""
        now = self.clock()
        if self._looked_at is None or now - self._looked_at >= _RESTS_SEEN_EACH:
            self._looked_at = now
            for domain, until in resting_domains(now=now).items():
                self.pace.rest(domain, until=until)

    def keep(self, verdicts: _Verdicts) -> None:
        """Keep in one transaction what the relay said; what the database is away for stays to be kept."""
        self.unkept = verdicts
        try:
            _insist(lambda: self._write(verdicts))
        except _AWAY:
            raise
        except Exception:
            self.unkept = _Verdicts()  # it would fail for ever
            raise
        self.unkept = _Verdicts()

    def _settle(self) -> None:
        """Do what the last round could not: keep what it was told, then give back what it had leased."""
        if not self.is_settled:
            if self.unkept:
                self.keep(self.unkept)
            free_leases(now=self.clock(), holder=self.holder)
            self.is_settled = True

    def _write(self, verdicts: _Verdicts) -> None:
        now = self.clock()
        with transaction.atomic():
            if verdicts.accepted:
                leases.mark_accepted(verdicts.accepted, now=now)
            for row, reply in verdicts.deferred:
                not_before = self.pace.earliest(row.domain, now=now)
                leases.mark_deferred(row, reply=_words(reply), now=now, not_before=not_before)
            for row, reply in verdicts.bounced:
                leases.mark_bounced(row, reply=_words(reply), now=now)
                status = ".".join(map(str, reply.enhanced or ()))
                count_refusal(row.pk, row.address, reply.verdict, status=status, now=now)
            for row in verdicts.tried:
                leases.release_tried(row, now=now)
            if verdicts.end_alarm:
                end_alarm(_ALARM)


def _connections(transport: Transport, limits: Limits) -> Connections | Direct:
    if not isinstance(transport, Relay):
        return Direct(transport)
    return Connections(transport, greeting_name=_greeting_name(), most=limits.connections, mails_each=limits.mails_each)


class _Round:
    """One call of `send_due`: what is under way, and what it counts."""

    def __init__(self, sender: Sender, first: list[Leased]) -> None:
        limits = sender.limits
        self._sender = sender
        self._sent = Sent()
        self._untold: Counter[int] = Counter()  # accepted and not logged yet, by mailing
        self._told_at: datetime | None = None
        self._connections = _connections(sender.relay, limits)
        self._press = Press(sender.signer, threads=limits.threads, wake=self._connections.wake)
        self._ready: deque[Mail] = deque()
        self._size = 2 * limits.connections
        self._leased_at = time.monotonic()
        self._verdicts = _Verdicts()
        self._all_held = False  # what was leased last: there may be more behind it
        self._stopping_since = 0.0
        self._first = first

    def run(self, stop: Callable[[], bool]) -> Sent:
        """Work until nothing is left."""
        failed = True
        try:
            self._take(self._first)
            while self._supply(stop):
                turn = self._connections.turn(0.0 if self._all_held else _TICK)
                self._note(turn)
                if self._sender.trust.refuses_all:
                    self._pause()
                self._keep()
                self._look_again(turn.doubted)
                self._bring_on()
                self._connections.settle()
                if self._connections.failure is not None:
                    raise self._connections.failure
            failed = False
        finally:
            self._end(failed=failed)
        return self._sent

    # What is to be sent

    def _supply(self, stop: Callable[[], bool]) -> bool:
        """Bring on what is to be handed over next; say whether anything is left to wait for."""
        if not self._stopping_since and stop():
            self._stopping_since = time.monotonic()
        if self._stopping_since:
            self._ready.extend(self._connections.take_back())
            return self._connections.is_busy and time.monotonic() - self._stopping_since < _PATIENCE
        self._all_held = False
        self._lease()
        self._bring_on()
        return bool(self._verdicts or self._ready or len(self._press) or self._all_held or self._connections.is_busy)

    def _lease(self) -> None:
        """Lease more in time: as much as goes out in a second or so, that what comes up meanwhile need not wait."""
        waited = time.monotonic() - self._leased_at
        least = 2 * self._sender.limits.connections
        if len(self._ready) + len(self._press) > max(self._size, least) // 2 or (self._size == 0 and waited < _TICK):
            return
        self._size = max(least, min(self._size * 2, _BATCH) if waited < 1 else self._size // 2)
        rows = _insist(lambda: leases.lease(self._sender.holder, self._size, now=self._sender.clock()))
        self._leased_at = time.monotonic()
        if len(rows) < self._size // 2:
            self._size = 0  # the outbox is all but empty: look again in a while
        self._take(rows)
        self._all_held = bool(rows) and not len(self._press)

    def _take(self, rows: list[Leased]) -> None:
        """Make ready what was leased, but for what goes to domains that are slow."""
        pace, now = self._sender.pace, self._sender.clock()
        if not pace.is_even:
            slots = list(zip(rows, pace.plan([row.domain for row in rows], now=now), strict=True))
            rows = [row for row, slot in slots if slot <= now]
            self._hold([(row, slot) for row, slot in slots if slot > now])
        if rows:
            self._press.put(rows)

    def _hold(self, slots: list[tuple[Leased, datetime]]) -> None:
        leases.hold(slots)
        self._sent.released += len(slots)

    def _bring_on(self) -> None:
        """Hand what is ready to the connections, before they are told to go on: so content and envelope go together."""
        if not self._stopping_since:
            self._collect()
            self._give()

    def _collect(self) -> None:
        """Take what has become ready, the grave and the new first."""
        for made in self._press.ready(4 * self._sender.limits.connections - len(self._ready)):
            if not isinstance(made, Mail):
                self._refuse_to_send(*made)
                continue
            is_late = bool(self._ready) and made.delivery.rank < self._ready[-1].delivery.rank
            self._ready.append(made)
            if is_late:
                self._ready = deque(sorted(self._ready, key=lambda mail: mail.delivery.rank))

    def _give(self) -> None:
        """Hand a few to the connections, after a last look at each: from there they go out within milliseconds."""
        most = self._sender.limits.connections
        if not self._ready or self._connections.stock > most:
            return
        mails = [self._ready.popleft() for _ in range(min(4 * most, len(self._ready)))]
        self._connections.give(self._admitted(self._sendable(mails)))

    def _admitted(self, mails: list[Mail]) -> list[Mail]:
        """Return those whose domains take them now; the others are held until they do."""
        pace, now = self._sender.pace, self._sender.clock()
        if pace.is_even:
            return mails
        admitted = [mail for mail in mails if mail.offered_before or pace.admit(mail.delivery.domain, now=now)]
        rows = [mail.delivery for mail in mails if mail not in admitted]
        self._hold([(row, pace.earliest(row.domain, now=now)) for row in rows])
        return admitted

    def _look_again(self, mails: list[Mail]) -> None:
        """Look once more at mails that were on their way for longer, before their contents follow."""
        if mails:
            sendable = set(self._sendable(mails))
            for mail in mails:
                if mail in sendable:
                    self._connections.let_follow(mail)
                else:
                    self._connections.stop_mail(mail)

    def _sendable(self, mails: list[Mail]) -> list[Mail]:
        """Return those that may be sent; the others are given back, if they are ours to give."""
        now = self._sender.clock()
        keys = _insist(lambda: leases.sendable([mail.delivery for mail in mails], now=now))
        stopped = [mail.delivery for mail in mails if mail.delivery.pk not in keys]
        if stopped:
            leases.release(stopped, now=now)
            self._sent.released += len(stopped)
        return [mail for mail in mails if mail.delivery.pk in keys]

    def _refuse_to_send(self, row: Leased, error: Exception) -> None:
        if isinstance(error, InputError):  # it is not written better tomorrow
            self._verdicts.bounced.append((row, Reply(0, f"not sent: {error}", "")))
            return
        _log.error("mail cannot be written", delivery=row.pk, mailing=row.mailing_id, exc_info=error)
        words = f"not sent: it cannot be written: {type(error).__name__}"
        self._verdicts.deferred.append((row, Reply(0, words, "")))

    # What came of it

    def _note(self, turn: Turn) -> None:
        for mail, reply in turn.decided:
            self._judge(mail.delivery, reply)
        for mail, loss in turn.lost:
            self._note_loss(mail.delivery, loss)
        self._ready.extendleft(reversed(turn.returned))

    def _judge(self, row: Leased, reply: Reply) -> None:
        sender, verdicts = self._sender, self._verdicts
        if reply.code < 300:
            verdicts.accepted.append((row, f"{reply.code} {reply.text}"))
            if sender.trust.doubts:
                self._believe()
                verdicts.end_alarm |= sender.trust.note_acceptance()
            if not sender.pace.is_even:
                sender.pace.quicken(row.domain, now=sender.clock())
        elif not reply.command:  # not even offered
            verdicts.bounced.append((row, reply))
        elif reply.code < 500 or reply.speaks_of_us:
            verdicts.deferred.append((row, reply))
            if reply.code >= 500:
                sender.trust.note_refusal()
            elif reply.slows:
                sender.pace.slow(row.domain, now=sender.clock())
        else:
            sender.trust.note_refusal()
            sender.trust.hold(row, reply)

    def _note_loss(self, row: Leased, loss: Loss) -> None:
        self._verdicts.tried.append(row)
        if loss.reply is not None and loss.reply.slows:
            self._sender.pace.slow(row.domain, now=self._sender.clock())
        _log.warning("relay connection lost", delivery=row.pk, reason=loss.reason)

    def _believe(self) -> None:
        """Take the refusals held back at their word."""
        self._verdicts.bounced += self._sender.trust.told()

    def _doubt(self) -> None:
        """Let wait what was refused while nothing was accepted."""
        self._verdicts.deferred += self._sender.trust.told()

    def _pause(self) -> None:
        """Let a relay alone that refuses all: what it refused waits, nobody is suppressed, and the operator is told."""
        self._doubt()
        reason = f"the relay refuses everything, the last with: {self._verdicts.deferred[-1][1]}"
        now = self._sender.clock()
        self._sender.trust.pause(now=now)
        raise_alarm(_ALARM, reason, now=now)
        raise RelayError(reason)

    def _keep(self) -> None:
        """Keep what the verdicts say; where that fails, they stay to be kept."""
        if self._verdicts:
            self._sender.keep(self._verdicts)
            verdicts, self._verdicts = self._verdicts, _Verdicts()
            self._count(verdicts)

    def _count(self, verdicts: _Verdicts) -> None:
        self._sent.accepted += len(verdicts.accepted)
        self._sent.deferred += len(verdicts.deferred)
        self._sent.bounced += len(verdicts.bounced)
        self._sent.released += len(verdicts.tried)
        self._untold.update(row.mailing_id for row, _ in verdicts.accepted)
        self._tell_accepted()
        kind_of = self._press.kind_of
        for row, reply in verdicts.deferred:
            _log.info("delivery deferred", delivery=row.pk, kind=kind_of(row.mailing_id), reply=_words(reply))
        for row, reply in verdicts.bounced:
            _log.info("delivery bounced", delivery=row.pk, kind=kind_of(row.mailing_id), reply=_words(reply))

    def _tell_accepted(self, *, at_once: bool = False) -> None:
        """Log how many of each mailing were accepted: the first at once, then what a second brings."""
        now = self._sender.clock()
        if not self._untold or not (at_once or self._told_at is None or now - self._told_at >= _TELLING):
            return
        for key, number in self._untold.items():
            _log.info("deliveries accepted", mailing=key, kind=self._press.kind_of(key), number=number)
        self._untold.clear()
        self._told_at = now

    def _end(self, *, failed: bool) -> None:
        """Part with the relay, keep what is still to be kept, and give back what was not sent."""
        unready = self._press.close()
        self._note(self._connections.close())
        if failed:
            self._doubt()
        else:
            self._believe()
        self._keep()
        rows = [mail.delivery for mail in self._ready] + unready
        pause = _PAUSE if failed else timedelta()
        self._sent.released += leases.release(rows, now=self._sender.clock(), pause=pause)
        self._sender.is_settled = True
        self._tell_accepted(at_once=True)
        _log.info("mail sent", **asdict(self._sent))


def _words(reply: Reply) -> str:
    """Return a verdict as it is kept: one of our own has no code."""
    return str(reply) if reply.command else reply.text


def _insist(act: Callable[[], Kept]) -> Kept:
    """Ask the database again if it goes away for a moment: a verdict that is lost is a mail sent twice."""
    for pause in _PAUSES:
        try:
            return act()
        except _AWAY:
            if connection.in_atomic_block:
                raise
            connection.close()  # the next statement opens another
            time.sleep(pause)
    return act()


def _greeting_name() -> str:
    return greeting_name(urlsplit(settings.STOPPRESS.public_address).hostname or "")
