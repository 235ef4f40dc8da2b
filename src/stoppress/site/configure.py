"""Read the configuration from `stoppress.toml` and the environment, and the secret keys from their folder."""

from __future__ import annotations

import dataclasses
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from stoppress.domain.configuration import Configuration
from stoppress.domain.errors import SettingError
from stoppress.stages.text.safe import web_address

MEMORY = "sqlite://:memory:"
_PREFIX = "STOPPRESS_"
_ANY_HOST = {"", "*", "0.0.0.0", "[::]"}  # noqa: S104  (recognised, not bound)
_SHORTEST_SECRET = 16
_NOT_SETTINGS = {"STOPPRESS_CONFIG"}  # where the file stands is no setting of the file


@dataclass(frozen=True, slots=True)
class Keys:
    """Secret keys of an installation."""

    signing: str  # Django's SECRET_KEY: sessions and forms; may be changed at any time
    hashing: str  # keeps hashes of suppressed addresses comparable; never changed
    former: tuple[str, ...] = ()


def read_configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Merge defaults, the file named by STOPPRESS_CONFIG (or ./stoppress.toml) and STOPPRESS_ variables.

    Raises SettingError naming the setting and the place of the first value that cannot be right.
    """
    environment = os.environ if environment is None else environment
    path = Path(environment.get("STOPPRESS_CONFIG", "stoppress.toml"))
    stated: dict[str, tuple[object, str]] = {}
    if path.exists():
        stated = {name: (value, str(path)) for name, value in _read_file(path).items()}
    elif "STOPPRESS_CONFIG" in environment:
        raise SettingError(f"STOPPRESS_CONFIG names {path}, which does not exist")
    for variable, value in environment.items():
        if variable.startswith(_PREFIX) and variable not in _NOT_SETTINGS:
            stated[variable.removeprefix(_PREFIX).lower()] = (value, f"the variable {variable}")
    return _build(stated)


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"{path}: {error}") from error


def _build(stated: Mapping[str, tuple[object, str]]) -> Configuration:
    defaults = Configuration()
    known = {field.name for field in dataclasses.fields(Configuration)}
    values: dict[str, object] = {}
    for name, (value, place) in stated.items():
        if name not in known:
            raise SettingError(f"{place}: there is no setting {name}; docs/reference/settings.md lists them all")
        values[name] = _convert(value, type(getattr(defaults, name)), f"{place}: {name}")
    if "public_address" not in values and "web_listen" in values:
        values["public_address"] = _reachable(str(values["web_listen"]))
    return Configuration(**values)  # type: ignore[arg-type]


def _convert(value: object, kind: type, where: str) -> object:
    if kind is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"1", "true", "yes", "on"}:
            return True
        if str(value).lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingError(f"{where} is {value!r}; write true or false")
    if kind is str:
        return _checked_text(str(value), where)
    try:
        number = kind(value)  # type: ignore[call-arg]
    except (TypeError, ValueError) as error:
        raise SettingError(f"{where} is {value!r}; write a number") from error
    if not 0 <= number < float("inf"):
        raise SettingError(f"{where} is {value!r}; write a number that is not negative")
    return number


def _reachable(listen: str) -> str:
    """Return the address by which this machine itself reaches what is served there."""
    host, _, port = listen.rpartition(":")
    return f"http://{'127.0.0.1' if host in _ANY_HOST else host}:{port}"


def _checked_text(text: str, where: str) -> str:
    if where.endswith(": public_address") and web_address(text) is None:
        raise SettingError(f"{where} is {text!r}; write a web address, as https://alerts.example.org")
    if where.endswith(": display_zone") and text not in available_timezones():
        raise SettingError(f"{where} is {text!r}; write a time zone as Europe/Berlin or UTC")
    return text


def connection_settings(url: str) -> dict[str, object]:
    """Django's settings for one database address."""
    if url == MEMORY:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite_settings(unquote(url.removeprefix("sqlite:///")))
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": None,
        }
    raise SettingError("database_url: write sqlite:///PATH or postgresql://USER@HOST:PORT/NAME")


def _sqlite_settings(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            # A reader that turns writer in mid-transaction fails at once instead of waiting: begin as writers.
            "transaction_mode": "IMMEDIATE",
            # synchronous stays FULL: a sign-up that was thanked for survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        },
    }


def anymail_settings(configuration: Configuration) -> dict[str, str]:
    """Return the settings of django-anymail, which verifies what providers send; raises SettingError.

    Without a secret nobody could be told from the provider, so hooks need one.
    """
    if not configuration.provider_hooks:
        return {}
    user, _, password = configuration.provider_secret.partition(":")
    if not user or len(password) < _SHORTEST_SECRET:
        raise SettingError(
            f"provider_secret: write user:password, the password of {_SHORTEST_SECRET} characters or more"
        )
    pairs = [pair.partition("=") for pair in configuration.provider_keys.split()]
    if any(not mark or not name.isupper() or not value for name, mark, value in pairs):
        raise SettingError("provider_keys: write NAME=KEY, as MAILGUN_WEBHOOK_SIGNING_KEY=KEY")
    return {name: value for name, _, value in pairs} | {"WEBHOOK_SECRET": configuration.provider_secret}


def secret_keys(folder: str) -> Keys:
    """Read the keys, making what is missing; the folder is 0700 and each file 0600.

    An empty folder name means keys for this process alone, as a replay in memory needs.
    """
    if not folder:
        return Keys(secrets.token_urlsafe(48), secrets.token_urlsafe(32))
    place = Path(folder)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        former = place / "signing.former"
        return Keys(
            signing=_read_or_make(place / "signing.key"),
            hashing=_read_or_make(place / "hashing.key"),
            former=tuple(former.read_text("utf-8").split()) if former.exists() else (),
        )
    except OSError as error:
        raise SettingError(f"keys_dir: the secret keys in {place} cannot be read or made: {error}") from error


def _read_or_make(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text("utf-8").strip()
        if key:
            return key
        raise SettingError(f"keys_dir: {path} is empty; delete it to have a new key made") from None
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key + "\n")
    return key
