"""Make outlets' text safe to keep and to show: encodable, nothing that deceives, only web addresses as links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# C0 and C1 controls but tab and newline; bidirectional embeddings, overrides and isolates (UAX #9, table 4),
# which can make text read as something else; the interlinear and tag characters, invisible by design; U+FEFF.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of a pair, which UTF-8 cannot encode
_SPACE = re.compile(r"\s+")
_ADDRESS_LENGTH = 2000


def encodable(text: str) -> str:
    """Make the text one that UTF-8 and every database can hold: no NUL, and U+FFFD for each lone surrogate."""
    return _SURROGATES.sub("\ufffd", text.replace("\0", ""))


def plain(text: str) -> str:
    """Remove the characters that can deceive a reader or cannot be encoded; line breaks are kept, as newlines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return UNSAFE.sub("", encodable(text))


def one_line(text: str) -> str:
    """Make the text safe and fold every run of white space to one space."""
    return _SPACE.sub(" ", plain(text)).strip()


def web_address(address: str | None) -> str | None:
    """Return the address if it is an absolute http or https one without credentials or white space, else None."""
    if not address or len(address) > _ADDRESS_LENGTH or plain(address) != address or _SPACE.search(address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return address
