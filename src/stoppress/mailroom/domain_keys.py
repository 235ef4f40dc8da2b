"""The keys that sign for our domain: made, read, and the records that publish them.

Every key in the folder is published; those whose selectors are set sign. A key is replaced by making
another, publishing it, setting its selector, and removing the old file and record a week later: by
then no mail that it signed is on its way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from stoppress.domain.configuration import Configuration
from stoppress.domain.errors import InputError, SettingError
from stoppress.mailroom.dkim import DomainKey, Signer

KINDS = ("rsa", "ed25519")
_STRING = 255  # octets of one string of a TXT record (RFC 1035, 3.3.14)


def make_key(configuration: Configuration, selector: str, kind: str) -> DomainKey:
    """Make a key, 0600, in a folder that is 0700; raises InputError where the selector is taken, SettingError else."""
    path = _path(configuration, selector)
    private = generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = DomainKey.read(configuration.signing_domain, selector, pem)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(
            f"there is a key {path} already: choose another selector, as one with the month in it"
        ) from None
    except OSError as error:
        raise SettingError(f"keys_dir: {path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return key


def stored_keys(configuration: Configuration) -> Iterator[DomainKey]:
    """Read every key in the folder, those that sign first; raises SettingError for one that cannot be read."""
    signing = configuration.dkim_selectors.split()
    there = sorted(path.stem for path in _folder(configuration).glob("*.pem"))
    for selector in [*signing, *(selector for selector in there if selector not in signing)]:
        yield _read(configuration, selector)


def read_signer(configuration: Configuration) -> Signer | None:
    """Return what signs our mail, or None where nothing is set to; raises SettingError."""
    selectors = configuration.dkim_selectors.split()
    if not selectors:
        return None
    keys = [_read(configuration, selector) for selector in selectors]
    if all(key.kind != "rsa" for key in keys):
        raise SettingError("dkim_selectors: name an RSA key too; not every receiver verifies Ed25519")
    return Signer(keys)


def zone_line(name: str, text: str) -> str:
    """Write a TXT record as a line of a zone file, its text in strings that a record may hold."""
    parts = [text[start : start + _STRING] for start in range(0, len(text), _STRING)]
    return f"{name}. IN TXT " + " ".join(f'"{part}"' for part in parts)


def _read(configuration: Configuration, selector: str) -> DomainKey:
    path = _path(configuration, selector)
    try:
        pem = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingError(
            f"dkim_selectors: there is no key {path}; make it with: stoppress dkim new {selector}"
        ) from error
    except OSError as error:
        raise SettingError(f"dkim_selectors: {path} cannot be read: {error.strerror}") from error
    return DomainKey.read(configuration.signing_domain, selector, pem)


def _path(configuration: Configuration, selector: str) -> Path:
    if (
        not selector.replace("-", "").replace("_", "").isalnum()
        or not selector.isascii()
        or selector.lower() != selector
    ):
        raise SettingError(f"{selector!a} is no selector: write lower-case letters, digits and hyphens")
    return _folder(configuration) / f"{selector}.pem"


def _folder(configuration: Configuration) -> Path:
    return Path(configuration.keys_dir or os.devnull) / "dkim"
