import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.email import Email, EmailKind, Recipient
from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.dkim import DomainKey, Signer, canonical_body
from stoppress.mailroom.message import Stamp, write_message

DOMAIN = "alerts.test"


def pem_of(private) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


RSA = DomainKey.read(DOMAIN, "r1", pem_of(generate_rsa(65537, 2048)))
ED25519 = DomainKey.read(DOMAIN, "e1", pem_of(Ed25519PrivateKey.generate()))
BOTH = Signer([RSA, ED25519])
SIGNATURES = re.compile(rb"DKIM-Signature: (?:.*\r\n(?: .*\r\n)*)")
MESSAGE = (
    b"From: Stop Press <alerts@alerts.test>\r\n"
    b"To: ada@reader.test\r\n"
    b"Subject: Bridge  at\tOrvo\r\n closed\r\n"
    b"Date: Mon, 05 Oct 2026 08:00:00 +0000\r\n"
    b"Message-ID: <1@alerts.test>\r\n"
    b"List-Id: Alerts <alerts.alerts.test>\r\n"
    b"List-Unsubscribe: <https://alerts.test/u/abc>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Auto-Submitted: auto-generated\r\n"
    b"Feedback-ID: 1:alert:stoppress\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"The  bridge is closed. \t\r\n\r\n  Ada Obi said so.\r\n\r\n\r\n"
)


def published(name: bytes, timeout: int = 5) -> bytes:
    records = {f"{key.name}.": key.record for key in (RSA, ED25519)}
    return records[name.decode()].encode()


def verified(message: bytes) -> list[bool]:
    """What another implementation says to each signature of a message."""
    count = len(SIGNATURES.findall(message))
    return [verdict(message, at) for at in range(count)]


def verdict(message: bytes, at: int) -> bool:
    try:
        return dkim.DKIM(message).verify(idx=at, dnsfunc=published)
    except dkim.ValidationError:  # of the body's digest; of all else the verdict is False
        return False


@pytest.mark.parametrize("signer", [Signer([RSA]), Signer([ED25519]), BOTH], ids=["rsa", "ed25519", "both"])
def test_signatures_verify_by_another_implementation(signer):
    assert verified(signer.sign(MESSAGE) + MESSAGE) == [True] * len(signer.keys)


def test_a_mail_as_we_write_it_verifies(now):
    email = Email(
        kind=EmailKind.ALERT,
        sender="Nachrichtenjäger Ü <alerts@alerts.test>",
        subject="Brücke in Orvo gesperrt – und eine lange Überschrift, die in mehr als eine Zeile geht",
        text="Die  Brücke ist gesperrt.\n\n\n  -- \nAbmelden: https://alerts.test/u/MARK\n\n",
        html="<p>Die   Brücke\tist gesperrt.</p>\n<a href='https://alerts.test/u/MARK'>Abmelden</a>\n" + "x" * 1200,
        language="de",
        headers={
            "List-Unsubscribe": "<https://alerts.test/u/MARK>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        marks={"unsubscribe": "MARK"},
        expires_at=now + timedelta(hours=1),
    )
    recipient = Recipient("ada@reader.test", {"unsubscribe": "abc"})
    message = write_message(email, recipient, Stamp("<1@alerts.test>", now))
    assert verified(BOTH.sign(message) + message) == [True, True]


COVERED = (
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
    "Auto-Submitted", "Feedback-ID", "MIME-Version", "Content-Type",
)  # fmt: skip


@pytest.mark.parametrize("name", COVERED)
def test_changing_a_covered_header_breaks_every_signature(name):
    tampered = re.sub(rb"(?m)^" + name.encode() + rb": ", rb"\g<0>x", MESSAGE)
    assert tampered != MESSAGE
    assert verified(BOTH.sign(MESSAGE) + tampered) == [False, False]


@pytest.mark.parametrize("name", COVERED)
def test_taking_a_covered_header_away_breaks_every_signature(name):
    tampered = re.sub(rb"(?m)^" + name.encode() + rb": .*\r\n(?: .*\r\n)*", b"", MESSAGE)
    assert tampered != MESSAGE
    assert verified(BOTH.sign(MESSAGE) + tampered) == [False, False]


@pytest.mark.parametrize(
    "added",
    ["From", "To", "Cc", "Subject", "Date", "Reply-To", "List-Id", "List-Help", "List-Unsubscribe",
     "List-Unsubscribe-Post", "List-Archive", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
)  # fmt: skip
@pytest.mark.parametrize("at_end", [False, True], ids=["first", "last"])
def test_adding_an_oversigned_header_breaks_every_signature(added, at_end):
    line = f"{added}: forged\r\n".encode()
    tampered = MESSAGE.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n", 1) if at_end else line + MESSAGE
    assert verified(BOTH.sign(MESSAGE) + tampered) == [False, False]


def test_changing_the_body_breaks_every_signature():
    for tampered in (MESSAGE.replace(b"Ada", b"Eve"), MESSAGE + b"more\r\n", MESSAGE.replace(b"closed. ", b"closed.x")):
        assert verified(BOTH.sign(MESSAGE) + tampered) == [False, False]


def test_what_a_relay_may_do_to_white_space_breaks_nothing():
    relayed = MESSAGE.replace(b"The  bridge", b"The\t bridge").replace(b"\r\n\r\n\r\n", b"\r\n")
    relayed = relayed.replace(b"Bridge  at\tOrvo\r\n closed", b"Bridge at Orvo closed")
    assert relayed != MESSAGE
    assert verified(BOTH.sign(MESSAGE) + b"Received: by relay\r\n" + relayed) == [True, True]


def test_of_a_header_that_stands_twice_both_are_covered():
    twice = b"List-Id: first\r\n" + MESSAGE
    assert verified(BOTH.sign(twice) + twice) == [True, True]
    assert verified(BOTH.sign(twice) + twice.replace(b"first", b"other")) == [False, False]


bodies = st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b"a", b".", b"  \r\n"]), max_size=12).map(b"".join)


@given(bodies)
def test_bodies_of_any_white_space_are_canonicalised_as_the_rfc_says(body):
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    assert canonical_body(body) == b"".join(line + b"\r\n" for line in lines)


# Without vertical tab and form feed: the other implementation takes them for white space, the RFC does not.
_value = st.binary(max_size=6).filter(lambda value: not set(value) & set(b"\r\n\0\v\f"))
values = st.lists(_value, min_size=3, max_size=3)


@given(values, st.booleans())
def test_what_a_mailing_has_in_common_changes_no_signature(values, trailing):
    first, second = MESSAGE.split(b"ada@reader.test")
    second, third = second.split(b"abc")
    pieces = [first, second, third, b" \r\n\r\n" if trailing else b"\r\n"]
    whole = first + values[0] + second + values[1] + third + values[2] + pieces[3]
    assert verified(BOTH.prepare(pieces).sign(values) + whole) == [True, True]


def test_a_prepared_mailing_signs_each_mail_as_its_own():
    prepared = BOTH.prepare(MESSAGE.split(b"ada"))
    for name in (b"eve", b"bo b", b"", b"\r\n\tzoe "):
        message = MESSAGE.replace(b"ada", name)
        assert verified(prepared.sign([name]) + message) == [True, True]
        assert verified(prepared.sign([name]) + MESSAGE) == [False, False]


def test_threads_share_a_signer():
    prepared = BOTH.prepare(MESSAGE.split(b"ada"))
    names = [b"reader-%d" % number for number in range(64)]
    with ThreadPoolExecutor(8) as threads:
        signed = list(threads.map(lambda name: prepared.sign([name]), names))
    for name, header in zip(names, signed, strict=True):
        assert verified(header + MESSAGE.replace(b"ada", name)) == [True, True]


def test_the_signature_is_ascii_lines_that_every_relay_takes():
    signed = BOTH.sign(MESSAGE)
    assert signed.isascii()
    assert signed.endswith(b"\r\n")
    assert max(map(len, signed.split(b"\r\n"))) <= 78
    assert b"".join(SIGNATURES.findall(signed)) == signed


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (MESSAGE + b"bare\n", "a bare CR or LF"),
        (MESSAGE + b"bare\rx\n", "a bare CR or LF"),
        (MESSAGE.replace(b"From", b"Form"), "without a From"),
        (b"no header\r\n" + MESSAGE, "a line in the header that is none"),
        (MESSAGE + b"\0\r\n", "a NUL"),
    ],
)
def test_what_cannot_be_signed_rightly_is_refused(message, complaint):
    with pytest.raises(InputError, match=complaint):
        BOTH.sign(message)


@pytest.mark.parametrize(
    ("selector", "pem", "complaint"),
    [
        ("r1", b"", "the key of r1 is no private key in PEM"),
        ("r1", pem_of(generate_rsa(65537, 1024)), "the RSA key of r1 has 1024 bits; 2048 is the least"),
        ("r1", pem_of(generate_private_key(SECP256R1())), "the key of r1 is neither RSA nor Ed25519"),
        ("r 1", pem_of(RSA.private), "'r 1' and 'alerts.test' make no name"),
    ],
)
def test_a_key_that_cannot_sign_is_named(selector, pem, complaint):
    with pytest.raises(SettingError, match=complaint) as raised:
        DomainKey.read(DOMAIN, selector, pem)
    assert "PRIVATE" not in str(raised.value)


def test_a_signer_without_a_key_is_none():
    with pytest.raises(SettingError, match="no key"):
        Signer([])
