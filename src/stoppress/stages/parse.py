"""Parse a feed's bytes to its entries: RSS and Atom, untrusted."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import feedparser

from stoppress.domain.article import Entry
from stoppress.domain.errors import FeedError
from stoppress.stages.metadata import absolute_address, language_code, strip_markup
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line, plain, web_address

if TYPE_CHECKING:
    from datetime import datetime

    from stoppress.domain.article import Precision

_LONGEST_GUID = 2000  # characters
_MOST_TAGS = 100_000  # parsing takes up to 0.1 ms a tag
_ENTITIES = re.compile(r"<!ENTITY[^>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_PARSER_ERRORS = (  # what feedparser lets through of what a broken feed raises in it
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
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
    readable = _disarm(body)
    headers = {"content-location": address, "content-type": content_type or "application/xml"}
    try:
        # as a stream: given bytes, it first tries to open the file that they name
        parsed = feedparser.parse(BytesIO(readable), response_headers=headers)
    except _PARSER_ERRORS as error:
        raise FeedError("the document cannot be read as a feed") from error
    if not parsed.get("version"):
        raise FeedError
    feed = parsed.get("feed", {})
    return ParsedFeed(
        title=_plain(feed.get("title")),
        language=language_code(feed.get("language")),
        entries=tuple(_entry(entry, address, str(parsed["version"])) for entry in parsed.get("entries", ())),
    )


def _disarm(body: bytes) -> bytes:
    """Take out what would exhaust or break the parser: entities of the feed's own, references to no character.

    Raises FeedError for a feed of too many tags.
    """
    # Markup is ASCII in all that feeds are encoded in but UTF-16; elsewhere the bytes are kept as they are.
    encoding = "utf-16" if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "latin-1"
    text = body.decode(encoding, "replace")
    if text.count("<") + text.count("&lt;") > _MOST_TAGS:
        raise FeedError(f"a feed of more than {_MOST_TAGS:,} tags")
    # feedparser would expand entities a hundredfold, and gives up the whole feed for one reference to a surrogate
    return _REFERENCE.sub(_character, _ENTITIES.sub("", text)).encode(encoding)


def _character(reference: re.Match[str]) -> str:
    """Return the reference if it is to a Unicode character, else one to U+FFFD."""
    digits = (reference["hex"] or reference["decimal"]).lstrip("0")
    if 0 < len(digits) <= 7:  # no more digits than the last character has
        code = int(digits, 16 if reference["hex"] else 10)
        if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return reference[0]
    return "&#xFFFD;"


def _entry(entry: Any, address: str, version: str) -> Entry:
    content = next((part.get("value") for part in entry.get("content", ()) if part.get("value")), None)
    published, precision = _published(entry, version) or (None, None)
    return Entry(
        guid=one_line(str(entry.get("id") or ""))[:_LONGEST_GUID] or None,
        url=_link(entry, address),
        title=_plain(entry.get("title")),
        summary=_plain(entry.get("summary")),
        published=published,
        content=(plain(content) or None) if isinstance(content, str) else None,
        precision=precision,
    )


def _link(entry: Any, address: str) -> str | None:
    for link in (entry.get("feedburner_origlink"), entry.get("link")):
        if link and str(link).strip():
            absolute = web_address(absolute_address(address, str(link)))
            if absolute:
                return absolute
    return None


def _published(entry: Any, version: str) -> tuple[datetime, Precision] | None:
    """Return the entry's time; of RSS also Dublin Core's date, which feedparser files under updates.

    Read from the words of the feed: feedparser takes a time whose zone it does not know for one in UTC.
    """
    names = ("published", "updated") if version.startswith("rss") else ("published",)
    stated = (dict.get(entry, name) for name in names)
    found = (parse_date(one_line(text)) for text in stated if isinstance(text, str))
    return next((time for time in found if time), None)


def _plain(text: object) -> str | None:
    """Take the markup off; some feeds escape it twice, so that tags are left after a first time."""
    if not isinstance(text, str):
        return None
    bare = strip_markup(text) or ""
    return (strip_markup(bare) if _HAS_MARKUP.search(bare) else bare) or None
