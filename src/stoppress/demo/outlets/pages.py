"""What an outlet shows: its articles' pages, its front page and its feed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from importlib import resources
from string import Template

from stoppress.demo.outlets.pieces import Outlet, Piece, Publication

_RELATED = (
    "What to eat when it rains",
    "Our photographers’ year in pictures",
    "Quiz: how well do you know your neighbours?",
)


def article_page(outlet: Outlet, piece: Piece, *, address: str, url: str, published_at: datetime) -> str:
    """Lay out a piece as its outlet does; each of the three has its own template and its own clutter."""
    return _template(f"{outlet.key}.html").substitute(
        address=escape(address),
        url=escape(url),
        headline=escape(piece.headline),
        standfirst=escape(piece.standfirst),
        byline=escape(piece.byline),
        outlet=escape(outlet.name),
        motto=escape(outlet.motto),
        feed=escape(address + outlet.feed_path),
        published=published_at.isoformat(timespec="seconds"),
        shown=f"{published_at:%d %B %Y, %H:%M} UTC",
        metadata=_json_ld(outlet, piece, url=url, published_at=published_at),
        related="".join(f'<li><a href="{escape(address)}/">{escape(title)}</a></li>' for title in _RELATED),
        **_divided(outlet, piece, address),
    )


def _divided(outlet: Outlet, piece: Piece, address: str) -> dict[str, str]:
    """The text in three parts, so that a template puts its clutter between."""
    opening = '<p class="_p_1kq8z sc-7f0b3d">' if outlet.key == "beacon" else "<p>"
    paragraphs = [f"{opening}{escape(paragraph, quote=False)}</p>" for paragraph in piece.paragraphs]
    return {
        "beginning": "\n".join(paragraphs[:2]),
        "middle": "\n".join(paragraphs[2:4]),
        "end": "\n".join(paragraphs[4:]),
        "caption": escape(piece.caption),
        "credit": escape(piece.credit),
        "read_more": f'<a href="{escape(address)}/">{escape(piece.read_more)}</a>',
    }


def _json_ld(outlet: Outlet, piece: Piece, *, url: str, published_at: datetime) -> str:
    """Describe the article by schema.org; "<" is escaped, as the text stands in a script element."""
    description = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.headline,
        "description": piece.standfirst,
        "datePublished": published_at.isoformat(timespec="milliseconds"),
        "inLanguage": "en",
        "mainEntityOfPage": url,
        "author": [{"@type": "Person", "name": name} for name in piece.byline.split(" and ")],
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    return json.dumps(description, ensure_ascii=False).replace("<", "\\u003c")


def front_page(outlet: Outlet, publications: Sequence[Publication], *, address: str) -> str:
    """List what the outlet has published, latest first."""
    return _template("front.html").substitute(
        outlet=escape(outlet.name),
        motto=escape(outlet.motto),
        owner=escape(outlet.owner),
        feed=escape(address + outlet.feed_path),
        feed_type="application/atom+xml" if outlet.key == "beacon" else "application/rss+xml",
        articles="\n".join(_front_entry(publication) for publication in reversed(publications))
        or "<p>The first edition is being set.</p>",
    )


def _front_entry(publication: Publication) -> str:
    piece = publication.piece
    return (
        f'<article><h2><a href="{escape(publication.url)}">{escape(piece.headline)}</a></h2>'
        f"<p>{escape(piece.standfirst)}</p>"
        f"<p class=when>{publication.published_at:%H:%M:%S} UTC · {escape(piece.byline)}</p></article>"
    )


def feed(outlet: Outlet, publications: Iterable[Publication], *, address: str) -> tuple[bytes, str]:
    """Make the outlet's feed, latest first: (its bytes, its content type)."""
    latest_first = sorted(publications, key=lambda publication: publication.published_at, reverse=True)
    if outlet.key == "beacon":
        return _atom(outlet, latest_first, address).encode(), "application/atom+xml"
    return _rss(outlet, latest_first, address).encode(), "application/rss+xml; charset=utf-8"


def _rss(outlet: Outlet, publications: Sequence[Publication], address: str) -> str:
    entries = "".join(
        f"<item><title>{escape(publication.piece.headline)}</title><link>{escape(publication.url)}</link>"
        f'<guid isPermaLink="false">{outlet.key}:{escape(publication.piece.slug)}</guid>'
        f"<pubDate>{format_datetime(publication.published_at)}</pubDate>"
        f"<description>{escape(publication.piece.standfirst)}</description></item>\n"
        for publication in publications
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{escape(address)}/</link>"
        f"<description>{escape(outlet.motto)}</description><language>en</language>\n{entries}</channel></rss>\n"
    )


def _atom(outlet: Outlet, publications: Sequence[Publication], address: str) -> str:
    entries = "".join(
        f"<entry><id>{escape(publication.url)}</id><title>{escape(publication.piece.headline)}</title>"
        f'<link rel="alternate" href="{escape(publication.url)}"/>'
        f"<published>{publication.published_at.isoformat(timespec='milliseconds')}</published>"
        f"<updated>{publication.published_at.isoformat(timespec='milliseconds')}</updated>"
        f"<author><name>{escape(publication.piece.byline)}</name></author>"
        f"<summary>{escape(publication.piece.standfirst)}</summary></entry>\n"
        for publication in publications
    )
    updated = (
        publications[0].published_at.isoformat(timespec="milliseconds") if publications else "2000-01-01T00:00:00Z"
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<id>{escape(address)}/</id><title>{escape(outlet.name)}</title><updated>{updated}</updated>"
        f'<link rel="self" href="{escape(address + outlet.feed_path)}"/>\n{entries}</feed>\n'
    )


def _template(name: str) -> Template:
    return Template((resources.files("stoppress.demo.outlets") / "templates" / name).read_text("utf-8"))
