"""Make mails ready to be handed over: each mailing cut once, each copy joined and signed, in threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cached_property

from django.conf import settings

from stoppress.mailroom.addresses import read_mailbox, read_sender
from stoppress.mailroom.dkim import MailingSigner, Signer
from stoppress.mailroom.leases import Leased
from stoppress.mailroom.message import Form, cut, stored_email
from stoppress.mailroom.models import Mailing
from stoppress.mailroom.session import Mail
from stoppress.mailroom.verp import base_mailbox, bounce_mailbox

_CHUNK = 32  # mails that a thread makes ready at a time
_KEPT = 100  # sheets: mailings under way at the same time are few, but for confirmations

Ready = Mail | tuple[Leased, Exception]


class Sheet:
    """What all copies of a mailing share, made when the first is."""

    def __init__(self, mailing: Mailing, signer: Signer | None) -> None:
        self.kind: str = mailing.kind
        self.expires_at: datetime = mailing.expires_at
        self._mailing = mailing
        self._signer = signer
        self._has_bounce_addresses = base_mailbox(settings.STOPPRESS.bounce_address) is not None

    @cached_property
    def form(self) -> Form:
        """The mail, cut at its personal places; raises InputError and SettingError as `cut` does."""
        return cut(stored_email(self._mailing), sent_at=self._mailing.created_at)

    @cached_property
    def sender(self) -> bytes:
        """Whom the mail is from, where bounces do not come back by themselves."""
        return read_sender(self._mailing.sender).mailbox.address.encode()

    @cached_property
    def signer(self) -> MailingSigner | None:
        """What signs the copies."""
        return self._signer.prepare(self.form.pieces) if self._signer else None

    def copy(self, row: Leased) -> Mail:
        """Make one copy ready; raises as `form` does."""
        recipient = read_mailbox(row.address)
        values = self.form.fill(recipient, row.message_id, row.values)
        signature = self.signer.sign(values) if self.signer else b""
        own_sender = bounce_mailbox(row.pk) if self._has_bounce_addresses else None
        return Mail(
            delivery=row,
            sender=own_sender.address.encode() if own_sender else self.sender,
            recipient=recipient.address.encode(),
            needs_smtputf8=recipient.needs_smtputf8,
            content=self.form.on_the_wire(signature, values),
            size=len(signature) + self.form.size + sum(map(len, values)),
        )


class Press:
    """Makes leased deliveries ready, in their order: in threads, or, with one core to use, where it is asked.

    Threads on one core would only take it from each other, at every signature and every write.
    """

    def __init__(self, signer: Signer | None, *, threads: int, wake: Callable[[], None]) -> None:
        self._signer = signer
        self._wake = wake
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="press") if threads > 1 else None
        self._sheets: dict[int, Sheet] = {}
        self._waiting: deque[Leased] = deque()
        self._under_way: deque[tuple[Sequence[Leased], Future[list[Ready]]]] = deque()

    def __len__(self) -> int:
        return len(self._waiting) + sum(len(rows) for rows, _ in self._under_way)

    def put(self, rows: Sequence[Leased]) -> None:
        """Take deliveries to make ready."""
        self._load({row.mailing_id for row in rows})
        self._waiting.extend(rows)
        self._feed()

    def ready(self, wanted: int) -> list[Ready]:
        """Return what has become ready, or make as many ready as are wanted."""
        if self._pool is None:
            rows = [self._waiting.popleft() for _ in range(min(wanted, _CHUNK, len(self._waiting)))]
            return _made_ready(rows, self._sheets)
        mails: list[Ready] = []
        while self._under_way and self._under_way[0][1].done():
            mails += self._under_way[0][1].result()
            self._under_way.popleft()
        self._feed()
        return mails

    def kind_of(self, mailing_id: int) -> str:
        """Return the kind of a mailing of which deliveries were put here lately; "" of one that was let go."""
        sheet = self._sheets.get(mailing_id)
        return sheet.kind if sheet else ""

    def close(self) -> list[Leased]:
        """Stop; return the deliveries that did not become ready, or were not asked for."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        rows = [row for rows, _ in self._under_way for row in rows] + list(self._waiting)
        self._under_way.clear()
        self._waiting.clear()
        return rows

    def _feed(self) -> None:
        while self._pool is not None and self._waiting and len(self._under_way) < 2 * self._threads:
            rows = [self._waiting.popleft() for _ in range(min(_CHUNK, len(self._waiting)))]
            sheets = {row.mailing_id: self._sheets[row.mailing_id] for row in rows}
            future = self._pool.submit(_made_ready, rows, sheets)
            self._under_way.append((rows, future))
            future.add_done_callback(lambda _: self._wake())

    def _load(self, keys: Collection[int]) -> None:
        for key in [key for key in self._sheets if key not in keys][: max(0, len(self._sheets) - _KEPT)]:
            if all(row.mailing_id != key for row in self._waiting):
                del self._sheets[key]
        for mailing in Mailing.objects.filter(pk__in=[key for key in keys if key not in self._sheets]):
            self._sheets[mailing.pk] = Sheet(mailing, self._signer)


def _made_ready(rows: Sequence[Leased], sheets: dict[int, Sheet]) -> list[Ready]:
    """Run in a thread; a mail that cannot be written stops no other: its error is its verdict."""
    made: list[Ready] = []
    for row in rows:
        try:
            made.append(sheets[row.mailing_id].copy(row))
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one, the next is written)
            made.append((row, error))
    return made
