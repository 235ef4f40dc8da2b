"""An outlet's site: publishes pieces over HTTP on a loopback port."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from threading import Lock

from stoppress.demo.outlets import pages
from stoppress.demo.outlets.pieces import Outlet, Piece, Publication
from stoppress.demo.web import NOT_FOUND, PageServer, Reply

_PHOTO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360" fill="#c9d6dc"/>'
    b'<circle cx="470" cy="110" r="42" fill="#f2e3b8"/><path d="M0 230Q150 120 320 215T640 170V360H0z" fill="#8aa3a8"/>'
    b'<path d="M0 290Q190 210 380 280T640 250V360H0z" fill="#5d7a78"/></svg>'
)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class OutletSite:
    """One outlet on the air; times are aware UTC."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self._publications: dict[str, Publication] = {}  # by path
        self._lock = Lock()
        self._server = PageServer(self._answer)
        self.address = self._server.address
        self.feed_address = self.address + outlet.feed_path

    def start(self) -> None:
        """Go on the air."""
        self._server.start()

    def stop(self) -> None:
        """Go off the air."""
        self._server.stop()

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What was published, in order."""
        with self._lock:
            return tuple(self._publications.values())

    def publish(self, piece: Piece, *, now: datetime) -> Publication:
        """Put a piece on the site and into the feed, as published now."""
        path = f"/{now:%Y/%m}/{piece.slug}"
        url = self.address + path
        html = pages.article_page(self.outlet, piece, address=self.address, url=url, published_at=now)
        publication = Publication(piece, self.outlet, url, html, now)
        with self._lock:
            self._publications[path] = publication
        return publication

    def _answer(self, path: str, _query: Mapping[str, str]) -> Reply:
        publications = self.publications
        changed_at = publications[-1].published_at if publications else _LONG_AGO
        if path == self.outlet.feed_path:
            body, content_type = pages.feed(self.outlet, publications, address=self.address)
            return Reply(body, content_type, changed_at=changed_at)
        if path == "/":
            page = pages.front_page(self.outlet, publications, address=self.address)
            return Reply(page.encode(), changed_at=changed_at)
        if path == "/photo.svg":
            return Reply(_PHOTO, "image/svg+xml")
        publication = self._publications.get(path)
        if publication is None:
            return NOT_FOUND
        return Reply(publication.html.encode(), changed_at=publication.published_at)


def as_json_lines(publications: Iterable[Publication]) -> str:
    """Write publications as `stoppress replay` reads them, in order of publication."""
    in_order = sorted(publications, key=lambda publication: publication.published_at)
    return "".join(
        json.dumps(
            {
                "id": publication.url,
                "outlet": publication.outlet.name,
                "owner": publication.outlet.owner,
                "url": publication.url,
                "published": publication.published_at.isoformat(),
                "html": publication.html,
            },
            ensure_ascii=False,
        )
        + "\n"
        for publication in in_order
    )
