"""Ask the domain name system for texts."""

from __future__ import annotations

import dns.exception
import dns.resolver

from stoppress.domain.errors import FetchError, SettingError

_WAIT = 5.0  # seconds for one question, all servers together


def look_up_texts(name: str, *, server: str = "") -> list[str]:
    """Return the TXT records of a name, each joined from its strings; none where there are none.

    Asks the system's resolvers, or a server given as ADDRESS or ADDRESS:PORT. Raises FetchError where no
    answer comes: what is published is then unknown, not absent.
    """
    try:
        answer = _resolver(server).resolve(name, "TXT", search=False, lifetime=_WAIT)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise FetchError(f"no answer from the domain name system about {name}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver(server: str) -> dns.resolver.Resolver:
    if not server:
        return dns.resolver.Resolver()
    host, colon, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
    resolver = dns.resolver.Resolver(configure=False)
    try:
        resolver.nameservers = [host]
        resolver.port = int(port) if colon else 53
    except ValueError as error:
        raise SettingError(
            f"{server!a} is no name server: write an address, as 192.0.2.53 or 192.0.2.53:5353"
        ) from error
    return resolver
