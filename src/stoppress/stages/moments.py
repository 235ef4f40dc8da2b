"""Read the times that a text tells, as days: "Sunday, November 27", "on Tuesday", "this weekend", "at 6.40am"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from stoppress.domain.brief import Moment
from stoppress.domain.claim import Span
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

_LONGEST = 60_000  # characters read of a text
_SOON = 6  # months ahead that "in July" may mean, where the sentence looks ahead
_LONG_PAST = 60  # days
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_PART_OF_DAY = r"(?:\s(?:early\s)?(?:morning|afternoon|evening|night|lunchtime))?"
_LINK = r"(?:on|for|by|until|since|from|before|after)"
_TIME = re.compile(
    rf"""
    \b(?:(?:{_LINK}\s)?(?:{_WEEKDAY},?\s(?:the\s)?)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})
        |(?P<month_first>{_MONTH})\s(?:the\s)?(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\b)
        (?:,?\s(?P<year>(?:19|20)\d\d))?)\b(?!\s(?:million|billion|per\scent))
    | \b(?:(?:{_LINK}\s)?(?P<weekday_of>{_WEEKDAY})\s)?the\s(?P<day_alone>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s(?:of|[a-z]))
    | \b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b
    | \b(?P<which>last|next|this(?:\scoming)?|on|late(?:\son)?|early(?:\son)?|by|until|since|before|after|from|for)?\s?
        \b(?P<weekday>{_WEEKDAY})\b{_PART_OF_DAY}
    | \b(?:(?:earlier|later|late)\s)?(?P<span>this|next|last)\s(?P<length>week(?:end)?|month|year)\b
    | \b(?P<near>today|tonight|yesterday|tomorrow|this\s(?:morning|afternoon|evening)|last\snight|overnight)\b
    | \b(?:in|since|until|by|from|during)\s(?:early\s|late\s|mid-)?(?P<only_month>january|february|march|april|may|june
        |july|august|september|october|november|december)\b(?:\s(?P<month_year>(?:19|20)\d\d))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOCK = re.compile(
    r"""
    \b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?
    | \b(?P<hour24>[01]?\d|2[0-3])[:.](?P<minute24>[0-5]\d)\b(?!\s?(?:per|%|million|billion|m\b|bn|seconds))
    | \b(?P<named>midnight|noon|midday)\b
    | \b(?P<spoken>(?:(?P<spoken_minutes>five|ten|a\squarter|quarter|twenty|twenty-five|half)\s(?P<side>past|to)\s
        (?P<spoken_hour>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_BEFORE_CLOCK = re.compile(
    r"\b(?:at|by|around|about|before|after|until|from|past|since|and|to|of|nearly|just)\s$", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|'ll|is to|are to|was to|to be|set (?:to|for)|due|scheduled|expected|plans?|planned|ahead"
    r"|upcoming|going to|takes? place|be held|deadline)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def find_moments(text: str, published: date | None, event_date: date | None) -> tuple[Moment, ...]:
    """Return the times that an English text tells, in order, as days; an hour stands with the day told beside it.

    Relative words count from `published`, or else from `event_date`; without both only full dates are told. Where
    words give no year it is the one that brings the date nearest to that day, and the moment says that it is assumed.
    A weekday is the last one on or before that day, or the next where the sentence looks ahead.
    """
    base = published or event_date
    found: list[Moment] = []
    for start, end in sentence_spans(text, 0, min(len(text), _LONGEST)):
        found += _of_sentence(text, (start, end), base)
    return tuple(found)


def _of_sentence(text: str, sentence: Span, base: date | None) -> list[Moment]:
    ahead = _AHEAD.search(text, *sentence) is not None
    matter = frozenset(stems(text[slice(*sentence)], "en"))
    found: list[Moment] = []
    for match in _TIME.finditer(text, *sentence):
        days = _days(match, base, ahead=ahead)
        if days is not None:
            begins, ends, assumed, relative = days
            span = match.start() + len(match.group()) - len(match.group().lstrip()), match.end()
            found.append(Moment(span, begins, ends, year_assumed=assumed, relative=relative, matter=matter))
    dated = list(found)
    for span, minutes, either in _clocks(text, sentence):
        near = min(dated, key=lambda one: abs(one.span[0] - span[0]), default=None)
        if near is not None:
            begins, ends = near.begins, near.ends
        elif base is not None:
            begins = ends = base
        else:
            continue
        assumed = near.year_assumed if near else False
        found.append(Moment(span, begins, ends, minutes, either, near is None, assumed, relative=True, matter=matter))
    return sorted(found, key=lambda one: one.span)


def _clocks(text: str, sentence: Span) -> Iterator[tuple[Span, int, bool]]:
    """Yield the hours of a sentence: span, minutes since midnight, and whether either half of the day can be meant."""
    for match in _CLOCK.finditer(text, *sentence):
        if match["named"]:
            yield match.span(), 0 if match["named"].casefold() == "midnight" else 720, False
        elif match["hour"]:
            hour, minute = int(match["hour"]), int(match["minute"] or 0)
            if 1 <= hour <= 12 and minute < 60:
                yield match.span(), hour % 12 * 60 + minute + (720 if match["half"] in "pP" else 0), False
        elif match["spoken"]:
            yield match.span(), _spoken(match), True
        elif _BEFORE_CLOCK.search(text, max(sentence[0], match.start() - 12), match.start()):
            hour = int(match["hour24"])
            yield match.span(), hour * 60 + int(match["minute24"]), False


def _spoken(match: re.Match[str]) -> int:
    """Return the minutes of "twenty to seven", "half past twelve" and "six o'clock"."""
    hour = _HOURS.index(match["spoken_hour"].casefold()) + 1
    minutes = _MINUTES.get((match["spoken_minutes"] or "").casefold().removeprefix("a "), 0)
    return (hour * 60 + (-minutes if (match["side"] or "").casefold() == "to" else minutes)) % 720


def _days(match: re.Match[str], base: date | None, *, ahead: bool) -> tuple[date, date, bool, bool] | None:
    """Return first and last day, whether the year is assumed, and whether the words are relative; None: unknown."""
    if match["month"] or match["month_first"] or match["iso"]:
        return _dated(match, base, ahead=ahead)
    if match["day_alone"]:
        return _of_month(int(match["day_alone"]), match["weekday_of"], base) if base is not None else None
    if match["only_month"]:
        return _whole_month(match, base, ahead=ahead)
    return _relative(match, base, ahead=ahead) if base is not None else None


def _relative(match: re.Match[str], base: date, *, ahead: bool) -> tuple[date, date, bool, bool]:
    if match["weekday"]:
        day = _weekday(match, base, ahead=ahead)
        return day, day, False, True
    if match["span"]:
        first, last = _LENGTHS[match["length"].casefold()](base, _STEPS[match["span"].casefold()])
        return first, last, False, True
    if match["near"].casefold() == "overnight":
        return base - timedelta(days=1), base, False, True
    day = base + timedelta(days=_NEAR.get(match["near"].casefold(), 0))
    return day, day, False, True


_NEAR = {"yesterday": -1, "tomorrow": 1, "last night": -1}
_STEPS = {"last": -1, "this": 0, "next": 1}


def _dated(match: re.Match[str], base: date | None, *, ahead: bool) -> tuple[date, date, bool, bool] | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        found = _date(year, month, day)
        return (found, found, False, False) if found else None
    month = _month_number(match["month"] or match["month_first"])
    day = int(match["day"] or match["day_after"])
    if match["year"]:
        found = _date(int(match["year"]), month, day)
        return (found, found, False, False) if found else None
    if base is None:
        return None
    found = _nearest(month, day, base, ahead=ahead)
    return (found, found, True, False) if found else None


def _of_month(day: int, weekday: str | None, base: date) -> tuple[date, date, bool, bool] | None:
    """Return "the 26th" and "Friday the 26th": the nearest day of that number and name."""
    months = [_calendar_month(base, step)[0] for step in (-1, 0, 1)]
    dates = [found for month in months if (found := _date(month.year, month.month, day))]
    if weekday:
        dates = [found for found in dates if found.weekday() == _WEEKDAYS.index(weekday.casefold())]
    nearest = min(dates, key=lambda found: abs(found - base), default=None)
    return (nearest, nearest, True, True) if nearest else None


def _whole_month(match: re.Match[str], base: date | None, *, ahead: bool) -> tuple[date, date, bool, bool] | None:
    month = _month_number(match["only_month"])
    if match["month_year"]:
        year = int(match["month_year"])
    elif base is not None:
        coming = (month - base.month) % 12
        months = coming if ahead and coming <= _SOON else coming - 12 if coming else 0
        year = base.year + (base.month - 1 + months) // 12
    else:
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), not match["month_year"], False


def _nearest(month: int, day: int, base: date, *, ahead: bool) -> date | None:
    """Return the nearest such day; the next one where the sentence looks ahead and the last one is long past."""
    years = (base.year - 1, base.year, base.year + 1)
    dates = [found for year in years if (found := _date(year, month, day))]
    nearest = min(dates, key=lambda found: abs(found - base), default=None)
    if nearest is not None and ahead and (base - nearest).days > _LONG_PAST:
        return min((found for found in dates if found > base), default=nearest)
    return nearest


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    beginning = name.casefold().rstrip(".")[:3]
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(beginning))


def _weekday(match: re.Match[str], base: date, *, ahead: bool) -> date:
    wanted = _WEEKDAYS.index(match["weekday"].casefold())
    which = (match["which"] or "").casefold()
    back = (base.weekday() - wanted) % 7
    if which == "last":
        return base - timedelta(days=back or 7)
    if which == "next" or which.startswith("this"):
        return base + timedelta(days=(7 - back) % 7 or (7 if which == "next" else 0))
    if ahead and back:
        return base + timedelta(days=7 - back)
    return base - timedelta(days=back)


def _week(base: date, step: int) -> tuple[date, date]:
    monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def _weekend(base: date, step: int) -> tuple[date, date]:
    saturday = _week(base, step)[0] + timedelta(days=5)
    return saturday, saturday + timedelta(days=1)


def _calendar_month(base: date, step: int) -> tuple[date, date]:
    number = base.year * 12 + base.month - 1 + step
    year, month = divmod(number, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _year(base: date, step: int) -> tuple[date, date]:
    return date(base.year + step, 1, 1), date(base.year + step, 12, 31)


_LENGTHS: dict[str, Callable[[date, int], tuple[date, date]]] = {
    "week": _week,
    "weekend": _weekend,
    "month": _calendar_month,
    "year": _year,
}
