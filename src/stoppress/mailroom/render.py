"""Word a mail: templates filled, marks put where each copy becomes personal."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from stoppress.domain.alert import AlertContent, Line, Quote, Report
from stoppress.domain.email import Email, EmailKind
from stoppress.domain.errors import SettingError
from stoppress.mailroom.addresses import read_sender
from stoppress.stages.text.safe import one_line, plain, web_address

_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")  # JSON can carry them, no encoding can write them
_BLANK_LINES = re.compile(r"\n{3,}")
_PAGES = {"unsubscribe": "unsubscribe", "preferences": "preferences", "confirm": "confirm"}  # mark → path
_WHY = "You get this because you signed up for news alerts from {operator} and confirmed your address."


def render_email(  # noqa: PLR0913  (all but the first two by name: a mail has that many sides)
    kind: EmailKind,
    context: Mapping[str, object],
    *,
    sender: str,
    language: str,
    expires_at: datetime,
    headers: Mapping[str, str],
    priority: int = 0,
) -> Email:
    """Fill the templates mail/<kind>.{subject.txt,txt,html} and return the mail, personal at its marks only.

    ALERT needs `content` (an AlertContent) and takes `why`; CONFIRMATION takes `asked`, a sequence of what
    was agreed. All take `operator_name`, `operator_address` and `privacy_url`, else made from the settings.
    The personal links are made here, from the public address and a mark each: recipients' `values` are
    tokens, by the names in `Email.marks`: `unsubscribe` and `preferences` or, in a confirmation, `confirm`.
    In the context's strings and in the headers `{unsubscribe}` and the like stand for those marks. An
    alert's list headers are set here, whatever `headers` says of them. Raises SettingError where `sender`,
    the public address or the time zone cannot be right.
    """
    read_sender(sender)
    marks = {name: f"mark{secrets.token_hex(12)}" for name in _PAGES}
    language = language if _LANGUAGE.fullmatch(language) else "en"
    view = _shared_view(context, language, marks)
    if kind is EmailKind.ALERT:
        view |= _alert_view(view["content"], view)
        headers = {**headers, **_list_headers(view)}
    subject, text, html = (_rendered(kind, ending, view) for ending in ("subject.txt", "txt", "html"))
    filled = {name: _marked(value, marks) for name, value in headers.items()}
    filled.setdefault("Auto-Submitted", "auto-generated")
    used = "\n".join((text, html, *filled.values()))
    return Email(
        kind=kind,
        sender=sender,
        subject=one_line(subject),
        text=_BLANK_LINES.sub("\n\n", plain(text)).strip() + "\n",
        html=plain(html).strip() + "\n",
        language=language,
        headers=filled,
        marks={name: mark for name, mark in marks.items() if mark in used},
        expires_at=expires_at,
        priority=priority,
    )


def _shared_view(context: Mapping[str, object], language: str, marks: Mapping[str, str]) -> dict[str, object]:
    """What every template gets: the sender, the links, and how the two languages are marked."""
    site = settings.STOPPRESS.public_address.rstrip("/")
    own = {f"{name}_url": f"{site}/{path}/{marks[name]}" for name, path in _PAGES.items()}
    own |= {
        "operator_name": settings.STOPPRESS.operator_name,
        "operator_address": settings.STOPPRESS.operator_address,
        "privacy_url": f"{site}/privacy/",
        "site_name": urlsplit(site).netloc,
    }
    given = {name: _marked(value, marks) if isinstance(value, str) else value for name, value in context.items()}
    view: dict[str, object] = own | given
    view["operator_name"] = one_line(str(view["operator_name"]))
    view["operator_address"] = one_line(str(view["operator_address"]))
    view.setdefault("why", _WHY.format(operator=view["operator_name"]))
    view["language"] = language
    view["direction"] = _direction(language)
    # Our own words are English for now: marked so wherever the mail is in another language.
    view["ours"] = SafeString("" if _primary(language) == "en" else ' lang="en" dir="ltr"')
    return view


def _marked(value: str, marks: Mapping[str, str]) -> str:
    for name, mark in marks.items():
        value = value.replace(f"{{{name}}}", mark)
    return value


def _rendered(kind: EmailKind, ending: str, view: Mapping[str, object]) -> str:
    rendered = render_to_string(f"mail/{kind.value}.{ending}", dict(view))
    return _HALF_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", rendered)


def _list_headers(view: Mapping[str, object]) -> dict[str, str]:
    """RFC 2369, RFC 8058 and RFC 2919; without a phrase in List-Id, which might need encoding."""
    unsubscribe_url = str(view["unsubscribe_url"])
    host = urlsplit(unsubscribe_url).hostname or ""
    if web_address(unsubscribe_url) is None or not unsubscribe_url.isascii():
        raise SettingError("public_address is no http or https address in ASCII")
    return {
        "List-Id": f"<alerts.{host if re.search('[a-z]', host) and ':' not in host else 'localhost'}>",
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _primary(language: str) -> str:
    return language.partition("-")[0]


def _direction(language: str) -> str:
    return "rtl" if _primary(language) in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the outlet, linked where the article has an address."""

    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words of outlets, verbatim, with every place they stand in."""

    text: str
    before: str  # "… " where words were left out, else empty; never part of the text
    after: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker says."""

    speaker: str  # may be empty
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One report in the list of all."""

    title: str
    title_is_lede: bool
    outlet: str
    url: str | None
    published: str  # worded; empty where unknown


def _alert_view(content: object, view: Mapping[str, object]) -> dict[str, object]:
    if not isinstance(content, AlertContent):
        raise TypeError("the context of an alert holds its content")
    reports = tuple(_listed(report) for report in content.reports)
    subject = one_line(content.subject)
    lede = _run([content.lede])
    return {
        "subject": subject,
        "subject_is_lede": content.subject_is_lede,
        "headline": _headline(subject, reports, lede),
        "status": one_line(content.status),
        # A lede that stands in for the headline is not said twice.
        "lede": None if content.subject_is_lede and subject.startswith(lede.text) else lede,
        "quotes": tuple(_said(quote) for quote in content.quotes),
        "reports": reports,
        "words_language": content.language if _LANGUAGE.fullmatch(content.language) else view["language"],
    }


def _headline(subject: str, reports: tuple[Listed, ...], lede: Run) -> Place | None:
    """Whose words the subject is: the report it is the title of, or the start of its title."""
    start = subject.removesuffix("…").rstrip()
    for report in reports:
        if report.title.startswith(start):
            return Place(report.outlet, report.url)
    return lede.places[0] if lede.text.startswith(start) else None


def _run(lines: list[Line]) -> Run:
    first = lines[0]
    places = dict.fromkeys(Place(one_line(line.outlet), web_address(line.url)) for line in lines)
    return Run(
        text=one_line(first.text),
        before="… " if first.cut_before else "",
        after=" …" if first.cut_after else "",
        places=tuple(places),
    )


def _said(quote: Quote) -> Said:
    """Show the same words once, with every outlet that carries them."""
    alike: dict[tuple[str, bool, bool], list[Line]] = {}
    for line in quote.lines:
        alike.setdefault((one_line(line.text), line.cut_before, line.cut_after), []).append(line)
    return Said(one_line(quote.speaker), tuple(_run(lines) for lines in alike.values()))


def _listed(report: Report) -> Listed:
    return Listed(
        title=one_line(report.title),
        title_is_lede=report.title_is_lede,
        outlet=one_line(report.outlet),
        url=web_address(report.url),
        published=word_moment(report.published, settings.STOPPRESS.display_zone) if report.published else "",
    )


def word_moment(moment: datetime, zone: str) -> str:
    """Word a time in a zone, naming the zone: '4 May 2031, 11:30 CEST'.

    Midnight in UTC to the second is what a publication known by its day alone looks like: no hour is shown.
    """
    utc = moment.astimezone(UTC)
    if (utc.hour, utc.minute, utc.second, utc.microsecond) == (0, 0, 0, 0):
        return f"{utc.day} {utc:%B %Y}"
    there = moment.astimezone(_zone(zone))
    name, offset = there.strftime("%Z"), there.strftime("%z")
    return f"{there.day} {there:%B %Y, %H:%M} {name if name.isalpha() else f'UTC{offset[:3]}:{offset[3:5]}'}"


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC  # without a look into the machine's time zones, which it may lack
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(f"display_zone: this machine knows no time zone {name!a}") from error
