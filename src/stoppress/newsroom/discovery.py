"""Find the feed of an outlet whose home page, or anything else of it, was given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin

from stoppress.domain.errors import FeedError, FetchError, SettingError
from stoppress.stages.discover import discover_feeds
from stoppress.stages.feed_parts import decode_feed
from stoppress.stages.markup import decode
from stoppress.stages.parse import ParsedFeed, parse_feed
from stoppress.stages.sitemap import list_sitemaps
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
    tried = 0
    candidates = deque(_sitemaps(answer) or _candidates(answer, fetch))
    while candidates and tried < _TRIED:
        candidate = candidates.popleft()
        tried += 1
        try:
            found = fetch(candidate)
        except FetchError:
            continue
        parsed = _read(found)
        if parsed is not None and parsed.entries:
            return found.moved_to or candidate, parsed
        candidates.extendleft(reversed(_sitemaps(found)))  # an index in an index is followed as well, so far as we try
    raise SettingError(f"no feed at {address}, and none that it names; give the feed's own address")


def _candidates(answer: Fetched, fetch: Fetch) -> list[str]:
    found = discover_feeds(answer.body or b"", address=answer.address, robots_text=_robots(answer.address, fetch))
    return [feed.address for feed in found]


def _sitemaps(answer: Fetched) -> tuple[str, ...]:
    body = answer.body or b""
    if b"sitemapindex" not in body:
        return ()
    return list_sitemaps(decode_feed(body, answer.content_type), address=answer.address)


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
