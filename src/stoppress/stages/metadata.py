"""Read what a page states of its article: headline, outlet, times, language, address, who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree, html

from stoppress.domain.article import Precision
from stoppress.stages.linked_data import article_nodes, is_free, stated_body
from stoppress.stages.markup import is_small, visible_text
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line, plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "publish_date", "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "article.published", "published-date", "publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified")
_MOST_LARGE = 100  # elements among which the headline may stand on a page without an h1
_LONGEST_SECTION = 60  # characters
_SUBTITLE = re.compile(
    r"standfirst|subtitle|sub-?head|(?<![a-z])(?:dek|deck)(?![a-z])|summary|strapline|lead-?in|teaser", re.IGNORECASE
)
_BYLINE = re.compile(r"[\w -]*(?<![a-z])(?:byline|author)", re.IGNORECASE)
_WROTE = re.compile(r"^\s*(?:(?:words|text|written|story) )?by:?\s+", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+[|–—:·•-]\s+")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageStatement:
    """What a page states of its article; None where it states nothing."""

    headline: str | None = None
    outlet: str | None = None
    standfirst: str | None = None  # only where it stands under the headline for a reader to see
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published: datetime | None = None
    precision: Precision | None = None
    section: str | None = None
    modified: datetime | None = None  # where it is later than `published`
    paywalled: bool = False
    body: tuple[str, ...] = ()  # the text as the page's data states it for machines


def read_statement(tree: HtmlElement, *, address: str | None) -> PageStatement:
    """Read the page's JSON-LD, meta elements and marked-up times; `address` is where it was fetched, if known."""
    metas = _metas(tree)
    linked = next(article_nodes(tree), {})
    published, precision = _published(tree, linked, metas) or (None, None)
    outlet = _first(metas.get("og:site_name"), _name(linked.get("publisher")), metas.get("application-name"))
    return PageStatement(
        headline=_headline(tree, linked, metas, outlet),
        outlet=outlet,
        standfirst=_standfirst(tree, linked, metas),
        byline=_byline(tree, linked, metas),
        url=_address(tree, linked, metas, address),
        language=_language(tree, metas),
        published=published,
        precision=precision,
        section=_section(linked, metas),
        modified=_modified(linked, metas, published),
        paywalled=_is_paywalled(linked, metas),
        body=stated_body(linked),
    )


def _section(linked: dict[str, object], metas: dict[str, str]) -> str | None:
    """Return the outlet's section; an address in its place, or a whole sentence, is none."""
    stated = (_text(linked.get("articleSection")), metas.get("article:section"), metas.get("section"))
    return next((text for text in stated if text and len(text) <= _LONGEST_SECTION and not web_address(text)), None)


def _modified(linked: dict[str, object], metas: dict[str, str], published: datetime | None) -> datetime | None:
    """Return when the page was changed after it was published; only a time with its zone says that."""
    for text in (_text(linked.get("dateModified")), *(metas.get(name) for name in _MODIFIED_NAMES)):
        time = parse_date(text) if text else None
        if time and time[1] is Precision.SECOND:
            return time[0] if published is None or time[0] > published else None
    return None


def _is_paywalled(linked: dict[str, object], metas: dict[str, str]) -> bool:
    """Say whether the page states that its text is not for all: in the data for search engines, or as publishers do."""
    tiers = {metas.get(name, "").casefold() for name in ("article:content_tier", "content_tier")}
    return not is_free(linked) or "locked" in tiers


def language_code(tag: str | None) -> str | None:
    """Return the ISO 639 code that a language tag begins with ("en-GB": "en"); None where it is no tag."""
    match = _LANGUAGE.match((tag or "").strip())
    return match[1].casefold() if match else None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Collect the meta elements by name, property or itemprop; the first of a name wins."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = one_line(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().casefold()
            if name and content:
                found.setdefault(name, content)
    return found


def _text(value: object) -> str | None:
    """Return a JSON-LD text without markup and entities."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    return strip_markup(value)


def strip_markup(text: str) -> str | None:
    """Take tags and entities off a text that may have some; None where nothing is left."""
    if "<" in text and re.search(r"<[a-zA-Z/!]", text):
        try:
            text = visible_text(html.fragment_fromstring(plain(text), create_parent="div"))
        except (etree.ParserError, ValueError, AssertionError):  # the last: lxml, of two bodies in one text
            text = re.sub(r"<[^<>]*>", " ", text)
    return one_line(unescape(text)) or None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        names = [name for name in map(_name, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    return _text(value)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _headline(tree: HtmlElement, linked: dict[str, object], metas: dict[str, str], outlet: str | None) -> str | None:
    stated = _text(linked.get("headline"))
    if stated:
        return stated
    shown = [text for text in (visible_text(heading) for heading in tree.iter("h1")) if text]
    large = shown or [visible_text(element) for element in islice(tree.iter("h2", "h3", "b", "strong"), _MOST_LARGE)]
    titles = [visible_text(title) for title in tree.iterfind(".//head/title")]
    for title in (metas.get("og:title"), metas.get("twitter:title"), *shown, *titles):
        bare = _without_outlet(title, outlet, large) if title else None
        if bare:
            return bare
    return None


def _without_outlet(title: str, outlet: str | None, shown: list[str]) -> str | None:
    """Take the outlet's name off a title's end ("Bridge closed | The Courier")."""
    text = strip_markup(title) or ""
    if outlet and text.casefold() == outlet.casefold():
        return None
    for separator in reversed(list(_SEPARATORS.finditer(text))):
        before, after = text[: separator.start()], text[separator.end() :]
        if before in shown or (outlet and after.casefold() == outlet.casefold()):
            return before
    return text or None


def _standfirst(tree: HtmlElement, linked: dict[str, object], metas: dict[str, str]) -> str | None:
    """Return the page's description where it stands on the page as a line of its own kind, not as a paragraph."""
    described = {
        text
        for text in (_text(linked.get("description")), metas.get("og:description"), metas.get("description"))
        if text
    }
    if not described:
        return None
    for element in tree.iter("h2", "h3", "p", "div", "span"):
        marked = element.tag in {"h2", "h3"} or _SUBTITLE.search(
            f"{element.get('class')} {element.get('itemprop')} {element.get('data-testid')}"
        )
        if marked and visible_text(element) in described:
            return visible_text(element)
    return None


def _byline(tree: HtmlElement, linked: dict[str, object], metas: dict[str, str]) -> str | None:
    author = metas.get("author") or metas.get("article:author")
    stated = _first(_name(linked.get("author")), None if author and web_address(author) else author)
    if stated is None:
        marked = (visible_text(element) for element in tree.iter("a", "span", "p", "div") if _is_byline(element))
        stated = next((text for text in marked if text), None)
    return (_WROTE.sub("", stated) or None) if stated else None


def _is_byline(element: HtmlElement) -> bool:
    """Say whether an element is marked as the author's name; not a box about the author."""
    marked = "author" in {element.get("rel"), element.get("itemprop")} or _BYLINE.fullmatch(element.get("class") or "")
    return bool(marked) and is_small(element, characters=40)


def _address(tree: HtmlElement, linked: dict[str, object], metas: dict[str, str], address: str | None) -> str | None:
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").casefold() == "canonical"), None
    )
    for candidate in (canonical, metas.get("og:url"), linked.get("url")):
        if isinstance(candidate, str) and candidate.strip():
            absolute = web_address(absolute_address(address, candidate))
            if absolute:
                return absolute
    return web_address(address)


def absolute_address(base: str | None, link: str) -> str | None:
    """Join a link with the address it was found at; None where that makes no address."""
    try:
        return urljoin(base or "", link.strip())
    except ValueError:
        return None


def _language(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    root = tree.getroottree().getroot()
    stated = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    return _first(
        language_code(stated), language_code(metas.get("content-language")), language_code(metas.get("og:locale"))
    )


def _published(
    tree: HtmlElement, linked: dict[str, object], metas: dict[str, str]
) -> tuple[datetime, Precision] | None:
    """Return the first publication time stated; a day gives way to an exact time on it that stands further down."""
    stated = [_text(linked.get("datePublished")), *(metas.get(name) for name in _DATE_NAMES), *_marked_times(tree)]
    found = [time for time in (parse_date(text) for text in stated if text) if time]
    if not found:
        return None
    first = found[0]
    if first[1] is Precision.DAY:
        return next((time for time in found if is_more_exact(time, first)), first)
    return first


def is_more_exact(time: tuple[datetime, Precision], day: tuple[datetime, Precision]) -> bool:
    """Say whether an exact time falls on a day that is known only as such, in whatever zone."""
    return time[1] is Precision.SECOND and timedelta(hours=-14) <= time[0] - day[0] < timedelta(hours=38)


def _marked_times(tree: HtmlElement) -> Iterator[str]:
    """Yield the times marked up in the article; outside of one only a time that is the page's only one."""
    for element in tree.iter():
        if element.get("itemprop") == "datePublished":
            yield element.get("content") or element.get("datetime") or visible_text(element)
    times = list(tree.iter("time"))
    inside = [time for time in times if next(time.iterancestors("article", "main"), None) is not None]
    for time in inside[:1] or (times if len(times) == 1 else []):
        yield time.get("datetime") or visible_text(time)
