"""Find the figures of a text, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

from stoppress.domain.brief import Figure
from stoppress.domain.claim import Span
from stoppress.stages.figures.numbers import Number, find_numbers
from stoppress.stages.figures.words import (
    ABOVE,
    AGE,
    OF_AGE,
    BELOW,
    CHANGE_FROM,
    ENDS,
    HEDGE,
    HEDGE_AFTER,
    MONTH,
    NEARLY,
    PART,
    STATE_BY_STEM,
    UNIT,
    UNITS,
)
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stem_words, stems

_LONGEST = 60_000  # characters read of a text: time is linear, and no report tells more
_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_NEAR = 0.1  # "some 300": a tenth either way
_ABOUT = 60  # characters looked back for a hedge
_NOUN_WORDS = 6  # most words of what is counted
_NOT_COUNTED_BEFORE = re.compile(
    r"(?:\b(?:no|nos|number|route|flight|highway|section|article|page|part|chapter|act|type|level|grade|class|row|gate"
    r"|platform|junction|room|ward|channel|band|tier|phase|stage|unit|line|bus|train|day|week|year|round|lap|match|game"
    r"|vitamin|covid|apollo|windows|version|under|top|chapter|exit|pier|berth|terminal|block|zone|district|area|track"
    r"|episode|season)\.?\s|#)$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w’'&.-]*\s(?:of\s)?$")
_LOWER_MAY_FOLLOW = re.compile(r"^[\s-]*(?:[a-z£$€]|\d|[A-Z][a-z]+ [a-z])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_TOLD = re.compile(r"\b(?:in|since|of|back in|from|during)\s(?:\w+\s)?((?:19|20)\d\d)\b|\blast year\b|\bdecades?\b"
                        r"|\byears (?:ago|earlier|before)\b|\byear-earlier\b|\ba year (?:ago|earlier|before)\b")  # fmt: skip
_AGE_AFTER = re.compile(r"^(?:-|\s)(?:years?|months?)(?:-|\s)old\b|^-year\b", re.IGNORECASE)
_TIME_AFTER = re.compile(r"^\s?(?:[ap]\.?m\b|o[’']clock|GMT|BST|noon|st\b|nd\b|rd\b|th\b)|^:\d", re.IGNORECASE)
_CLOCK = re.compile(r"^\d{1,2}\.\d\d$")
_DATE_BEFORE = re.compile(rf"\b{MONTH}\s(?:the\s)?$", re.IGNORECASE)
_DATE_AFTER = re.compile(rf"^(?:\sof)?\s{MONTH}", re.IGNORECASE)
_SCORE = re.compile(r"^[-–]\d")
_RANGE = re.compile(r"^\s*(?:to|or|and|[-–])\s*$")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_PLURALS = frozenset(("people", "men", "women", "children", "person", "staff", "crew", "police"))
_AGED = re.compile(r"\b(?P<name>[A-Z][\w’'-]+),\s(?:now\s|aged\s)?(?P<age>\d{2})(?=[,.;]|\sand\b|\s?$)")
_OLDEST = 110  # years
_AGE_OF_PERSON = re.compile(r"\w,\s$")
_MEASURED = re.compile(r"\b(?P<noun>[a-z]{3,})\s(?:of|at|to|by)\s(?:a\s)?$")  # "winds of 130 kmph", "rose by 12%"
_NUMBER_OF = re.compile(r"\bnumber\sof\s(?:\w+\s)?(?P<noun>[a-z]+s)\b[^.;]{0,24}\b(?:at|to|was|is|reached)\s$")
_CHANGED = re.compile(
    r"\b(?P<noun>rose|rise|rises|risen|fell|fall|falls|fallen|leapt|jumped|dropped|climbed|slid|gained|lost|added|shed"
    r"|slipped|up|down|higher|lower)\s(?:by\s)?$"
)
_MAGNITUDE = re.compile(r"\bmagnitude[\s-](?:of\s|was\s)?$", re.IGNORECASE)
_ABOARD = re.compile(r"\s(?:were\s|was\s)?(?:on board|aboard|onboard)\b")
_ABOARD_BEFORE = re.compile(r"\b(?:carrying|carried)\s$")
_CLAUSE = re.compile(r"[;:—–]\s|,\s(?=(?:and|but|while|with|after|as|which|who)\b)|\b(?:and|but|while|whereas)\b")
_ONE_COUNTS = frozenset(
    """person people man woman child boy girl student worker passenger officer soldier firefighter civilian resident
    patient pedestrian driver pilot protester player employee million billion hundred thousand home house building
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)


class _Noun(NamedTuple):
    end: int  # where its last word ends
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order; English. Time is linear in the text, of which 60,000 characters are read.

    Ages, dates, times of day, scores, years and numbers that belong to names ("Route 9") are no figures.
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
        if value < _OLDEST:
            yield Figure(match.span(), value, value, value, AGE, match["name"], head=match["name"].casefold())


def _of_sentence(text: str, start: int, end: int) -> list[Figure]:
    numbers = [number for number in find_numbers(text, start, end) if not _is_no_figure(text, start, number)]
    if not numbers:
        return []
    is_past = _YEAR_TOLD.search(text, start, end) is not None
    found: list[Figure] = []
    skipped = False
    for at, number in enumerate(numbers):
        if skipped:
            skipped = False
            continue
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        ranged = _ranged(text, start, number, following)
        if ranged is not None:
            number, skipped = ranged, True
            following = numbers[at + 2] if at + 2 < len(numbers) else None
        elif CHANGE_FROM.search(text, max(start, number.span[0] - 8), number.span[0]):
            continue
        limits = (found[-1].span[1] if found else start, following.span[0] if following else end)
        figure = _figure(text, (start, end), number, limits, before=found[-1] if found else None, is_past=is_past)
        if figure is not None:
            found.append(figure)
    return found


def _is_no_figure(text: str, start: int, number: Number) -> bool:
    """Tell ages, dates, times, scores, years and the numbers of names, and "one" that counts nothing."""
    first, last = number.span
    before, after = text[max(start, first - 40) : first], text[last : last + 40]
    if _TIME_AFTER.match(after) or _DATE_AFTER.match(after) or _AGE_AFTER.match(after) or _SCORE.match(after):
        return True
    if _DATE_BEFORE.search(before) or OF_AGE.search(before) or _NOT_COUNTED_BEFORE.search(before):
        return True
    if number.plain and (_CLOCK.match(number.plain) and re.search(r"\b(?:at|by|around|about|before|after)\s$", before)):
        return True
    if number.plain and _YEAR.fullmatch(number.plain) and not re.match(r"\s[a-z-]*[a-z]s\b", after):
        return True
    if number.plain and _AGE_OF_PERSON.search(before) and re.match(r"[,.;]|\sand\b", after) and number.value < 110:
        return True
    if number.digits and not number.currency and _name_number(before, after):
        return True
    return not number.digits and number.value == 1 and not _counts_one(after)


def _name_number(before: str, after: str) -> bool:
    """Tell "Group of 20", "Boeing 737 crashed": a capitalised word before, and no counted noun after."""
    named = _NAME_BEFORE.search(before)
    if named is None or re.search(r"(?:^|[.!?”\"]\s)[A-Z][\w’'-]*\s$", before):
        return False
    word = named.group().split()[0].casefold()
    if word in ENDS or word in {"about", "around", "some", "over"}:
        return False
    return not _LOWER_MAY_FOLLOW.match(after) or named.group().strip().endswith(" of")


def _counts_one(after: str) -> bool:
    following = _WORD.findall(after.casefold())[:2]
    return bool(following) and (following[0] in _ONE_COUNTS or (len(following) > 1 and following[1] in _ONE_COUNTS))


def _ranged(text: str, start: int, number: Number, following: Number | None) -> Number | None:
    """Join "between 40 and 50", "40 to 50" and "40-50" to one number with the bounds of both."""
    if following is None or not _RANGE.match(text[number.span[1] : following.span[0]]):
        return None
    joined = text[number.span[1] : following.span[0]].strip()
    if joined == "and" and not _BETWEEN.search(text, max(start, number.span[0] - 12), number.span[0]):
        return None
    if following.value < number.value or re.search(r"\bfrom\s$", text[max(start, number.span[0] - 8) : number.span[0]]):
        return None
    low = number.value * (following.value / _bare(following.value) if following.scaled and not number.scaled else 1)
    if following.scaled and not number.scaled:
        low = number.value * _scale_of(following)
    return Number((number.span[0], following.span[1]), following.value, low, following.high, number.currency
                  or following.currency, number.digits, following.scaled)  # fmt: skip


def _bare(value: float) -> float:
    return value or 1.0


def _scale_of(number: Number) -> float:
    for factor in (1e12, 1e9, 1e6, 1e3):
        if number.value >= factor:
            return factor
    return 1.0


def _figure(
    text: str, sentence: Span, number: Number, limits: Span, *, before: Figure | None, is_past: bool
) -> Figure | None:
    first, last = number.span
    low, high = number.low, number.high
    hedge = HEDGE.search(text, max(limits[0], first - _ABOUT), first)
    begin = first
    if hedge is not None:
        begin = hedge.start()
        low, high = _hedged(hedge.lastgroup or "", number)
    after = HEDGE_AFTER.match(text, last)
    if after is not None and after.end() <= limits[1]:
        last = after.end()
        low, high = (low * (1 - _NEAR), high * (1 + _NEAR)) if after["near"] else (low, inf)
    unit, last = _unit(text, number, last, limits[1])
    noun = _counted(text, last, limits[1]) if not unit or unit.isupper() else _Noun(last, ())
    is_part = PART.search(text, max(sentence[0], begin - 40), begin) is not None
    counted_at = _NUMBER_OF.search(text, max(limits[0], begin - 60), begin)
    if counted_at is not None and not unit and not noun.words:
        noun = _Noun(last, (counted_at["noun"],))
    changed = _CHANGED.search(text, max(limits[0], begin - 24), begin) if unit == "%" else None
    measured = changed or _MEASURED.search(text, max(limits[0], begin - 40), begin) if unit else None
    if measured is not None and not noun.words:
        noun = _Noun(last, (measured["noun"],))
    elif unit in {"", "magnitude"} and _MAGNITUDE.search(text, max(limits[0], begin - 20), begin):
        unit, noun = "magnitude", _Noun(last, ())
    if not noun.words and is_part and before is not None and not unit:
        counted, head = before.counted, before.head
    else:
        counted, head = " ".join(noun.words), _head(noun.words)
    state = "" if unit else _state(text, sentence, (begin, max(noun.end, last)), limits, head)
    if not unit and not counted and not state:
        return None
    return Figure(
        span=(begin, max(noun.end, last)),
        value=number.value,
        low=low,
        high=high,
        unit=unit,
        counted=counted,
        state=state,
        head=head,
        matter=frozenset(stems(text[sentence[0] : sentence[1]], "en")),
        is_part=is_part,
        is_past=is_past,
    )


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
    if number.currency:
        return number.currency, last
    found = UNIT.match(text, last)
    if found is None or found.end() > limit:
        return "", last
    return UNITS[found["unit"].casefold()], found.end()


def _counted(text: str, last: int, limit: int) -> _Noun:
    """Return the noun phrase after a number: up to a small word, a mark, or a verb form after the noun."""
    words: list[str] = []
    end = last
    for found in _WORD.finditer(text, last, limit):
        between = text[end : found.start()]
        word = found.group()
        folded = word.casefold()
        if between.strip() or "\n" in between:
            break
        if not words and folded == "of":
            end = found.end()
            continue
        if not words and folded in {"the", "its", "their", "those", "his", "her"}:
            end = found.end()
            continue
        if folded in ENDS or len(words) == _NOUN_WORDS or (words and _is_over(folded, words)):
            break
        if not words and _stem(folded) in STATE_BY_STEM and folded in {"dead", "killed", "injured", "wounded", "hurt",
                                                                        "missing", "arrested", "detained"}:  # fmt: skip
            break
        words.append(word)
        end = found.end()
    return _Noun(end, tuple(words)) if words else _Noun(last, ())


def _is_over(word: str, words: Sequence[str]) -> bool:
    """Tell where a phrase is over: after a plural only another plural may stand ("sales staffs"), no verb."""
    last = words[-1].casefold()
    plural = (last.endswith("s") and not last.endswith("ss")) or last in _PLURALS
    return plural and not (word.endswith("s") and not word.endswith("ss"))


def _stem(word: str) -> str:
    found = stem_words([word.casefold()], "en")
    return found[0] if found else ""


def _head(words: Sequence[str]) -> str:
    return _stem(words[-1]) if words else ""


def _state(text: str, sentence: Span, span: Span, limits: Span, head: str) -> str:
    """Return what became of what is counted: told by the noun, by a verb just before, or in what follows."""
    if head in STATE_BY_STEM and head not in {"victim", "move", "job"}:
        return STATE_BY_STEM[head]
    before = _WORD.findall(text[max(limits[0], span[0] - 60) : span[0]].rpartition(",")[2].casefold())
    if _ABOARD.match(text, span[1]) or _ABOARD_BEFORE.search(text, max(limits[0], span[0] - 24), span[0]):
        return "aboard"
    after = text[span[1] : limits[1]]
    parenthesis = re.match(
        r"\s*,\s*(?:including|among|most|some|many|all|mostly|several)\b[^,]*,", text[span[1] : sentence[1]]
    )
    if parenthesis:
        after = text[span[1] + parenthesis.end() : sentence[1]]
    cut = _CLAUSE.search(after)
    near_after = _WORD.findall((after[: cut.start()] if cut else after).casefold())[:8]
    for word in reversed(before[-4:]):
        state = STATE_BY_STEM.get(_stem(word))
        if state and word not in {"moved", "cut", "held", "lay", "fell"}:
            return state
        if word in {"and", "but", "while"}:
            break
    for word in near_after:
        state = STATE_BY_STEM.get(_stem(word))
        if state:
            return state
    toll = re.search(
        r"\b(?:death toll|toll|number of (?:dead|deaths)|killing|deaths)\b[^,;]*$", text[sentence[0] : span[0]]
    )
    if toll:
        return "dead"
    for word in reversed(before[-8:]):
        if word in {"and", "but", "while"}:
            break
        state = STATE_BY_STEM.get(_stem(word))
        if state in {"dead", "hurt", "arrested", "evacuated", "missing"}:
            return state
    return ""
