"""Open a connection to the relay: greeting, encryption with a verified name, login (RFC 5321, 3207, 4954)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ssl
from ipaddress import ip_address
from typing import TypeVar

from stoppress.domain.errors import RelayError
from stoppress.mailroom.channel import Channel, reason_of
from stoppress.mailroom.relay import Relay, Security

OneChannel = TypeVar("OneChannel", bound=Channel)


async def open_channel(kind: type[OneChannel], relay: Relay, *, greeting_name: str) -> OneChannel:
    """Connect, secure the connection, and log in; raises RelayError where any of that fails."""
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context() if relay.security is Security.TLS else None
    try:
        async with asyncio.timeout(relay.connect_wait):
            _, channel = await loop.create_connection(lambda: kind(relay), relay.host, relay.port, ssl=context)
    except (OSError, ValueError) as error:
        raise RelayError(f"cannot connect to the relay {relay.host}:{relay.port}: {reason_of(error)}") from error
    try:
        await _prepare(channel, greeting_name)
    except BaseException as error:
        channel.close()
        if not isinstance(error, OSError | ValueError | RelayError):
            raise
        raise RelayError(f"the relay {relay.host}:{relay.port} cannot be used: {reason_of(error)}") from error
    return channel


async def _prepare(channel: Channel, greeting_name: str) -> None:
    greeting, _ = await channel.ask("greeting")
    if greeting.code != 220:
        raise RelayError(f"it greets with {greeting}")
    await _hello(channel, greeting_name)
    if channel.relay.security is Security.STARTTLS:
        await _secure(channel)
        await _hello(channel, greeting_name)
    if channel.relay.user:
        await _log_in(channel, channel.relay.user.encode(), channel.relay.password.encode())


async def _hello(channel: Channel, name: str) -> None:
    reply, lines = await channel.ask("EHLO", b"EHLO " + name.encode("ascii"))
    if reply.code >= 500:
        reply, lines = await channel.ask("HELO", b"HELO " + name.encode("ascii"))
    if reply.code != 250:
        raise RelayError(f"it answers our greeting with {reply}")
    channel.extensions = _extensions(lines)


def _extensions(lines: list[bytes]) -> dict[str, str]:
    """Read what an EHLO's reply offers, by keyword."""
    found: dict[str, str] = {}
    for line in lines[1:]:
        keyword, _, parameters = line.decode("ascii", "replace").strip().replace("=", " ", 1).partition(" ")
        found.setdefault(keyword.upper(), parameters.strip())
    return found


async def _secure(channel: Channel) -> None:
    if "STARTTLS" not in channel.extensions:
        raise RelayError("it does not offer STARTTLS")
    reply, _ = await channel.ask("STARTTLS", b"STARTTLS")
    if reply.code != 220:
        raise RelayError(f"it refuses STARTTLS: {reply}")
    if not channel.is_quiet:
        raise RelayError("it says something readable before TLS begins")  # or somebody else does
    assert channel.transport is not None
    channel.transport = await channel.loop.start_tls(
        channel.transport,
        channel,
        ssl.create_default_context(),
        server_hostname=channel.relay.host,
        ssl_handshake_timeout=channel.relay.connect_wait,
    )


async def _log_in(channel: Channel, user: bytes, password: bytes) -> None:
    offered = channel.extensions.get("AUTH", "").upper().split()
    if "PLAIN" in offered:
        reply, _ = await channel.ask("AUTH", b"AUTH PLAIN " + base64.b64encode(b"\0" + user + b"\0" + password))
    elif "LOGIN" in offered:
        reply, _ = await channel.ask("AUTH", b"AUTH LOGIN " + base64.b64encode(user))
        if reply.code == 334:
            reply, _ = await channel.ask("AUTH", base64.b64encode(password))
    elif "CRAM-MD5" in offered:
        reply, _ = await channel.ask("AUTH", b"AUTH CRAM-MD5")
        if reply.code == 334:
            digest = hmac.new(password, base64.b64decode(reply.text), hashlib.md5).hexdigest()
            reply, _ = await channel.ask("AUTH", base64.b64encode(user + b" " + digest.encode()))
    else:
        raise RelayError("it offers no login that we know: PLAIN, LOGIN or CRAM-MD5")
    if reply.code != 235:
        raise RelayError(f"it refuses the login: {reply}")


def try_relay(relay: Relay, *, greeting_name: str) -> None:
    """Open a connection and end it; raises RelayError where that fails."""

    async def come_and_go() -> None:
        channel = await open_channel(Channel, relay, greeting_name=greeting_name)
        channel.send(b"QUIT\r\n", ["QUIT"])
        channel.close()

    asyncio.run(come_and_go())


def greeting_name(host: str) -> str:
    """Return the name for EHLO: the host of the public pages, where that is one, else an address literal."""
    try:
        address = ip_address(host)
    except ValueError:
        return host if "." in host and host.isascii() else "[127.0.0.1]"
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"
