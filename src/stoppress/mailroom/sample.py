"""A mail as a reader would get it, without a reader: for replays and previews."""

from __future__ import annotations

from stoppress.domain.email import Recipient
from stoppress.mailroom.message import Stamp, write_message
from stoppress.mailroom.models import Mailing
from stoppress.mailroom.outbox import mailing_email


def sample_message(mailing: Mailing, *, address: str) -> bytes:
    """Return the bytes of a mailing's copy for an address; its personal links lead nowhere."""
    values = {name: "sample" for name in mailing.marks}
    domain = address.rpartition("@")[2]
    stamp = Stamp(f"<sample.{mailing.pk}@{domain}>", mailing.created_at)
    return write_message(mailing_email(mailing), Recipient(address, values), stamp)
