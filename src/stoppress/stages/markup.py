"""Make a tree of a page's bytes, and text of the tree, whatever the page is like."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree, html

from stoppress.domain.errors import InputError
from stoppress.stages.text.safe import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LARGEST = 10_000_000  # characters; no article's page comes near
_MOST_TAGS = 150_000  # with closing ones, and what looks like tags in scripts: a tree takes 300 bytes a tag
_LONGEST_TEXT = 500_000  # characters; a paragraph of a book's length is none
_MOST_ATTRIBUTES = 2000  # of a tag
_LONG_TAG = re.compile(r"<[a-zA-Z!/?][^>]{4000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]))(?:;|(?![0-9a-fA-F]))"
)
_MOST_ELEMENTS = 30_000  # reading takes up to 0.35 ms an element
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE
)
_SMALL = 200  # elements of a panel or a captioned picture at most
_WEB_CHARSET = re.compile(
    r"(?:windows|cp|iso|latin|utf|koi8|gb|big5|euc|shift|sjis|mac|us-ascii|ascii|tis)", re.IGNORECASE
)
_LATIN = frozenset({"ascii", "iso8859-1"})  # which browsers read as windows-1252
_BLOCK_TAGS = """
    address article aside blockquote body button caption dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section select summary table tbody td
    tfoot th thead tr ul head quote item list row
"""  # the last five are the extractor's own
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "textarea"})
_INLINE = frozenset({"span", "a", "b", "i", "em", "strong", "small", "sup", "s"})
_HIDDEN = re.compile(r"\b(?:sr-only|screen-reader-text|visually-?hidden)\b|display:\s?none", re.IGNORECASE)
_APART = frozenset({"nav", "footer", "aside", "button", "dialog", "select", "menu", "label"})
_APART_ROLES = frozenset({"navigation", "complementary", "dialog", "contentinfo", "search", "menu"})
_NO_CELLS = ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "img", "br", "form")  # of a table of figures
_PARAGRAPH_BREAK = re.compile(r"\s*\n\s*\n\s*|(?<=[.!?…”\"])[ \t]*\n")


class Block(NamedTuple):
    """A run of text between two borders of blocks."""

    text: str  # one line
    tag: str  # of the innermost block around it
    rank: str  # the extractor's word for a heading's rank ("h1"), else ""
    element: HtmlElement  # the innermost block around it
    linked: int  # how many of its characters are links
    apart: bool  # stands in navigation, a sidebar, a button or the like


def read_tree(markup: bytes | str) -> HtmlElement:
    """Parse a page or a fragment of one; raises InputError for what is none, or is made to exhaust us."""
    text = markup if isinstance(markup, str) else decode(markup)
    if len(text) > _LARGEST:
        raise InputError(f"a page of more than {_LARGEST:,} characters")
    if text.count("<") > _MOST_TAGS:
        raise InputError(f"a page of more than {_MOST_TAGS:,} tags")
    # lxml reads control characters, also by reference, and then refuses to have them put anywhere
    text = _CONTROLS.sub("", text)
    _refuse_crowded_tags(text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError("no markup in the page") from error
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise InputError(f"a page of more than {_MOST_ELEMENTS:,} elements")
    if any(_longest_text(element) > _LONGEST_TEXT for element in tree.iter()):
        raise InputError(f"a page with a text of more than {_LONGEST_TEXT:,} characters without a break")
    return tree


def _refuse_crowded_tags(text: str) -> None:
    """Refuse a page that hangs the parser, which compares each attribute of a tag with all before it."""
    for tag in _LONG_TAG.finditer(text):
        if len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise InputError(f"a tag of more than {_MOST_ATTRIBUTES:,} attributes")


def _longest_text(element: HtmlElement) -> int:
    """Return the length of the text in or behind an element, where readers see it."""
    inside = 0 if element.tag in _UNSEEN else len(element.text or "")
    return max(inside, len(element.tail or ""))


def decode(markup: bytes) -> str:
    """Decode a page: by its byte-order mark, as UTF-8, as it declares, or else as windows-1252, as browsers do."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if markup.startswith(mark):
            return markup[len(mark) :].decode(encoding, "replace")
    try:
        return markup.decode()
    except UnicodeDecodeError:
        return markup.decode(_declared(markup[:4096]), "replace")


def _declared(head: bytes) -> str:
    match = _DECLARED.search(head)
    name = match[1].decode("ascii", "ignore") if match else ""
    if not _WEB_CHARSET.match(name):
        return "windows-1252"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return "windows-1252"
    return "windows-1252" if codec in _LATIN or codec == "utf-7" else codec


def blocks(element: HtmlElement) -> list[Block]:
    """List the element's runs of text between the borders of its blocks, in order; what is never shown is left out."""
    walk = _Walk(element)
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            walk.enter(node)
            text = node.text
        else:
            walk.leave(node)
            text = None if node is element else node.tail
        if text and not walk.unseen:
            walk.add(text)
    if walk.run:
        walk.flush()
    return walk.found


def is_small(element: HtmlElement, *, characters: int) -> bool:
    """Say whether the element has few elements and little text, without reading more of it than that takes."""
    length = 0
    for number, inner in enumerate(element.iter()):
        length += len(inner.text or "") + len(inner.tail or "")
        if length > 3 * characters or number > _SMALL:  # white space and scripts count here, not where text is read
            return False
    return True


def is_blank(element: HtmlElement) -> bool:
    """Say whether a small element has no text at all."""
    texts = (
        text
        for inner in islice(element.iter(), _SMALL)
        for text in (inner.text, inner.tail if inner is not element else "")
    )
    return not any(text and text.strip() for text in texts) and sum(1 for _ in islice(element.iter(), _SMALL)) < _SMALL


def visible_text(element: HtmlElement) -> str:
    """Return the element's text as one line, with blanks between its blocks."""
    if len(element) == 0:  # as most are of which one asks
        return one_line(element.text or "") if element.tag not in _UNSEEN else ""
    return " ".join(block.text for block in blocks(element))


class _Walk:
    """The state of a walk through a tree, without recursion: the text since the last border, and what is around it."""

    __slots__ = ("apart", "around", "figures", "found", "hidden", "linked", "links", "root", "run", "unseen")

    def __init__(self, root: HtmlElement) -> None:
        self.root = root  # also where no block is around
        self.found: list[Block] = []
        self.run: list[str] = []
        self.linked = 0  # characters of the run
        self.links = 0  # around the place reached, as are the others
        self.unseen = 0
        self.around: list[HtmlElement] = []
        self.apart: list[HtmlElement] = []
        self.hidden: list[HtmlElement] = []
        self.figures: list[HtmlElement] = []  # tables whose rows are lines

    def enter(self, node: HtmlElement) -> None:
        tag = node.tag
        if tag in _UNSEEN or not isinstance(tag, str):
            self.unseen += 1
        elif tag in _BLOCKS:
            self._enter_block(node, tag)
        elif tag in {"br", "lb"}:
            self.add("\n")
        elif tag == "a":
            self.links += 1
        if tag in _INLINE and _is_hidden(node):
            self.hidden.append(node)
            self.unseen += 1

    def _enter_block(self, node: HtmlElement, tag: str) -> None:
        if self.unseen:
            return
        if tag in {"td", "th"} and self.figures:
            self.run.append(" ")
            return
        if self.run:
            self.flush()
        self.around.append(node)
        if tag in _APART or node.get("role") in _APART_ROLES:
            self.apart.append(node)
        if tag == "table" and next(node.iterdescendants(*_NO_CELLS), None) is None:
            self.figures.append(node)

    def leave(self, node: HtmlElement) -> None:
        tag = node.tag
        if tag in _UNSEEN or not isinstance(tag, str):
            self.unseen -= 1
        elif tag == "a":
            self.links -= 1
        elif tag == "cell" and not self.unseen:
            self.run.append(" ")
        if self.around and self.around[-1] is node:
            if self.run:
                self.flush()
            self.around.pop()
            for stack in (self.apart, self.figures):
                if stack and stack[-1] is node:
                    stack.pop()
        elif self.hidden and self.hidden[-1] is node:
            self.hidden.pop()
            self.unseen -= 1

    def add(self, text: str) -> None:
        if not self.unseen:
            self.run.append(text if text == "\n" else text.replace("\n", " "))
            if self.links:
                self.linked += len(text.strip())

    def flush(self) -> None:
        """End the run of text, which is not empty."""
        element = self.around[-1] if self.around else self.root
        tag = str(element.tag) if self.around else ""
        whole = "".join(self.run)
        for part in _PARAGRAPH_BREAK.split(whole) if "\n" in whole else (whole,):
            folded = one_line(part)
            if folded:
                linked = min(self.linked, len(folded))
                self.found.append(Block(folded, tag, element.get("rend") or "", element, linked, bool(self.apart)))
        self.run.clear()
        self.linked = 0


def _is_hidden(node: HtmlElement) -> bool:
    """Say whether an inline element is there for machines only; of larger ones a script may show them later."""
    return node.get("hidden") is not None or (
        _HIDDEN.search(f"{node.get('class') or ''} {node.get('style') or ''}") is not None
    )
