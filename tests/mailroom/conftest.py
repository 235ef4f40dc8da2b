"""What the mailroom's tests share: mails to post, and real SMTP relays on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stoppress.bus.in_process import subscribe
from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.signals import DeliveriesQueued, DeliveryBounced
from stoppress.mailroom.relay import Relay, Security


@pytest.fixture
def email(now: datetime) -> Email:
    return Email(
        kind=EmailKind.ALERT,
        sender="Orvo Alerts <alerts@news.test>",
        subject="Harbour wall gives way",
        text="Harbour wall gives way\n\nhttp://news.test/unsubscribe/MARKU\n",
        html='<!doctype html><p>Harbour wall gives way</p><a href="http://news.test/unsubscribe/MARKU">Unsubscribe</a>\n',
        language="en",
        headers={"List-Unsubscribe": "<http://news.test/unsubscribe/MARKU>"},
        marks={"unsubscribe": "MARKU"},
        expires_at=now + timedelta(hours=2),
    )


@pytest.fixture
def to() -> Callable[..., list[Recipient]]:
    """Make recipients of addresses; each has a token of its own."""
    return lambda *addresses: [
        Recipient(address, {"unsubscribe": f"token-{address.partition('@')[0][:3]}"}) for address in addresses
    ]


@pytest.fixture
def signals() -> Iterator[list[object]]:
    """What the mailroom announces while the test runs."""
    announced: list[object] = []
    ends = [subscribe(kind, announced.append) for kind in (DeliveriesQueued, DeliveryBounced)]
    yield announced
    for end in ends:
        end()


@dataclass
class Received:
    """One mail as a relay took it."""

    sender: str
    recipient: str
    content: bytes
    options: list[str]


@dataclass
class Mailbox:
    """A relay's handler: keeps what it accepts, and answers as it was told to, by address, each answer once."""

    mails: list[Received] = field(default_factory=list)
    to_mail: list[str] = field(default_factory=list)
    to_recipient: dict[str, list[str]] = field(default_factory=dict)
    to_content: dict[str, list[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  (aiosmtpd's name)
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        self.commands.append("MAIL")
        if self.to_mail:
            return self.to_mail.pop(0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        self.commands.append("RCPT")
        if self.to_recipient.get(address):
            return self.to_recipient[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        self.commands.append("DATA")
        address = envelope.rcpt_tos[0]
        if self.to_content.get(address):
            answer = self.to_content[address].pop(0)
            if answer == "drop":
                server.transport.abort()
            return answer
        self.mails.append(
            Received(envelope.mail_from, ",".join(envelope.rcpt_tos), envelope.content, list(envelope.mail_options))
        )
        return "250 2.0.0 taken"

    @property
    def recipients(self) -> list[str]:
        return [mail.recipient for mail in self.mails]


class _Quiet(Controller):
    """aiosmtpd in a thread, with the session's own settings."""

    def __init__(self, handler: Mailbox, *, smtps: ssl.SSLContext | None = None, **session: object) -> None:
        self._session = session
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, ssl_context=smtps)

    def factory(self) -> SMTP:
        return SMTP(self.handler, **({"enable_SMTPUTF8": True} | self._session))


@pytest.fixture
def serve() -> Iterator[Callable[..., Relay]]:
    """Start a relay with a handler; return where it is."""
    running: list[Controller] = []

    def start(handler: Mailbox, **session: object) -> Relay:
        controller = _Quiet(handler, **session)
        controller.start()
        running.append(controller)
        handler.connections = 0
        relay = Relay("127.0.0.1", controller.port, Security.NONE)
        return replace(relay, connect_wait=5.0, reply_wait=5.0, final_wait=5.0)

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def relay(serve, mailbox: Mailbox) -> Relay:
    """A plain relay that takes everything it was not told to refuse."""
    return serve(mailbox)


@dataclass(frozen=True)
class Certificate:
    """A certificate for 'localhost' that signs itself."""

    context: ssl.SSLContext
    path: str


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("certificate")
    (place / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (place / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "certificate.pem", place / "key.pem")
    return Certificate(context, str(place / "certificate.pem"))


@dataclass
class Wire:
    """A relay that says what it was told to, line by line, and keeps every byte that comes."""

    port: int
    received: bytes = b""
    reads_no_further_than: bytes = b"\0"


@pytest.fixture
def wire() -> Iterator[Callable[[list[bytes | tuple[bytes, bytes]]], Wire]]:
    """Start such a relay: one answer for the greeting, then one for each command and for the final dot.

    An answer that is a pair is given once what is its first half has come.
    """
    threads: list[threading.Thread] = []

    def start(answers: list[bytes | tuple[bytes, bytes]]) -> Wire:
        listener = socket.create_server(("127.0.0.1", 0))
        kept = Wire(listener.getsockname()[1])
        thread = threading.Thread(target=_converse, args=(listener, answers, kept))
        thread.start()
        threads.append(thread)
        return kept

    yield start
    for thread in threads:
        thread.join(10)


def _converse(listener: socket.socket, answers: list[bytes | tuple[bytes, bytes]], kept: Wire) -> None:
    listener.settimeout(5)
    with listener, listener.accept()[0] as connection:
        connection.settimeout(5)
        end = b"\r\n"
        connection.sendall(answers[0])
        pending = b""
        for answer in answers[1:]:
            if isinstance(answer, tuple):
                end, answer = answer  # noqa: PLW2901  (the answer itself)
            while end not in pending:
                if kept.reads_no_further_than in kept.received:
                    time.sleep(1)
                    return
                got = connection.recv(65536)
                if not got:
                    return
                pending += got
                kept.received += got
            pending = pending.partition(end)[2]
            with suppress(OSError):  # we hung up
                connection.sendall(answer)
            end = b"\r\n.\r\n" if answer.startswith(b"354") else b"\r\n"
