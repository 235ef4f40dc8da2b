"""What comes back after a mail was handed over: bounces and complaints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReturnVerdict(StrEnum):
    """What a refusal or a report says about an address, mildest first."""

    NONE = "no failure"  # delayed, delivered, an automatic reply, or nothing that can be read
    OURS = "our fault"  # reputation, authentication, policy: suppresses nobody
    SOFT = "soft bounce"  # may pass; counts over days
    HARD = "hard bounce"  # the address does not exist
    COMPLAINT = "complaint"  # the reader pressed "spam"


Status = tuple[int, int, int]
"""Class, subject and detail of an enhanced status (RFC 3463)."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A message that came back, as read."""

    verdict: ReturnVerdict
    status: str  # "5.1.1", or empty where none was stated
    places: tuple[str, ...]  # texts in which the address that it was sent from may stand, the likeliest first
