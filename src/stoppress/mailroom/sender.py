"""Hand the outbox over to the relay: lease few, send one by one, commit each verdict before the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from stoppress.domain.email import Email, Recipient
from stoppress.domain.errors import InputError, RelayError, SettingError
from stoppress.mailroom import outbox
from stoppress.mailroom.addresses import read_mailbox, read_sender
from stoppress.mailroom.message import Stamp, stored_email, write_message
from stoppress.mailroom.models import Delivery, Mailing
from stoppress.mailroom.outbox import free_leases
from stoppress.mailroom.relay import Relay
from stoppress.mailroom.session import Envelope, Reply, Session, SessionLostError, greeting_name

__all__ = ["Sent", "free_leases", "send_due"]

_log = structlog.get_logger()
_BATCH = 20  # leased at a time: what a kill leaves leased
_PAUSE = timedelta(seconds=3)  # of what was leased when the relay could not be reached
_COMMIT_ATTEMPTS = 5
# RFC 3463's address statuses that speak of our own sender, not of the recipient.
_OF_THE_SENDER = {7, 8}


@dataclass(frozen=True, slots=True)
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


def send_due(
    relay: Relay,
    *,
    holder: str,
    clock: Callable[[], datetime],
    limit: int = 500,
    stop: Callable[[], bool] = lambda: False,
) -> Sent:
    """Hand over up to `limit` deliveries that are due, over one connection; return at once where none is.

    `holder` names this sender, the same over its restarts. Raises RelayError where the relay cannot be
    reached or takes nothing from us; what was leased is then released, to be due again in some seconds.
    """
    round_ = _Round(relay, holder, clock)
    try:
        while round_.leased < limit and not stop():
            if not round_.send_batch(min(_BATCH, limit - round_.leased), stop):
                break
    finally:
        round_.end()
    return Sent(**round_.counts)


class _Round:
    """One call of `send_due`: its connection, and what it counts."""

    def __init__(self, relay: Relay, holder: str, clock: Callable[[], datetime]) -> None:
        self.leased = 0
        self.counts = {"accepted": 0, "deferred": 0, "bounced": 0, "released": 0}
        self._relay = relay
        self._holder = holder
        self._clock = clock
        self._session: Session | None = None
        self._losses = 0  # of the connection, in a row
        self._emails: dict[int, Email] = {}

    def end(self) -> None:
        if self._session is not None:
            self._session.quit()

    def send_batch(self, size: int, stop: Callable[[], bool]) -> bool:
        """Lease and send one batch; say whether anything was due. What is not sent is given back."""
        left = deque(outbox.lease(self._holder, size, now=self._clock()))
        self.leased += len(left)
        pause = timedelta()
        found = bool(left)
        try:
            self._load_emails({delivery.mailing_id for delivery in left})
            while left and not stop():
                if not outbox.may_send(left[0], now=self._clock()):
                    outbox.release([left.popleft()], now=self._clock())
                    self.counts["released"] += 1
                    continue
                self._send(left.popleft())
        except RelayError:
            pause = _PAUSE
            raise
        finally:
            self.counts["released"] += len(left)
            outbox.release(list(left), now=self._clock(), pause=pause)
        return found

    def _load_emails(self, keys: set[int]) -> None:
        self._emails = {key: email for key, email in self._emails.items() if key in keys}
        for mailing in Mailing.objects.filter(pk__in=keys - set(self._emails)):
            self._emails[mailing.pk] = stored_email(mailing)

    def _send(self, delivery: Delivery) -> None:
        """Hand one delivery over and commit what came of it, or give it back where the connection breaks."""
        email = self._emails[delivery.mailing_id]
        try:
            envelope = _envelope(delivery, email)
        except InputError as error:  # a mail that cannot be written is not written better tomorrow
            self._mark(delivery, email, "bounced", reply=f"not sent: {error}")
            return
        except SettingError:
            outbox.release([delivery], now=self._clock(), pause=_PAUSE)
            raise
        try:
            reply = self._hand_over(envelope)
        except SessionLostError as error:
            self._losses += 1
            self.counts["released"] += 1
            outbox.release_tried(delivery, now=self._clock())
            _log.warning("relay connection lost", delivery=delivery.pk, reason=str(error))
            if self._losses > 1:
                raise
            return
        except RelayError:
            outbox.release([delivery], now=self._clock(), pause=_PAUSE)
            raise
        self._losses = 0
        self._record(delivery, email, reply)

    def _hand_over(self, envelope: Envelope) -> Reply | None:
        """Return the relay's verdict; None where it cannot take such an address at all.

        A connection that served before may have been closed for its age: then once more, over a new one.
        """
        while True:
            if self._session is None:
                self._session = Session.open(self._relay, greeting_name=_greeting_name())
            if envelope.recipient.needs_smtputf8 and not self._session.takes_utf8:
                return None
            try:
                return self._session.hand_over(envelope)
            except SessionLostError as error:
                served, self._session = self._session.handed_over, None
                if not served or error.perhaps_accepted:
                    raise

    def _record(self, delivery: Delivery, email: Email, reply: Reply | None) -> None:
        if reply is None:
            self._mark(delivery, email, "bounced", reply="not sent: the relay has no SMTPUTF8 (RFC 6531)")
        elif reply.code < 300:
            self._mark(delivery, email, "accepted", reply=str(reply))
        elif reply.code >= 500 and not _speaks_of_us(reply):
            self._mark(delivery, email, "bounced", reply=str(reply), suppress_as=_suppress_as(reply))
        else:  # later, until it expires
            self._mark(delivery, email, "deferred", reply=str(reply))

    def _mark(self, delivery: Delivery, email: Email, state: str, *, reply: str, suppress_as: str = "") -> None:
        now = self._clock()
        if state == "accepted":
            _committed(lambda: outbox.mark_accepted(delivery, reply=reply, now=now))
        elif state == "deferred":
            _committed(lambda: outbox.mark_deferred(delivery, reply=reply, now=now))
        else:
            _committed(lambda: outbox.mark_bounced(delivery, reply=reply, now=now, suppress_as=suppress_as))
        self.counts[state] += 1
        _log.info(f"delivery {state}", delivery=delivery.pk, mailing=delivery.mailing_id, kind=email.kind.value)


def _envelope(delivery: Delivery, email: Email) -> Envelope:
    return Envelope(
        sender=read_sender(email.sender).mailbox,
        recipient=read_mailbox(delivery.address),
        content=write_message(
            email, Recipient(delivery.address, delivery.values), Stamp(delivery.message_id, delivery.queued_at)
        ),
    )


def _speaks_of_us(reply: Reply) -> bool:
    """Say whether a refusal is our set-up's or reputation's fault, not the reader's: no reason to give one up.

    That is one of our sender address, but for a mail that is too large (552), and any of class 5.7 (RFC 3463: security
    or policy), as a relay gives to everybody that will not relay for us.
    """
    if reply.command == "MAIL" and reply.code != 552:
        return True
    return reply.enhanced is not None and reply.enhanced[1] == 7


def _suppress_as(reply: Reply) -> str:
    """Return the reason to suppress an address that a reply gives, or nothing: 5.1.x alone condemns one.

    5.7.x is about us (reputation, authentication), 5.2.x and 5.3.x about a state that may pass.
    """
    if reply.enhanced is None:
        return ""
    of_class, subject, detail = reply.enhanced
    condemned = (of_class, subject) == (5, 1) and detail not in _OF_THE_SENDER
    return f"bounced {of_class}.{subject}.{detail}" if condemned else ""


def _committed(mark: Callable[[], None]) -> None:
    """Commit a verdict even if the database goes away for a moment: one that is lost is a mail sent twice."""
    for attempt in range(_COMMIT_ATTEMPTS):
        try:
            mark()
        except (OperationalError, InterfaceError):
            if attempt + 1 == _COMMIT_ATTEMPTS or connection.in_atomic_block:
                raise
            connection.close()  # the next statement opens another
        else:
            return


def _greeting_name() -> str:
    return greeting_name(urlsplit(settings.STOPPRESS.public_address).hostname or "")
