"""Parse a feed's bytes to its entries: RSS and Atom, untrusted."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import feedparser

from stoppress.domain.article import Entry
from stoppress.domain.errors import FeedError
from stoppress.stages.metadata import absolute_address, language_code, strip_markup
from stoppress.stages.text.safe import one_line, web_address

if TYPE_CHECKING:
    from time import struct_time

_LONGEST_GUID = 2000  # characters
_MOST_TAGS = 100_000  # parsing takes up to 0.1 ms a tag
_ENTITIES = re.compile(rb"<!ENTITY[^>]*>", re.IGNORECASE)
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:#\w{1,8}|\w{2,20});")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed states of itself and of its articles."""

    title: str | None
    language: str | None  # ISO 639 code
    entries: tuple[Entry, ...]  # in the feed's order


def parse_feed(body: bytes, *, address: str, content_type: str | None = None) -> ParsedFeed:
    """Parse RSS or Atom; `address` is where it was fetched, which its links are relative to.

    An entry's time is the one it was published at: that of an update (Atom's `updated`) is none. Raises FeedError
    for what is no feed.
    """
    if body.count(b"<") + body.count(b"&lt;") > _MOST_TAGS:
        raise FeedError(f"a feed of more than {_MOST_TAGS:,} tags")
    headers = {"content-location": address, "content-type": content_type or "application/xml"}
    try:
        # without entities of its own, which feedparser would expand a hundredfold; and as a stream: given bytes,
        # it first tries to open the file that they name
        parsed = feedparser.parse(BytesIO(_ENTITIES.sub(b"", body)), response_headers=headers)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise FeedError("the document cannot be read as a feed") from error
    if not parsed.get("version"):
        raise FeedError
    feed = parsed.get("feed", {})
    return ParsedFeed(
        title=_plain(feed.get("title")),
        language=language_code(feed.get("language")),
        entries=tuple(_entry(entry, address, str(parsed["version"])) for entry in parsed.get("entries", ())),
    )


def _entry(entry: Any, address: str, version: str) -> Entry:
    content = next((part.get("value") for part in entry.get("content", ()) if part.get("value")), None)
    return Entry(
        guid=one_line(str(entry.get("id") or ""))[:_LONGEST_GUID] or None,
        url=_link(entry, address),
        title=_plain(entry.get("title")),
        summary=_plain(entry.get("summary")),
        published=_published(entry, version),
        content=content,
    )


def _link(entry: Any, address: str) -> str | None:
    for link in (entry.get("feedburner_origlink"), entry.get("link")):
        if link and str(link).strip():
            absolute = web_address(absolute_address(address, str(link)))
            if absolute:
                return absolute
    return None


def _published(entry: Any, version: str) -> datetime | None:
    """Return the entry's time; of RSS also Dublin Core's date, which feedparser files under updates."""
    names = ("published_parsed", "updated_parsed") if version.startswith("rss") else ("published_parsed",)
    moment: struct_time | None = next((entry[name] for name in names if dict.get(entry, name)), None)
    if moment is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _plain(text: object) -> str | None:
    """Take the markup off; some feeds escape it twice, so that tags are left after a first time."""
    if not isinstance(text, str):
        return None
    bare = strip_markup(text) or ""
    return (strip_markup(bare) if _HAS_MARKUP.search(bare) else bare) or None
