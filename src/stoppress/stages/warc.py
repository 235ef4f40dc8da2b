"""Read the pages of a web archive (WARC, ISO 28500), compressed or not: untrusted, and often damaged.

A record is expected to lie within one gzip member, be there one member for each record or one for all.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from stoppress.stages.response import LARGEST_PAGE, read_headers, split_response
from stoppress.stages.text.safe import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typing_extensions import Buffer

_CHUNK = 2**16  # bytes read at a time; also of the longest line, and of HTTP's headers
_GZIP = b"\x1f\x8b\x08"
_WITH_GZIP_HEADER = 31  # zlib's name for that
_START = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_LENGTH = re.compile(r"\d{1,15}", re.ASCII)
_FOUND = re.compile(rb"HTTP/\d(?:\.\d)? 200\b")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class Position(NamedTuple):
    """How far a file was read."""

    offset: int = 0  # bytes: where the next record begins, or the gzip member that it stands in
    inside: int = 0  # records of that member that were read
    record: int = 0  # records of the file that were read


BEGINNING = Position()


@dataclass(frozen=True, slots=True)
class Record:
    """A page as it was archived."""

    number: int  # in the file, counting from 1
    address: str  # http or https
    block: bytes  # HTTP's headers and what followed them
    is_cut: bool  # the archive says that it kept only the beginning
    reached: Position  # after this record


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read, and why."""

    number: int
    what: str
    reached: Position  # where reading goes on


class _Block(NamedTuple):
    address: str
    content: bytes
    is_cut: bool


class _DamagedError(Exception):
    """The record cannot be read."""


def is_warc(head: bytes) -> bool:
    """Say whether a file that begins so is a web archive, compressed or not."""
    return (_begin_of_member(head) if head.startswith(_GZIP) else head).startswith(b"WARC/")


def read_warc(stream: BinaryIO, start: Position = BEGINNING) -> Iterator[Record | Damage]:
    """Yield the archived pages from a position on, in order, and what cannot be read of them.

    `stream` can seek. Pages are what was answered with status 200 as HTML; all other records are passed over.
    """
    stream.seek(start.offset)
    compressed = stream.read(2) == _GZIP[:2]
    found = _from_members(stream, start) if compressed else _from_plain(stream, start)
    for block, reached in found:
        if isinstance(block, str):
            yield Damage(reached.record, block, reached)
        elif block is not None and web_address(block.address) is None:
            yield Damage(reached.record, "its address is none that can be kept", reached)
        elif block is not None:
            yield Record(reached.record, block.address, block.content, block.is_cut, reached)


def _from_plain(stream: BinaryIO, start: Position) -> Iterator[tuple[_Block | str | None, Position]]:
    stream.seek(start.offset)
    for number, block in enumerate(_blocks(stream), start.record + 1):
        yield block, Position(stream.tell(), 0, number)


def _from_members(stream: BinaryIO, start: Position) -> Iterator[tuple[_Block | str | None, Position]]:
    offset, known, number = start.offset, start.inside, start.record - start.inside
    while _is_more(stream, offset):
        member = _Member(stream, offset)
        source = io.BufferedReader(member, _CHUNK)
        inside = 0
        try:
            for block in _blocks(source):
                is_last = not source.peek(1)  # at its end the member's checksum is compared
                number, inside = number + 1, inside + 1
                if inside > known:
                    yield block, (Position(member.end, 0, number) if is_last else Position(offset, inside, number))
        except (zlib.error, EOFError) as error:
            what = "the file ends within it" if isinstance(error, EOFError) else "its compressed bytes are damaged"
            number += 1
            offset = _find_member(stream, offset + 1)
            yield what, Position(offset, 0, number)
        else:
            offset = member.end
        known = 0


class _Member(io.RawIOBase):
    """One gzip member, decompressed as it is read."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        stream.seek(offset)
        self._stream = stream
        self._inflate = zlib.decompressobj(_WITH_GZIP_HEADER)

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Decompress into the buffer; raises zlib.error for damage, EOFError where the file ends too early."""
        view = memoryview(buffer)
        while not self._inflate.eof:
            given = self._inflate.unconsumed_tail or self._stream.read(_CHUNK)
            if not given:
                raise EOFError
            found = self._inflate.decompress(given, len(view))
            if found:
                view[: len(found)] = found
                return len(found)
        return 0

    @property
    def end(self) -> int:
        """Where in the file the next member begins, once this one was read to its end."""
        return self._stream.tell() - len(self._inflate.unused_data)


def _is_more(stream: BinaryIO, offset: int) -> bool:
    stream.seek(offset)
    return bool(stream.read(1))


def _find_member(stream: BinaryIO, offset: int) -> int:
    """Return where the next gzip member with a record begins; the file's end where there is none."""
    stream.seek(offset)
    window = b""
    while chunk := stream.read(_CHUNK):
        window = window[-2:] + chunk
        end = stream.tell()
        place = window.find(_GZIP)
        while place >= 0:
            stream.seek(end - len(window) + place)
            if _begin_of_member(stream.read(_CHUNK)).startswith(b"WARC/"):
                return end - len(window) + place
            place = window.find(_GZIP, place + 1)
        stream.seek(end)
    return stream.tell()


def _begin_of_member(compressed: bytes) -> bytes:
    try:
        return zlib.decompressobj(_WITH_GZIP_HEADER).decompress(compressed, 64)
    except zlib.error:
        return b""


def _blocks(source: BinaryIO) -> Iterator[_Block | str | None]:
    """Yield for each record its page, what is wrong with it, or None where it holds no page.

    After a damaged record a file that can seek is searched from within it, as a wrong length swallows what follows.
    """
    line = _first_line(source)
    while line:
        begin = source.tell() if source.seekable() else 0
        try:
            found = _read_block(source, line)
            line = b""
        except _DamagedError as error:
            found = str(error)
            if source.seekable():
                source.seek(begin)
            line = _next_start(source)
            if source.seekable():
                source.seek(-len(line), io.SEEK_CUR)
                line = b""
        yield found
        line = line or _first_line(source)


def _first_line(source: BinaryIO) -> bytes:
    while (line := source.readline(_CHUNK)) and not line.strip(b"\r\n"):
        pass
    return line


def _next_start(source: BinaryIO) -> bytes:
    while (line := source.readline(_CHUNK)) and not _START.match(line):
        pass
    return line


def _read_block(source: BinaryIO, line: bytes) -> _Block | str | None:
    if not _START.match(line):
        raise _DamagedError("no record of a web archive begins here")
    headers, ended = read_headers(source)
    if not ended:
        raise _DamagedError("its headers do not end")
    stated = headers.get("content-length", "")
    if not _LENGTH.fullmatch(stated):
        raise _DamagedError("it does not state its length")
    block = _read_content(source, headers, int(stated))
    for _ in range(2):
        if source.readline(_CHUNK).strip(b"\r\n"):
            raise _DamagedError("it does not end where its length says")
    return block


def _read_content(source: BinaryIO, headers: Mapping[str, str], length: int) -> _Block | str | None:
    address = headers.get("warc-target-uri", "").strip("<>").replace(" ", "%20")  # brackets: as wget wrote them
    content = _read_exactly(source, min(length, _CHUNK))
    rest = length - len(content)
    answered = headers.get("warc-type") == "response" and address.casefold().startswith(("http://", "https://"))
    if not answered or not _is_page(content, headers):
        _pass_over(source, rest)
        return None
    if length > LARGEST_PAGE:
        _pass_over(source, rest)
        return f"larger than {LARGEST_PAGE // 2**20} MiB: no article"
    return _Block(address, content + _read_exactly(source, rest), "warc-truncated" in headers)


def _is_page(head: bytes, warc_headers: Mapping[str, str]) -> bool:
    status, headers, _ = split_response(head)
    kind = headers.get("content-type") or warc_headers.get("warc-identified-payload-type", "")
    return bool(_FOUND.match(status)) and kind.partition(";")[0].strip().casefold() in _PAGES


def _pass_over(source: BinaryIO, length: int) -> None:
    while length:
        length -= len(_read_exactly(source, min(length, _CHUNK)))


def _read_exactly(source: BinaryIO, length: int) -> bytes:
    found = source.read(length)
    if len(found) < length:
        raise _DamagedError("it is shorter than its length says")
    return found
