"""Alarms: what is wrong with feeds and hubs is mailed to the operator."""

from __future__ import annotations

from stoppress.newsroom.alarms import tell_operator
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker

_EVERY = 300.0  # seconds: what fails together is told of together


def alarms_worker() -> Worker:
    """Return the thread that tells the operator."""
    return Worker("alarms", lambda: tell_operator(now=utc_now()), interval=_EVERY)
