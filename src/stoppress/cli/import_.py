"""`stoppress import`: the articles of web archives, folders and files into the store, and lists of feeds."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from stoppress.cli.extraction import Extraction
from stoppress.cli.inputs import (
    LARGEST,
    STDIN,
    TEXTS,
    Input,
    Problems,
    files,
    holds_lines,
    holds_page,
    read_lines,
    read_whole,
)
from stoppress.domain.article import Article
from stoppress.domain.errors import InputError, SettingError
from stoppress.roles.clock import utc_now
from stoppress.stages.opml import is_opml, read_opml
from stoppress.stages.warc import Damage, Position, Record, is_warc, read_warc

if TYPE_CHECKING:  # Django must be set up before these are loaded
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from stoppress.newsroom.imports import ImportFile, Step

_BATCH = 100  # pieces stored in one transaction: at most so many are read again after a kill
_STDIN_NAME = "stdin"
_CHUNK = 2**20  # bytes
_HEAD = 4096  # bytes by which a file's kind is told
_ARCHIVES = (".warc", ".warc.gz")


class _Kind(StrEnum):
    ARCHIVE = "WARC"
    LINES = "JSON lines"
    PAGE = "HTML"
    TEXT = "plain text"
    FEEDS = "OPML"


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    shown: Path  # what the user calls it
    file: ImportFile
    before: int  # bytes of the files before it


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one article is to be made of, or what prevents that, or (`given` is None) the end of a file."""

    source: _Source
    where: str
    reached: Position
    given: Record | Input | str | None


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--workers", type=click.IntRange(1), help="Processes that read; otherwise one for each processor.")
@click.pass_context
def import_(ctx: click.Context, paths: tuple[str, ...], workers: int | None) -> None:
    """Store the articles of PATH, and watch the feeds that its lists name.

    PATH is a file, a folder, or - for standard input: web archives (WARC, also compressed), JSON lines as
    `stoppress read` takes them, HTML, plain text, and lists of feeds (OPML). Nothing imported is alerted as new. Called
    again, it goes on where it stopped, and stores nothing twice.
    """
    _prepare()
    from django.db import DatabaseError  # noqa: PLC0415  (Django must be set up first)

    from stoppress.newsroom import imports  # noqa: PLC0415

    problems = Problems()
    try:
        with (
            TemporaryDirectory(prefix="stoppress-") as folder,
            Extraction(workers or os.cpu_count() or 1) as ex,
        ):
            run = _Import(imports, problems, Path(folder))
            sources = run.list_sources(paths)
            with _bar(sum(source.file.size for source in sources)) as show:
                run.take_all(sources, ex, show)
    except DatabaseError as error:
        raise SettingError(f"database_url: the database cannot be used: {error}; call again to go on") from error
    click.echo(run.summary())
    ctx.exit(problems.exit_status)


def _prepare() -> None:
    from stoppress.roles.log import configure_logging  # noqa: PLC0415
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415

    configure_logging("console", quiet=True)
    prepare_store()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error if that is a terminal; give what moves it to so many bytes and articles."""
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=total, articles=0)
        yield lambda n_bytes, n_articles: progress.update(task, completed=n_bytes, articles=n_articles)


class _Import:
    """One call of the command: what it has read, and what came of it."""

    def __init__(self, service: ModuleType, problems: Problems, folder: Path) -> None:
        self._service = service
        self._folder = folder  # for what is no file yet
        self._problems = problems
        self._counts = dict.fromkeys(("stored", "known", "feeds added", "feeds known", "files known"), 0)

    def list_sources(self, paths: Iterable[str]) -> list[_Source]:
        """Return the files to read, each once; what is none is reported."""
        found: dict[str, _Source] = {}
        before = 0
        for path in files(paths, self._problems):
            place = self._folder / _STDIN_NAME if path == STDIN else Path(path)
            file = self._keep_stdin(place) if path == STDIN else self._find_file(place)
            if file is not None and file.name not in found:
                found[file.name] = _Source(place, Path(_STDIN_NAME) if path == STDIN else place, file, before)
                before += file.size
        return list(found.values())

    def _keep_stdin(self, place: Path) -> ImportFile | None:
        """Make a file of standard input, known by its content: given again, an import goes on where it stopped."""
        digest = hashlib.sha256()
        try:
            with place.open("wb") as kept:
                while chunk := sys.stdin.buffer.read(_CHUNK):
                    digest.update(chunk)
                    kept.write(chunk)
        except OSError as error:
            self._problems.report(_STDIN_NAME, f"cannot be read: {error.strerror}")
            return None
        return self._service.ImportFile(f"{_STDIN_NAME} {digest.hexdigest()}", place.stat().st_size, 0)

    def _find_file(self, path: Path) -> ImportFile | None:
        try:
            state = path.stat()
            name = os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")
        except OSError as error:
            self._problems.report(str(path), f"cannot be read: {error.strerror}")
            return None
        if not stat.S_ISREG(state.st_mode):
            self._problems.report(str(path), "no file, and no folder of files")
            return None
        return self._service.ImportFile(name, state.st_size, state.st_mtime_ns)

    def take_all(self, sources: Iterable[_Source], extraction: Extraction, show: Callable[[int, int], None]) -> None:
        """Read and store everything, batch by batch."""
        steps: list[Step] = []
        pieces = (piece for source in sources for piece in self._read_source(source))
        for piece, found in extraction.in_order(pieces):
            steps.append(self._step(piece, found))
            if len(steps) >= _BATCH:
                self._take(steps)
                show(piece.source.before + piece.reached.offset, self._counts["stored"])
        self._take(steps)

    def _step(self, piece: _Piece, found: Article | str | None) -> Step:
        if isinstance(found, str):
            self._problems.report(piece.where, found)
        step = self._service.Step(piece.source.file, piece.where, piece.reached, is_last=piece.given is None)
        if not isinstance(found, Article):
            return step
        if not isinstance(piece.given, Input):
            return replace(step, article=found)
        key = self._service.input_key(found, Path(piece.where).name, piece.given.text or piece.given.html or "")
        return replace(step, article=replace(found, id=key), is_named=key == found.id)

    def _take(self, steps: list[Step]) -> None:
        taken = self._service.take_steps(steps, now=utc_now())
        self._counts["stored"] += taken.stored
        self._counts["known"] += taken.known
        for where in taken.others:
            self._problems.report(where, "its id is that of another article in the store; this one is left out")
        steps.clear()

    def _read_source(self, source: _Source) -> Iterator[_Piece]:
        start = self._service.find_position(source.file)
        if start is None:
            self._counts["files known"] += 1
            return
        try:
            with source.path.open("rb") as stream:
                yield from self._read_stream(stream, source, start)
        except OSError as error:
            self._problems.report(str(source.shown), f"cannot be read: {error.strerror}")

    def _read_stream(self, stream: BinaryIO, source: _Source, start: Position) -> Iterator[_Piece]:
        kind = _kind_of(source.path, stream.read(_HEAD))
        stream.seek(0)
        if kind is None:
            self._problems.report(str(source.shown), f"none of what can be imported: {', '.join(_Kind)}")
            return
        if kind is _Kind.FEEDS:
            self._take_feeds(stream, source)
            return
        if kind is _Kind.ARCHIVE:
            yield from _read_archive(stream, source, start)
        elif kind is _Kind.LINES:
            yield from _read_lines_from(stream, source, start, self._problems)
        else:
            piece = _read_whole(stream, source, is_page=kind is _Kind.PAGE)
            yield piece
            if isinstance(piece.given, str):
                return  # not done with: told of again the next time
        yield _Piece(source, str(source.shown), Position(source.file.size), None)

    def _take_feeds(self, stream: BinaryIO, source: _Source) -> None:
        try:
            listed = read_opml(stream.read(LARGEST))
        except InputError as error:
            self._problems.report(str(source.shown), str(error))
            return
        added, known, wrong = self._service.add_feeds(listed, now=utc_now())
        self._counts["feeds added"] += added
        self._counts["feeds known"] += known
        for what in wrong:
            self._problems.report(str(source.shown), what)

    def summary(self) -> str:
        """Say in one line what came of it all."""
        counts = self._counts
        parts = (
            (counts["stored"], "article", "stored"),
            (counts["known"], "article", "known already"),
            (counts["feeds added"], "feed", "added"),
            (counts["feeds known"], "feed", "watched already"),
            (counts["files known"], "file", "imported before"),
            (self._problems.count, "problem", "told of"),
        )
        told = [f"{number:,} {noun}{'' if number == 1 else 's'} {what}" for number, noun, what in parts if number]
        return ", ".join(told) or "nothing to import"


def _kind_of(path: Path, head: bytes) -> _Kind | None:
    """Tell a file's kind by how it begins and by its name's ending; None for one that is none of ours."""
    ending = path.suffix.casefold()
    if is_warc(head) or path.name.casefold().endswith(_ARCHIVES):
        return _Kind.ARCHIVE
    if ending == ".opml" or is_opml(head):
        return _Kind.FEEDS
    if holds_lines(ending, head):
        return _Kind.LINES
    if holds_page(ending, head):
        return _Kind.PAGE
    # Without an ending that tells, much is text that is no article: only a file with none at all is given the benefit.
    is_text = ending in TEXTS or (not ending and b"\0" not in head and not head.lstrip().startswith(b"<"))
    return _Kind.TEXT if is_text else None


def _read_archive(stream: BinaryIO, source: _Source, start: Position) -> Iterator[_Piece]:
    for found in read_warc(stream, start):
        where = f"{source.shown}:{found.number}"
        yield _Piece(source, where, found.reached, found.what if isinstance(found, Damage) else found)


class _Lines:
    """The lines of a stream from a position on; knows how far they were taken."""

    def __init__(self, stream: BinaryIO, start: Position) -> None:
        self._stream = stream
        self.reached = start

    def __iter__(self) -> Iterator[bytes]:
        yield from repeat(b"\n", self.reached.record)  # so that lines are counted from the file's first
        self._stream.seek(self.reached.offset)
        while line := self._stream.readline(LARGEST + 1):
            offset, _, number = self.reached
            self.reached = Position(offset + len(line), 0, number + line.endswith(b"\n"))
            yield line


def _read_lines_from(stream: BinaryIO, source: _Source, start: Position, problems: Problems) -> Iterator[_Piece]:
    lines = _Lines(stream, start)
    for found in read_lines(lines, source.shown, problems):
        yield _Piece(source, found.where, lines.reached, found)


def _read_whole(stream: BinaryIO, source: _Source, *, is_page: bool) -> _Piece:
    found = read_whole(stream.read(LARGEST + 1), source.shown, is_page=is_page)
    return _Piece(source, str(source.shown), Position(source.file.size), found)
