"""Numbers for words: the same in every process and on every machine."""

from __future__ import annotations

from zlib import crc32


def code_of(text: str) -> int:
    """Return the text's CRC-32: 32 bits, not 0."""
    return crc32(text.encode("utf-8", "replace")) or 1
