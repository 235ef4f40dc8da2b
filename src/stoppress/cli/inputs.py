"""Read what a command is given: files, folders or standard input; plain text, HTML or JSON lines."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from stoppress.cli.progress import counted
from stoppress.domain.article import Article, Precision, Stated
from stoppress.domain.errors import InputError
from stoppress.stages.extract import extract_page, extract_text
from stoppress.stages.metadata import language_code
from stoppress.stages.text.dates import parse_date
from stoppress.stages.text.safe import one_line, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The extractor's own warnings would stand among our lines; what is wrong with an input we say ourselves.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

STDIN = "-"
_STDIN_NAME = "stdin"
_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
TEXTS = frozenset({".txt", ".text", ".md"})
_BLANKS = b"\xef\xbb\xbf \t\r\n"  # and a byte-order mark, before what a file begins with
LARGEST = 64 * 2**20  # bytes of one text, page or line: no article is larger, and it must fit in memory
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Input:
    """One article as given, before it is read; exactly one of `text` and `html` is set."""

    where: str  # "file", or "file:line"
    stated: Stated
    text: str | None = None  # as given, but for half characters, which stand as U+FFFD
    html: str | bytes | None = None


class Problems:
    """What was wrong with the input: each one line on standard error, counted for the exit status."""

    def __init__(self) -> None:
        self.count = 0

    def report(self, where: str, what: str) -> None:
        """Say in one line what was wrong, and where."""
        self.count += 1
        click.echo(one_line(f"{where}: {what}"), err=True)

    @property
    def exit_status(self) -> int:
        """The status to end with: 1 where anything was wrong."""
        return 1 if self.count else 0


def read_inputs(paths: Iterable[str | Path], problems: Problems) -> Iterator[Input]:
    """Yield what stands in the files, folders (by name, without hidden ones) and standard input (`-`), in order.

    JSON lines are read one at a time, whatever a file's size. What cannot be read is reported and left out.
    """
    seen: set[str] = set()
    everything = (found for path in files(paths, problems) for found in _read_path(path, problems))
    for found in counted(everything, noun="articles"):
        if found.stated.id in seen:
            problems.report(found.where, f"the id {found.stated.id!r} stands twice; the later article is left out")
            continue
        seen.add(found.stated.id)
        yield found


def read_articles(paths: Iterable[str | Path], problems: Problems) -> Iterator[Article]:
    """Yield the articles of the files, folders and standard input; what cannot be read is reported and left out."""
    return (article for _, article in read_with_articles(paths, problems))


def read_with_articles(paths: Iterable[str | Path], problems: Problems) -> Iterator[tuple[Input, Article]]:
    """Yield each input with its article; what cannot be read is reported and left out."""
    for found in read_inputs(paths, problems):
        try:
            article = to_article(found)
        except InputError as error:
            problems.report(found.where, str(error))
            continue
        yield found, article


def to_article(given: Input) -> Article:
    """Read and clean one input; raises InputError for a page that cannot be read."""
    if given.html is not None:
        return extract_page(given.html, given.stated)
    return extract_text(given.text or "", given.stated)


def by_arrival(articles: Iterable[Article]) -> Iterator[tuple[datetime | None, list[Article]]]:
    """Yield the articles in order of publication, those that arrive together as one batch with their moment.

    Those dated by day only arrive together at the day's first moment; undated ones with the one before them
    in the order given; undated ones before anything dated come first, without a moment.
    """
    batches: dict[datetime | None, list[Article]] = {}
    moment = None
    for article in articles:
        moment = article.published or moment
        batches.setdefault(moment, []).append(article)
    earliest = datetime.min.replace(tzinfo=UTC)
    yield from sorted(batches.items(), key=lambda batch: (batch[0] is not None, batch[0] or earliest))


def files(paths: Iterable[str | Path], problems: Problems) -> Iterator[Path | str]:
    """Give the files of paths and of the folders among them, in order; "-" stays what it is."""
    for given in paths:
        if str(given) == STDIN:
            yield STDIN
        elif Path(given).is_dir():
            yield from _folder(Path(given), problems)
        else:
            yield Path(given)


def _folder(folder: Path, problems: Problems) -> list[Path]:
    """List a folder's files in order of their names, folder by folder; hidden ones are left out."""
    found = []

    def unreadable(error: OSError) -> None:
        problems.report(str(error.filename), f"cannot be read: {error.strerror}")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted((path for path in found if path.is_file()), key=lambda path: path.relative_to(folder).parts)


def _read_path(path: Path | str, problems: Problems) -> Iterator[Input]:
    try:
        if isinstance(path, str):
            yield from _read_stream(sys.stdin.buffer, Path(_STDIN_NAME), problems)
        else:
            with path.open("rb") as stream:
                yield from _read_stream(stream, path, problems)
    except OSError as error:
        problems.report(str(path), f"cannot be read: {error.strerror}")


def _read_stream(stream: BinaryIO, path: Path, problems: Problems) -> Iterator[Input]:
    ending = path.suffix.casefold()
    head = [] if ending in _PAGES | TEXTS else _head(stream)
    first = b"".join(head)
    if holds_lines(ending, first):
        yield from read_lines(chain(head, iter(lambda: stream.readline(LARGEST + 1), b"")), path, problems)
        return
    whole = first + stream.read(LARGEST + 1 - len(first))
    found = read_whole(whole, path, is_page=holds_page(ending, whole[:4096]))
    if isinstance(found, str):
        problems.report(str(path), found)
    else:
        yield found


def holds_lines(ending: str, head: bytes) -> bool:
    """Say whether a file holds JSON lines, by its name's ending or else by how it begins."""
    return ending in _LINES or (ending not in _PAGES | TEXTS and head.lstrip(_BLANKS).startswith(b"{"))


def holds_page(ending: str, head: bytes) -> bool:
    """Say whether a file holds a page, by its name's ending or else by how it begins."""
    return ending in _PAGES or (ending not in TEXTS and _MARKUP.match(head) is not None)


def _head(stream: BinaryIO) -> list[bytes]:
    """Take lines off the stream up to the first that is not blank: by it the format is known."""
    lines = []
    while line := stream.readline(LARGEST + 1):
        lines.append(line)
        if line.strip(_BLANKS):
            break
    return lines


def read_whole(content: bytes, path: Path, *, is_page: bool) -> Input | str:
    """Make the input of a file that is one article; return what is wrong with it instead where something is."""
    name = _SURROGATES.sub("\ufffd", path.name)
    if len(content) > LARGEST:
        return f"larger than {LARGEST // 2**20} MiB: no article"
    if is_page:
        return Input(str(path), Stated(id=name), html=content)
    text = _decode(content)
    if text is None:
        return "not text in UTF-8"
    return Input(str(path), Stated(id=name), text=text)


def _decode(content: bytes) -> str | None:
    """Decode UTF-8, or UTF-16 that says so by its mark; None for anything else: a wrong guess would change words."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def read_lines(lines: Iterable[bytes], path: Path, problems: Problems) -> Iterator[Input]:
    """Read JSON lines; those that cannot be read are noted as problems."""
    number, overlong = 0, False
    for line in lines:
        continues, overlong = overlong, len(line) > LARGEST and not line.endswith(b"\n")
        if continues:  # the rest of a line already reported
            continue
        number += 1
        if not line.strip(_BLANKS):
            continue
        found = f"longer than {LARGEST // 2**20} MiB: no article" if overlong else _read_line(line, path, number)
        if isinstance(found, Input):
            yield found
            continue
        problems.report(f"{path}:{number}", found)
        if line.strip() in {b"[", b"{"}:
            problems.report(str(path), "one JSON value over several lines; each line must be an object by itself")
            return


def _read_line(line: bytes, path: Path, number: int) -> Input | str:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except RecursionError:
        return "not JSON that can be read: nested too deeply"
    except ValueError as error:
        return f"not JSON: {error}"
    if not isinstance(fields, dict):
        return "not a JSON object"
    try:
        return _from_fields(fields, path, number)
    except InputError as error:
        return str(error)


def _from_fields(fields: Mapping[str, object], path: Path, number: int) -> Input:
    given = _given_id(fields) or f"{path.name}:{number}"
    text, html = _field(fields, "text"), _field(fields, "html")
    if text is None and html is None:
        raise InputError("neither text nor html")
    published, precision = _published(fields)
    stated = Stated(
        id=_SURROGATES.sub("\ufffd", given),
        outlet=_line_field(fields, "outlet"),
        owner=_line_field(fields, "owner"),
        url=web_address(_field(fields, "url")),
        headline=_line_field(fields, "headline"),
        published=published,
        precision=precision,
        language=language_code(_field(fields, "language")),
    )
    where = f"{path}:{number}"
    return Input(where, stated, html=html) if html and not text else Input(where, stated, text=text or "")


def _given_id(fields: Mapping[str, object]) -> str | None:
    value = fields.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _field(fields, "id")


def _published(fields: Mapping[str, object]) -> tuple[datetime, Precision] | tuple[None, None]:
    """Read the publication time; a clock time without a zone is one of UTC."""
    value = _field(fields, "published")
    if not value or not value.strip():
        return None, None
    found = parse_date(value.strip(), zone=UTC)
    if found is None:
        raise InputError(f"an unknown date: {value[:60]!r}")
    return found


def _line_field(fields: Mapping[str, object], name: str) -> str | None:
    return one_line(_field(fields, name) or "") or None


def _field(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name} must be text, not {type(value).__name__}")
    return _SURROGATES.sub("\ufffd", value)
