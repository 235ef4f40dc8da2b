"""Steps that the tests of the readership and the pages share: sign somebody up, read their mail, confirm."""

from __future__ import annotations

from datetime import datetime

from stoppress.domain.email import EmailKind
from stoppress.mailroom.models import Delivery
from stoppress.readership.confirmation import confirm
from stoppress.readership.models import SignUp, Subscriber
from stoppress.readership.sign_up import answer_sign_ups, request
from stoppress.readership.wording import sign_up_wording

ADA = "ada@readers.example"
NETWORK = "a" * 64
WORDING = sign_up_wording("The Orvo Courier")


def send_form(address: str = ADA, *, offers: bool = False, now: datetime) -> SignUp:
    return request(address, offers=offers, wording=WORDING, network_hash=NETWORK, now=now)


def sign_up(address: str = ADA, *, offers: bool = False, now: datetime) -> str:
    """Send the form and answer it; return the answer."""
    row = send_form(address, offers=offers, now=now)
    answer_sign_ups(now=now)
    row.refresh_from_db()
    return row.answer


def posted(kind: EmailKind) -> list[Delivery]:
    return list(Delivery.objects.filter(mailing__kind=kind).order_by("pk"))


def confirm_token() -> str:
    """Return the token in the latest confirmation mail."""
    return posted(EmailKind.CONFIRMATION)[-1].values["confirm"]


def subscribed(address: str = ADA, *, offers: bool = False, now: datetime) -> Subscriber:
    """Sign up and confirm."""
    sign_up(address, offers=offers, now=now)
    return confirm(confirm_token(), now=now).subscriber


def states(subscriber: Subscriber) -> dict[str, str]:
    return dict(subscriber.subscriptions.values_list("purpose", "state"))
