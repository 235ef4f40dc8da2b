"""Say which of an article's passages are none: links to other articles, echoes, labels, who wrote it, posts, offers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.article import DropReason
from stoppress.stages.cleaning import bare_words
from stoppress.stages.passages import HEADINGS, ends_as_sentence, home_of, is_long
from stoppress.stages.wording import drop_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from stoppress.stages.markup import Block
    from stoppress.stages.passages import Choice

    Reasons = dict[int, DropReason]

_MOST_LINES = 1500  # of a page whose lines are compared with each other; no article comes near
_MOST_POINTS = 20
_LINKED = 0.8  # of a line's characters; so much of a link is one
_LABEL = 20  # characters before a link that say where it leads
_CARD = 400  # characters of a teaser with its headline at most
_TELLING = 25  # bytes of bare words from which on an echo is one
_ECHOED = 0.75  # of a key point's words that stand in one paragraph
_TAIL = 600  # characters that an offer may have below it
_KICKER = 60  # characters of a label above the headline
_LISTS = ("ul", "ol", "dl")
_POSTS = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|reddit-(?:card|embed)|bluesky-embed"
    r"|mastodon-embed|telegram-post)\b"
)


def teaser_cards(page: Sequence[Block]) -> set[HtmlElement]:
    """Find the boxes that stand side by side, each with a linked headline and little else."""
    known: dict[HtmlElement, bool] = {}
    cards = set()
    for line in page:
        if line.linked < 15 or line.linked < _LINKED * len(line.text):
            continue
        for box in list(line.element.iterancestors())[:3]:
            if box not in known:
                known[box] = _is_card(box)
            if known[box]:
                cards.add(box)
                break
    return cards


def _is_card(box: HtmlElement) -> bool:
    above = box.getparent()
    if above is None or box.tag not in {"div", "li", "article", "section"} or len(above) > 200:
        return False
    alike = [other for other in above if other.tag == box.tag and other.get("class") == box.get("class")]
    if len(alike) < 2 or any(len(other.text_content()) > 2 * _CARD for other in alike):
        return False
    return all(next((a for a in other.iter("a") if _leads_away(a)), None) is not None for other in alike)


def _leads_away(link: HtmlElement) -> bool:
    return not (link.get("href") or "#").startswith("#") and (len(link.text_content().split()) > 2 or len(link) > 0)


def leftovers(choice: Choice, *, byline: str | None) -> Mapping[int, DropReason]:
    """Return the positions of the passages that are no part of the article, and why."""
    reasons: Reasons = {}
    if len(choice.lines) > _MOST_LINES:
        return reasons
    rules: tuple[Callable[[Choice, Reasons], Iterator[tuple[int, DropReason]]], ...] = (
        _kickers, _posts, _links, _quoted_again, _points, _offer, _labels,
    )  # fmt: skip
    for rule in rules:
        for position, reason in list(rule(choice, reasons)):
            reasons.setdefault(position, reason)
    for position in _about_author(choice, byline):
        reasons.setdefault(position, DropReason.BYLINE)
    reasons |= dict(_headings(choice, dict(reasons)))
    return reasons


def _kickers(choice: Choice, _: Reasons) -> Iterator[tuple[int, DropReason]]:
    """What is short and stands above the headline names a section or a state ("Live")."""
    titles = [n for n, line in enumerate(choice.lines) if line.tag == "h1"]
    for n in range(titles[0] if titles else 0):
        if len(choice.lines[n].text) < _KICKER and not ends_as_sentence(choice.lines[n].text):
            yield n, DropReason.NAVIGATION


def _posts(choice: Choice, _: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A post of someone elsewhere, embedded by the code that its network gives out."""
    for n, line in enumerate(choice.lines):
        for box in (line.element, *line.element.iterancestors("blockquote")):
            if box.tag == "blockquote" and _POSTS.search(box.get("class") or ""):
                yield n, DropReason.READ_MORE
                break


def _links(choice: Choice, _: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A line that is a link and no sentence leads to another article; a list is judged as a whole."""
    lists: dict[HtmlElement | None, list[int]] = {}
    for n, line in enumerate(choice.lines):
        if n in choice.listed:
            continue
        if line.tag == "li":
            lists.setdefault(next(line.element.iterancestors(*_LISTS), None), []).append(n)
        elif line.tag not in HEADINGS and _is_link(line):
            yield n, DropReason.READ_MORE
    for rows in lists.values():
        if all(_is_link(choice.lines[n]) for n in rows):
            yield from ((n, DropReason.READ_MORE) for n in rows)


def _is_link(line: Block) -> bool:
    """Say whether a line is a link, be it with a label before it ("Read also"), and no sentence of the article."""
    rest = len(line.text) - line.linked
    is_most = line.linked >= _LINKED * len(line.text) or (rest <= _LABEL and line.linked >= rest)
    return is_most and not (ends_as_sentence(line.text) and line.text[-1] not in "…?!")


def _quoted_again(choice: Choice, reasons: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A sentence of the text that is shown a second time, large, with who said it."""
    whole = [bare_words(line.text) for line in choice.lines]
    joined = "\n".join(whole)
    boxes: dict[HtmlElement, frozenset[HtmlElement]] = {}
    for n in range(len(whole)):
        box = _set_apart(choice, n)
        if box is None or n in reasons or len(whole[n].encode()) < _TELLING or joined.count(whole[n]) < 2:
            continue
        yield n, DropReason.REPEATED
        boxes[box] = boxes.get(box) or frozenset(box.iter())
    for n, line in enumerate(choice.lines if boxes else ()):
        if len(line.text) < _KICKER and any(line.element in inside for inside in list(boxes.values())[:_MOST_POINTS]):
            yield n, DropReason.REPEATED


def _set_apart(choice: Choice, n: int) -> HtmlElement | None:
    """Return the box that sets a line apart from the text: a quotation, or one without prose of the article."""
    line = choice.lines[n]
    quotation = next(
        (box for box in (line.element, *line.element.iterancestors()) if box.tag in {"blockquote", "aside"}), None
    )
    if quotation is not None:
        return quotation
    return home_of(line) if n in choice.strangers else None


def _points(choice: Choice, reasons: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A list above the text each of whose points the text makes again."""
    first = next((n for n, line in enumerate(choice.lines) if line.tag == "p" and is_long(line)), 0)
    points = [n for n in range(first) if choice.lines[n].tag == "li" and n not in reasons]
    told = [set(bare_words(line.text).split()) for line in choice.lines[first:] if line.tag != "li"]
    if not 2 <= len(points) <= _MOST_POINTS:
        return
    words = [set(bare_words(choice.lines[n].text).split()) for n in points]
    echoed = [bool(own) and any(len(own & other) >= _ECHOED * len(own) for other in told) for own in words]
    if sum(echoed) * 3 >= len(points) * 2:
        yield from ((n, DropReason.REPEATED) for n in points)


def _offer(choice: Choice, _: Reasons) -> Iterator[tuple[int, DropReason]]:
    """What stands below a notice that the text goes on for subscribers only is the offer."""
    notices = [n for n, line in enumerate(choice.lines) if drop_reason(line.text) is DropReason.PAYWALL]
    if notices and sum(len(line.text) for line in choice.lines[notices[0] + 1 :]) <= _TAIL:
        yield from ((n, DropReason.PAYWALL) for n in range(notices[0], len(choice.lines)))


def _labels(choice: Choice, reasons: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A short line in one box with what was dropped, and with nothing of the article, is its label."""
    boxes = {home_of(choice.lines[n]): reason for n, reason in reasons.items() if n in choice.strangers}
    for n in choice.strangers:
        line = choice.lines[n]
        reason = boxes.get(home_of(line))
        if reason and not is_long(line) and not ends_as_sentence(line.text):
            yield n, reason


def _about_author(choice: Choice, byline: str | None) -> Iterator[int]:
    """Lines below the text that begin with the author's name, or are no more than it."""
    names = [name for name in re.split(r",| and | & ", byline or "") if len(name.split()) > 1]
    prose = [n for n, line in enumerate(choice.lines) if is_long(line)]
    tail = range(max(len(choice.lines) - 4, prose[1] + 1 if len(prose) > 1 else 1), len(choice.lines))
    for name in names:
        bare = bare_words(name)
        for n, line in enumerate(choice.lines):
            text = bare_words(line.text)
            if text == bare or (n in tail and text.startswith(f"{bare} ")):
                yield n


def _headings(choice: Choice, reasons: Reasons) -> Iterator[tuple[int, DropReason]]:
    """A heading below which nothing is kept, or several lines in a row are not, was the heading of those."""
    has_text_below, run = False, 0
    for n in range(len(choice.lines) - 1, -1, -1):
        if n in reasons:
            run += 1
        elif choice.lines[n].tag in HEADINGS - {"h1"}:
            if not has_text_below or run > 1:
                yield n, reasons.get(n + 1, DropReason.NAVIGATION)
            run = 0
        else:
            has_text_below, run = True, 0
