"""Addresses not to be mailed, kept by keyed hash so that they outlive erasure."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import unicodedata
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from stoppress.domain.delivery import Step
from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical
from stoppress.mailroom.models import Delivery, Suppression


def hash_address(address: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) by which an address is recognised.

    Case is folded, of the local part too: a mailbox that differs by case alone is another in theory only.
    """
    with contextlib.suppress(InputError):  # what cannot be mailed can still be recognised
        address = canonical(address)
    folded = unicodedata.normalize("NFC", address).casefold()
    return hmac.digest(settings.HASH_KEY.encode(), folded.encode("utf-8", "replace"), hashlib.sha256).hex()


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


def suppressed_among(addresses: Collection[str]) -> set[str]:
    """Return those of the addresses that are not to be mailed, with one look."""
    address_by_hash: dict[str, list[str]] = {}
    for address in addresses:
        address_by_hash.setdefault(hash_address(address), []).append(address)
    found = Suppression.objects.filter(address_hash__in=address_by_hash).values_list("address_hash", flat=True)
    return {address for address_hash in found for address in address_by_hash[address_hash]}
