"""Email addresses as people type them: whether one can be right, how it is kept, which are one person's."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from stoppress.domain.errors import InputError
from stoppress.mailroom.addresses import canonical

INVALID = "Please enter a valid email address"
_LENGTH = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets


def normal_address(text: str) -> str:
    """Return the address as it is kept: domain in lower case, local part as typed, both in NFC.

    Non-ASCII local parts are let through (RFC 6531). No question is asked of the DNS: the answer could
    not tell a wrong domain from a slow one. Raises InputError, which is what the reader is told.
    """
    stated = text.strip()
    if len(stated) > _LENGTH:
        raise InputError(INVALID)
    try:
        # `test_environment` lets .test through (RFC 6761): a service tried out on one machine mails there.
        found = validate_email(stated, check_deliverability=False, allow_smtputf8=True, test_environment=True)
        canonical(found.normalized)  # what the mailroom would refuse is refused while its owner can mend it
    except (EmailNotValidError, InputError) as error:
        raise InputError(INVALID) from error
    return found.normalized


def address_key(address: str) -> str:
    """Fold what differs in case only: no provider in use gives such addresses to two people."""
    return unicodedata.normalize("NFC", address.casefold())
