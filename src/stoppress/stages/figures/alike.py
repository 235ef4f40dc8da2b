"""Weigh whether two figures of different reports count the same: the signs of it, by name.

`weights` says how much each sign counts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from stoppress.stages import likeness
from stoppress.stages.figures.words import AGE, AT_WORK, PEOPLE, SAME_NOUNS, TIMES
from stoppress.stages.likeness import classes_by_stem, part, prefixes, share
from stoppress.stages.text.tokens import stem_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stoppress.domain.brief import Figure, Told

_NEAR = 60  # characters on either side of a figure whose words tell what it counts
_CLASSES_BY_STEM = classes_by_stem(SAME_NOUNS)
_QUALIFIED = 24  # characters before a figure in which a word may take it out of the main count
_WORDS = "remaining|other|others|another|further|additional|next|previous|old|seriously|gravely|badly|critically"
_QUALIFIER = re.compile(rf"\b(?P<qualifier>{_WORDS})\s(?:\w+\s)?$", re.IGNORECASE)
_QUALIFIER_INSIDE = re.compile(rf"\b(?P<qualifier>{_WORDS}|(?<!or\s)more(?!\sthan))\b", re.IGNORECASE)
_AS_OF = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b|\bnoon\b|\bmidday\b|\bmidnight\b"
    r"|\bmidday\b|\b(?:by|at|until|of)\s(?:five|six|seven|eight|nine|ten|eleven|noon)\b|\byesterday\b|\blast\syear\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\s?(?:an?|per|each|every)\s(?:year|month|week|day|hour|night|head|person|share|minute)\b|\s(?:each|apiece|annually)\b"
)
_RATE_INSIDE = re.compile(r"\b(?:an?|per|each|every)\s(?:year|month|week|day|hour|night|head|person|share|minute)\b")
_TELLING_UNITS = frozenset(("magnitude", "degree", "km/h", "mph", "knot", "MW", "GW", "km2", "mile2", "ha", "acre"))
_CHANGED = re.compile(
    r"\b(?:plung(?:ed|es)|low|high|priced|traded|trading|dipped|rose|rises?|risen|fell|falls?|fallen|leapt|jump(?:ed)?|drop(?:ped)?|climb(?:ed)?|slid|gain(?:ed)?|lost|shed"
    r"|slip(?:ped)?|up|down|cut|trimmed|grew|growth|increase[ds]?|raised|lowered|reduced)\s(?:\w+\s)?(?:by|of|at|to|below|above|as|from)?\s?(?:\w+\s)?$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(r"\s(?:pay\s)?(?:rise|increase|cut|drop|fall|higher|lower|more\b|jump|gain)", re.IGNORECASE)
_EARLY = 2  # sentences with figures at the head of a report
_CROWD = 100  # pairs of figures of two reports of the length trained on
_LOOSE = frozenset(("ill", "treated", "enrolled", "hurt"))  # states of which one report may tell one, another another
_SEXES = {"men": "men", "man": "men", "women": "women", "woman": "women", "child": "young", "children": "young",
          "girl": "girls", "boy": "boys"}  # fmt: skip
_GROWING = frozenset(("dead", "hurt", "arrested", "evacuated", "ill", "rescued", "closed", "dark", "treated"))


@dataclass(frozen=True, slots=True)
class Sited:
    """A figure with the words round it, as they are compared."""

    told: Told
    near: frozenset[str]  # prefixes of the stems of the words near it
    matter: frozenset[str]  # of its sentence
    counted: frozenset[str]  # of the words for what is counted
    place: int  # of its sentence among those of its report that hold figures
    first_of_kind: bool  # no figure of the same unit and state before it in the report
    only_of_kind: bool  # nor any after it
    as_of: frozenset[str]  # hours and days that its sentence tells
    qualifier: str  # what takes it out of the main count: "remaining", "another"; "" for none
    crowd: int  # figures of its report
    is_rate: bool  # "a year", "each"
    is_change: bool  # "rose by", "a rise of", "4.6 per cent increase"


def site(found: Iterable[Told]) -> list[Sited]:
    """Set the figures of one report, in the order of its text, among their words."""
    all_told = list(found)
    kinds = Counter(_kind(told) for told in all_told)
    seen: set[tuple[str, str]] = set()
    sentences: list[int] = []
    sited = []
    for told in all_told:
        if told.sentence.span[0] not in sentences:
            sentences.append(told.sentence.span[0])
        sited.append(
            _sited(
                told,
                (len(sentences) - 1, len(all_told)),
                is_first=_kind(told) not in seen,
                is_only=kinds[_kind(told)] == 1,
            )
        )
        seen.add(_kind(told))
    return sited


def _sited(told: Told, rank: tuple[int, int], *, is_first: bool, is_only: bool) -> Sited:
    figure, sentence = told.figure, told.sentence
    start, end = figure.span[0] - sentence.span[0], figure.span[1] - sentence.span[0]
    before, after = sentence.words[max(0, start - _NEAR) : start], sentence.words[end : end + _NEAR]
    qualifier = _QUALIFIER.search(before[-_QUALIFIED:]) or _QUALIFIER_INSIDE.search(told.excerpt.words)
    return Sited(
        told=told,
        near=prefixes(stem_words(words(f"{before} {after}"), "en")),
        matter=prefixes(figure.matter),
        counted=prefixes(stem_words(words(figure.counted), "en")),
        place=rank[0],
        crowd=rank[1],
        first_of_kind=is_first,
        only_of_kind=is_only,
        as_of=frozenset(found.group().casefold() for found in _AS_OF.finditer(sentence.words)),
        qualifier=qualifier["qualifier"].casefold() if qualifier else "",
        is_change=_CHANGED.search(before[-_QUALIFIED:]) is not None or _CHANGE_AFTER.match(after) is not None,
        is_rate=_RATE.match(after) is not None or _RATE_INSIDE.search(told.excerpt.words) is not None,
    )


def _kind(told: Told) -> tuple[str, str]:
    """Return what is like: the unit, or the class of the noun; people are one class."""
    figure = told.figure
    if figure.unit:
        return figure.unit, ""
    return "", "people" if figure.head in PEOPLE or figure.head in AT_WORK else figure.head


def rarity(sited: Sequence[Sited]) -> dict[str, float]:
    """Return how much each prefix tells within the event, by the sentences with figures that hold it."""
    return likeness.rarity({(one.told.excerpt.article, one.told.sentence.span): one.matter for one in sited}.values())


def may_be_same(one: Sited, other: Sited) -> bool:
    """Say whether two figures are worth weighing: of two outlets, of one unit, and no two that cannot be one count."""
    first, second = one.told.figure, other.told.figure
    if first.unit != second.unit or one.told.excerpt.outlet == other.told.excerpt.outlet:
        return False
    if first.unit == AGE:
        return first.head == second.head and _one_name(first.counted, second.counted)
    return _told_alike(one, other) and (_same_measure(one, other) if first.unit else _same_count(one, other))


def _told_alike(one: Sited, other: Sited) -> bool:
    return one.is_change is other.is_change and bool(one.qualifier) is bool(other.qualifier)


def _same_measure(one: Sited, other: Sited) -> bool:
    """Leave out a rate beside a sum, and what rises and falls, which is of its moment."""
    return one.is_rate is other.is_rate and (not one.is_change or one.told.figure.unit == "%")


def _same_count(one: Sited, other: Sited) -> bool:
    """Leave out men beside women, the dead beside the hurt, and far from the head what no word tells to be alike."""
    first, second = one.told.figure, other.told.figure
    if (
        one.is_change
        or _is_part_of(first, second)
        or _is_part_of(second, first)
        or len({_SEXES.get(first.head, ""), _SEXES.get(second.head, ""), ""}) > 2
    ):
        return False
    if first.state and second.state:
        return first.state == second.state or {first.state, second.state} <= _LOOSE
    if first.head and second.head:
        return True
    early = one.place < _EARLY and other.place < _EARLY
    return early or bool((one.near | one.counted) & (other.near | other.counted))


def _is_part_of(one: Figure, other: Figure) -> bool:
    """Say whether women or children can be some of the people of another figure."""
    sex = _SEXES.get(one.head, "men")
    return sex != "men" and other.head in PEOPLE and other.head not in _SEXES and one.value < other.value


def pair_signs(one: Sited, other: Sited, rare: Mapping[str, float]) -> dict[str, float]:
    """Return the signs that two figures count the same, by name."""
    found = {
        **_of_nouns(one, other),
        **_of_places(one, other),
        **_of_values(one, other),
        **_of_units(one.told.figure.unit),
    }
    both = (
        ("head, only", "head", "only of kind"),
        ("head, first", "head", "both first of kind"),
        ("state, first", "state", "both first of kind"),
        ("state, early", "state", "both early"),
        ("people, early", "all people", "both early"),
        ("people, only", "all people", "only of kind"),
        ("currency, early", "currency", "both early"),
        ("telling unit, first", "telling unit", "both first of kind"),
    )
    return {
        "bias": 1.0,
        **found,
        **{name: found[first] * found[second] for name, first, second in both},
        "counted": float(bool(one.counted & other.counted)),
        "near": share(one.near | one.counted, other.near | other.counted, rare),
        "matter": share(one.matter, other.matter, rare),
        "near each other's matter": max(part(one.near, other.matter, rare), part(other.near, one.matter, rare)),
    }


def _of_nouns(one: Sited, other: Sited) -> dict[str, float]:
    """Return the signs of what is counted, and what became of it."""
    first, second = one.told.figure, other.told.figure
    heads, states = (first.head, second.head), (first.state, second.state)
    named, same = all(heads), heads[0] == heads[1]
    people = all(not head or head in PEOPLE or head in AT_WORK for head in heads)
    alike = named and not same and _alike(*heads)
    return {
        "head": float(named and same),
        "head alike": float(alike),
        "heads differ": float(named and not same and not alike and not people),
        "people": float(people and named),
        "people, one unnamed": float(people and any(heads) and not named),
        "all people": float(people and any(heads)),
        "one unnamed": float(bool(heads[0]) != bool(heads[1])),
        "state": float(all(states) and states[0] == states[1]),
        "states differ": float(all(states) and states[0] != states[1]),
        "one state": float(bool(states[0]) != bool(states[1])),
    }


def _of_places(one: Sited, other: Sited) -> dict[str, float]:
    """Return the signs of where the figures stand, and as of when they are told."""
    return {
        "both first": float(one.place == 0 and other.place == 0),
        "both early": float(one.place < _EARLY and other.place < _EARLY),
        "both first of kind": float(one.first_of_kind and other.first_of_kind),
        "one first of kind": float(one.first_of_kind != other.first_of_kind),
        "only of kind": float(one.only_of_kind and other.only_of_kind),
        "one only of kind": float(one.only_of_kind != other.only_of_kind),
        "same moment": float(bool(one.as_of & other.as_of)),
        "other moment": float(bool(one.as_of) and bool(other.as_of) and not one.as_of & other.as_of),
    }


def _of_values(one: Sited, other: Sited) -> dict[str, float]:
    """Return the signs of the sizes, and of what the words make of them."""
    first, second = one.told.figure, other.told.figure
    low, high = sorted((abs(first.value), abs(second.value)))
    ratio = low / high if high else 1.0
    return {
        "ratio": ratio,
        "equal": float(ratio > 0.999),
        "of one size": float(ratio >= 0.5),
        "far apart": float(ratio < 0.2),
        "same digits": float(_digits(first.value) == _digits(second.value)),
        "small": float(high <= 10),
        "part": float(first.is_part != second.is_part),
        "past": float(first.is_past != second.is_past),
        "both past": float(first.is_past and second.is_past),
        "rate": float(one.is_rate != other.is_rate),
    }


def _of_units(unit: str) -> dict[str, float]:
    """Return the signs of the unit, which both have."""
    currency = len(unit) == 3 and unit.isupper()
    return {
        "currency": float(currency),
        "per cent": float(unit == "%"),
        "measure": float(bool(unit) and unit != "%" and not unit.isupper()),
        "telling unit": float(unit in _TELLING_UNITS),
        "time": float(unit in TIMES),
        "age": float(unit == AGE),
    }


def _one_name(one: str, other: str) -> bool:
    """Say whether two names can be one person's: one ends with the other."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return long.endswith(short)


def prior(one: Sited, other: Sited) -> float:
    """Return what a pair loses in log-odds for reports so full of figures that many pairs are alike by chance."""
    return min(0.0, log(_CROWD) - log(one.crowd * other.crowd))


def has_grown(one: Sited, other: Sited, *, seconds: float) -> bool:
    """Say whether a later figure can have grown out of an earlier one; `seconds` from one report to the other."""
    first, second = one.told.figure, other.told.figure
    return first.state in _GROWING and first.state == second.state and seconds > 0 and second.high >= first.low


def _alike(one: str, other: str) -> bool:
    nothing: frozenset[int] = frozenset()
    return bool(_CLASSES_BY_STEM.get(one, nothing) & _CLASSES_BY_STEM.get(other, nothing))


def _digits(value: float) -> str:
    return "".join(sorted(f"{value:g}".replace(".", "").strip("0")))
