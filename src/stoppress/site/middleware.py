"""What stands round every page: the moment it was asked for, and the headers that keep it safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

_PAGES_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The admin beyond that: its script asks for lists while one types in a field.
_ADMIN_POLICY = f"{_PAGES_POLICY}; connect-src 'self'"
_FEATURES_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_ADMIN = "/admin/"
_WITH_TOKEN = ("/confirm/", "/preferences/", "/unsubscribe/")


def utc_now() -> datetime:
    """Return this moment, aware, in UTC: the site's one look at the clock."""
    return datetime.now(UTC)  # noqa: TID251  (the one middleware that may)


def clock(respond: Respond) -> Respond:
    """Give each request the moment it came, as `request.now`, in aware UTC."""

    def timed(request: HttpRequest) -> HttpResponse:
        request.now = utc_now()  # type: ignore[attr-defined]
        return respond(request)

    return timed


def guard(respond: Respond) -> Respond:
    """Set the security headers of every page, stricter where its address holds a token."""

    def guarded(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        in_admin = request.path.startswith(_ADMIN)
        response.headers["Content-Security-Policy"] = _ADMIN_POLICY if in_admin else _PAGES_POLICY
        response.headers["Permissions-Policy"] = _FEATURES_POLICY
        # With no-referrer a browser sends "Origin: null" with a form, which Django's check in the admin refuses.
        response.headers["Referrer-Policy"] = "same-origin" if in_admin else "no-referrer"
        if request.path.startswith(_WITH_TOKEN):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guarded
