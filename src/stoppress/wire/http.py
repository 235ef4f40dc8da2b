"""Fetch feeds and pages: conditional, capped in bytes, time and redirects, and never from private networks.

The client is asynchronous inside; outside it is a plain object whose `submit` returns a future, so that
services need no second colour.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import ipaddress
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import aiohttp
import aiohttp.abc

from stoppress import __version__
from stoppress.domain.errors import FetchError, RefusedAddressError
from stoppress.stages.text.safe import web_address

_REDIRECTS = 5
_CHUNK = 64 * 1024
_AT_ONCE = 100
_AT_ONCE_PER_HOST = 4


@dataclass(frozen=True, slots=True)
class Request:
    """An address to fetch; the validators are what its last answer gave."""

    address: str
    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The conditional headers of RFC 9110, section 13."""
        stated = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back with a 200, or the fact that nothing changed (`body` is None)."""

    address: str  # after redirects
    body: bytes | None
    content_type: str | None = None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch."""

    timeout: timedelta = timedelta(seconds=20)
    n_bytes: int = 5_000_000  # after decompression
    private: bool = False  # loopback and private networks allowed
    contact: str = ""  # stands in the user agent


class Fetcher:
    """Fetches in a thread of its own. Use as a context manager."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._session: aiohttp.ClientSession | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=3)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=3)
        self._loop.close()

    def submit(self, request: Request) -> concurrent.futures.Future[Fetched]:
        """Start fetching; the future raises FetchError with a line that says why."""
        return asyncio.run_coroutine_threadsafe(self._fetch(request), self._loop)

    async def _open(self) -> None:
        connector = aiohttp.TCPConnector(
            limit=_AT_ONCE, limit_per_host=_AT_ONCE_PER_HOST, socket_factory=self._guarded_socket
        )
        agent = f"StopPress/{__version__}" + (f" (+{self._limits.contact})" if self._limits.contact else "")
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(total=self._limits.timeout.total_seconds()),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def _close(self) -> None:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        if self._session:
            await self._session.close()

    def _guarded_socket(self, address: aiohttp.abc.AddrInfoType) -> socket.socket:
        """Make the socket for a resolved address, or refuse: here redirects and rebinding are seen as well."""
        family, kind, protocol, _, place = address
        if not self._limits.private and not is_public(str(place[0])):
            raise RefusedAddressError(f"refused: {place[0]} is no public address")
        return socket.socket(family, kind, protocol)

    async def _fetch(self, request: Request) -> Fetched:
        if web_address(request.address) is None:
            raise RefusedAddressError("refused: no http or https address")
        assert self._session is not None
        try:
            async with self._session.get(
                request.address, headers=request.headers(), max_redirects=_REDIRECTS
            ) as response:
                return await self._take(response)
        except RefusedAddressError:
            raise
        except TimeoutError as error:
            raise FetchError(f"no answer within {self._limits.timeout.total_seconds():g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{type(error).__name__}: {_reason(error)}") from error

    async def _take(self, response: aiohttp.ClientResponse) -> Fetched:
        address = str(response.url)
        if response.status == 304:
            return Fetched(address, None, **_validators(response.headers))
        if response.status != 200:
            raise FetchError(f"answered {response.status}")
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._limits.n_bytes:
                raise FetchError(f"more than {self._limits.n_bytes} bytes")
        return Fetched(address, bytes(body), response.headers.get("Content-Type"), **_validators(response.headers))


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also where IPv6 wraps an IPv4 one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    return {"etag": headers.get("ETag", "")[:500], "last_modified": headers.get("Last-Modified", "")[:200]}


def _reason(error: BaseException) -> str:
    """The innermost words of an error, cut: what a server sends must not fill our logs."""
    return str(error.__cause__ or error)[:200] or "no reason given"
