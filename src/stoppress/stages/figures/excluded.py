"""Tell the numbers of a text that count and measure nothing: dates, hours, ages, scores, years, parts of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.stages.figures.words import ENDS, MONTH, OF_AGE, OLDEST

if TYPE_CHECKING:
    from stoppress.stages.figures.numbers import Number

_BESIDE = 40  # characters looked at on either side
_NUMBERED = re.compile(
    r"(?:\b(?:no|nos|number|route|flight|highway|section|article|page|part|chapter|act|type|level|grade|class|row|gate"
    r"|platform|junction|room|ward|channel|band|tier|phase|stage|unit|line|bus|train|day|week|year|round|lap|match|game"
    r"|vitamin|covid|apollo|windows|version|under|top|exit|pier|berth|terminal|block|zone|district|area|track"
    r"|episode|season|buses|trains|routes|platforms|rooms|gates)\.?\s|#)$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w’'&.-]*\s(?:of\s)?$")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?”\"]\s)[A-Z][\w’'-]*\s$")
_LOWER_MAY_FOLLOW = re.compile(r"^[\s-]*(?:[a-z£$€]|\d|[A-Z][a-z]+ [a-z])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PLURAL_AFTER = re.compile(r"\s[a-z-]*[a-z]s\b")
_AGE_AFTER = re.compile(r"^(?:-|\s)(?:years?|months?)(?:-|\s)old\b|^-year\b", re.IGNORECASE)
_TIME_AFTER = re.compile(r"^\s?(?:[ap]\.?m\b|o[’']clock|GMT|BST|noon|st\b|nd\b|rd\b|th\b)|^:\d", re.IGNORECASE)
_CLOCK = re.compile(r"^\d{1,2}\.\d\d$")
_CLOCK_BEFORE = re.compile(r"\b(?:at|by|around|about|before|after)\s$")
_DATE_BEFORE = re.compile(rf"\b{MONTH}\s(?:the\s)?$", re.IGNORECASE)
_DATE_AFTER = re.compile(rf"^(?:\sof)?\s{MONTH}", re.IGNORECASE)
_SCORE_BEFORE = re.compile(r"\d[-–]$")
_SCORE = re.compile(r"^[-–]\d")
_AGE_BEFORE = re.compile(r"\w,\s$")
_MARK_AFTER = re.compile(r"[,.;]|\sand\b")
_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_HEDGES = frozenset(("about", "around", "some", "over"))
_ONE_COUNTS = frozenset(
    """person people man woman child boy girl student worker passenger officer soldier firefighter civilian resident
    patient pedestrian driver pilot protester player employee million billion hundred thousand home house building
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)


def is_excluded(text: str, start: int, number: Number) -> bool:
    """Say whether a number of the sentence that begins at `start` counts and measures nothing."""
    first, last = number.span
    before, after = text[max(start, first - _BESIDE) : first], text[last : last + _BESIDE]
    return (
        _is_moment(before, after)
        or _NUMBERED.search(before) is not None
        or (bool(number.plain) and _is_bare_clock_year_or_age(number, before, after))
        or (number.digits and not number.currency and _is_of_name(before, after))
        or (not number.digits and number.value == 1 and not _counts_one(after))
    )


def _is_moment(before: str, after: str) -> bool:
    """Tell dates, hours and ages by their words; and scores."""
    following = (_TIME_AFTER, _DATE_AFTER, _AGE_AFTER, _SCORE)
    leading = (_DATE_BEFORE, OF_AGE, _SCORE_BEFORE)
    return any(form.match(after) for form in following) or any(form.search(before) for form in leading)


def _is_bare_clock_year_or_age(number: Number, before: str, after: str) -> bool:
    if _CLOCK.match(number.plain) and _CLOCK_BEFORE.search(before):
        return True
    if _YEAR.fullmatch(number.plain):
        return _PLURAL_AFTER.match(after) is None
    return number.value < OLDEST and bool(_AGE_BEFORE.search(before)) and _MARK_AFTER.match(after) is not None


def _is_of_name(before: str, after: str) -> bool:
    """Tell "Group of 20", "Boeing 737 crashed": a capitalised word before, and no counted noun after."""
    named = _NAME_BEFORE.search(before)
    if named is None or _OPENS_SENTENCE.search(before):
        return False
    word = named.group().split()[0].casefold()
    if word in ENDS or word in _HEDGES:
        return False
    return not _LOWER_MAY_FOLLOW.match(after) or (
        named.group().strip().endswith(" of") and not _PLURAL_AFTER.match(after)
    )


def _counts_one(after: str) -> bool:
    following = _WORD.findall(after.casefold())[:2]
    return any(word in _ONE_COUNTS for word in following)
