"""What feeds of every format have in common: the record of one, its characters, its titles and links."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from stoppress.stages.metadata import absolute_address, strip_markup
from stoppress.stages.text.safe import one_line, web_address

if TYPE_CHECKING:
    from stoppress.domain.article import Entry

LONGEST_GUID = 2000  # characters
_LONGEST_TTL = timedelta(days=366)  # what is longer is a slip, and would overflow a date
_WIDE = (  # how a document of two or four bytes a letter begins
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?\s*(?P<name>[\w:.-]{2,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*(?P<name>[\w:.-]{2,40})", re.IGNORECASE)
_OTHER_CHARSET = re.compile(
    r"windows|cp12|iso-?8859|latin|ascii|us-ascii|koi8|gb|big5|euc|shift|sjis|mac|tis", re.IGNORECASE
)
_LATIN = frozenset({"ascii", "iso8859-1"})  # which is what windows-1252 is often called
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\w{1,8}|\w{2,20});")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}>?")  # characters; a picture written into its own tag is as long
_ROOT = re.compile(r"(?:[\w.-]{1,40}:)?(?P<name>[A-Za-z][\w.-]{0,40})")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed states of itself and of its articles."""

    title: str | None
    language: str | None  # ISO 639 code
    entries: tuple[Entry, ...]  # in the feed's order
    ttl: timedelta | None = None  # how long it asks to be left alone after a poll
    skip_hours: frozenset[int] = frozenset()  # hours of the day, in UTC, in which it asks not to be polled
    hub: str | None = None  # the WebSub hub that tells of its changes
    self_address: str | None = None  # the address it calls its own: a hub's topic


def decode_feed(body: bytes, content_type: str | None) -> str:
    """Decode a feed by its own bytes; what is declared, in it or in the header, counts only where they do not tell."""
    for head, encoding in _WIDE:
        if body.startswith(head):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    text = body.decode("utf-8", "replace")
    n_broken, n_wide = text.count("\ufffd"), _n_wide(text)
    other = _other_charset(text, content_type)
    if not n_broken or n_broken * (20 if other else 2) < n_wide:
        return text.removeprefix("\ufeff")  # a piece of another encoding in it, or cut in the middle of a character
    return body.decode(other or "windows-1252", "replace")


def _other_charset(text: str, content_type: str | None) -> str | None:
    """Return the encoding that the document or else the header declares; None for UTF-8, or what no feed is in."""
    for found in (_DECLARED.match(text[:500]), _CHARSET.search(content_type or "")):
        if found and _OTHER_CHARSET.match(found["name"]):
            try:
                name = codecs.lookup(found["name"]).name
            except LookupError:
                continue
            return "windows-1252" if name in _LATIN else name
    return None


def _n_wide(text: str) -> int:
    """Count the characters beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def find_root(text: str) -> tuple[int, str]:
    """Find the first element of a document: where it begins and its local name, in lower case; "" where there is none.

    Comments are skipped, in time linear in their length.
    """
    place = 0
    while (start := text.find("<", place)) >= 0:
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            if end < 0:
                break
            place = end + 3
            continue
        match = _ROOT.match(text, start + 1)
        if match:
            return start, match["name"].casefold()
        place = start + 1
    return len(text), ""


def without_long_tags(text: str) -> str:
    """Take out tags of more attributes than parsers can bear, whose time grows with their square."""
    return _LONG_TAG.sub("", text)


def title_text(text: object) -> str | None:
    """Take the markup off; some feeds escape it twice, so that tags are left after a first time."""
    if not isinstance(text, str):
        return None
    bare = strip_markup(without_long_tags(text)) or ""
    return (strip_markup(bare) if _HAS_MARKUP.search(bare) else bare) or None


def guid_text(text: object) -> str | None:
    """Return an entry's own identity as one line of bounded length."""
    return one_line(str(text or ""))[:LONGEST_GUID] or None


def link_address(link: object, base: str | None) -> str | None:
    """Return a link as a web address, made absolute by where it was found."""
    if not isinstance(link, str) or not link.strip():
        return None
    return web_address(absolute_address(base, link))


def sane_ttl(ttl: timedelta) -> timedelta | None:
    """Return the time if a feed can mean it."""
    return ttl if timedelta(0) < ttl <= _LONGEST_TTL else None
