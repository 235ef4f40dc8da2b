"""Where a form came from: the keyed hash of a network, which counts sign-ups and keeps no address."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

_IPV4_PREFIX = 24
_IPV6_PREFIX = 56  # what providers give one customer
_UNKNOWN = "unknown"  # counted together: a form without an address is no way round the cap


def hash_network(address: str) -> str:
    """Return the HMAC-SHA256, in hexadecimal, of the network that an IP address lies in."""
    keyed = hmac.new(settings.HASH_KEY.encode(), f"network:{_network(address)}".encode(), hashlib.sha256)
    return keyed.hexdigest()


def _network(address: str) -> str:
    try:
        place = ip_address(address.strip().split("%", 1)[0])
    except ValueError:
        return _UNKNOWN
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    prefix = _IPV4_PREFIX if isinstance(place, IPv4Address) else _IPV6_PREFIX
    return str(ip_network(f"{place}/{prefix}", strict=False))
