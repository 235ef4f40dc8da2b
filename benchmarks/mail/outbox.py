"""An outbox to measure with: readers, keys, and one alert of twelve kilobytes to all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

_DOMAINS = ("post.test", "brief.test", "mail.example", "letters.example", "inbox.example")
_SENTENCES = (
    "The wall of the inner harbour gave way at half past nine, and the ferries to the islands stay in port.",
    "Nobody was hurt, the coastguard says; three boats that were moored there have sunk.",
    "Divers are to look at the foundations in the afternoon, once the tide is out.",
    "The wall was repaired two years ago, after cracks had been found below the water line.",
    "Passengers are taken to the southern pier by bus, where a smaller ship takes them aboard.",
)


def address(number: int) -> str:
    return f"reader{number:07}@{_DOMAINS[number % len(_DOMAINS)]}"


def add_readers(count: int, now: Any) -> None:
    """Make confirmed readers who take every alert."""
    from stoppress.readership.models import Subscriber, Subscription  # noqa: PLC0415

    numbers = iter(range(count))
    while chunk := list(islice(numbers, 20_000)):
        people = Subscriber.objects.bulk_create(_reader(number, now) for number in chunk)
        Subscription.objects.bulk_create(
            Subscription(subscriber=person, purpose="alerts", state="confirmed", changed_at=now) for person in people
        )


def _reader(number: int, now: Any) -> Any:
    from stoppress.readership.models import Subscriber  # noqa: PLC0415

    name = f"{number:08}".translate(str.maketrans("0123456789", "abcdefghij"))
    return Subscriber(
        address=address(number),
        address_key=address(number),
        handle=name,
        unsubscribe_secret=f"{name}unsubscribeit"[:22].ljust(22, "A"),
        preferences_secret=f"{name}preferences"[:22].ljust(22, "Q"),
        created_at=now,
    )


def alert(now: Any) -> Any:
    """Return a mail of twelve kilobytes, personal at its links."""
    from stoppress.domain.email import Email, EmailKind  # noqa: PLC0415

    words = "\n\n".join(islice(_sentences(), 42))
    cells = "\n".join(f'<p style="margin:0 0 12px">{sentence}</p>' for sentence in islice(_sentences(), 58))
    site = "https://alerts.example.org"
    return Email(
        kind=EmailKind.ALERT,
        sender="Orvo Alerts <alerts@alerts.example.org>",
        subject="Harbour wall gives way, ferries stay in port",
        text=f"{words}\n\nStop these mails: {site}/unsubscribe/MARKU\nChange them: {site}/preferences/MARKP\n",
        html=f'<!doctype html>\n<html lang="en"><body>\n{cells}\n<p><a href="{site}/unsubscribe/MARKU">Stop these mails'
        f'</a> <a href="{site}/preferences/MARKP">Change them</a></p>\n</body></html>\n',
        language="en",
        headers={
            "List-Id": "<alerts.alerts.example.org>",
            "List-Unsubscribe": f"<{site}/unsubscribe/MARKU>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Feedback-ID": "1:alerts:alerts.example.org:stoppress",
            "Auto-Submitted": "auto-generated",
        },
        marks={"unsubscribe": "MARKU", "preferences": "MARKP"},
        expires_at=now + timedelta(hours=12),
        priority=10,
    )


def _sentences() -> Iterator[str]:
    number = 0
    while True:
        yield f"{number + 1}. {_SENTENCES[number % len(_SENTENCES)]}"
        number += 1


def keys(kinds: str) -> Any:
    """Return a signer: "both", "ed25519", or None for "none"."""
    from stoppress.mailroom.dkim import DomainKey, Signer  # noqa: PLC0415

    made = {"rsa": lambda: generate_private_key(65537, 2048), "ed25519": Ed25519PrivateKey.generate}
    names = {"both": ("rsa", "ed25519"), "ed25519": ("ed25519",), "none": ()}[kinds]
    found = [DomainKey("alerts.example.org", name, made[name]()) for name in names]
    return Signer(found) if found else None
