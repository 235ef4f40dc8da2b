"""Sign mails by DKIM (RFC 6376; Ed25519 by RFC 8463), relaxed/relaxed, with what a mailing has in common computed once.

No `t=` stands in a signature: the signed Date says when, and a mail stays the same at every attempt.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from stoppress.domain.errors import InputError, SettingError

# Signed once more than they stand there, so that none can be added: what readers see, what a reply goes to,
# what the content is read by, and what a list is left by.
_OVERSIGNED = (
    "from", "reply-to", "to", "cc", "subject", "date", "mime-version", "content-type", "content-transfer-encoding",
    "list-id", "list-help", "list-subscribe", "list-unsubscribe", "list-unsubscribe-post", "list-owner", "list-post",
    "list-archive",
)  # fmt: skip
# Signed where they stand; relays may add one.
_SIGNED = ("message-id", "in-reply-to", "references", "auto-submitted", "content-language", "feedback-id")
_SMALLEST_RSA = 2048  # bits; RFC 8301 lets verifiers refuse less than 1024, large receivers refuse less than this
_LINE = 76  # octets of a line of the signature's header
_HOLE = re.compile(rb"\0(\d+)\0")
_LABELS = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_PADDING, _SHA256 = PKCS1v15(), Prehashed(SHA256())


@dataclass(frozen=True, slots=True)
class DomainKey:
    """A key that signs for a domain; its public half is published at `SELECTOR._domainkey.DOMAIN`."""

    domain: str  # ASCII, lower case
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def read(cls, domain: str, selector: str, pem: bytes) -> Self:
        """Read a private key, PKCS #8 or #1 in PEM; raises SettingError, which repeats nothing of the key."""
        if not _LABELS.fullmatch(domain) or not _LABELS.fullmatch(selector):
            raise SettingError(f"DKIM: {selector!a} and {domain!a} make no name: write them in lower-case ASCII")
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SettingError(f"DKIM: the key of {selector} is no private key in PEM without a password") from error
        if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
            raise SettingError(f"DKIM: the key of {selector} is neither RSA nor Ed25519")
        if isinstance(private, RSAPrivateKey) and private.key_size < _SMALLEST_RSA:
            raise SettingError(
                f"DKIM: the RSA key of {selector} has {private.key_size} bits; {_SMALLEST_RSA} is the least"
            )
        return cls(domain, selector, private)

    @property
    def name(self) -> str:
        """Where its record is published."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def kind(self) -> str:
        """The record's `k=`: "rsa" or "ed25519"."""
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    @property
    def record(self) -> str:
        """The text of the record to publish (RFC 6376, 3.6.1; RFC 8463, 4)."""
        public = self.private.public_key()
        if self.kind == "rsa":
            octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            octets = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={self.kind}; p={base64.b64encode(octets).decode('ascii')}"

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest; the GIL is released meanwhile."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(digest, _PADDING, _SHA256)
        return self.private.sign(digest)


class Signer:
    """Signs with every one of its keys. May be used by several threads at once."""

    def __init__(self, keys: Iterable[DomainKey]) -> None:
        self.keys = tuple(keys)
        if not self.keys:
            raise SettingError("DKIM: no key to sign with")

    def sign(self, message: bytes) -> bytes:
        """Return the DKIM-Signature headers, ending in CRLF, to put in front of any message with CRLF lines.

        Raises InputError where it has a bare CR or LF, or no From.
        """
        return self.prepare([message]).sign(())

    def prepare(self, pieces: Sequence[bytes]) -> MailingSigner:
        """Compute once what the mails of a mailing have in common.

        `pieces` are a message cut at its personal places, n + 1 for n values, together with which they make
        the message. Raises InputError as `sign` does, and where a value would be a header's name or a piece
        holds a NUL.
        """
        return MailingSigner(self, pieces)


class MailingSigner:
    """Signs the mails of one mailing; made by `Signer.prepare`. May be used by several threads at once."""

    def __init__(self, signer: Signer, pieces: Sequence[bytes]) -> None:
        self._signer = signer
        self._pieces = tuple(pieces)
        head, body = _parted(_with_holes(self._pieces))
        covered = list(_covered(_fields(head)))
        # What differs comes last, so that the hash of the rest is computed once.
        covered.sort(key=lambda found: any(_HOLE.search(line) for line in found[1]))
        self._head = _Hashed(b"".join(chain.from_iterable(lines for _, lines in covered)))
        self._body = _Hashed(canonical_body(body))
        names = [name for name, lines in covered for _ in range(len(lines) + (name in _OVERSIGNED))]
        self._openings = [(key, _opening(key, names)) for key in signer.keys]

    def sign(self, values: Sequence[bytes]) -> bytes:
        """Return the DKIM-Signature headers of the mail with these values at the personal places, in order."""
        if len(values) != len(self._pieces) - 1:
            raise ValueError(f"{len(self._pieces) - 1} values, not {len(values)}")
        if values and not _apart(values):
            return self._signer.sign(_joined(self._pieces, values))
        digest = base64.b64encode(self._body.hashed(values).digest())
        head = self._head.hashed(values)
        return b"".join(
            self._signature(key, opening + digest + b";\r\n b=", head.copy()) for key, opening in self._openings
        )

    @staticmethod
    def _signature(key: DomainKey, unsigned: bytes, head: hashlib._Hash) -> bytes:
        head.update(b"dkim-signature:" + unsigned.replace(b"\r\n", b""))
        signature = base64.b64encode(key.sign_digest(head.digest()))
        lines = [signature[start : start + _LINE - 4] for start in range(0, len(signature), _LINE - 4)]
        return b"DKIM-Signature: " + unsigned + b"\r\n ".join(lines) + b"\r\n"


class _Hashed:
    """A text with holes, the hash of which is computed up to the first hole."""

    def __init__(self, text: bytes) -> None:
        first, *rest = _HOLE.split(text)
        self._start = hashlib.sha256(first)
        self._rest = [(int(rest[at]), rest[at + 1]) for at in range(0, len(rest), 2)]

    def hashed(self, values: Sequence[bytes]) -> hashlib._Hash:
        found = self._start.copy()
        if self._rest:
            found.update(b"".join([part for hole, piece in self._rest for part in (values[hole], piece)]))
        return found


def canonical_body(body: bytes) -> bytes:
    """Canonicalise a body with CRLF lines by "relaxed" (RFC 6376, 3.4.4)."""
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = (body + b"\r\n").replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _canonical_field(field: bytes) -> tuple[str, bytes]:
    """Return a header's name in lower case and its canonical line (RFC 6376, 3.4.2)."""
    name, colon, value = field.partition(b":")
    name = name.rstrip(b" \t").lower()
    if not colon or not name or _HOLE.search(name):
        raise InputError("a line in the header that is none")
    words = value.replace(b"\r\n", b"").replace(b"\t", b" ").split(b" ")
    return name.decode("ascii", "replace"), name + b":" + b" ".join(filter(None, words)) + b"\r\n"


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """Return the canonical lines of each header, the last first: in that order they are signed."""
    fields: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1] += b"\r\n" + line
        elif line:
            fields.append(line)
    found: dict[str, list[bytes]] = {}
    for name, line in map(_canonical_field, reversed(fields)):
        found.setdefault(name, []).append(line)
    if "from" not in found:
        raise InputError("a message without a From")
    return found


def _covered(fields: dict[str, list[bytes]]) -> Iterable[tuple[str, list[bytes]]]:
    for name in (*_OVERSIGNED, *_SIGNED):
        if name in fields or name in _OVERSIGNED:
            yield name, fields.get(name, [])


def _parted(message: bytes) -> tuple[bytes, bytes]:
    if not message.count(b"\r\n") == message.count(b"\n") == message.count(b"\r"):
        raise InputError("a bare CR or LF in a message")
    head, _, body = message.partition(b"\r\n\r\n")
    return head, body


def _opening(key: DomainKey, names: Sequence[str]) -> bytes:
    """Write a signature's header, without its name, up to the digest of the body."""
    lines, line = [], f"v=1; a={key.kind}-sha256; c=relaxed/relaxed; d={key.domain}; s={key.selector};"
    for name in (f"{'' if at else 'h='}{name}{':' if at < len(names) - 1 else ';'}" for at, name in enumerate(names)):
        if not lines or len(line) + len(name) > _LINE:
            lines.append(line)
            line = " "
        line += name
    return "\r\n".join([*lines, line, " bh="]).encode()


def _with_holes(pieces: Sequence[bytes]) -> bytes:
    """Join the pieces by marks that canonicalisation leaves as they are."""
    if any(b"\0" in piece for piece in pieces):
        raise InputError("a NUL in a message")
    return _joined(pieces, [b"\0%d\0" % number for number in range(len(pieces) - 1)])


def _joined(pieces: Sequence[bytes], values: Sequence[bytes]) -> bytes:
    return b"".join([part for pair in zip(pieces, values, strict=False) for part in pair]) + pieces[-1]


def _apart(values: Sequence[bytes]) -> bool:
    """Say whether the values are such that what stands around them is canonicalised without them."""
    together = b"".join(values)
    return all(values) and together.split(None, 1) == [together]
