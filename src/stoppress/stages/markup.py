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
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_LARGEST = 20_000_000  # characters; no article's page comes near
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
_PARAGRAPH_BREAK = re.compile(r"\s*\n\s*\n\s*|(?<=[.!?…”\"])[ \t]*\n")


class Block(NamedTuple):
    """A run of text between two borders of blocks."""

    text: str  # one line
    tag: str  # of the innermost block around it
    rank: str  # the extractor's word for a heading's rank ("h1"), else ""


def read_tree(markup: bytes | str) -> HtmlElement:
    """Parse a page or a fragment of one; raises InputError for what is none, or is made to exhaust us."""
    text = markup if isinstance(markup, str) else decode(markup)
    text = text.replace("\0", "")
    if len(text) > _LARGEST:
        raise InputError(f"a page of more than {_LARGEST:,} characters")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError("no markup in the page") from error
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise InputError(f"a page of more than {_MOST_ELEMENTS:,} elements")
    return tree


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
    found: list[Block] = []
    run: list[str] = []
    around: list[tuple[str, str]] = []
    for kind, text, tag, rank in _pieces(element):
        if kind == "text":
            run.append(text)
            continue
        _flush(run, around, found)
        if kind == "open":
            around.append((tag, rank))
        elif around:
            around.pop()
    _flush(run, around, found)
    return found


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
    return " ".join(block.text for block in blocks(element))


def _flush(run: list[str], around: list[tuple[str, str]], found: list[Block]) -> None:
    tag, rank = around[-1] if around else ("", "")
    for part in _PARAGRAPH_BREAK.split("".join(run)):
        folded = one_line(part)
        if folded:
            found.append(Block(folded, tag, rank))
    run.clear()


def _pieces(element: HtmlElement) -> Iterator[tuple[str, str, str, str]]:
    """Walk the element without recursion: texts, and the borders of blocks."""
    unseen = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        starts = event == "start"
        if tag in _UNSEEN or not tag:
            unseen += 1 if starts else -1
        elif not unseen and tag in _BLOCKS:
            yield ("open" if starts else "close"), "", tag, str(node.get("rend") or "")
        elif not unseen and starts and tag in {"br", "lb"}:
            yield "text", "\n", "", ""
        elif not unseen and tag == "cell":
            yield "text", " ", "", ""
        text = node.text if starts else node.tail
        if text and not unseen and not (not starts and node is element):
            yield "text", re.sub(r"\s+", " ", text), "", ""
