"""Parse a feed's bytes to its entries: RSS, Atom, JSON Feed and news sitemaps, untrusted."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import feedparser

from stoppress.domain.article import Entry
from stoppress.domain.errors import FeedError
from stoppress.stages.feed_parts import (
    ParsedFeed,
    decode_feed,
    find_root,
    guid_text,
    link_address,
    sane_ttl,
    title_text,
    without_long_tags,
)
from stoppress.stages.hubs import first_links
from stoppress.stages.json_feed import is_json, read_json_feed
from stoppress.stages.metadata import language_code
from stoppress.stages.sitemap import ROOTS, read_sitemap
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line, plain

if TYPE_CHECKING:
    from datetime import datetime

    from stoppress.domain.article import Precision

__all__ = ["ParsedFeed", "parse_feed"]

# It would look for libxml2 in vain at each feed, and read feeds otherwise where that is installed.
feedparser.api.PREFERRED_XML_PARSERS.clear()

_LARGEST = 10_000_000  # characters; no feed comes near
_MOST_TAGS = 50_000  # parsing takes up to 0.1 ms a tag
_MOST_REFERENCES = 500_000  # and 0.003 ms a reference
_ENTITIES = re.compile(r"<!ENTITY[^>]*(?:>|\Z)", re.IGNORECASE)
_LONG_SPACE = re.compile(r"\s{500,}")  # which some of the parser's expressions go over again and again
# What feedparser searches for mail addresses, in time that grows with the square of a word's length; it is not read.
_PERSON = re.compile(
    r"(</?(?:[\w.-]{1,40}:)?)(?=(?:author|creator|contributor|managingEditor|webMaster|publisher|owner)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_SKIP_HOURS = re.compile(r"<skipHours>(?P<hours>(?:\s*<hour>\s*\d{1,2}\s*</hour>)*)\s*</skipHours>", re.IGNORECASE)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_PARSER_ERRORS = (  # what feedparser lets through of what a broken feed raises in it
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def parse_feed(body: bytes, *, address: str, content_type: str | None = None) -> ParsedFeed:
    """Parse a feed of whatever format; `address` is where it was fetched, which its links are relative to.

    The format is told by the content, never by its type. An entry's time is the one it was published at: that of an
    update (Atom's `updated`) is none. Raises FeedError for what is no feed.
    """
    text = decode_feed(body, content_type)
    if len(text) > _LARGEST:
        raise FeedError(f"a feed of more than {_LARGEST:,} characters")
    if is_json(text):
        return read_json_feed(text, address=address)
    text = _disarm(text)
    begin, root = find_root(text)
    text = text[begin:]  # what stands before is of no use, and feedparser's time grows with the square of its lines
    if root in ROOTS:
        return read_sitemap(text, address=address)
    return _read_syndication(text, address=address)


def _read_syndication(text: str, *, address: str) -> ParsedFeed:
    """Read RSS of any version, RDF or Atom."""
    if text.count("<") + text.count("&lt;") > _MOST_TAGS:
        raise FeedError(f"a feed of more than {_MOST_TAGS:,} tags")
    if text.count("&") > _MOST_REFERENCES:
        raise FeedError(f"a feed of more than {_MOST_REFERENCES:,} references")
    headers = {"content-location": address, "content-type": "application/xml; charset=utf-8"}
    try:
        # as a stream: given bytes, it first tries to open the file that they name
        parsed = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            resolve_relative_uris=False,  # links within markup are not followed, and what is kept of markup is its text
        )
    except _PARSER_ERRORS as error:
        raise FeedError("the document cannot be read as a feed") from error
    if not parsed.get("version"):
        raise FeedError
    feed = parsed.get("feed", {})
    hub, self_address = first_links(((link.get("rel"), link.get("href")) for link in feed.get("links", ())), address)
    return ParsedFeed(
        title=title_text(feed.get("title")),
        language=language_code(feed.get("language")),
        entries=tuple(_entry(entry, address, str(parsed["version"])) for entry in parsed.get("entries", ())),
        ttl=_ttl(feed),
        skip_hours=_skip_hours(text),
        hub=hub,
        self_address=self_address,
    )


def _disarm(text: str) -> str:
    """Take out what would exhaust or break a parser: entities of the feed's own, references to no character."""
    # feedparser would expand entities a hundredfold, and gives up the whole feed for one reference to a surrogate
    text = _ENTITIES.sub("", _LONG_SPACE.sub("\n", text))
    return without_long_tags(_REFERENCE.sub(_character, _PERSON.sub(r"\1unread-", text)))


def _character(reference: re.Match[str]) -> str:
    """Return the reference if it is to a Unicode character, else one to U+FFFD."""
    digits = (reference["hex"] or reference["decimal"]).lstrip("0")
    if 0 < len(digits) <= 7:  # no more digits than the last character has
        code = int(digits, 16 if reference["hex"] else 10)
        if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return reference[0]
    return "&#xFFFD;"


def _ttl(feed: Any) -> timedelta | None:
    """Return how long the feed asks to be left alone: RSS's minutes, else the period of RSS's syndication module."""
    minutes = _number(feed.get("ttl"))
    if minutes:
        return sane_ttl(timedelta(minutes=minutes))
    stated = feed.get("sy_updateperiod"), feed.get("sy_updatefrequency")
    if stated == (None, None):
        return None
    period = _PERIODS.get(str(stated[0] or "daily").strip().casefold())  # the module's own defaults: once daily
    frequency = 1 if stated[1] is None else _number(stated[1])
    return sane_ttl(period / frequency) if period and frequency else None


def _number(text: object) -> int:
    """Return a number of few digits; 0 for what is none."""
    digits = str(text or "").strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,6}", digits) else 0


def _skip_hours(text: str) -> frozenset[int]:
    """Return the hours in which the feed asks not to be polled; RSS 0.91 counts them to 24, which is midnight.

    Read from the text: of several elements of one name feedparser keeps the last.
    """
    stated = _SKIP_HOURS.search(text)
    hours = {int(hour) % 24 for hour in re.findall(r"\d+", stated["hours"]) if int(hour) <= 24} if stated else set()
    return frozenset(hours) if len(hours) < 24 else frozenset()  # a feed that is never to be polled is a slip


def _entry(entry: Any, address: str, version: str) -> Entry:
    content = next((part.get("value") for part in entry.get("content", ()) if part.get("value")), None)
    published, precision = _published(entry, version) or (None, None)
    return Entry(
        guid=guid_text(entry.get("id")),
        url=link_address(entry.get("feedburner_origlink"), address) or link_address(entry.get("link"), address),
        title=title_text(entry.get("title")),
        summary=title_text(entry.get("summary")),
        published=published,
        content=(plain(content) or None) if isinstance(content, str) else None,
        precision=precision,
    )


def _published(entry: Any, version: str) -> tuple[datetime, Precision] | None:
    """Return the entry's time; of RSS also Dublin Core's date, which feedparser files under updates.

    Read from the words of the feed: feedparser takes a time whose zone it does not know for one in UTC.
    """
    names = ("published", "updated") if version.startswith("rss") else ("published",)
    stated = (dict.get(entry, name) for name in names)
    found = (parse_date(one_line(text)) for text in stated if isinstance(text, str))
    return next((time for time in found if time), None)
