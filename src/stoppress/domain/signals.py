"""What rooms tell each other, in the past tense. A signal may come twice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleStored:
    """An article was read and awaits its event."""

    article: int  # its row


@dataclass(frozen=True, slots=True)
class AlertIssued:
    """An alert and its deliveries were committed."""

    alert: int


@dataclass(frozen=True, slots=True)
class SignUpRequested:
    """Somebody sent the sign-up form."""

    sign_up: int


@dataclass(frozen=True, slots=True)
class DeliveriesQueued:
    """There is mail to send."""

    mailing: int


@dataclass(frozen=True, slots=True)
class DeliveryBounced:
    """A relay refused a mail for good, or it came back."""

    delivery: int


@dataclass(frozen=True, slots=True)
class FeedPushed:
    """A hub sent what a feed published."""

    feed: int


Signal = ArticleStored | FeedPushed | AlertIssued | SignUpRequested | DeliveriesQueued | DeliveryBounced
