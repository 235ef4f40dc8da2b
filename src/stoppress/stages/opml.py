"""Read and write lists of feeds (OPML 2.0): untrusted when read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from stoppress.domain.errors import InputError
from stoppress.stages.metadata import language_code
from stoppress.stages.text.safe import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

# OPML has no word for who controls an outlet, and lets others add attributes in a namespace of their own.
_NAMESPACE = "urn:stoppress:opml"
_OWNER = f"{{{_NAMESPACE}}}owner"
_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>[]*>\s*)*<opml[\s>]",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a list states it; empty where it states nothing."""

    address: str  # as stated: perhaps none at all
    outlet: str = ""
    owner: str = ""
    language: str = ""  # ISO 639 code


def is_opml(head: bytes) -> bool:
    """Say whether a file that begins so is a list of feeds."""
    return bool(_BEGIN.match(head))


def read_opml(document: bytes) -> tuple[ListedFeed, ...]:
    """Return the feeds of a list in order; outlines without an address are folders, however deep.

    Raises InputError for what is no OPML.
    """
    # No entity of the document's own is read from anywhere; how far they may grow, libxml2 limits.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"not XML that can be read: {one_line(str(error))}") from error
    if str(root.tag).casefold() != "opml":
        raise InputError("no OPML: its outermost element has another name")
    outlines = (_attributes(element) for element in root.iter("outline"))
    return tuple(_listed(attributes) for attributes in outlines if "xmlurl" in attributes)


def write_opml(feeds: Iterable[ListedFeed], *, title: str) -> bytes:
    """Write a list of feeds."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"stoppress": _NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = one_line(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = etree.SubElement(body, "outline", type="rss", text=one_line(feed.outlet), xmlUrl=feed.address)
        outline.set("title", one_line(feed.outlet))
        for name, value in (("language", feed.language), (_OWNER, one_line(feed.owner))):
            if value:
                outline.set(name, value)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return an outline's attributes; some programs write their names in small letters."""
    return {str(name).casefold(): str(value).strip() for name, value in element.attrib.items()}


def _listed(attributes: dict[str, str]) -> ListedFeed:
    return ListedFeed(
        address=attributes["xmlurl"],
        outlet=one_line(attributes.get("title") or attributes.get("text") or ""),
        owner=one_line(attributes.get(_OWNER, "")),
        language=language_code(attributes.get("language")) or "",
    )
