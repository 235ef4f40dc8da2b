"""Give each delivery an address of its own for bounces to come back to (VERP), which nobody else can make up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import cache

from django.conf import settings

from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.addresses import Mailbox, read_mailbox

_PROOF = 10  # octets of the keyed hash: 80 bits, of which nobody learns whether a guess was right
_LONGEST = 64  # octets of a local part (RFC 5321, 4.5.3.1.1)
_TAIL = r"\+(?P<delivery>[0-9]{1,19})-(?P<proof>[a-z2-7]{16})"


def bounce_mailbox(delivery: int) -> Mailbox | None:
    """Return the envelope's sender for a delivery, by its row; None where no bounce address is set.

    Raises SettingError where the setting is no address.
    """
    base = base_mailbox(settings.STOPPRESS.bounce_address)
    if base is None:
        return None
    return Mailbox(f"{base.local}+{delivery}-{_proof(delivery)}", base.domain)


def delivery_of(address: str) -> int | None:
    """Return the delivery to which a bounce address belongs; None for any other, forged ones included.

    Letters may have lost their case on the way.
    """
    base = base_mailbox(settings.STOPPRESS.bounce_address)
    found = None if base is None else _pattern(base).fullmatch(address)
    return None if found is None else _proven(found)


def deliveries_named(text: str) -> list[int]:
    """Return the deliveries whose bounce addresses stand anywhere in a text, in order, each once."""
    base = base_mailbox(settings.STOPPRESS.bounce_address)
    if base is None:
        return []
    found = (_proven(match) for match in _pattern(base).finditer(text))
    return list(dict.fromkeys(delivery for delivery in found if delivery is not None))


@cache
def base_mailbox(address: str) -> Mailbox | None:
    """Read the setting; raises SettingError where it is not empty and no address that can carry a token."""
    if not address:
        return None
    try:
        mailbox = read_mailbox(address)
    except InputError as error:
        raise SettingError(f"bounce_address is {error}: write bounces@example.org") from error
    room = _LONGEST - len("+") - 19 - len("-") - 16
    if mailbox.needs_smtputf8 or "+" in mailbox.local or len(mailbox.local) > room:
        raise SettingError(f"bounce_address: before the @ write ASCII without +, of at most {room} characters")
    return mailbox


@cache
def _pattern(base: Mailbox) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(base.local)}{_TAIL}@{re.escape(base.domain)}", re.IGNORECASE | re.ASCII)


def _proven(match: re.Match[str]) -> int | None:
    delivery = int(match["delivery"])
    return delivery if hmac.compare_digest(match["proof"].lower(), _proof(delivery)) else None


def _proof(delivery: int) -> str:
    digest = hmac.digest(settings.HASH_KEY.encode(), b"bounce address %d" % delivery, hashlib.sha256)
    return base64.b32encode(digest[:_PROOF]).decode("ascii").lower()
