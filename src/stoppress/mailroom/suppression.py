"""Addresses not to be mailed, kept by keyed hash so that they outlive erasure."""

from __future__ import annotations

import contextlib
import hmac
import unicodedata
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from stoppress.domain.delivery import Step
from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.models import Delivery, Suppression

# Written out: the sender asks this before every hand-over.
_AMONG = "SELECT address_hash FROM mailroom_suppression WHERE address_hash IN "


def hash_address(address: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) by which an address is recognised.

    Case is folded, of the local part too: a mailbox that differs by case alone is another in theory only.
    """
    with contextlib.suppress(InputError):  # what cannot be mailed can still be recognised
        address = canonical(address)
    return hash_canonical(address)


def hash_canonical(address: str, key: bytes = b"") -> str:
    """Return the same for an address as deliveries keep it; `key`, where it is at hand, is the setting's."""
    folded = address.lower() if address.isascii() else unicodedata.normalize("NFC", address).casefold()
    return hmac.digest(key or settings.HASH_KEY.encode(), folded.encode("utf-8", "replace"), "sha256").hex()


def suppress(address: str, *, reason: str, now: datetime) -> None:
    """Never mail this address again: nor what is queued or leased for it. A second time changes nothing."""
    with transaction.atomic():
        Suppression.objects.get_or_create(
            address_hash=hash_address(address), defaults={"reason": reason[:40], "suppressed_at": now}
        )
        try:
            address = canonical(address)
        except InputError:
            return
        Delivery.objects.filter(address=address).take(Step.SUPPRESS, ended_at=now)


def is_suppressed(address: str) -> bool:
    """Say whether this address is not to be mailed."""
    return Suppression.objects.filter(address_hash=hash_address(address)).exists()


def suppressed_among(hashes: Collection[str]) -> set[str]:
    """Return those of the hashes whose addresses are not to be mailed, with one look."""
    if not hashes:
        return set()
    marks = ", ".join(["%s"] * len(hashes))
    with connection.cursor() as cursor:
        cursor.execute(_AMONG + f"({marks})", list(hashes))
        return {row[0] for row in cursor.fetchall()}
