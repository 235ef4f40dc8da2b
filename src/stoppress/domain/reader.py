"""Who reads: what a subscription asks for, and why a subscriber was passed over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SubscriptionState(StrEnum):
    """The states of a subscription."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class Purpose(StrEnum):
    """What a person may agree to be mailed; each is asked and recorded by itself."""

    ALERTS = "alerts"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Interest:
    """What a subscription asks for; empty asks for everything."""

    words: tuple[str, ...] = ()  # an alert must hold at least one of them, as whole words


class SkipReason(StrEnum):
    """Why a confirmed subscriber gets no delivery of an alert. A closed list."""

    NOT_ASKED_FOR = "none of the words asked for"
