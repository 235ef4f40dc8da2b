"""The demo's articles, as their authors wrote them: before an outlet makes a page of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented publication."""

    key: str  # as the pieces name it, and the name of its page template
    name: str
    owner: str
    motto: str
    feed_path: str


OUTLETS = (
    Outlet("courier", "The Velm Courier", "Courier Press Trust", "The capital’s morning paper", "/rss.xml"),
    Outlet("ledger", "The Northern Ledger", "Ledger Cooperative", "News of the north and its hills", "/feed/"),
    Outlet("beacon", "Beacon Daily", "Beacon Media Group", "All that matters, at a glance", "/atom.xml"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as written."""

    outlet: str  # key of its outlet
    slug: str
    headline: str
    standfirst: str
    byline: str
    paragraphs: tuple[str, ...]
    caption: str = ""  # of a photo that stands in the text
    credit: str = ""  # of that photo
    read_more: str = ""  # a line in the text that leads to another article


@dataclass(frozen=True, slots=True)
class Publication:
    """A piece on its outlet's site."""

    piece: Piece
    outlet: Outlet
    url: str
    html: str
    published_at: datetime


def load_pieces(name: str) -> tuple[Piece, ...]:
    """Read the pieces of one file of the package's `articles`, in the order of telling."""
    text = (resources.files("stoppress.demo") / "articles" / f"{name}.toml").read_text("utf-8")
    return tuple(_read_piece(fields) for fields in tomllib.loads(text)["piece"])


def _read_piece(fields: dict[str, str]) -> Piece:
    text = fields.pop("text").strip()
    return Piece(**fields, paragraphs=tuple(text.split("\n\n")))
