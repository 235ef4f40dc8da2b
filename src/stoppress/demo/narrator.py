"""Say what happens as it happens: in colour in a terminal, in plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stoppress.demo.journal import EVENT, Record
from stoppress.demo.outlets.pieces import Publication
from stoppress.stages.text.safe import one_line

_PLAIN_WIDTH = 160  # columns where there is no terminal to ask
_COLUMN = 11
_STYLES = {
    "published": "cyan",
    "read": "dim",
    "placed": "blue",
    "judged": "yellow",
    "alert": "bold magenta",
    "mail": "green",
    "reader": "green",
    "trouble": "bold red",
}


def make_console() -> Console:
    """Return the console for standard output."""
    terminal = sys.stdout.isatty()
    return Console(highlight=False, soft_wrap=True, width=None if terminal else _PLAIN_WIDTH)


class Narrator:
    """Turns the outlets' publications and the service's log lines into lines that people read.

    Log lines hold no titles; an article's is looked up by its address among what the outlets published.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = Lock()
        self._publication_by_url: dict[str, Publication] = {}
        self._url_by_article: dict[object, str] = {}

    def begun(self, step: str) -> None:
        """Say what is being set up."""
        self._console.print(Text(f"starting {step} …", style="dim"))

    def published(self, publication: Publication) -> None:
        """Say what an outlet has published."""
        with self._lock:
            self._publication_by_url[publication.url] = publication
        self._say(publication.published_at, "published", f"{publication.outlet.name}: {_quoted(publication)}")

    def logged(self, record: Record) -> None:
        """Say what a log line means; those that mean nothing to a visitor are left out."""
        if record.name == "article stored":
            self._url_by_article[record.fields.get("article")] = str(record.fields.get("url"))
        word = _TELLERS.get(record.name)
        if word is not None:
            column, tell = word
            sentence = tell(self, record.fields)
            if sentence:
                self._say(record.at, column, sentence)
        elif record.fields.get("level") in {"error", "critical"}:
            self._say(record.at, "trouble", f"{record.name}: {record.fields.get('exception', '')}")

    def note(self, sentence: str) -> None:
        """Say something of the demo's own."""
        self._console.print(Text(sentence))

    def invite(self, addresses: Table) -> None:
        """Show where to go, and what to do there."""
        self._console.print()
        self._console.print(addresses)
        self._console.print()
        self.note("Sign up, open the mailbox, confirm: an event follows at once. Ctrl-C ends the demo.")
        self._console.print()

    def _say(self, at: datetime, column: str, sentence: str) -> None:
        line = Text(f"{at:%H:%M:%S}  ", style="dim")
        line.append(f"{column:<{_COLUMN}}", style=_STYLES[column])
        line.append(one_line(sentence), style="bold" if column == "alert" else "not dim")
        self._console.print(line)

    def title_of(self, article: object) -> str:
        """Return outlet and headline of an article, by its number in the log."""
        with self._lock:
            publication = self._publication_by_url.get(self._url_by_article.get(article, ""))
        return f"{publication.outlet.name}, {_quoted(publication)}" if publication else f"article {article}"


def _quoted(publication: Publication) -> str:
    return f"“{publication.piece.headline}”"


Tell = Callable[[Narrator, Mapping[str, object]], str]


def _read(narrator: Narrator, fields: Mapping[str, object]) -> str:
    return narrator.title_of(fields.get("article"))


def _placed(narrator: Narrator, fields: Mapping[str, object]) -> str:
    deed = "joins" if fields.get("placement") == "join" else "opens"
    return f"{narrator.title_of(fields.get('article'))} {deed} event {fields.get(EVENT)}"


def _judged(_narrator: Narrator, fields: Mapping[str, object]) -> str:
    reasons = fields.get("reasons")
    why = ", ".join(map(str, reasons)) if isinstance(reasons, list) else ""
    return f"event {fields.get(EVENT)}: {fields.get('decision')} ({why})"


def _issued(_narrator: Narrator, fields: Mapping[str, object]) -> str:
    readers = fields.get("deliveries")
    return f"event {fields.get(EVENT)}: alert issued to {'1 reader' if readers == 1 else f'{readers} readers'}"


def _delivered(state: str) -> Tell:
    return lambda _narrator, fields: f"{fields.get('kind')} mail {state}"


def _ended(_narrator: Narrator, fields: Mapping[str, object]) -> str:
    return f"subscription ended, by {fields.get('how')}"


_TELLERS: dict[str, tuple[str, Tell]] = {
    "article stored": ("read", _read),
    "article placed": ("placed", _placed),
    "event judged": ("judged", _judged),
    "alert issued": ("alert", _issued),
    "deliveries accepted": ("mail", _delivered("accepted by the mailbox")),
    "delivery deferred": ("trouble", _delivered("put off: the mailbox did not take it")),
    "delivery bounced": ("trouble", _delivered("refused by the mailbox")),
    "sign-up answered": ("reader", lambda _n, fields: f"sign-up answered: {fields.get('answer')}"),
    "subscription confirmed": ("reader", lambda _n, _f: "subscription confirmed"),
    "subscription ended": ("reader", _ended),
}
