"""What comes back: a port that bounces and complaints are handed to, a Maildir, a mailbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings

from stoppress.domain.errors import FetchError, SettingError
from stoppress.mailroom.intakes import Box, Folder, Listening, read_intakes
from stoppress.mailroom.postboxes import empty_box, empty_folder
from stoppress.mailroom.receiver import Receiver
from stoppress.mailroom.returns import Taken, take_in
from stoppress.readership.complaints import end_all
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker

_log = structlog.get_logger()
_LOOK_EACH = 10.0  # seconds
_ASK_EACH = timedelta(minutes=1)  # a server elsewhere


def take(raw: bytes, recipients: Collection[str] = ()) -> Taken:
    """Take in a message that came back, with all that follows from it."""
    now = utc_now()
    return take_in(raw, recipients=recipients, unsubscribe=partial(end_all, now=now), now=now)


def returns_parts() -> list[Receiver | Worker]:
    """Return what takes in returns as the setting says, not started; nothing where it is empty. Raises SettingError."""
    configuration = settings.STOPPRESS
    intakes = read_intakes(configuration.returns_url)
    if intakes and not configuration.bounce_address:
        raise SettingError("returns_url is set, but no bounce_address: by its tokens alone a return is told to be ours")
    parts: list[Receiver | Worker] = [
        Receiver(intake, take, bounce_address=configuration.bounce_address)
        for intake in intakes
        if isinstance(intake, Listening)
    ]
    rounds = [_Round(intake) for intake in intakes if not isinstance(intake, Listening)]
    if rounds:
        worker = Worker("returns", *(round_.look for round_ in rounds), interval=_LOOK_EACH)
        for round_ in rounds:
            round_.stopping = worker.stopping
        parts.append(worker)
    return parts


class _Round:
    """Looks into one place, as often as is fit."""

    def __init__(self, intake: Folder | Box) -> None:
        self._intake = intake
        self._asked_at: datetime | None = None
        self.stopping = lambda: False

    def look(self) -> None:
        """Take in what is there; a mailbox that cannot be read is asked again in a minute."""
        if isinstance(self._intake, Folder):
            empty_folder(self._intake, take, stop=self.stopping)
            return
        now = utc_now()
        if self._asked_at is not None and now - self._asked_at < _ASK_EACH:
            return
        self._asked_at = now
        try:
            empty_box(self._intake, take, stop=self.stopping)
        except FetchError as error:
            _log.warning("mailbox unavailable", reason=str(error))
