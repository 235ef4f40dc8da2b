"""Whose request it is: the client's address, as far as the proxies in front are trusted."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw; without proxies, the connection's own.

    Each of the `proxy_hops` proxies adds the address it was reached from at the end of X-Forwarded-For;
    what stands before those entries the client may have written. Where entries are missing the request
    did not come through all the proxies, and the connection's address counts.
    """
    own = str(request.META.get("REMOTE_ADDR", ""))
    hops = settings.STOPPRESS.proxy_hops
    if hops <= 0:
        return own
    seen = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
    return _without_port(seen[-hops]) if len(seen) >= hops else own


def _without_port(entry: str) -> str:
    if entry.startswith("["):
        return entry[1:].split("]", 1)[0]
    host, _, _ = entry.partition(":")
    return host if entry.count(":") == 1 else entry
