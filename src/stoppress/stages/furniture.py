"""Take out of a page's tree what its markup shows to be no article text: captions, credits, sign-up panels."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from stoppress.domain.article import Dropped, DropReason
from stoppress.stages.captions import caption_pieces
from stoppress.stages.markup import blocks, is_blank, is_small, visible_text
from stoppress.stages.wording import drop_reason, fits_panel, is_news

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from stoppress.stages.markup import Block

_LONGEST_CAPTION = 900  # characters
_LONGEST_PANEL = 3000
_BRIEF = 160  # bytes in UTF-8 of a panel whose words need not be known
_PICTURES = ("img", "picture", "video", "amp-img")
_NO_BOXES = frozenset({"p", "li", "a", "header", "article", "main", "body"})
_NAMED = re.compile(
    r"(?P<credit>(?<![a-z])(?:photo|image|media|picture)?[-_]*credits?(?![a-z]*card)(?![a-z]))|[Cc]aption|[Cc]utline"
    r"|(?P<camel>Credit(?![a-z]))"
)
_LINES = ("p", "div", "h2", "h3", "h4", "h5", "h6", "li", "button", "label", "small", "section", "aside")
_QUOTES = ("blockquote", "table", "pre", "code")


def take_out_furniture(tree: HtmlElement) -> tuple[Dropped, ...]:
    """Remove captions, credits and panels from the article's part of the page; return what they said, in order.

    What the extractor would leave out without a word goes here first, so that the reason is kept.
    """
    lines = blocks(page_body(tree))
    region = article_region(tree, lines)
    found = dict.fromkeys((*_captions(region), *_panels(region), *_picture_boxes(region)), True)
    found |= {element: False for element in _worded(region, lines) if element not in found}
    dropped: list[Dropped] = []
    gone: set[HtmlElement] = {region}
    for element in [element for element in region.iter() if element in found]:
        if element in gone:
            continue  # stood in one already taken out
        gone.update(element.iter())
        dropped += _pieces(element) if found[element] else _worded_pieces(visible_text(element))
        element.drop_tree()
    return tuple(dropped)


def article_region(tree: HtmlElement, lines: Sequence[Block]) -> HtmlElement:
    """Find the part of the page that the article stands in; `lines` are those of the whole page."""
    sizes: Counter[HtmlElement] = Counter()
    for line in lines:
        for around in (line.element, *line.element.iterancestors("article", "main")):
            sizes[around] += len(line.text)
    enough = 0.3 * sum(len(line.text) for line in lines)
    articles = sorted(tree.iter("article"), key=lambda element: sizes[element], reverse=True)
    candidates = (*articles[:1], *tree.iter("main"))
    return next((candidate for candidate in candidates if sizes[candidate] >= enough), page_body(tree))


def page_body(tree: HtmlElement) -> HtmlElement:
    """Return the part of the page that is shown."""
    return next(tree.iter("body"), tree)


def _captions(region: HtmlElement) -> Iterator[HtmlElement]:
    for element in list(region.iter("figcaption", "figure", "div", "span", "p", "small", "em", "cite")):
        if element.tag == "figcaption":
            yield element
        elif element.tag == "figure":
            if is_small(element, characters=_LONGEST_CAPTION) and next(element.iter(*_QUOTES), None) is None:
                yield element
        elif _NAMED.search(element.get("class") or "") and _is_caption_sized(element):
            yield element


def _is_caption_sized(element: HtmlElement) -> bool:
    """Guard against a wrapper named after the captions in it."""
    if not is_small(element, characters=_LONGEST_CAPTION) or next(element.iter("h1"), None) is not None:
        return False
    return 0 < len(visible_text(element)) <= _LONGEST_CAPTION and len(list(element.iter("p"))) <= 1


def _picture_boxes(region: HtmlElement) -> Iterator[HtmlElement]:
    """Yield boxes that hold a picture and short lines that are no paragraphs: a caption whose class says nothing."""
    most = min(_LONGEST_CAPTION // 2, len(visible_text(region)) // 3)
    for picture in list(region.iter(*_PICTURES)):
        box = next((above for above in picture.iterancestors() if above is region or not is_blank(above)), None)
        if box is None or box is region or box.tag in _NO_BOXES or not is_small(box, characters=most):
            continue
        lines = blocks(box)
        if len(visible_text(box)) > most or not 0 < len(lines) <= 3 or next(box.iter("h1", "time"), None) is not None:
            continue
        if not any(line.tag == "p" for line in lines) or any(caption_pieces(line.text) for line in lines):
            yield box


def _worded(region: HtmlElement, lines: Sequence[Block]) -> Iterator[HtmlElement]:
    """Yield the innermost blocks whose whole text is a panel's, a caption's or a crumb's by its wording."""
    inside = set(region.iter(*_LINES))
    for element, run in groupby(lines, key=lambda line: line.element):
        if element in inside and next(element.iterdescendants(*_LINES), None) is None:
            text = " ".join(line.text for line in run)
            if drop_reason(text) is not DropReason.PAYWALL and _worded_pieces(text):
                yield element


def _worded_pieces(text: str) -> tuple[Dropped, ...]:
    reason = drop_reason(text) if text else None
    return (Dropped(text, reason),) if reason else caption_pieces(text)


def _panels(region: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the boxes around address fields in which everything speaks as a panel does, whatever their classes."""
    for field in list(region.iter("input")):
        if not _asks_for_address(field):
            continue
        box = None
        for above in field.iterancestors():
            if above is region or above.tag in {"body", "main", "article"} or not _is_panel(above):
                break
            box = above
        if box is not None:
            yield box


def _asks_for_address(field: HtmlElement) -> bool:
    if (field.get("type") or "text").casefold() == "email":
        return True
    named = " ".join(field.get(name) or "" for name in ("name", "id", "placeholder", "autocomplete", "aria-label"))
    return (field.get("type") or "text").casefold() == "text" and re.search(
        r"e-?mail", named, re.IGNORECASE
    ) is not None


def _is_panel(element: HtmlElement) -> bool:
    """Say whether all that a box says is a panel's; of a few short lines around an address field, in any language."""
    if not is_small(element, characters=_LONGEST_PANEL):
        return False
    lines = blocks(element)
    brief = sum(len(line.text.encode()) for line in lines) <= _BRIEF and next(element.iter("h1"), None) is None
    return all((brief and not is_news(line.text)) or fits_panel(line.text) for line in lines)


def _pieces(element: HtmlElement) -> Iterator[Dropped]:
    """Say of each line of a box why it goes: by its wording or, where that says nothing, by what the box is."""
    is_panel = any(_asks_for_address(field) for field in element.iter("input"))
    is_link = element.tag == "a" or any(
        len(visible_text(link)) * 2 > len(visible_text(element)) for link in element.iter("a")
    )
    for line in blocks(element):
        if is_panel:
            yield Dropped(line.text, drop_reason(line.text) or DropReason.SIGN_UP)
            continue
        if is_link and not caption_pieces(line.text):
            yield Dropped(line.text, DropReason.READ_MORE)
        else:
            yield from (
                _named_credit(element, line.text)
                or caption_pieces(line.text)
                or (Dropped(line.text, DropReason.CAPTION),)
            )


def _named_credit(element: HtmlElement, text: str) -> tuple[Dropped, ...]:
    """Cut off the line what stands in an element named as a credit; empty where none is."""
    for inner in (element, *element.iterdescendants()):
        named = _NAMED.search(inner.get("class") or "")
        credit = visible_text(inner) if named and (named["credit"] or named["camel"]) else ""
        if credit and text.endswith(credit):
            caption = text.removesuffix(credit).strip()
            return (*((Dropped(caption, DropReason.CAPTION),) if caption else ()), Dropped(credit, DropReason.CREDIT))
    return ()
