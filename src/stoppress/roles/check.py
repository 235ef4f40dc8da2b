"""Check a set-up: what is wrong with it, and how to mend it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max

from stoppress.domain.errors import SettingError, StopPressError
from stoppress.mailroom import published
from stoppress.mailroom.direct import Maildir
from stoppress.mailroom.domain_keys import read_signer
from stoppress.mailroom.house import read_house
from stoppress.mailroom.models import Alarm
from stoppress.mailroom.opening import greeting_name, try_relay
from stoppress.mailroom.relay import Console, Folder, Relay, read_transport
from stoppress.newsroom import models
from stoppress.roles.clock import utc_now
from stoppress.stages.text.safe import web_address
from stoppress.wire.dns import look_up_texts

_LEAST_FREE = 500 * 2**20  # bytes: some weeks of articles
_RELEASED = 2026  # a clock before this is wrong
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    good: bool
    says: str  # what was seen
    mend: str = ""  # what to do; empty where it is good
    needed: bool = True  # a set-up without it does not work


def check_setup() -> Iterator[Finding]:
    """Yield a finding for everything that a working service needs."""
    for look in _LOOKS:
        yield look()
    yield from _signing()


def _database() -> Finding:
    name = str(connection.settings_dict["NAME"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE stoppress_check (x integer)")
            cursor.execute("DROP TABLE stoppress_check")
        models.Feed.objects.filter(pk=0).update(failures=0)
    except DatabaseError as error:
        return Finding(
            "database", False, f"{name}: {error}", "make the file and its folder writable, or set database_url"
        )
    return Finding("database", True, f"{connection.vendor}: {name}")


def _disk() -> Finding:
    place = (
        Path(str(connection.settings_dict["NAME"])).absolute().parent if connection.vendor == "sqlite" else Path.cwd()
    )
    free = shutil.disk_usage(place).free
    says = f"{free / 2**30:.1f} GiB free"
    if free < _LEAST_FREE:
        return Finding("disk", False, says, "free some space: articles and mails are kept on it")
    return Finding("disk", True, says)


def _clock() -> Finding:
    now = utc_now()
    latest: datetime | None = models.Article.objects.aggregate(latest=Max("stored_at"))["latest"]
    says = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if now.year < _RELEASED or (latest and latest - now > timedelta(minutes=5)):
        return Finding("clock", False, f"{says}, which is in the past", "set the clock; best by NTP")
    return Finding("clock", True, says)


def _keys() -> Finding:
    folder = Path(settings.STOPPRESS.keys_dir)
    loose = [path.name for path in (*folder.glob("*.key"), *folder.glob("dkim/*.pem")) if _is_loose(path)]
    if loose:
        return Finding("keys", False, f"others may read {', '.join(sorted(loose))}", "chmod 600 the files in keys_dir")
    return Finding("keys", True, f"in {settings.STOPPRESS.keys_dir}, readable by you only")


def _is_loose(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _relay() -> Finding:
    if not settings.STOPPRESS.relay_url:
        return Finding(
            "mail relay", False, "none is set: no mail can be sent", "set relay_url, as smtp://user:password@host:587"
        )
    try:
        relay = read_transport(settings.STOPPRESS.relay_url)
        if not isinstance(relay, Relay):
            return _here(relay)
        name = greeting_name(urlsplit(settings.STOPPRESS.public_address).hostname or "")
        try_relay(relay, greeting_name=name)
    except StopPressError as error:
        return Finding("mail relay", False, str(error), "mend relay_url, or start the relay")
    alarm = Alarm.objects.filter(about="relay").first()
    if alarm is not None:
        return Finding(
            "mail relay", False, alarm.reason, "ask its operator, or mend what it says; mail waits meanwhile"
        )
    return Finding("mail relay", True, f"{relay.host}:{relay.port} takes mail")


def _here(place: Folder | Console) -> Finding:
    """Say where mail stays, which is no mistake while trying things out."""
    where = f"in {place.path}" if isinstance(place, Folder) else "on standard output"
    if isinstance(place, Folder):
        try:
            Maildir(place.path).prepare()
        except OSError as error:
            return Finding(
                "mail relay", False, f"{where}: {error.strerror}", "make the folder writable, or set another"
            )
    return Finding(
        "mail relay", False, f"mail stays {where}; no reader gets any", "set relay_url to a relay", needed=False
    )


def _sender(name: str) -> Callable[[], Finding]:
    def look() -> Finding:
        value = getattr(settings.STOPPRESS, name)
        needed = name == "alerts_from"
        subject = name.replace("_", " ")
        if "@" not in parseaddr(value)[1]:
            says = "none is set" if not value else f"{value!r} is no address"
            return Finding(subject, False, says, f"set {name}, as 'Name <address@domain>'", needed)
        return Finding(subject, True, value)

    return look


def _signing() -> Iterator[Finding]:
    """Look at the keys that sign, and at what is published about them; unanswered questions are no fault."""
    configuration = settings.STOPPRESS
    try:
        signer = read_signer(configuration)
        seen = list(published.look(configuration, look_up_texts)) if signer else []
    except SettingError as error:
        yield Finding("signing", False, str(error), "mend dkim_selectors or the keys; `stoppress dkim` helps")
        return
    if signer is None:
        yield Finding(
            "signing", False, "mail is not signed here", "`stoppress dkim new`, or let the relay sign", needed=False
        )
    for one in seen:
        yield Finding(one.subject, one.good, one.says, one.mend, needed=one.known)


def _public_address() -> Finding:
    address = settings.STOPPRESS.public_address
    parts = urlsplit(address)
    if web_address(address) is None:
        return Finding(
            "public address",
            False,
            f"{address!r} is no web address",
            "set public_address, as https://alerts.example.org",
        )
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        return Finding(
            "public address", False, f"{address} is not https", "serve the pages by TLS and set public_address to match"
        )
    if parts.hostname in _LOOPBACK:
        return Finding(
            "public address",
            False,
            f"{address} is reached from this machine only",
            "set public_address to the one readers use",
            needed=False,
        )
    return Finding("public address", True, address)


def _privacy_notice() -> Finding:
    path = settings.STOPPRESS.privacy_file
    if not path:
        return Finding("privacy notice", True, "the one that comes with Stop Press")
    try:
        words = Path(path).read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        return Finding("privacy notice", False, f"{path}: {error}", "mend privacy_file: readers get the default notice")
    if not words:
        return Finding("privacy notice", False, f"{path} is empty", "write the notice into it, or unset privacy_file")
    return Finding("privacy notice", True, path)


def _mail_look() -> Finding:
    folder, language = settings.STOPPRESS.mail_folder, settings.STOPPRESS.mail_language
    try:
        wordings = read_house(folder).wordings
    except StopPressError as error:
        return Finding("mail wording and look", False, str(error), "mend the file: the service does not start with it")
    if language not in wordings:
        known = ", ".join(sorted(wordings))
        return Finding("mail wording and look", False, f"no words in {language!r}", f"set mail_language: {known}")
    return Finding("mail wording and look", True, f"{folder or 'as they come'}; {language}")


def _postal_address() -> Finding:
    if not settings.STOPPRESS.operator_address:
        return Finding(
            "postal address", False, "none is set", "set operator_address: it must stand in every mail", needed=False
        )
    return Finding("postal address", True, settings.STOPPRESS.operator_address)


def _contact() -> Finding:
    if not settings.STOPPRESS.operator_contact:
        return Finding(
            "contact", False, "none is set", "set operator_contact: outlets want to know who polls them", needed=False
        )
    return Finding("contact", True, settings.STOPPRESS.operator_contact)


def _feeds() -> Finding:
    n_feeds = models.Feed.objects.filter(active=True).count()
    if not n_feeds:
        return Finding("feeds", True, "none yet: the first start adds a list of well-known outlets")
    failing = models.Feed.objects.filter(active=True, failures__gte=3).count()
    if failing:
        return Finding("feeds", False, f"{failing} of {n_feeds} fail", "`stoppress feeds list` says why", needed=False)
    return Finding("feeds", True, f"{n_feeds} watched")


_LOOKS = (
    _database,
    _disk,
    _clock,
    _keys,
    _relay,
    _sender("alerts_from"),
    _sender("confirmations_from"),
    _public_address,
    _privacy_notice,
    _mail_look,
    _postal_address,
    _contact,
    _feeds,
)
