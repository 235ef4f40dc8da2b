"""Read publication times out of text: never a guess, and never more exact than what is written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from stoppress.domain.article import Precision

_LONGEST = 300  # characters; no line that states a date is longer
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_CLOCK = (
    r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\b\.?)?|(?:1[0-2]|0?[1-9])\s?[ap]\.?m\b\.?"
)
_YEARS = range(1990, 2200)  # of news; a year outside is a slip, and near the calendar's ends arithmetic overflows
# Of RFC 822, with RFC 5322's meaning, and of central Europe; what several countries use (IST, BST) or what changes
# with the season (ET) is read as unknown.
_HOURS_BY_ZONE = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "cet": 1, "cest": 2, "edt": -4, "est": -5, "cdt": -5, "cst": -6,
    "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip
_ZONE = (
    r"(?:(?:gmt|utc)\s?[+-](?:0?\d|1[0-4])(?::?[0-5]\d)?(?![\d:])|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?(?![\d:])"
    r"|(?:" + "|".join(_HOURS_BY_ZONE) + r")\b(?!\s?[+-]\d))"
)
_UNKNOWN_ZONE = (
    r"\b(?:et|ct|mt|pt|ist|jst|kst|bst|a[ew]st|aedt|nz[sd]t|hkt|sgt|msk|eest|eet|sast"
    r"|eastern|central|mountain|pacific|local)(?:\s(?:standard\s|daylight\s)?time)?\b"
)
_UNKNOWN_AFTER = re.compile(rf"\s?\(?{_UNKNOWN_ZONE}\)?", re.IGNORECASE)
# Beside a clock time: any other zone's name ("JST", "Asia/Tokyo"); beside a known zone, its name once more.
_UNREAD_ZONE = re.compile(
    rf"\s?[(\[]?(?:(?i:{_UNKNOWN_ZONE})|[A-Z]{{1,5}}(?:\s?[+-]\d[\d:]{{0,4}})?|[A-Z]\w+/[\w/-]+)[)\]]?(?![\w:/])"
)
_ZONE_AGAIN = re.compile(r"\s?(?:\([A-Za-z /_-]{1,40}\)|\[[\w/+-]{1,40}\]|[A-Z]{1,5}\b)")
_SLASHED = r"(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<slashed_year>\d{4})"
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<iso>\d{4}[-/](?:0?[1-9]|1[0-2])[-/](?:[0-2]?\d|3[01]))"
    rf"|(?P<month_1>{_MONTH})\s?(?P<day_1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year_1>\d{{4}})"
    rf"|(?P<day_2>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<month_2>{_MONTH}),?[\s-](?P<year_2>\d{{4}})"
    rf"|{_SLASHED})(?![/\d-])",
    re.IGNORECASE,
)
_TIME = re.compile(rf"(?<![\w:.])(?P<clock>{_CLOCK})(?:\s?\(?(?P<zone>{_ZONE})\)?)?(?![\d:])", re.IGNORECASE)
_ISO_T = re.compile(r"(?<=\d)[Tt](?=\d)")
# RFC 822's year of two digits, as RFC 5322 reads it; in other texts nobody knows which number is the year.
_SHORT_YEAR = re.compile(r"(?:[a-z]{3,9},?\s)?\d{1,2}[\s-][a-z]{3}[\s-](?P<year>\d\d)(?=\s\d{1,2}:)", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?:{_WEEKDAY}|{_UNKNOWN_ZONE}|\bat\b|\bon\b|[\s,.|()\[\]·•–—@/-])+", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:date|published|publication|posted|printed|created|first|last|updated|update|modified|revised|edited|time"
    r"|as of)\b:?",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:updated?|modified|revised|edited|as of)\b.*", re.IGNORECASE | re.DOTALL)
_DATE_HEAD = re.compile(r"(?P<label>(?:date|published|posted)(?:\s(?:on|at))?:?\s)?\s*", re.IGNORECASE)


class DateHead(NamedTuple):
    """The date line that a text begins with."""

    end: int  # where the rest of the text begins
    labelled: bool  # begins with "date", "published" or "posted"


def parse_date(text: str, *, zone: tzinfo | None = None) -> tuple[datetime, Precision] | None:
    """Read a text that is a date and nothing else: ISO 8601, RFC 822, or written out in English.

    `zone` is that of a clock time which names none; None: only its day is known, as is that of a time in an unknown
    zone. "3/4/2022" is two days and so none; a year outside 1990 to 2199 is a slip, and no date either.
    """
    if len(text) > _LONGEST:
        return None
    text = _ISO_T.sub(" ", text)
    short = _SHORT_YEAR.match(text)
    if short:
        text = f"{text[: short.start('year')]}{'20' if short['year'] < '50' else '19'}{text[short.start('year') :]}"
    found = _find(text, zone)
    if found is None:
        return None
    moment, precision, spans = found
    rest = text
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + " " + rest[end:]
    return (moment, precision) if not _BETWEEN.sub("", rest) else None


def find_date(text: str, *, zone: tzinfo | None = None) -> tuple[datetime, Precision] | None:
    """Find the first date in the text, with its time of day where one stands beside it."""
    found = _find(_ISO_T.sub(" ", text[:_LONGEST]), zone)
    return found[:2] if found else None


def find_published(line: str) -> tuple[datetime, Precision] | None:
    """Find the publication date in a date line; one that speaks of an update only states none."""
    before = _LATER.sub("", line)
    return find_date(before)


def is_date_line(text: str) -> bool:
    """Say whether the text is dates, times and their labels ("Published", "Updated") and nothing else."""
    dated = _DATE.search(text) or (_LABEL.match(text) and _TIME.search(text))
    if len(text) > _LONGEST or not dated:
        return False
    rest = _LABEL.sub(" ", _TIME.sub(" ", _DATE.sub(" ", text)))
    return not _BETWEEN.sub("", rest)


def date_head(text: str) -> DateHead | None:
    """Find the date line that the text begins with, before other words; None where there is none."""
    label = _DATE_HEAD.match(text)
    start = label.end() if label else 0
    between = _BETWEEN.match(text, start)
    date = _DATE.match(text, between.end() if between else start)
    if date is None:
        return None
    end = date.end()
    between = _BETWEEN.match(text, end)
    time = _TIME.match(text, between.end() if between else end)
    if time and between and not text[end : between.end()].strip(" T,-–—|at"):
        zone = None if time["zone"] else _UNKNOWN_AFTER.match(text, time.end())
        end = zone.end() if zone else time.end()
    return DateHead(end, labelled=bool(label and label["label"]))


def _find(text: str, zone: tzinfo | None) -> tuple[datetime, Precision, list[tuple[int, int]]] | None:
    date = _DATE.search(text)
    day = _day(date) if date else None
    if date is None or day is None:
        return None
    time = _time_beside(text, date)
    if time is None:
        return day, Precision.DAY, [date.span()]
    named = (_ZONE_AGAIN if time["zone"] else _UNREAD_ZONE).match(text, time.end())
    if named and named.start() < date.start() < named.end():
        named = None  # the date's own month
    spans = [date.span(), time.span(), *([named.span()] if named else [])]
    offset = _zone(time["zone"]) if time["zone"] else (None if named else zone)
    clock = _clock(time["clock"])
    if offset is None or clock is None:
        return day, Precision.DAY, spans
    moment = (day.replace(tzinfo=offset) + clock).astimezone(UTC)
    return (moment, Precision.SECOND, spans) if moment.year in _YEARS else None


def _time_beside(text: str, date: re.Match[str]) -> re.Match[str] | None:
    """Find the clock time with nothing but separators between it and the date: after it or, failing that, before."""
    time = _TIME.search(text, date.end())
    if time and not _BETWEEN.sub("", text[date.end() : time.start()]):
        return time
    before = None
    for before in _TIME.finditer(text, 0, date.start()):  # noqa: B007  (the last one is meant)
        pass
    if before and not _BETWEEN.sub("", text[before.end() : date.start()]):
        return before
    return None


def _day(date: re.Match[str]) -> datetime | None:
    """Return the first moment of the day in UTC; None for a day that is none, or could be two."""
    if date["iso"]:
        year, month, day = (int(part) for part in re.split("[-/]", date["iso"]))
    elif date["slashed_year"]:
        year, first, second = int(date["slashed_year"]), int(date["first"]), int(date["second"])
        if first <= 12 and second <= 12 and first != second:
            return None  # day first in one country, month first in another
        day, month = (first, second) if first > 12 else (second, first)
    else:
        which = "1" if date["month_1"] else "2"
        year, day = int(date[f"year_{which}"]), int(date[f"day_{which}"])
        month = _MONTHS.index(date[f"month_{which}"][:3].casefold()) + 1
    try:
        return datetime(year, month, day, tzinfo=UTC) if year in _YEARS else None
    except ValueError:
        return None


def _clock(text: str) -> timedelta | None:
    hour, minute, second = (int(part) for part in (*re.findall(r"\d+", text), 0, 0)[:3])
    half = re.search(r"[ap]", text, re.IGNORECASE)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.group().casefold() == "p" else 0)
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))  # a leap second is the one before it


def _zone(text: str) -> tzinfo:
    if text.casefold() in _HOURS_BY_ZONE:
        return timezone(timedelta(hours=_HOURS_BY_ZONE[text.casefold()]))
    digits = re.sub(r"\D", "", text)
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if "-" in text else offset)
