"""The tokens in links: a handle to find a subscriber by, and a secret that holds for one purpose only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a link lets its holder do. A closed list; no token serves two."""

    CONFIRM = "confirm"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"


# 16 bytes make 22 characters whose last is one of A, Q, g, w: never a mark that a mail program takes for
# punctuation after the link. What does follow a link pasted from a mail (".", ")", ">", "/") is passed over.
_TOKEN = re.compile(r"([a-z2-7]{8})([A-Za-z0-9_-]{22})[^A-Za-z0-9_-]*")
_HANDLE_BYTES = 5
_SECRET_BYTES = 16


def new_handle() -> str:
    """Make up a handle: 8 characters of lower-case base32."""
    return base64.b32encode(secrets.token_bytes(_HANDLE_BYTES)).decode().lower()


def new_secret() -> str:
    """Make up a secret of 128 bits: 22 characters, safe in an address."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest(secret: str) -> str:
    """Return the SHA-256 digest that a confirm secret is kept as; a secret of 128 bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def split(token: str) -> tuple[str, str] | None:
    """Part a token into handle and secret, passing over punctuation behind it; None: it is none of ours."""
    found = _TOKEN.fullmatch(token)
    return (found[1], found[2]) if found else None


def same(stated: str, kept: str) -> bool:
    """Compare two secrets in constant time; an empty one is the same as none."""
    return bool(kept) and hmac.compare_digest(stated.encode(), kept.encode())
