"""Find the figures of a text, sentence by sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from stoppress.domain.brief import Figure
from stoppress.stages.figures.excluded import is_excluded
from stoppress.stages.figures.nouns import Noun, counted_noun, state_of
from stoppress.stages.figures.numbers import Number, find_numbers
from stoppress.stages.figures.words import (
    ABOVE,
    AGE,
    BELOW,
    CHANGE_FROM,
    HEDGE,
    HEDGE_AFTER,
    NEARLY,
    OLDEST,
    PART,
    UNIT,
    UNITS,
)
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.domain.claim import Span

_LONGEST = 60_000  # characters read of a text: time is linear, and no report tells more
_TELLING = 10  # a number below counts nothing by itself
_NEAR = 0.1  # "some 300": a tenth either way
_BACK = 60  # characters looked back for a hedge or a noun
_YEAR_TOLD = re.compile(
    r"\b(?:in|since|of|back in|from|during)\s(?:\w+\s)?((?:19|20)\d\d)\b|\blast year\b|\bdecades?\b"
    r"|\byears (?:ago|earlier|before)\b|\byear-earlier\b|\ba year (?:ago|earlier|before)\b"
)
_RANGE = re.compile(r"^\s*(?:to|or|and|[-–])\s*$")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s$")
_AGED = re.compile(
    r"\b(?P<name>(?:[A-Z][\w’'-]+\s)?[A-Z][\w’'-]+),\s(?:now\s|aged\s)?(?P<age>\d{2})(?=[,.;]|\sand\b|\s?$)"
)
_MEASURED = re.compile(r"\b(?P<noun>[a-z]{3,})\s(?:of|at|to|by)\s(?:a\s)?$")  # "winds of 130 kmph", "rose by 12%"
_NUMBER_OF = re.compile(r"\bnumber\sof\s(?:\w+\s)?(?P<noun>[a-z]+s)\b[^.;]{0,24}\b(?:at|to|was|is|reached)\s$")
_CHANGED = re.compile(
    r"\b(?P<noun>rose|rise|rises|risen|fell|fall|falls|fallen|plunged|leapt|jumped|dropped|climbed|slid|gained|lost|added|shed"
    r"|slipped|up|down|higher|lower)\s(?:by\s)?$"
)
_MAGNITUDE = re.compile(r"\bmagnitude[\s-](?:of\s|was\s)?$", re.IGNORECASE)
_SCALES = (1e12, 1e9, 1e6, 1e3)


class _Place(NamedTuple):
    """Where a figure may stand: its sentence, the ends of the figures beside it, and the figure before."""

    sentence: Span
    limits: Span
    before: Figure | None


class _Bounds(NamedTuple):
    """The span of a number with its hedges, and what they allow."""

    span: Span
    low: float
    high: float


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order; English. Time is linear in the text, of which 60,000 characters are read.

    Dates, times of day, scores, years and numbers that belong to names ("Route 9") are no figures.
    """
    found: list[Figure] = []
    for start, end in sentence_spans(text, 0, min(len(text), _LONGEST)):
        found += _of_sentence(text, start, end)
    found += _ages(text[:_LONGEST])
    return tuple(sorted(found, key=lambda figure: figure.span))


def _ages(text: str) -> Iterator[Figure]:
    """Yield the ages of persons: "Ada Obi, 66", by the last word of the name."""
    for match in _AGED.finditer(text):
        value = float(match["age"])
        if value < OLDEST:
            yield Figure(
                match.span(), value, value, value, AGE, match["name"], head=match["name"].split()[-1].casefold()
            )


def _of_sentence(text: str, start: int, end: int) -> list[Figure]:
    numbers = _joined(text, start, [one for one in find_numbers(text, start, end) if not is_excluded(text, start, one)])
    found: list[Figure] = []
    for at, number in enumerate(numbers):
        following = numbers[at + 1].span[0] if at + 1 < len(numbers) else end
        before = found[-1] if found else None
        place = _Place((start, end), (before.span[1] if before else start, following), before)
        figure = _figure(text, number, place)
        if figure is not None:
            found.append(figure)
    return found


def _joined(text: str, start: int, numbers: Sequence[Number]) -> list[Number]:
    """Join the two numbers of a range to one, and leave out what a count has changed from ("from nine to twelve")."""
    found: list[Number] = []
    left = list(reversed(numbers))
    while left:
        number = left.pop()
        ranged = _ranged(text, start, number, left[-1]) if left else None
        if ranged is not None:
            left.pop()
            found.append(ranged)
        elif not _is_over(text, start, number, left[-1] if left else None):
            found.append(number)
    return found


def _is_over(text: str, start: int, number: Number, following: Number | None) -> bool:
    """Tell what a count has changed from."""
    first, last = number.span
    if CHANGE_FROM.search(text, max(start, first - 40), first):
        return True
    goes_on = following is not None and text[last : following.span[0]].strip() == "to"
    return goes_on and _FROM.search(text, max(start, first - 8), first) is not None


def _ranged(text: str, start: int, number: Number, following: Number) -> Number | None:
    """Join "between 40 and 50", "40 to 50" and "40-50" to one number with the bounds of both."""
    first, last = number.span
    joined = text[last : following.span[0]]
    if not _RANGE.match(joined) or following.value < number.value:
        return None
    if joined.strip() == "and" and not _BETWEEN.search(text, max(start, first - 12), first):
        return None
    if _FROM.search(text, max(start, first - 8), first):
        return None
    scale = _scale(following) if following.scaled and not number.scaled else 1.0
    return Number(
        (first, following.span[1]),
        following.value,
        number.value * scale,
        following.high,
        number.currency or following.currency,
        number.digits,
        following.scaled,
    )


def _scale(number: Number) -> float:
    return next((factor for factor in _SCALES if number.value >= factor), 1.0)


def _figure(text: str, number: Number, place: _Place) -> Figure | None:
    bounds = _bounds(text, number, place.limits)
    begin, last = bounds.span
    unit, last = _unit(text, number, last, place.limits[1])
    is_part = PART.search(text, max(place.sentence[0], begin - 40), begin) is not None
    unit, noun = _noun(text, unit, (begin, last), place.limits)
    counted, head = " ".join(noun.words), noun.head
    if is_part and not head and not unit and place.before is not None:
        counted, head = place.before.counted, place.before.head
    span = (begin, max(noun.end, last))
    state = "" if unit else state_of(text, place.sentence, span, place.limits, head)
    if not unit and not counted and not state and number.value < _TELLING:
        return None
    return Figure(
        span=span,
        value=number.value,
        low=bounds.low,
        high=bounds.high,
        unit=unit,
        counted=counted,
        state=state,
        head=head,
        matter=frozenset(stems(text[slice(*place.sentence)], "en")),
        is_part=is_part,
        is_past=_YEAR_TOLD.search(text, *place.sentence) is not None,
    )


def _bounds(text: str, number: Number, limits: Span) -> _Bounds:
    """Widen a number by what is said of it before ("more than") and after ("or so")."""
    first, last = number.span
    low, high = number.low, number.high
    hedge = HEDGE.search(text, max(limits[0], first - _BACK), first)
    if hedge is not None:
        first = hedge.start()
        low, high = _hedged(hedge.lastgroup or "", number)
    after = HEDGE_AFTER.match(text, last)
    if after is not None and after.end() <= limits[1]:
        last = after.end()
        low, high = (low * (1 - _NEAR), high * (1 + _NEAR)) if after["near"] else (low, inf)
    return _Bounds((first, last), low, high)


def _hedged(kind: str, number: Number) -> tuple[float, float]:
    if kind == ABOVE:
        return number.value, inf
    if kind == BELOW:
        return 0.0, number.value
    if kind == NEARLY:
        return number.value * (1 - 1.5 * _NEAR), number.value
    return min(number.low, number.value * (1 - _NEAR)), max(number.high, number.value * (1 + _NEAR))


def _unit(text: str, number: Number, last: int, limit: int) -> tuple[str, int]:
    """Return the unit, and where its word ends."""
    if number.currency or number.unit:
        return number.currency or number.unit, last
    found = UNIT.match(text, last)
    if found is None or found.end() > limit:
        return "", last
    return UNITS[found["unit"].casefold()], found.end()


def _noun(text: str, unit: str, span: Span, limits: Span) -> tuple[str, Noun]:
    """Return the unit, and what is counted or measured: named after the number or, where nothing is, before it."""
    begin, last = span
    if unit in {"", "magnitude"} and _MAGNITUDE.search(text, max(limits[0], begin - 20), begin):
        return "magnitude", Noun(last, ())
    noun = counted_noun(text, last, limits[1]) if not unit or unit.isupper() else Noun(last, ())
    if noun.words:
        return unit, noun
    back = max(limits[0], begin - _BACK)
    if unit:
        told = (_CHANGED.search(text, back, begin) if unit == "%" else None) or _MEASURED.search(text, back, begin)
    else:
        told = _NUMBER_OF.search(text, back, begin)
    return unit, Noun(last, (told["noun"],)) if told else noun
