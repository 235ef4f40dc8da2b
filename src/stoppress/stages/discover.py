"""Find the feeds of a site from its home page: what it declares, what it links to, and what is worth a try."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from stoppress.domain.errors import InputError
from stoppress.stages.feed_parts import link_address, without_long_tags
from stoppress.stages.markup import decode, read_tree
from stoppress.stages.robots import read_robots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MOST = 50  # of one site; more is a list of every section and author
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_GUESSES = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
_LIKE_A_FEED = re.compile(
    r"/(?:feeds?|rss|atom|rdf)/?$|\.(?:rss|atom|rdf)$|/(?:feeds?|rss|atom|index)[\w-]*\.(?:xml|json)$"
    r"|/(?:rss|feeds?)/[\w/.-]+\.xml$|/[\w-]*[_-](?:rss|feed)\.xml$",
    re.IGNORECASE,
)
_ASKS_FOR_A_FEED = re.compile(
    r"(?:^|&)(?:feed|format|type|output|_format)=(?:rss2?|atom|feed|rdf)(?:&|$)", re.IGNORECASE
)
_COMMENTS = re.compile(r"(?:^|[/=_-])comments?(?:[/._-]|$)", re.IGNORECASE)


class Reason(StrEnum):
    """Why an address may be a feed, the surest reason first. A closed list."""

    DECLARED = "the page declares it"
    LINKED = "the page links to it"
    LISTED = "robots.txt lists it"
    GUESSED = "feeds often stand there"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address that may be a feed."""

    address: str  # absolute; http or https only
    reason: Reason
    title: str | None = None  # as the page names it


def discover_feeds(page: bytes, *, address: str, robots_text: str = "") -> tuple[FoundFeed, ...]:
    """List what may be the site's feeds, best first; `address` is where the page was fetched.

    Feeds of comments are left out. Whether an address is a feed is known when it was fetched and parsed.
    """
    found: dict[str, FoundFeed] = {}
    for feed in (*_on_page(page, address), *_news_sitemaps(robots_text), *_guesses(address)):
        found.setdefault(feed.address, feed)
    return tuple(found.values())[:_MOST]


def _on_page(page: bytes, address: str) -> tuple[FoundFeed, ...]:
    try:
        tree = read_tree(without_long_tags(decode(page)))
    except InputError:
        return ()
    base = next((link_address(base.get("href"), address) for base in tree.iter("base")), None) or address
    return (*_declared(tree, base), *_linked(tree, base, address))


def _declared(tree: HtmlElement, base: str) -> Iterator[FoundFeed]:
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").casefold().split()
        kind = (link.get("type") or "").partition(";")[0].strip().casefold()
        target = _target(link, base)
        if target and "alternate" in relations and kind in _FEED_TYPES:
            yield FoundFeed(target, Reason.DECLARED, " ".join((link.get("title") or "").split()) or None)


def _linked(tree: HtmlElement, base: str, address: str) -> Iterator[FoundFeed]:
    site = _site(address)
    for link in tree.iter("a"):
        target = _target(link, base)
        if target and _is_of_site(target, site) and _looks_like_a_feed(target):
            yield FoundFeed(target, Reason.LINKED)


def _target(link: HtmlElement, base: str) -> str | None:
    """Return where a link leads; None for a feed of comments, or a target that is no web address."""
    target = link_address(link.get("href"), base)
    if target is None:
        return None
    target = urldefrag(target)[0]
    parts = urlsplit(target)
    return None if _COMMENTS.search(f"{parts.path}?{parts.query}") else target


def _looks_like_a_feed(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_LIKE_A_FEED.search(parts.path) or _ASKS_FOR_A_FEED.search(parts.query))


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _is_of_site(address: str, site: str) -> bool:
    """Say whether an address is of the site or of a host beside it: not a reader's "follow this feed" link."""
    other = _site(address)
    return other == site or other.endswith(f".{site}") or site.endswith(f".{other}")


def _news_sitemaps(robots_text: str) -> Iterator[FoundFeed]:
    """Yield the sitemaps that are called news: others list every page there is."""
    for sitemap in read_robots(robots_text, "").sitemaps:
        if "news" in urlsplit(sitemap).path.casefold():
            yield FoundFeed(sitemap, Reason.LISTED)


def _guesses(address: str) -> Iterator[FoundFeed]:
    for path in _GUESSES:
        guess = link_address(path, address)
        if guess:
            yield FoundFeed(guess, Reason.GUESSED)
