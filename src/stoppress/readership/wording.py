"""The words that people agree to. What a page shows and what a consent keeps are both made here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from stoppress.domain.reader import Purpose

_VERSION_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """What one form says of each purpose, with the operator's name in it."""

    alerts: str
    offers: str

    @property
    def version(self) -> str:
        """A digest of all the words of the form: another word is another version, without anyone's care."""
        both = f"{self.alerts}\n{self.offers}"
        return hashlib.sha256(both.encode()).hexdigest()[:_VERSION_LENGTH]

    def of(self, purpose: Purpose) -> str:
        """Return the words for one purpose."""
        return self.alerts if purpose is Purpose.ALERTS else self.offers


def sign_up_wording(operator: str) -> Wording:
    """Word the sign-up form: alerts by its button, offers by a box of their own."""
    return Wording(
        alerts=f"By signing up I ask {operator} to email me alerts when news breaks. I can stop them at any time.",
        offers=_offers(operator),
    )


def preferences_wording(operator: str) -> Wording:
    """Word the preferences page: a box for each purpose."""
    return Wording(
        alerts=f"I would like to be emailed an alert by {operator} when news breaks.", offers=_offers(operator)
    )


def _offers(operator: str) -> str:
    return f"I would like to be emailed about offers, events and updates from {operator}."
