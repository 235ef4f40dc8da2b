"""Read a news sitemap (the sitemap protocol's urlset with Google's news elements), untrusted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from stoppress.domain.article import Entry
from stoppress.domain.errors import FeedError
from stoppress.stages.feed_parts import ParsedFeed, link_address, title_text
from stoppress.stages.metadata import language_code
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MOST_SITEMAPS = 1000  # of an index that are looked at
ROOTS = frozenset({"urlset", "sitemapindex"})
_MOST_TAGS = 600_000  # a full sitemap of 50,000 addresses has fewer
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\w{1,9}|[A-Za-z]\w{0,40});)")  # at which the parser would drop words
_FIELDS = frozenset({"loc", "title", "publication_date", "name", "language"})


def read_sitemap(text: str, *, address: str) -> ParsedFeed:
    """Read the news of a sitemap, newest first: sitemaps have no order of their own.

    An address without news data is no entry: nobody says that it is an article. The title and the language are those
    of the publication that is named first. Raises FeedError, also for an index of sitemaps.
    """
    root = _root(text)
    if _name(root) == "sitemapindex":
        raise FeedError("an index of sitemaps, which are to be added themselves")
    news = [fields for fields in map(_news, _urls(root)) if fields]
    entries = (_entry(fields, address) for fields in news)
    first = news[0] if news else {}
    return ParsedFeed(
        title=title_text(first.get("name")),
        language=language_code(first.get("language")),
        entries=tuple(sorted(entries, key=lambda entry: entry.published or _LONG_AGO, reverse=True)),
    )


def list_sitemaps(text: str, *, address: str) -> tuple[str, ...]:
    """List the sitemaps that an index names, those called news first and then the latest changed; empty for no index.

    An index names every sitemap of a site, by year or by section, and few of them have news.
    """
    try:
        root = _root(text)
    except FeedError:
        return ()
    if _name(root) != "sitemapindex":
        return ()
    named = [_stated(child, address) for child in root.iter() if _name(child) == "sitemap"][:_MOST_SITEMAPS]
    found = [(link, changed) for link, changed in named if link]
    found.sort(key=lambda sitemap: sitemap[1], reverse=True)
    found.sort(key=lambda sitemap: "news" not in urlsplit(sitemap[0]).path.casefold())
    return tuple(dict.fromkeys(link for link, _ in found))


def _stated(sitemap: _Element, address: str) -> tuple[str | None, datetime]:
    texts = {_name(part): "".join(part.itertext()) for part in sitemap}
    changed = parse_date(one_line(texts.get("lastmod", "")))
    return link_address(texts.get("loc"), address), changed[0] if changed else _LONG_AGO


def _root(text: str) -> _Element:
    if text.count("<") + text.count("&lt;") > _MOST_TAGS:
        raise FeedError(f"a feed of more than {_MOST_TAGS:,} tags")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        readable = _BARE_AMPERSAND.sub("&amp;", text).encode("utf-8", "replace")
        root = etree.fromstring(readable, parser)
    except (etree.LxmlError, ValueError) as error:
        raise FeedError("the document cannot be read as a feed") from error
    if root is None:
        raise FeedError("the document cannot be read as a feed")
    return root


def _urls(root: _Element) -> Iterator[_Element]:
    return (child for child in root.iter() if _name(child) == "url")


def _name(element: _Element) -> str:
    """Return the element's name without its namespace, whether that is declared or not."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _news(url: _Element) -> dict[str, str]:
    """Return the texts of the address and of its news data by name; empty where it has no news data."""
    found = {_name(part): "".join(part.itertext()) for part in url if _name(part) == "loc"}
    news = next((part for part in url if _name(part) == "news"), None)
    if news is None or not found:
        return {}
    for part in news.iter():
        if _name(part) in _FIELDS - {"loc"}:
            found.setdefault(_name(part), "".join(part.itertext()))
    return found


def _entry(fields: dict[str, str], address: str) -> Entry:
    published, precision = parse_date(one_line(fields.get("publication_date", ""))) or (None, None)
    return Entry(
        guid=None,
        url=link_address(fields["loc"], address),
        title=title_text(fields.get("title")),
        summary=None,
        published=published,
        precision=precision,
    )
