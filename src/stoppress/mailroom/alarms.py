"""Notices to operators that mail does not go out; each stands until what it is about is well again."""

from __future__ import annotations

from datetime import datetime

import structlog

from stoppress.mailroom.models import Alarm

_log = structlog.get_logger()


def raise_alarm(about: str, reason: str, *, now: datetime) -> None:
    """Raise an alarm, or give the one that stands another reason."""
    _, is_new = Alarm.objects.update_or_create(
        about=about, defaults={"reason": reason[:200]}, create_defaults={"reason": reason[:200], "raised_at": now}
    )
    if is_new:
        _log.error("alarm", about=about, reason=reason)


def end_alarm(about: str) -> None:
    """End an alarm, if it stands."""
    if Alarm.objects.filter(about=about).delete()[0]:
        _log.info("alarm ended", about=about)
