"""Tell our own sign-up form from another site's, without a cookie and without a session.

Django's own check needs a cookie, and refuses the "Origin: null" that browsers send from pages under
`Referrer-Policy: no-referrer`. Signing up uses no one's rights, so what is to be kept out is only another
site that makes its visitors' browsers sign strangers up, past the cap of their networks. Browsers say
where a form was sent from (Sec-Fetch-Site, Origin), and the form carries a token signed by us, so that it must
have been opened here within a day. The pages behind mailed links need none of this: their address is a secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

_SALT = "stoppress.sign-up-form"
_LIFETIME = timedelta(hours=24)
_LEEWAY = timedelta(minutes=5)  # between the clocks of two web servers


def form_token(now: datetime) -> str:
    """Make the token of a form that is shown now."""
    return Signer(salt=_SALT).sign(str(int(now.timestamp())))


def is_fresh(token: str, *, now: datetime) -> bool:
    """Say whether the form was shown by us within a day."""
    try:
        shown_at = int(Signer(salt=_SALT).unsign(token))
    except (BadSignature, ValueError):
        return False
    age = now.timestamp() - shown_at
    return -_LEEWAY.total_seconds() <= age < _LIFETIME.total_seconds()


def sent_from_here(request: HttpRequest) -> bool:
    """Say whether the browser holds that one of our own pages sent this; a client that says nothing passes."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin in {_origin(settings.STOPPRESS.public_address), _reached_at(request)}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _reached_at(request: HttpRequest) -> str:
    """Return the origin that the browser reached us by: compared with what the same browser says, never linked to."""
    return f"{request.scheme}://{request.get_host()}"
