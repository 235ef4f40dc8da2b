"""Find the days of the year that a text tells: "March 4", "el 4 de marzo", weekdays by the date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

_READ = 3000  # characters: what comes later tells of what led to the event

# Names of months, January first, and of weekdays, Monday first; forms of one are separated by a bar.
_MONTHS = {
    "en": "jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)? oct(?:ober)?"
    " nov(?:ember)? dec(?:ember)?",
    "es": "enero febrero marzo abril mayo junio julio agosto sep?tiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar|jänner februar|feber märz april mai juni juli august september oktober november dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "ru": "понедельник вторник среду четверг пятницу субботу воскресенье",
}
_VIETNAMESE = re.compile(r"\b(?P<day>\d{1,2})(?:/|\stháng\s)(?P<month>\d{1,2})\b")
_EAST_ASIAN = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")

Day = tuple[int, int]
"""Month and day of the month, each from 1."""


class _Names(NamedTuple):
    dated: re.Pattern[str]  # a day with its month, by name
    months: tuple[re.Pattern[str], ...]
    weekday: re.Pattern[str]  # the group that matched is the weekday, 1 for Monday


def days_told(text: str, language: str, published: datetime | None) -> set[Day]:
    """Return the days that the text names; a weekday is the last before publication, or that of publication itself.

    Languages without a table here give none; a weekday gives none where the publication time is unknown.
    """
    text = text[:_READ].casefold()
    if language == "vi":
        return _days((found["month"], found["day"]) for found in _VIETNAMESE.finditer(text))
    if language in {"zh", "ja"}:
        return _days((found["month"], found["day"]) for found in _EAST_ASIAN.finditer(text))
    names = _names(language)
    if names is None:
        return set()
    told = _days((_month(names, found), found["day"] or found["day_after"]) for found in names.dated.finditer(text))
    if published is not None:
        for found in names.weekday.finditer(text):
            day = published - timedelta(days=(published.weekday() + 1 - (found.lastindex or 1)) % 7)
            told.add((day.month, day.day))
    return told


def _days(pairs: Iterable[tuple[int | str, str]]) -> set[Day]:
    found = ((int(month), int(day)) for month, day in pairs)
    return {(month, day) for month, day in found if 1 <= month <= 12 and 1 <= day <= 31}


def _month(names: _Names, found: re.Match[str]) -> int:
    name = found["month"] or found["month_before"]
    return next(number for number, month in enumerate(names.months, 1) if month.fullmatch(name))


@lru_cache(maxsize=16)
def _names(language: str) -> _Names | None:
    if language not in _MONTHS:
        return None
    months = _MONTHS[language].split()
    month = f"(?:{'|'.join(months)})"
    dated = (
        rf"\b(?=[\d{_beginnings(months)}])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|º|er|\.)?\s(?:of\s|de\s)?(?P<month>{month})"
        rf"|(?P<month_before>{month})\.?\s(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?)\b"
    )
    weekdays = _WEEKDAYS[language].split()
    weekday = "|".join(f"({name})" for name in weekdays)
    return _Names(
        re.compile(dated),
        tuple(re.compile(name) for name in months),
        re.compile(rf"\b(?=[{_beginnings(weekdays)}])(?:{weekday})\b"),
    )


def _beginnings(forms: list[str]) -> str:
    """Return the letters with which names begin: looking for these first is quick."""
    return "".join(sorted({name[0] for form in forms for name in form.split("|")}))
