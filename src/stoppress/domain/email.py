"""A mail to be sent to many: written once, personal at marked places only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EmailKind(StrEnum):
    """What a mail is for; also its template's name."""

    ALERT = "alert"
    CONFIRMATION = "confirmation"
    ALREADY_SUBSCRIBED = "already-subscribed"
    UPDATE = "update"
    CORRECTION = "correction"
    DIGEST = "digest"
    GOODBYE = "goodbye"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Email:
    """A mail before it is made personal.

    `marks` maps the name of a personal value to a string that stands for it in `text`, `html` and
    `headers`; a recipient's `values` have the same names. Marks are random, so that no outlet's words
    can forge one.
    """

    kind: EmailKind
    sender: str  # From, as in RFC 5322: 'Name <address>'
    subject: str
    text: str
    html: str
    language: str
    headers: Mapping[str, str]  # beyond From, To, Subject, Date and Message-ID
    marks: Mapping[str, str]
    expires_at: datetime  # not to be sent later
    priority: int = 0  # greater goes first


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and the personal values of its copy."""

    address: str
    values: Mapping[str, str] = field(default_factory=dict)


class DeliveryState(StrEnum):
    """The states of a delivery. ACCEPTED, BOUNCED, EXPIRED, WITHDRAWN and SUPPRESSED are final."""

    QUEUED = "queued"
    LEASED = "leased"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPPRESSED = "suppressed"
