"""Read numbers as newspapers write them: "300,000", "£1.2bn", "twenty-five", "hundreds of thousands"; English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stoppress.domain.claim import Span

_ONES = {
    word: value
    for value, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ),
        1,
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_SMALL = _ONES | _TENS | {"a": 1, "an": 1}
_SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
# Plurals that stand for a range: of tens of thousands there are twenty to a hundred thousand.
_LOOSE = {"dozens": (24, 99), "scores": (40, 100), "hundreds": (200, 999), "thousands": (2e3, 9999),
          "millions": (2e6, 9.99e6), "billions": (2e9, 9.99e9)}  # fmt: skip
_TENFOLD = {"tens": 10, "hundreds": 100, "thousands": 1e3}
_CURRENCIES = {
    "£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY", "₽": "RUB", "₹": "INR", "us$": "USD", "a$": "AUD", "c$": "CAD",
    "hk$": "HKD", "nz$": "NZD", "skr": "SEK", "nkr": "NOK", "dkr": "DKK", "sfr": "CHF", "fr": "CHF", "rs": "INR",
    "n": "NGN", "r": "ZAR", "ksh": "KES",
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_WORD = "|".join([*_ONES, *_TENS])
_SCALE = "dozen|hundred|thousand|million|billion|trillion|lakh|crore"
_SHORT_SCALE = rf"(?:\s(?:{_SCALE})s?|\s?(?:bn|bln|mn|tn|m|k))\b"
_MARK = r"(?:US|A|C|HK|NZ)?\$|[£€¥₽₹]|\b(?-i:SKr|NKr|DKr|SFr|Fr|Rs|N|R|KSh)(?=\s?\d)"
_NUMBER = re.compile(
    rf"""
    (?:(?P<mark>{_MARK})\s?|(?<![\w.,/:#]))(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<scale>{_SHORT_SCALE})?(?!(?!(?:km|cm|mm|kg|m|ha|mph|kph|ft)\b)[\w/:]|\.\d)
    | \b(?P<loose>(?:tens|hundreds|thousands)\sof\s(?:thousands|millions|billions)|dozens|scores|hundreds|thousands
        |millions|billions|(?:several|a\sfew|a\scouple\sof)\s(?:dozen|hundred|thousand|million|billion))\b
    | \b(?P<fraction>(?:an?|one|two|three|four)[\s-](?:third|quarter|fifth|sixth|tenth)s?|half)
        (?=\s(?:of|its|the)\b)
    | \b(?P<words>(?:(?:{_WORD})(?:-(?:{_WORD}))?|an?|half\sa)
        (?:\s(?:{_SCALE})(?:\s(?:and\s)?(?:{_WORD})(?:-(?:{_WORD}))?)?)*)\b(?!-)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its place, value, what its own form allows, and the currency of its mark."""

    span: Span
    value: float
    low: float
    high: float
    currency: str = ""
    digits: bool = True  # written in digits
    scaled: bool = False  # written with a word or letter for thousands or more
    unit: str = ""  # of a fraction: "%"
    plain: str = ""  # digits alone, as written, where nothing else belongs to the number


def find_numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """Yield the numbers between two places of a text, in order; ordinals, times and parts of names are not told apart.

    "a" and "an" are numbers before a dozen, a hundred and the like only.
    """
    for found in _NUMBER.finditer(text, start, end):
        number = _read(found)
        if number is not None:
            yield number


def _read(found: re.Match[str]) -> Number | None:
    if found["digits"]:
        return _of_digits(found)
    if found["fraction"]:
        return _of_fraction(found)
    if found["loose"]:
        low, high = _loose_bounds(found["loose"].casefold())
        return Number(found.span(), low, low, high, digits=False, scaled=True)
    value = _of_words(found["words"].casefold())
    if value is None:
        return None
    half = _rounding(value) / 10 if value >= 1000 else 0
    return Number(found.span(), value, value - half, value + half, digits=False, scaled=value >= 1000)


def _of_fraction(found: re.Match[str]) -> Number:
    """Read "two thirds of" as a percentage, to the nearest one."""
    parts = re.split(r"[\s-]", found["fraction"].casefold())
    share = 100.0 / _PARTS[parts[-1].removesuffix("s")] * _SMALL.get(parts[0], 1)
    return Number(found.span(), share, share - 1, share + 1, digits=False, unit="%")


def _of_digits(found: re.Match[str]) -> Number:
    digits = found["digits"].replace(",", "")
    scale = (found["scale"] or "").strip().casefold().removesuffix("s") or ""
    factor = _SCALES.get(scale, 1)
    value = float(digits) * factor
    decimals = len(digits.partition(".")[2])
    # A number in millions, or with decimals, is rounded to its last digit.
    half = 0.5 * factor / 10**decimals if scale or decimals else 0.0
    mark = found["mark"] or ""
    return Number(
        found.span(),
        value,
        value - half,
        value + half,
        currency=_CURRENCIES.get(mark.casefold(), ""),
        scaled=bool(scale),
        plain=found["digits"] if not mark and not scale else "",
    )


def _loose_bounds(words: str) -> tuple[float, float]:
    if words.startswith(("several ", "a few ", "a couple ")):
        unit = _SCALES[words.rpartition(" ")[2]]
        return 2 * unit, 9.99 * unit
    if " of " in words:
        factor, _, base = words.partition(" of ")
        unit = _SCALES[base.removesuffix("s")]
        return 2 * _TENFOLD[factor] * unit, 9.99 * _TENFOLD[factor] * unit
    return _LOOSE[words]


def _of_words(words: str) -> float | None:
    total, current, scaled = 0.0, 0.0, False
    if words.startswith("half a"):
        words, current = words.removeprefix("half a").strip(), 0.5
        if not words:
            return None
    for word in re.split(r"[\s-]+", words):
        if word in _SCALES:
            scaled = True
            current = max(current, 0.5) * _SCALES[word] if current else _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word != "and":
            current += _SMALL.get(word, 0)
    if words in {"a", "an"} or (words.split()[0] in {"a", "an"} and not scaled):
        return None
    return total + current


def _rounding(value: float) -> float:
    """Half of the place of the last digit that is not nought."""
    place = 1.0
    while value % (place * 10) == 0 and place < value:
        place *= 10
    return place / 2
