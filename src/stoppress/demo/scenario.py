"""All of Stop Press on one machine: three outlets, a mailbox, and the service between them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from stoppress.demo.journal import Journal, Record
from stoppress.demo.mailbox.pages import mailbox_pages
from stoppress.demo.mailbox.receiver import Receiver
from stoppress.demo.mailbox.store import Message, Store, read_samples
from stoppress.demo.outlets.pieces import OUTLETS, Piece, Publication
from stoppress.demo.outlets.server import OutletSite, as_json_lines
from stoppress.demo.service import DemoError, Service
from stoppress.demo.web import LOOPBACK, free_port

POLL_INTERVAL = 2.0  # seconds
_PAGES_PORT = 8000
_MAILBOX_PORT = 8025
_TICK = 0.02  # seconds
_START_PATIENCE = 30.0  # seconds
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told what happens, as it happens."""

    begun: Callable[[str], None]  # a step of the setting up
    published: Callable[[Publication], None]
    logged: Callable[[Record], None]


class Scenario:
    """Everything the demo runs. `open` it, `start_service`, tell the news, and `stop` whatever happened."""

    def __init__(self, folder: Path, ears: Ears, clock: Callable[[], datetime], *, port: int | None = None) -> None:
        self._ears = ears
        self._clock = clock
        self._lock = Lock()
        self._published_in: datetime | None = None  # the second of the latest publication
        self._articles = folder / "articles.jsonl"
        self._sample_folder = folder / "samples"
        folder.mkdir(parents=True, exist_ok=True)
        self.sites = {outlet.key: OutletSite(outlet) for outlet in OUTLETS}
        self.mail = Store(folder / "mail")
        self._receiver = Receiver(self.mail, clock)
        self._mailbox = mailbox_pages(self.mail, samples=self._samples, port=free_port(_MAILBOX_PORT))
        self.mailbox_address = self._mailbox.address
        self.journal = Journal(ears.logged)
        self.address = f"http://{LOOPBACK}:{_pages_port(port)}"
        self.service = Service(folder, self._settings(folder), self.journal)
        self.password = secrets.token_urlsafe(9)  # of the operator's login
        self._running: list[Callable[[], object]] = []  # what ends each part that was started

    def _settings(self, folder: Path) -> dict[str, str]:
        place = folder.resolve()
        return {
            "DATABASE_URL": f"sqlite:///{quote(str(place / 'stoppress.db'))}",
            "KEYS_DIR": str(place / "keys"),
            "PUBLIC_ADDRESS": self.address,
            "WEB_LISTEN": self.address.removeprefix("http://"),
            "RELAY_URL": f"smtp+plain://{LOOPBACK}:{self._receiver.port}",
            "ALERTS_FROM": "Velm News Alerts <alerts@velm-news.example.org>",
            "CONFIRMATIONS_FROM": "Velm News <hello@velm-news.example.org>",
            "OPERATOR_NAME": "Velm News Alerts",
            "OPERATOR_ADDRESS": "4 Copper Lane, Velm",
            "OPERATOR_CONTACT": "hello@velm-news.example.org",
            "POLL_INTERVAL": f"{POLL_INTERVAL:g}",
            "FETCH_PRIVATE": "true",
            "LOG_FORMAT": "json",
        }

    def open(self) -> None:
        """Start the outlets and the mailbox."""
        self._ears.begun("three outlets and a mailbox")
        for part in (*self.sites.values(), self._receiver, self._mailbox):
            part.start()
            self._running.append(part.stop)

    def start_service(self, *, with_operator: bool) -> None:
        """Have the service watch the outlets, and start it; return when its pages answer.

        The first command makes the database. What follows it works side by side: a machine with two cores
        is ready sooner so.
        """
        self._ears.begun("the service, and to watch the outlets' feeds")
        first, *others = self.sites.values()
        with ThreadPoolExecutor() as pool:
            self._watch(first)
            self.service.start()
            self._running.append(self.service.stop)
            side_by_side = [pool.submit(self._watch, site) for site in others]
            if with_operator:
                side_by_side.append(pool.submit(self._add_operator))
        for command in side_by_side:
            command.result()
        self.service.await_health(seconds=_START_PATIENCE)

    @cache  # noqa: B019  (one scenario a process)
    def _samples(self) -> Sequence[Message]:
        """Have the service write sample mails, when somebody first wants to see them."""
        self.service.command("mail", "preview", "--out", str(self._sample_folder.resolve()))
        return read_samples(self._sample_folder, now=self._clock())

    def _watch(self, site: OutletSite) -> None:
        outlet = site.outlet
        self.service.command("feeds", "add", site.feed_address, "--outlet", outlet.name, "--owner", outlet.owner)

    def _add_operator(self) -> None:
        self.service.command("operator", "add", OPERATOR, "--password-stdin", typed=f"{self.password}\n")

    def stop(self) -> None:
        """End everything that was started: the service first, so that it can still reach the others."""
        while self._running:
            self._running.pop()()

    def publish(self, piece: Piece) -> Publication:
        """Have the piece's outlet publish it now."""
        with self._lock:
            # Times are stated to the second: two in one second would arrive together in a replay, as they did not here.
            while (now := self._clock()).replace(microsecond=0) == self._published_in:
                time.sleep(_TICK)
            self._published_in = now.replace(microsecond=0)
            publication = self.sites[piece.outlet].publish(piece, now=now)
            with self._articles.open("a", encoding="utf-8") as articles:
                articles.write(as_json_lines([publication]))
        self._ears.published(publication)
        return publication


def _pages_port(asked: int | None) -> int:
    if asked is None:
        return free_port(_PAGES_PORT)
    if free_port(asked) != asked:
        raise DemoError(f"port {asked} is taken; name another by --port, or none")
    return asked
