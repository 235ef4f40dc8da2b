"""Find the WebSub hub of a feed, and the address that the hub knows it by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoppress.stages.feed_parts import link_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_HEADER = 8000  # characters
_NAME = r"[\w!#$%&'*+.^`|~-]+"
_PARAMETER = rf"\s*;\s*(?P<name>{_NAME})(?:\s*=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<bare>[^\s;,\"]*)))?"
_NEXT_PARAMETER = re.compile(_PARAMETER)
_TARGET = re.compile(r"[\s,]*<(?P<target>[^<>]*)>")


class HubLinks(NamedTuple):
    """Where a feed's changes are told, and what it is called there: a subscription needs both (WebSub, section 4)."""

    hub: str | None
    self_address: str | None


def hub_links(header: str, *, address: str | None = None) -> HubLinks:
    """Read the hub and the feed's own address from an HTTP Link header (RFC 8288).

    `address` is where the header was received, which its targets are relative to. Several header fields are joined by
    commas first. The first link of each kind counts; what is no web address is no link.
    """
    return first_links(_links(header[:_LONGEST_HEADER]), address)


def first_links(links: Iterable[tuple[object, object]], address: str | None) -> HubLinks:
    """Choose the hub and the feed's own address among pairs of a link's relations and its target."""
    found: dict[str, str] = {}
    for relations, target in links:
        absolute = link_address(target, address)
        if absolute:
            for relation in str(relations or "").casefold().split():
                found.setdefault(relation, absolute)
    return HubLinks(found.get("hub"), found.get("self"))


def _links(header: str) -> list[tuple[str, str]]:
    """Split a Link header to its relations and targets; what is malformed ends it."""
    found, place = [], 0
    while target := _TARGET.match(header, place):
        place = target.end()
        relation = None
        while parameter := _NEXT_PARAMETER.match(header, place):
            place = parameter.end()
            if relation is None and parameter["name"].casefold() == "rel":  # a second one is to be ignored
                quoted = parameter["quoted"]
                relation = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else parameter["bare"]
        found.append((relation or "", target["target"]))
        place = _past_comma(header, place)
    return found


def _past_comma(header: str, place: int) -> int:
    comma = header.find(",", place)
    return comma + 1 if comma >= 0 else len(header)
