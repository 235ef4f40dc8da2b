"""The articles that the pages are made of, and the sheet on which a page is set: what is the article's, what is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

ARTICLES = Path(__file__).with_name("articles.jsonl")

OUTLETS = (
    "The Sallow Courier", "Harbour Post", "Valley Press", "The Evening Lantern", "Northern Ledger", "Quay Street News",
    "The Daily Heron", "Moorland Gazette", "Capital Wire", "The Orvo Observer", "Inland Times", "Coast & Country",
)  # fmt: skip
BACKGROUND = Path(__file__).with_name("background.txt").read_text("utf-8").splitlines()


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its gold."""

    id: str
    kind: str  # of layout
    language: str
    html: str
    headline: str
    byline: str
    outlet: str
    published: str  # ISO 8601 with zone
    modified: str | None
    section: str
    paywalled: bool
    body: tuple[str, ...]  # the article's paragraphs, in order
    strange: tuple[str, ...]  # what stands in or near the article and is none of it


@dataclass(slots=True)
class Sheet:
    """An article being set as a page: each text is marked as the article's own or as strange to it."""

    row: dict[str, object]
    number: int  # of the page among those of its kind
    own: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    modified: str | None = None
    paywalled: bool = False

    @property
    def outlet(self) -> str:
        return OUTLETS[int(str(self.row["id"])[1:]) % len(OUTLETS)]

    @property
    def published(self) -> str:
        return f"{self.row['day']}T{6 + self.number * 5:02}:{10 + self.number * 7}:00+0{self.number}:00"

    def __getitem__(self, name: str) -> str:
        return str(self.row[name])

    def keep(self, text: str) -> str:
        """Mark a text as a paragraph of the article."""
        self.own.append(text)
        return escape(text, quote=False)

    def leave(self, text: str) -> str:
        """Mark a text as none of the article."""
        self.strange.append(text)
        return escape(text, quote=False)

    def texts(self, *, background: int = 5) -> list[str]:
        """Return the article's own paragraphs; those in English with some background."""
        texts = [str(text) for text in self.row["text"]]  # type: ignore[attr-defined]
        if self["language"] != "en":
            return texts
        first = int(self["id"][1:]) * 5
        chosen = (BACKGROUND[(first + step * 7) % len(BACKGROUND)] for step in range(background + self.number * 2))
        filled = (text.format(place=self["place"], person=self["person"], role=self["role"]) for text in chosen)
        return [*texts, *dict.fromkeys(filled)]

    def page(self, html: str) -> Page:
        return Page(
            id=self["id"], kind=self["kind"], language=self["language"], html=html, headline=self["headline"],
            byline=self["byline"], outlet=self.outlet, published=self.published, modified=self.modified,
            section=self["section"], paywalled=self.paywalled, body=tuple(self.own), strange=tuple(self.strange),
        )  # fmt: skip


def sheets() -> Iterator[Sheet]:
    """Yield a sheet for each article, numbered within its kind."""
    seen: dict[str, int] = {}
    for line in ARTICLES.read_text("utf-8").splitlines():
        row = json.loads(line)
        number = seen[row["kind"]] = seen.get(row["kind"], -1) + 1
        yield Sheet(row, number)
