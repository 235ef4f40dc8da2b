"""The desk: places articles in events, judges, issues."""

from __future__ import annotations

from stoppress.domain.signals import ArticleStored
from stoppress.newsroom.cover import Desk
from stoppress.roles.clock import utc_now
from stoppress.roles.work import Worker


def desk_worker() -> Worker:
    """Return the thread that covers the news; it looks each second, and at once when an article is stored."""
    desk = Desk()

    def cover() -> None:
        desk.cover(now=utc_now())

    return Worker("desk", cover, interval=1.0, signals=(ArticleStored,))
