"""All the pages, set; and how well a reading of one agrees with its gold."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.quality.pages import layouts, layouts_of_parts
from tests.quality.pages.layouts_of_systems import SYSTEMS
from tests.quality.pages.story import Page, Sheet, sheets

_TOKEN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|\w+")  # Japanese and Chinese by character
LAYOUTS: dict[str, Callable[[Sheet], str]] = {
    "classic": layouts.classic,
    "hashed": layouts.hashed,
    "next": layouts.next_page,
    "amp": layouts.amp,
    "soup": layouts.soup,
    "breaks": layouts.breaks,
    "tables": layouts.tables,
    "live": layouts.live,
    "wordpress": layouts.wordpress,
    "drupal": layouts.drupal,
    "gallery": layouts.gallery,
    "paywall": layouts.paywall,
    "cookiewall": layouts_of_parts.cookiewall,
    "comments": layouts_of_parts.commented,
    "related": layouts_of_parts.related,
    "newsletter": layouts_of_parts.newsletter,
    "pullquote": layouts_of_parts.pullquote,
    "lists": layouts_of_parts.lists,
    "brief": layouts_of_parts.brief,
    "tweets": layouts_of_parts.tweets,
    "keypoints": layouts_of_parts.keypoints,
    "bio": layouts_of_parts.bio,
    "mostread": layouts_of_parts.mostread,
    "sections": layouts_of_parts.sections,
    "jsonld": layouts_of_parts.jsonld,
    "german": layouts_of_parts.foreign,
    "arabic": layouts_of_parts.foreign,
    "cjk": layouts_of_parts.foreign,
    "vietnamese": layouts_of_parts.foreign,
}


def pages() -> list[Page]:
    """Set every article of the corpus as a page."""
    return [sheet.page(LAYOUTS[sheet["kind"]](sheet)) for sheet in sheets()]


def pages_of_systems() -> list[Page]:
    """Set an article in English as a page of each publishing system."""
    english = [sheet for sheet in sheets() if sheet["language"] == "en"]
    return [sheet.page(set_page(sheet)) for sheet, set_page in zip(english[::4], SYSTEMS, strict=False)]


def digest() -> str:
    """Return the digest of what the pages are made of."""
    parts = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".jsonl", ".txt"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


def words(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text.casefold()))


def f1(gold: Sequence[str], found: str) -> float:
    """Return the harmonic mean of precision and recall over the bag of words."""
    true, told = words("\n".join(gold)), words(found)
    both = (true & told).total()
    return 2 * both / (true.total() + told.total()) if both else 0.0


def lost(page: Page, found: str) -> list[str]:
    """Return the gold paragraphs that are not in the text found."""
    whole = "".join(_TOKEN.findall(found.casefold()))
    return [text for text in page.body if "".join(_TOKEN.findall(text.casefold())) not in whole]


def left(page: Page, found: str) -> list[str]:
    """Return what is strange to the article and stands in the text found all the same."""
    more = words(found) - words("\n".join(page.body))
    whole = f" {' '.join(_TOKEN.findall(found.casefold()))} "
    own = f" {' '.join(_TOKEN.findall(' '.join(page.body).casefold()))} "
    spaced = [(text, " ".join(_TOKEN.findall(text.casefold()))) for text in page.strange]
    return [
        text
        for text, run in spaced
        if whole.count(f" {run} ") > own.count(f" {run} ") and not words(text) - more - words("by")
    ]
