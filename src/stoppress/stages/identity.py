"""Say whether a feed's entry is new, an edit, or one known that moved: by guid, address and words together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from stoppress.domain.article import Entry
from stoppress.stages.text.tokens import words

# What is added to an address to follow readers, and changes nothing of the page.
_TRACKING = re.compile(
    r"(?:utm_\w+|at_\w+|mc_(?:cid|eid)|[a-z]{0,2}clid|gclsrc|dclid|wbraid|gbraid|igshid|ref(?:_?src)?|cmp"
    r"|cmpid|ito|smid|partner|ns_\w+|xtor|taid|mkt_tok|sc_(?:src|campaign|medium)|_ga|spm|share\w*|amp|rss)\Z",
    re.IGNORECASE,
)
_HOST = re.compile(r"\A(?:www|amp|m|mobile)\.(?=[^.]+\.)")
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|amp)?\Z")
_TELLING = 8  # words of title and summary; fewer may stand over two articles


class Change(StrEnum):
    """What an entry is beside those known. A closed list."""

    NEW = "new"
    SAME = "same"
    EDITED = "edited"  # one known, in other words


@dataclass(frozen=True, slots=True)
class Identity:
    """By what an entry is known: digests, "" where it has none."""

    guid: str
    address: str  # of the address as `canonical_address` writes it
    words: str  # of title and summary, but for case and punctuation
    telling: bool  # enough words to know it by these alone


def identity_of(entry: Entry) -> Identity:
    """Return by what an entry is known."""
    found = words(f"{entry.title or ''}\n{entry.summary or ''}")
    return Identity(
        guid=_digest(entry.guid or ""),
        address=_digest(canonical_address(entry.url) if entry.url else ""),
        words=_digest(" ".join(found)),
        telling=len(found) >= _TELLING,
    )


def compare(entry: Identity, known: Iterable[Identity]) -> tuple[Change, Identity | None]:
    """Say what an entry is beside those known, and which of them it is.

    The address comes before the guid, which some outlets change with every edit and some use twice; where neither is
    known, the same words are the same entry, moved.
    """
    found = list(known)
    same = (
        next((one for one in found if entry.address and one.address == entry.address), None)
        or next((one for one in found if entry.guid and one.guid == entry.guid and _may_move(one, entry)), None)
        or next((one for one in found if entry.telling and one.words == entry.words), None)
    )
    if same is None:
        return Change.NEW, None
    return (Change.SAME if same.words == entry.words else Change.EDITED), same


def _may_move(known: Identity, entry: Identity) -> bool:
    """Say whether two entries of one guid can be one: with another address and other words it is used twice."""
    return known.words == entry.words or not (known.address and entry.address) or known.address == entry.address


def canonical_address(address: str) -> str:
    """Write an address the one way: without scheme, "www", tracking parameters, fragment and the like."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return address.strip()
    host = _HOST.sub("", (parts.hostname or "").rstrip("."))
    if port not in (None, 80, 443):
        host += f":{port}"
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)
    ]
    query = urlencode(sorted(kept))
    return f"{host}{_INDEX.sub('', parts.path)}{'?' if query else ''}{query}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else ""
