"""Read a JSON Feed, version 1.0 or 1.1 (jsonfeed.org), untrusted."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

from stoppress.domain.article import Entry
from stoppress.domain.errors import FeedError
from stoppress.stages.feed_parts import ParsedFeed, guid_text, link_address, title_text
from stoppress.stages.metadata import language_code
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from stoppress.domain.article import Precision

_MOST_NODES = 100_000  # objects and lists; a feed of a thousand articles has some ten thousand
_MOST_TAGS = 200_000  # in its texts; taking one off takes up to 0.01 ms
_TAG = re.compile(r"<|\\u003c", re.IGNORECASE)
_VERSION = "jsonfeed.org/version/"


def is_json(text: str) -> bool:
    """Say whether a document begins as JSON's objects do."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def read_json_feed(text: str, *, address: str) -> ParsedFeed:
    """Read the entries of a JSON Feed; its relative links are relative to `address`. Raises FeedError."""
    if text.count("{") + text.count("[") > _MOST_NODES:
        raise FeedError(f"a feed of more than {_MOST_NODES:,} parts")
    if sum(1 for _ in _TAG.finditer(text)) > _MOST_TAGS:
        raise FeedError(f"a feed of more than {_MOST_TAGS:,} tags")
    try:
        feed = json.loads(text.strip("\ufeff \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        raise FeedError("the document cannot be read as a feed") from error
    if (
        not isinstance(feed, dict)
        or _VERSION not in str(feed.get("version"))
        or not isinstance(feed.get("items"), list)
    ):
        raise FeedError
    return ParsedFeed(
        title=title_text(feed.get("title")),
        language=language_code(_string(feed.get("language"))),
        entries=tuple(_entry(item, address) for item in feed["items"] if isinstance(item, dict)),
        hub=next(_hubs(feed.get("hubs"), address), None),
        self_address=link_address(feed.get("feed_url"), address),
    )


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _hubs(hubs: object, address: str) -> Iterator[str]:
    """Yield the hubs that speak WebSub; rssCloud's are others."""
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type")).casefold() == "websub":
            found = link_address(hub.get("url"), address)
            if found:
                yield found


def _entry(item: dict[str, object], address: str) -> Entry:
    content = _content(item)
    published, precision = _published(item) or (None, None)
    identity = item.get("id")
    return Entry(
        # the format asks for a string, and for numbers to be taken all the same
        guid=guid_text(identity) if isinstance(identity, (str, int)) and not isinstance(identity, bool) else None,
        url=link_address(item.get("url"), address) or link_address(item.get("external_url"), address),
        title=title_text(item.get("title")),
        summary=title_text(item.get("summary")) or title_text(content),
        published=published,
        content=content,
        precision=precision,
    )


def _content(item: dict[str, object]) -> str | None:
    """Return the full text as HTML; a plain text's paragraphs are made some."""
    markup = _string(item.get("content_html"))
    if markup:
        return plain(markup) or None
    text = plain(_string(item.get("content_text")) or "")
    paragraphs = (one_line(part) for part in text.split("\n\n"))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part) or None


def _published(item: dict[str, object]) -> tuple[datetime, Precision] | None:
    stated = _string(item.get("date_published"))  # `date_modified` is no publication time
    return parse_date(one_line(stated)) if stated else None
