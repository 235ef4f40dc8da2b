"""Write what a command found: JSON lines, to standard output or to a file."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from stoppress.domain.article import Precision
from stoppress.domain.errors import InputError
from stoppress.stages.text.safe import UNSAFE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

output_option = click.option(
    "-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of to standard output."
)


@contextmanager
def open_output(target: str) -> Iterator[Callable[[Mapping[str, object]], None]]:
    """Give a function that writes one JSON line; `-` is standard output.

    A file appears under its name when all is written, so that it is never half there, and may be an input too.
    """
    with _open(target) as stream:
        yield lambda row: _write(stream, row, None if target == "-" else target)


def write_text(target: str, text: str) -> None:
    """Write a whole text, as `open_output` writes lines; what could deceive a terminal's reader is left out."""
    with _open(target) as stream, _told(target):
        stream.write(UNSAFE.sub("", text).encode("utf-8", "replace"))


@contextmanager
def _open(target: str) -> Iterator[BinaryIO]:
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    in_place = path.exists() and not path.is_file()  # a pipe or a device is written to as it is
    partial = path if in_place else path.with_name(f".{path.name}.{os.getpid()}.partial")
    with _told(target):
        file = partial.open("wb")
    try:
        with file:
            yield file
        with _told(target):
            if not in_place:
                partial.replace(path)
    finally:
        if not in_place:
            partial.unlink(missing_ok=True)


def moment(published: datetime | None, precision: Precision | None) -> str | None:
    """Write a publication time: a day where only that is known, else ISO 8601 in UTC to the second."""
    if published is None:
        return None
    if precision is Precision.DAY:
        return published.date().isoformat()
    return published.isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(stream: BinaryIO, row: Mapping[str, object], target: str | None) -> None:
    line = UNSAFE.sub(_escaped, json.dumps(row, ensure_ascii=False)).encode("utf-8", "replace") + b"\n"
    if target is None:
        stream.write(line)
        return
    with _told(target):
        stream.write(line)


def _escaped(found: re.Match[str]) -> str:
    """Write a character that could deceive a terminal's reader as JSON's escape: the same to a program."""
    return json.dumps(found[0])[1:-1]


@contextmanager
def _told(target: str) -> Iterator[None]:
    """Turn a failure to write into one line that names the file."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
