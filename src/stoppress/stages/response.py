"""Take what a web server answered apart, and undo what HTTP put around the page: chunks and compression."""

from __future__ import annotations

import io
import re
import zlib
from typing import BinaryIO

import brotli
import zstandard

from stoppress.domain.errors import InputError
from stoppress.stages.markup import decode

LARGEST_PAGE = 32 * 2**20  # bytes, as sent and as decompressed
_LONGEST_LINE = 2**16  # bytes
_MOST_HEADERS = 1000
_WITH_GZIP_HEADER, _WITH_ZLIB_HEADER, _BARE = 31, 15, -15  # zlib's names for how compressed data begins
_LARGEST_WINDOW = 8 * 2**20  # bytes
_ZSTD_STEP = 256  # bytes of which 8 MiB can come at most: 4 may stand for a block of 128 KiB
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_DECLARES = re.compile(rb"charset|encoding", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def unpack(response: bytes, *, is_cut: bool = False) -> bytes | str:
    """Return the page of a response; decoded only where nothing but HTTP's headers says how.

    `is_cut`: only the beginning was kept. Raises InputError for what cannot be unpacked.
    """
    _, headers, content = split_response(response)
    if "chunked" in headers.get("transfer-encoding", "").casefold():
        content = _join_chunks(content, is_cut=is_cut)
    for encoding in reversed(headers.get("content-encoding", "").casefold().split(",")):
        content = _decompress(content, encoding.strip(), is_cut=is_cut)
    return _decode_as_served(content, headers.get("content-type", ""))


def split_response(block: bytes) -> tuple[bytes, dict[str, str], bytes]:
    """Return the status line, the headers and the content."""
    source = io.BytesIO(block)
    status = source.readline(_LONGEST_LINE)
    headers, _ = read_headers(source)
    return status, headers, source.read()


def read_headers(lines: BinaryIO) -> tuple[dict[str, str], bool]:
    """Read headers up to the blank line, and say whether there was one; names in small letters, the first wins."""
    headers: dict[str, str] = {}
    name = ""
    for _ in range(_MOST_HEADERS):
        line = lines.readline(_LONGEST_LINE)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text.strip():
            return headers, bool(line)
        if text[0] in " \t" and name:
            headers[name] += f" {text.strip()}"
            continue
        name, _, value = text.partition(":")
        name = name.strip().casefold()
        headers.setdefault(name, value.strip())
    return headers, False


def _join_chunks(content: bytes, *, is_cut: bool) -> bytes:
    """Undo HTTP's chunks. Archives keep some pages without them, under the headers that tell of them."""
    parts: list[bytes] = []
    place = 0
    while size := _CHUNK_SIZE.match(content, place):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        place = size.end() + length
        parts.append(content[size.end() : place])
        place += 2 if content.startswith(b"\r\n", place) else 1 if content.startswith(b"\n", place) else 0
    if not parts:
        return content
    if is_cut and place >= len(content):
        return b"".join(parts)
    raise InputError("its chunks are damaged")


def _decompress(content: bytes, encoding: str, *, is_cut: bool) -> bytes:
    """Undo one content encoding. Archives keep many pages decompressed, under the headers of the compressed."""
    if not content or encoding in {"", "identity"} or content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return content
    inflate = _INFLATE_BY_ENCODING.get(encoding)
    if inflate is None:
        raise InputError(f"its content encoding is none that can be read: {encoding[:60]!r}")
    try:
        found, is_whole = inflate(content)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise InputError("its compressed content is damaged") from error
    if len(found) > LARGEST_PAGE:
        raise InputError(f"larger than {LARGEST_PAGE // 2**20} MiB: no article")
    if not is_whole and not is_cut:
        raise InputError("its compressed content is damaged")
    return found


def _gunzip(content: bytes) -> tuple[bytes, bool]:
    return _inflate(content, _WITH_GZIP_HEADER)


def _deflated(content: bytes) -> tuple[bytes, bool]:
    """Undo "deflate": that means zlib's format, and some servers send it bare."""
    zlib_begins = content[:1] == b"\x78" and int.from_bytes(content[:2], "big") % 31 == 0
    return _inflate(content, _WITH_ZLIB_HEADER if zlib_begins else _BARE)


def _inflate(content: bytes, with_header: int) -> tuple[bytes, bool]:
    """Return no more than a page may have, and whether the content came to its end; so do the following two."""
    inflate = zlib.decompressobj(with_header)
    found = inflate.decompress(content, LARGEST_PAGE + 1)
    return found, inflate.eof


def _brotli(content: bytes) -> tuple[bytes, bool]:
    """Undo brotli (RFC 7932)."""
    decompressor = brotli.Decompressor()
    found = decompressor.process(content, output_buffer_limit=LARGEST_PAGE + 1)
    return found, decompressor.is_finished()


def _zstandard(content: bytes) -> tuple[bytes, bool]:
    """Undo zstandard (RFC 8878), with the largest window that a content coding may ask for (RFC 9659)."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
    found = bytearray()
    for place in range(0, len(content), _ZSTD_STEP):
        found += decompressor.decompress(content[place : place + _ZSTD_STEP])
        if decompressor.eof or len(found) > LARGEST_PAGE:
            break
    return bytes(found), decompressor.eof


_INFLATE_BY_ENCODING = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflated,
    "br": _brotli,
    "zstd": _zstandard,
}


def _decode_as_served(content: bytes, content_type: str) -> bytes | str:
    """Decode by HTTP's header a page that is no UTF-8 and declares no encoding itself."""
    stated = _CHARSET.search(content_type)
    if stated is None or content.startswith(_MARKS) or _DECLARES.search(content[:4096]):
        return content
    declaration = f'<meta charset="{stated[1]}">'
    text = decode(declaration.encode("ascii", "replace") + content)
    return text.removeprefix(declaration) if text.startswith(declaration) else content
