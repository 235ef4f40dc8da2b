"""Find the words that name the source: the noun phrase before a verb, or after an inverted one."""

from __future__ import annotations

from stoppress.stages.attribute.grammar import (
    AUXILIARIES,
    BREAKS,
    CONNECTIVES,
    CONTRACTED,
    DASHES,
    DETERMINERS,
    MONTHS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    WEEKDAYS,
    is_adverb,
    is_capitalised,
    is_possessive,
    is_word,
)
from stoppress.stages.attribute.lexicon import VERBS_BY_FORM, word_list
from stoppress.stages.attribute.units import QUOTE, Unit

Range = tuple[int, int]  # [first, after) in the pieces of a unit

_REACH = 30  # most pieces looked at for a noun phrase: keeps time linear
_NO_NOUNS = word_list("the a an his her its their our my your every no")
_RELATIVE_WORDS = RELATIVES | {"whose", "whom", "where"}
_FINITE = AUXILIARIES | CONTRACTED


def source_before(unit: Unit, at: int) -> Range | None:
    """Return the subject of the verb group that begins at piece `at`, or None."""
    last = at - 1
    while last >= 0 and is_adverb(unit.words[last]) and unit.words[last] not in PRONOUNS:
        last -= 1
    if last < 0:
        return None
    word = unit.words[last]
    if word in PRONOUNS or word in RELATIVES:
        return last, last + 1
    if word == "," or word in DASHES:
        return _with_apposition(unit, last)
    return noun_phrase_before(unit, last + 1)


def _with_apposition(unit: Unit, last: int) -> Range | None:
    """Return "Ada Obi, the mayor" of "Ada Obi, the mayor, said"; None where what stands between is a clause."""
    opener = unit.words[last]
    first = last - 1
    floor = max(-1, last - _REACH)
    while first > floor and unit.words[first] != opener:
        first -= 1
    if first <= floor or first == 0:
        return None
    between = unit.words[first + 1 : last]
    if not between or QUOTE in between:
        return None
    clause = next((place for place, word in enumerate(between) if word in _RELATIVE_WORDS), len(between))
    if any(word in _FINITE for word in between[:clause]):
        return None
    head = noun_phrase_before(unit, first)
    if head is None:
        return None
    if between[0] in PREPOSITIONS or between[0].endswith("ing") or is_adverb(between[0]):
        return head
    return head[0], last


def noun_phrase_before(unit: Unit, after: int) -> Range | None:
    """Return the noun phrase that ends just before piece `after`."""
    if unit.words[after - 1] in {"said", "says"}:
        return None
    first = _phrase_start(unit, after)
    first = _trim(unit, first, after)
    if not any(is_word(word) and word not in _NO_NOUNS for word in unit.words[first:after]):
        return None
    return first, after


def _phrase_start(unit: Unit, after: int) -> int:
    words = unit.words
    floor = max(0, after - _REACH)
    first = after
    while first > floor:
        word = words[first - 1]
        if word == ")":
            opening = _opening(unit, first - 1, floor)
            if opening is None:
                break
            first = opening
            continue
        if word == "and" and _joins_names(unit, first - 1, after):
            first -= 1
            continue
        if word in BREAKS or word in PERSONAL or word in _FINITE:
            relative = _relative_before(unit, first - 1, floor) if word in _FINITE else None
            if relative is None:
                break
            first = relative
            continue
        if word in SUBORDINATORS and word not in PREPOSITIONS:
            break
        if first < after and _is_finite_verb(unit, first - 1):
            relative = _relative_before(unit, first - 1, floor)
            if relative is None:
                break
            first = relative
            continue
        first -= 1
    return first


def _opening(unit: Unit, closing: int, floor: int) -> int | None:
    for at in range(closing - 1, max(floor, closing - 8) - 1, -1):
        if unit.words[at] == "(":
            return at
    return None


def _joins_names(unit: Unit, at: int, after: int) -> bool:
    """Tell "Obi and Ramos" from "… and Ramos": both sides look alike."""
    if at == 0 or at + 1 >= after:
        return False
    left, right = unit.raws[at - 1], unit.raws[at + 1]
    if is_capitalised(left) and is_capitalised(right):
        return True
    return left.islower() and right.islower() and left.endswith("s") and unit.raws[after - 1].endswith("s")


def _relative_before(unit: Unit, at: int, floor: int) -> int | None:
    """Return where "who" stands, if the verb at `at` is its verb: the phrase before it is still the subject."""
    for place in range(at - 1, max(floor, at - 4) - 1, -1):
        word = unit.words[place]
        if word == "who" or (word == "that" and place > 0 and is_word(unit.words[place - 1])):
            return place
        if not (is_adverb(word) or word in AUXILIARIES):
            return None
    return None


def _is_finite_verb(unit: Unit, at: int) -> bool:
    word = unit.words[at]
    form = VERBS_BY_FORM.get(word)
    if form is None or is_capitalised(unit.raws[at]):
        return False
    if form[1] == "D":
        return unit.word(at - 1) not in DETERMINERS and not is_possessive(unit.word(at - 1))
    return False


def _trim(unit: Unit, first: int, after: int) -> int:
    """Leave out connectives, and a prepositional phrase that only opens the sentence."""
    words = unit.words
    while first < after - 1 and (words[first] in CONNECTIVES or is_adverb(words[first]) or not is_word(words[first])):
        if words[first] == "that" and first + 1 < after:
            first += 1
            continue
        if words[first] in {"#", "@", "$", "("}:
            break
        first += 1
    if first < after - 1 and words[first] in PREPOSITIONS:
        return _after_opening_phrase(unit, first, after)
    return first


def _after_opening_phrase(unit: Unit, first: int, after: int) -> int:
    """Return where the subject begins in "In a statement Ada Obi", "On Monday the mayor"."""
    words, raws = unit.words, unit.raws
    at = after - 1
    if is_capitalised(raws[at]):
        while (
            at > first + 1
            and (is_capitalised(raws[at - 1]) or words[at - 1] == ".")
            and words[at - 1] not in WEEKDAYS | MONTHS
        ):
            at -= 1
        if at > first + 2 and words[at - 1] in DETERMINERS:
            at -= 1
        return at
    for at in range(after - 1, first + 1, -1):
        if words[at] in DETERMINERS or is_possessive(words[at]):
            return at
    return after - 1


_STOP_NAME = word_list("""
    when while after before during because if as in on at by with for from about to of through via although
    though since until following and but
    """)
_GOES_ON_NAME = word_list("of for from with at and in")


def source_after(unit: Unit, at: int) -> Range | None:
    """Return the source that follows an inverted verb: "said Ada Obi, the mayor of Orvo"."""
    words = unit.words
    if at >= len(words) or not is_word(words[at]):
        return None
    if words[at] in PERSONAL:
        return at, at + 1
    end = min(len(words), at + 2 * _REACH)
    place = at
    named = False
    while place < end:
        word = words[place]
        if word in {QUOTE, ";", ":", "?", "!"} or word in DASHES:
            break
        if word == "," and _ends_source(unit, place):
            break
        if word == ",":
            named = True
        if not named and word in _STOP_NAME and not _goes_on(unit, at, place):
            break
        if word in WEEKDAYS and not named:
            break
        place += 1
    while place > at and not is_word(words[place - 1]) and words[place - 1] != ")":
        place -= 1
    return (at, place) if place > at else None


def _goes_on(unit: Unit, first: int, at: int) -> bool:
    """Tell "the mayor of Orvo" (the name goes on) from "Obi in a statement"."""
    if unit.words[at] == "and":
        return is_capitalised(unit.raw(at + 1))
    lower_head = not is_capitalised(unit.raws[at - 1]) and at > first
    return unit.words[at] in _GOES_ON_NAME and lower_head and unit.word(at + 1) not in WEEKDAYS


def _ends_source(unit: Unit, comma: int) -> bool:
    """Tell a comma after which something else than an apposition comes."""
    following = unit.word(comma + 1)
    if following in {"", QUOTE, "and", "but", "as", "while", "when", "after", "before", "in", "on", "at", "during"}:
        return True
    if following in {"who", "which", "whose", "asked", "speaking"}:
        return True
    if following in AUXILIARIES:
        return True
    if following.endswith("ing") and following not in {"king", "sterling"}:
        return True
    return following in PERSONAL
