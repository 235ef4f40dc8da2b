"""Keep what sites ask of robots (RFC 9309): whether a page may be fetched, and how far apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from stoppress.domain.errors import FetchError
from stoppress.stages.markup import decode
from stoppress.stages.robots import Robots, read_robots
from stoppress.wire.http import AGENT, Fetched

_KEPT_FOR = timedelta(hours=12)  # the RFC's most is a day
_UNKNOWN_FOR = timedelta(minutes=5)  # after which a robots.txt that could not be had is asked for again
_LONGEST_DELAY = timedelta(seconds=30)
_MOST_SITES = 10_000


class Manners:
    """What the sites asked lately have said."""

    def __init__(self) -> None:
        self._sites: dict[str, tuple[Robots | None, datetime]] = {}  # None: could not be had; until when this holds
        self._next: dict[str, datetime] = {}  # by site with a delay: when a page may be fetched again

    def knows(self, site: str, *, now: datetime) -> bool:
        """Say whether the site's robots.txt need not be asked for."""
        return site in self._sites and now < self._sites[site][1]

    def take(self, site: str, answer: Fetched | FetchError, *, now: datetime) -> None:
        """Keep what a site answered. One without a robots.txt allows all; one that fails allows nothing for now."""
        if isinstance(answer, Fetched):
            robots: Robots | None = read_robots(decode(answer.body or b""), AGENT)
        else:
            robots = Robots() if 400 <= answer.status < 500 else None
        self._sites.pop(site, None)
        self._sites[site] = robots, now + (_KEPT_FOR if robots is not None else _UNKNOWN_FOR)
        while len(self._sites) > _MOST_SITES:
            oldest = next(iter(self._sites))
            del self._sites[oldest]
            self._next.pop(oldest, None)

    def allows(self, address: str) -> bool:
        """Say whether a page of a site known may be fetched; raises FetchError where that cannot be known now."""
        robots = self._sites[site_of(address)][0]
        if robots is None:
            raise FetchError("the site's robots.txt cannot be had")
        parts = urlsplit(address)
        return robots.allows(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")

    def turn(self, address: str, *, now: datetime) -> datetime:
        """Return when a page of a site known may be fetched; if now, the next may be fetched a delay later."""
        site = site_of(address)
        robots = self._sites[site][0]
        if robots is None or robots.delay is None:
            return now
        turn = self._next.get(site, now)
        if turn > now:
            return turn
        self._next[site] = now + min(robots.delay, _LONGEST_DELAY)
        return now


def site_of(address: str) -> str:
    """Return what a robots.txt is valid for: scheme, host and port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
