"""The command `stoppress cluster`: which articles tell of one event."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

import click

from stoppress.cli.inputs import Problems, by_arrival, read_with_articles
from stoppress.cli.outputs import open_output, output_option
from stoppress.domain.article import Article
from stoppress.domain.errors import InputError
from stoppress.domain.event import Join, Placement
from stoppress.window import snapshot
from stoppress.window.index import Window

_SETTLED_EVERY = 200  # articles; counted over all calls with one state, so that chunks change nothing
_KIND = "cluster state"


@dataclass(slots=True)
class Stream:
    """The window, and where each article that ever came stands: at arrival, and after repairs."""

    window: Window = field(default_factory=Window)
    arrived: dict[str, str] = field(default_factory=dict)  # event by article
    settled: dict[str, str] = field(default_factory=dict)

    def take(self, article: Article) -> Placement | None:
        """Place an article; None where one with its id came before, whose place stands."""
        if article.id in self.arrived:
            return None
        placement = self.window.decide(article)
        event = placement.event if isinstance(placement, Join) else article.id
        self.window.add(event, article)
        self.arrived[article.id] = self.settled[article.id] = event
        if len(self.arrived) % _SETTLED_EVERY == 0:
            self.settle()
        return placement

    def settle(self) -> None:
        """Repair events with what is known by now."""
        for repair in self.window.settle():
            self.settled.update(dict.fromkeys(repair.articles, repair.goal))

    def settled_events(self) -> dict[str, str]:
        """Return the event of each article after repairs, called by the id of its first article."""
        first: dict[str, str] = {}
        return {article: first.setdefault(event, article) for article, event in self.settled.items()}


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--settled", is_flag=True, help="Give the events after repairs, not as placed at arrival.")
@click.option(
    "--state",
    metavar="FILE",
    help="Go on from an earlier call's FILE, made where there is none, and keep it up to date.",
)
@click.option("--why", is_flag=True, help="Add what spoke for each placement at arrival, and how likely it was.")
@output_option
@click.pass_context
def cluster(ctx: click.Context, paths: tuple[str, ...], output: str, **options: object) -> None:
    """Say which articles tell of one event: JSON lines with id and event, in order of publication.

    An event is called by the id of its first article. PATH is a file, a folder or - (standard input): plain text,
    HTML, or JSON lines. With --state and --settled and no PATH, all articles so far are given.
    """
    state = Path(str(options["state"])) if options["state"] else None
    if not paths and not (state and options["settled"]):
        raise click.UsageError("Missing argument 'PATH...'; it may be left out only with both --state and --settled.")
    problems = Problems()
    stream = _load(state) if state else Stream()
    placements: dict[str, Placement | None] = {}
    with open_output(output) as write:
        for article in _in_order(paths, problems):
            placements[article.id] = stream.take(article)
            if not options["settled"]:
                write(_row(article.id, stream.arrived[article.id], placements, why=bool(options["why"])))
        with _kept(stream, state if paths else None):
            if options["settled"]:
                stream.settle()
                events = stream.settled_events()
                for article_id in placements if paths else events:
                    write(_row(article_id, events[article_id], placements, why=bool(options["why"])))
    ctx.exit(problems.exit_status)


def _in_order(paths: Iterable[str], problems: Problems) -> Iterator[Article]:
    """Read the articles and give them in order of publication, undated ones where they stand.

    A line without `published` is undated here, even where its text tells a date: else the order of lines, and with it
    the answer, would change with the chunks they come in.
    """
    articles: dict[str, Article] = {}
    ordered_as = []
    for found, article in read_with_articles(paths, problems):
        articles[article.id] = article
        is_line = found.where.rpartition(":")[2].isdigit()
        ordered_as.append(replace(article, published=found.stated.published) if is_line else article)
    for _, batch in by_arrival(ordered_as):
        yield from (articles[article.id] for article in batch)


def _row(article: str, event: str, placements: Mapping[str, Placement | None], *, why: bool) -> dict[str, object]:
    """Lay out where an article stands; `why` adds the placement at arrival."""
    row: dict[str, object] = {"id": article, "event": event}
    placement = placements.get(article)
    if why and placement is not None:
        row["placed"] = "join" if isinstance(placement, Join) else "open"
        row["nearest"] = placement.event if isinstance(placement, Join) else placement.nearest
        row["probability"] = round(placement.score, 4)
        row["evidence"] = [asdict(one) for one in placement.evidence]
    return row


def _load(path: Path) -> Stream:
    """Return the stream an earlier call kept; a new one where there is no such file."""
    try:
        with path.open("rb") as file:
            return _read(file)
    except FileNotFoundError:
        return Stream()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except InputError as error:
        raise InputError(f"{path} cannot be gone on from: {error}. Without it the events begin anew") from error


def _read(file: IO[bytes]) -> Stream:
    facts, _ = snapshot.read(file, _KIND)
    window = Window.load(file)
    if file.read(1):
        raise InputError("it is damaged")
    rows = facts["articles"]
    return Stream(window, {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


@contextmanager
def _kept(stream: Stream, path: Path | None) -> Iterator[None]:
    """Keep the state as it is now, if the block gives its answer: written beside its place, put there at once."""
    if path is None:
        yield
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        _write(stream, partial)
        yield
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def _write(stream: Stream, path: Path) -> None:
    rows = [[article, event, stream.settled[article]] for article, event in stream.arrived.items()]
    with path.open("wb") as file:
        snapshot.write(file, _KIND, {"articles": rows}, {})
        stream.window.save(file)
        file.flush()
        os.fsync(file.fileno())
