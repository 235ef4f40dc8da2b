"""Our own words in mails, by language: those that come with Stop Press, and an operator's in their place.

A file of words is TOML: texts by name, `months`, and a table for each thing that is counted, with a text for each
plural category of the language (Unicode CLDR, plural rules). Values in braces are those of the English file.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.safestring import SafeString

from stoppress.domain.errors import SettingError
from stoppress.mailroom.sheets import Sheet, read_sheet

DEFAULT = "en"  # has every text; its placeholders are those a translation may use
_MONTHS = "months"
_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str
    texts: Mapping[str, str]
    counted: Mapping[str, Mapping[str, str]]  # what is counted → plural category → text with {count}
    months: tuple[str, ...]

    def say(self, name: str, **values: object) -> str:
        """Fill a text's values in, as plain text."""
        return self.texts[name].format(**values)

    def show(self, name: str, **values: object) -> SafeString:
        """Fill a text's values in, as HTML: each value keeps its own direction (UAX #9), whatever stands around it."""
        isolated = {key: f"<bdi>{escape(str(value))}</bdi>" for key, value in values.items()}
        return SafeString(escape(self.texts[name]).format(**isolated))

    def count(self, name: str, number: int) -> str:
        """Say how many, by the language's plural rule."""
        forms = self.counted[name]
        category = _PLURALS.get(self.language, _one_or_other)(number)
        return forms.get(category, forms["other"]).format(count=number)

    def moment(self, moment: datetime, zone: str) -> str:
        """Word a time in a zone, naming the zone: '4 May 2031, 11:30 CEST'.

        Midnight in UTC to the second is what a publication known by its day alone looks like: no hour is shown.
        """
        utc = moment.astimezone(UTC)
        if (utc.hour, utc.minute, utc.second, utc.microsecond) == (0, 0, 0, 0):
            return self.say("date", **self._day(utc))
        there = moment.astimezone(_zone(zone))
        name, offset = there.strftime("%Z"), there.strftime("%z")
        named = name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"
        return self.say("moment", **self._day(there), time=f"{there:%H:%M}", zone=named)

    def _day(self, moment: datetime) -> dict[str, object]:
        return {"day": moment.day, "month": self.months[moment.month - 1], "year": moment.year}


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC  # without a look into the machine's time zones, which it may lack
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(f"display_zone: this machine knows no time zone {name!a}") from error


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _french(number: int) -> str:
    return "one" if number in {0, 1} else "other"


def _arabic(number: int) -> str:
    if number in {0, 1, 2}:
        return ("zero", "one", "two")[number]
    last = number % 100
    if 3 <= last <= 10:
        return "few"
    return "many" if last >= 11 else "other"


_PLURALS: Mapping[str, Callable[[int], str]] = {"fr": _french, "ar": _arabic}


def is_language(name: str) -> bool:
    """Say whether it is written as a language tag is (RFC 5646), as far as mails have one."""
    return _LANGUAGE.fullmatch(name) is not None


def primary(language: str) -> str:
    """Return the language without region or script: 'pt' of 'pt-BR'."""
    return language.partition("-")[0]


def direction(language: str) -> str:
    """Return the direction in which the language is written, as HTML names it."""
    return "rtl" if primary(language) in _RIGHT_TO_LEFT else "ltr"


def shipped_languages() -> tuple[str, ...]:
    """Return the languages whose words come with Stop Press."""
    files = (resources.files("stoppress.mailroom") / "words").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def shipped_wording(language: str) -> Wording:
    """Return the words that come with Stop Press; the language is one of `shipped_languages`."""
    text = (resources.files("stoppress.mailroom") / "words" / f"{language}.toml").read_text("utf-8")
    return _wording(language, read_sheet(text, f"{language}.toml").values)


def own_wording(path: Path) -> Wording:
    """Read an operator's words: single lines in place of ours or, for a language of theirs, all that English has.

    Raises SettingError naming file, line and what is wrong of the first text that cannot be used.
    """
    try:
        sheet = read_sheet(path.read_text("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: {error}") from error
    language, english = path.stem, shipped_wording(DEFAULT)
    for name, value in sheet.values.items():
        _check(sheet, name, value, english)
    if language in shipped_languages():
        return _over(shipped_wording(language), sheet.values)
    missing = sorted({*english.texts, *english.counted, _MONTHS} - set(sheet.values))
    if missing:
        raise SettingError(
            f"{path}: {language} is new, so every text is needed; these are missing: {', '.join(missing)}"
        )
    return _wording(language, sheet.values)


def _wording(language: str, values: Mapping[str, object]) -> Wording:
    return Wording(
        language,
        {name: value for name, value in values.items() if isinstance(value, str)},
        {name: value for name, value in values.items() if isinstance(value, dict)},
        tuple(values[_MONTHS]),  # type: ignore[arg-type]
    )


def _over(ours: Wording, values: Mapping[str, object]) -> Wording:
    counted = {name: {**forms, **values.get(name, {})} for name, forms in ours.counted.items()}  # type: ignore[dict-item]
    months = {_MONTHS: list(ours.months)}
    return _wording(ours.language, {**ours.texts, **months, **values, **counted})


def _check(sheet: Sheet, name: str, value: object, english: Wording) -> None:
    if name == _MONTHS:
        if not isinstance(value, list) or len(value) != 12 or not all(isinstance(month, str) for month in value):
            raise sheet.wrong(name, "twelve names are needed")
    elif name in english.texts:
        _check_text(sheet, name, value, english.texts[name])
    elif name in english.counted:
        if not isinstance(value, dict) or "other" not in value:
            raise sheet.wrong(name, 'a table with a text for each plural is needed, "other" among them')
        for category, text in value.items():
            _check_text(sheet, f"{name}.{category}", text, english.counted[name]["other"])
    else:
        raise sheet.wrong(name, "there is no such text")


def _check_text(sheet: Sheet, name: str, text: object, english: str) -> None:
    if not isinstance(text, str):
        raise sheet.wrong(name, "a text in quotation marks is needed")
    known = placeholders(english)
    try:
        found = placeholders(text)
    except ValueError as error:
        raise sheet.wrong(name, f"{error}; braces come in pairs around a name") from error
    for placeholder in sorted(found - known):
        of_these = ", ".join(f"{{{one}}}" for one in sorted(known)) or "none"
        raise sheet.wrong(name, f"{{{placeholder}}} is nothing that is filled in here; what is: {of_these}")


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces, format and attributes included: those of a text that is right have neither.

    Raises ValueError where the braces do not pair.
    """
    found = set()
    for _, field, form, conversion in string.Formatter().parse(text):
        if field is not None:
            found.add(field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return frozenset(found)
