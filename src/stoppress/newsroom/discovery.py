"""Find the feed of an outlet whose home page, or anything else of it, was given."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from stoppress.domain.errors import FeedError, FetchError, SettingError
from stoppress.stages.discover import discover_feeds
from stoppress.stages.markup import decode
from stoppress.stages.parse import ParsedFeed, parse_feed
from stoppress.wire.http import Fetched

_TRIED = 12  # addresses of one site

Fetch = Callable[[str], Fetched]
"""Fetches an address; raises FetchError."""


def find_feed(address: str, fetch: Fetch) -> tuple[str, ParsedFeed]:
    """Return the feed at the address or, where a page is, the best that it names, with where it is for good.

    Raises FetchError where nothing comes back, SettingError where no feed is found.
    """
    answer = fetch(address)
    own = _read(answer)
    if own is not None:
        return answer.moved_to or address, own
    found = discover_feeds(answer.body or b"", address=answer.address, robots_text=_robots(answer.address, fetch))
    for candidate in found[:_TRIED]:
        try:
            tried = fetch(candidate.address)
        except FetchError:
            continue
        parsed = _read(tried)
        if parsed is not None and parsed.entries:
            return tried.moved_to or candidate.address, parsed
    raise SettingError(f"no feed at {address}, and none that it names; give the feed's own address")


def _read(answer: Fetched) -> ParsedFeed | None:
    try:
        return parse_feed(answer.body or b"", address=answer.address, content_type=answer.content_type)
    except FeedError:
        return None


def _robots(address: str, fetch: Fetch) -> str:
    try:
        return decode(fetch(urljoin(address, "/robots.txt")).body or b"")
    except FetchError:
        return ""
