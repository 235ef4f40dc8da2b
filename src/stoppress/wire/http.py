"""Fetch feeds and pages: conditional, capped in bytes, time and redirects, and never from private networks.

The client is asynchronous inside; outside it is a plain object whose `submit` returns a future, so that
services need no second colour.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Self, TypeAlias, TypeVar

import aiohttp
import aiohttp.abc
from multidict import CIMultiDictProxy
from yarl import URL

from stoppress import __version__
from stoppress.domain.errors import FetchError, RefusedAddressError
from stoppress.stages.metadata import absolute_address
from stoppress.stages.text.safe import web_address

AGENT = "StopPress"
"""What sites know us by, in their robots.txt and logs."""

_REDIRECTS = 5  # addresses asked for one, the first among them
_OK, _UNCHANGED = 200, 304
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_KEEPING_METHOD = frozenset({307, 308})  # of the others a form is not posted again (RFC 9110, section 15.4)
_TAKEN = range(200, 300)  # answers to a form, whatever they say
_CHUNK = 64 * 1024
_AT_ONCE = 400
_AT_ONCE_PER_HOST = 4
_LONGEST_ASKED = timedelta(days=1)  # that a server can make us wait
_MOST_URLS = 4096  # kept ready: feeds are asked again and again
_GATHERING = 0.05  # seconds, at most
_HANDED_OVER = 4  # a part of what is under way so great is handed over at once
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?(\d{1,9})(?!\d)")


@dataclass(frozen=True, slots=True)
class Request:
    """An address to fetch; the validators are what its last answer gave."""

    address: str
    etag: str = ""
    last_modified: str = ""
    form: tuple[tuple[str, str], ...] = ()  # fields to post; none: the address is got

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
    moved_to: str | None = None  # where the address is now, if every redirect was permanent (301, 308)
    max_age: timedelta = timedelta(0)  # how long the answer stays fresh (RFC 9111)
    links: str = ""  # its Link header (RFC 8288)


Key = TypeVar("Key")
Answers: TypeAlias = list[tuple[Key, Fetched | FetchError]]


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
        self._under_way: set[asyncio.Task[None]] = set()
        self._gathered: dict[Callable[[Answers[Any]], object], Answers[Any]] = {}  # by who takes them

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

    def fetch_all(self, asked: Sequence[tuple[Key, Request]], take: Callable[[Answers[Key]], object]) -> None:
        """Start fetching many; `take` is called in the fetcher's thread with answers, each by its request's key.

        Answers are handed over together, as soon as a share of what is under way has come: waking the thread that
        takes them costs as much as some answers do. It must be quick and must not raise.
        """
        self._loop.call_soon_threadsafe(self._start, asked, take)

    def _start(self, asked: Sequence[tuple[Any, Request]], take: Callable[[Answers[Any]], object]) -> None:
        for key, request in asked:
            task = self._loop.create_task(self._answer(key, request, take))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _answer(self, key: object, request: Request, take: Callable[[Answers[Any]], object]) -> None:
        try:
            answer: Fetched | FetchError = await self._fetch(request)
        except FetchError as error:
            answer = error
        except Exception as error:  # noqa: BLE001  (whatever a server does to the client, its request has an answer)
            answer = FetchError(f"{type(error).__name__}: {_reason(error)}")
        gathered = self._gathered.setdefault(take, [])
        gathered.append((key, answer))
        if len(gathered) * _HANDED_OVER >= len(self._under_way):
            self._hand_over(take)
        elif len(gathered) == 1:
            self._loop.call_later(_GATHERING, self._hand_over, take)

    def _hand_over(self, take: Callable[[Answers[Any]], object]) -> None:
        if gathered := self._gathered.pop(take, None):
            take(gathered)

    async def _open(self) -> None:
        connector = aiohttp.TCPConnector(
            limit=_AT_ONCE,
            limit_per_host=_AT_ONCE_PER_HOST,
            resolver=None if self._limits.private else _PublicResolver(),
            socket_factory=self._guarded_socket,
        )
        agent = f"{AGENT}/{__version__}" + (f" (+{self._limits.contact})" if self._limits.contact else "")
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(total=None),  # one for all steps of a fetch, with their redirects
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
        if not self._limits.private and not _is_web_port(int(place[1])):
            raise RefusedAddressError(f"refused: {place[1]} is the port of another service")
        return socket.socket(family, kind, protocol)

    async def _fetch(self, request: Request) -> Fetched:
        try:
            async with asyncio.timeout(self._limits.timeout.total_seconds()):
                return await self._follow(request)
        except TimeoutError as error:
            raise FetchError(f"no answer within {self._limits.timeout.total_seconds():g} s") from error
        except aiohttp.InvalidURL as error:
            raise RefusedAddressError(f"refused: {_reason(error)}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{type(error).__name__}: {_reason(error)}") from error

    async def _follow(self, request: Request) -> Fetched:
        """Ask, and where the answer is a redirect there, each step guarded as the first."""
        assert self._session is not None
        url, form, headers, moved = _web_url(request.address), request.form, request.headers(), None
        for step in range(_REDIRECTS):
            method, data = ("POST", dict(form)) if form else ("GET", None)
            async with self._session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as response:
                target = _redirect_target(response) if response.status in _REDIRECTING else None
                if target is None:
                    taken = form and response.status in _TAKEN
                    return Fetched(str(url), b"") if taken else await self._take(response, moved)
            permanent = response.status in _PERMANENT and (step == 0 or moved is not None)
            url = _web_url(target)
            moved = str(url) if permanent else None
            if response.status not in _KEEPING_METHOD:
                form = ()
        raise FetchError(f"more than {_REDIRECTS - 1} redirects")

    async def _take(self, response: aiohttp.ClientResponse, moved_to: str | None) -> Fetched:
        address = str(response.url)
        if response.status == _UNCHANGED:
            return Fetched(address, None, moved_to=moved_to, **_told(response.headers))
        if response.status != _OK:
            raise FetchError(
                f"answered {response.status}", status=response.status, retry_after=_retry_after(response.headers)
            )
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._limits.n_bytes:
                raise FetchError(f"more than {self._limits.n_bytes} bytes")
        content_type = response.headers.get("Content-Type")
        return Fetched(address, bytes(body), content_type, moved_to=moved_to, **_told(response.headers))


def is_public_host(host: str) -> bool:
    """Say whether a host may be one of the internet: a name with a point in it, or a public address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.casefold().rstrip(".").endswith(
            (".local", ".localhost", ".internal")
        )
    return is_public(host)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also where IPv6 wraps an IPv4 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False  # of one link only
        if ip.ipv4_mapped or ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_NEWS)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_UNICAST = ipaddress.IPv6Network("2000::/3")  # of the internet; beside it are old ways to wrap IPv4
_NOT_NEWS = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # protocols' own; as 2001::/23, with Teredo in it
            "192.88.99.0/24",  # relays of 6to4, as 2002::/16 wraps it: given up by RFC 7526
            "2001::/23",
            "2002::/16",
            "3fff::/20",  # for documentation, RFC 9637
        ),
    )
)
_WEB_PORTS = frozenset({80, 443})  # below 1024 every other port is another service's
_OTHER_PORTS = frozenset(  # and these above, by the Fetch standard's list of bad ports
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)


def _is_web_port(port: int) -> bool:
    return port in _WEB_PORTS or (port >= 1024 and port not in _OTHER_PORTS)


class _PublicResolver(aiohttp.ThreadedResolver):
    """Resolves names to public addresses only.

    The socket's guard alone would do where a name has one address; but of several the client tries each and does not
    say why it connected to none.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        """Resolve a name; raise RefusedAddressError for one that has private addresses only."""
        found = await super().resolve(host, port, family)
        public = [place for place in found if is_public(place["host"])]
        if found and not public:
            raise RefusedAddressError(f"refused: {found[0]['host']} is no public address")
        return public


@lru_cache(_MOST_URLS)
def _web_url(address: str) -> URL:
    """Return an address ready to be asked, or refuse it; a private one is refused where its socket is made."""
    if web_address(address) is None:
        raise RefusedAddressError("refused: no http or https address")
    try:
        return URL(address)
    except ValueError as error:
        raise RefusedAddressError(f"refused: {_reason(error)}") from error


def _redirect_target(response: aiohttp.ClientResponse) -> str | None:
    """Return where a redirect leads, None where it does not say; refuse what is no web address."""
    stated = response.headers.get("Location")
    if stated is None:
        return None
    readable = stated.strip().replace(" ", "%20").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    is_absolute = readable[:8].casefold().startswith(("http://", "https://"))
    target = readable if is_absolute else absolute_address(str(response.url), readable)
    if target is None or web_address(target) is None:
        raise RefusedAddressError("refused: redirected to no http or https address")
    return target


def _told(headers: CIMultiDictProxy[str]) -> dict[str, Any]:
    """Return what the headers tell of an answer."""
    return {
        "etag": headers.get("ETag", "")[:500],
        "last_modified": headers.get("Last-Modified", "")[:200],
        "max_age": _max_age(headers),
        "links": ", ".join(headers.getall("Link", []))[:4000],
    }


def _max_age(headers: Mapping[str, str]) -> timedelta:
    """Return how long an answer stays fresh by Cache-Control, less its age; nothing where it says so, or nothing."""
    control = headers.get("Cache-Control", "").casefold()
    if not control:
        return timedelta(0)
    stated = _MAX_AGE.search(control)
    if stated is None or "no-cache" in control or "no-store" in control:
        return timedelta(0)
    age = headers.get("Age", "")
    seconds = int(stated[1]) - (int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0)
    return min(max(timedelta(0), timedelta(seconds=seconds)), _LONGEST_ASKED)


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long to wait: seconds, or until a date by the server's own clock (RFC 9110, section 10.2.3)."""
    stated = headers.get("Retry-After", "").strip()
    if stated.isascii() and stated.isdigit() and len(stated) < 10:
        return min(timedelta(seconds=int(stated)), _LONGEST_ASKED)
    try:
        wait = parsedate_to_datetime(stated) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError, IndexError):
        return None
    return min(max(timedelta(0), wait), _LONGEST_ASKED)


def _reason(error: BaseException) -> str:
    """The innermost words of an error, cut: what a server sends must not fill our logs."""
    return str(error.__cause__ or error)[:200] or "no reason given"
