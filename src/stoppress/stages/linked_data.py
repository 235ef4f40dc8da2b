"""Find what a page says of its article in JSON-LD, the data that outlets write for search engines."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree, html

from stoppress.stages.markup import blocks
from stoppress.stages.text.safe import one_line, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_LARGEST_JSON = 1_000_000  # characters
_MOST_NODES = 2000
_MOST_PARTS = 20


def article_nodes(tree: HtmlElement) -> Iterator[dict[str, object]]:
    """Yield the JSON-LD nodes that describe an article, in order."""
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().casefold() != "application/ld+json":
            continue
        text = script.text or ""
        if len(text) > _LARGEST_JSON:
            continue
        try:
            found = json.loads(text.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(found) if _is_article(node))


def _nodes(found: object) -> Iterator[dict[str, object]]:
    waiting, seen = [found], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            yield node
            waiting += [
                node[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(node.get(name), (dict, list))
            ]


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report")) for name in names)


def is_free(node: dict[str, object]) -> bool:
    """Say whether the article is for all, so far as its node or those of its parts say; a word counts as a value."""
    parts = node.get("hasPart")
    nodes = (node, *(parts[:_MOST_PARTS] if isinstance(parts, list) else (parts,)))
    stated = (part.get("isAccessibleForFree") for part in nodes if isinstance(part, dict))
    return all(str(value).strip().casefold() != "false" for value in stated)


def stated_body(linked: dict[str, object]) -> tuple[str, ...]:
    """Return the paragraphs of the text in the page's data, which is plain or has markup."""
    body = linked.get("articleBody")
    if not isinstance(body, str) or len(body) > _LARGEST_JSON:
        return ()
    text = plain(unescape(body))
    if re.search(r"</?(?:p|br|div|h[2-6]|ul|li)\b", text):
        try:
            return tuple(block.text for block in blocks(html.fragment_fromstring(text, create_parent="div")))
        except (etree.ParserError, ValueError):
            return ()
    return tuple(line for line in (one_line(line) for line in text.split("\n")) if line)
