"""Find what is credited: the words after a cue, or before one."""

from __future__ import annotations

from stoppress.stages.attribute.grammar import (
    DASHES,
    PERSONAL,
    PREPOSITIONS,
    TIME_WORDS,
    WEEKDAYS,
    WH,
    is_adverb,
    is_capitalised,
    is_word,
)
from stoppress.stages.attribute.lexicon import FRAMES_BY_VERB, PREPOSITIONS_BY_VERB, VERBS_BY_FORM, word_list
from stoppress.stages.attribute.units import QUOTE, Unit

Range = tuple[int, int]  # [first, after) in the pieces of a unit

REACH = 160  # most pieces of one content: keeps time linear
_NEAR = 16  # most pieces between a cue and a "that" or a quotation that belongs to it
_FINAL = frozenset((".", ",", ";", ":", "..."))
_NO_CONTENT = word_list("and but or")
_NO_CLAUSE = word_list("and but or when as while after")
_NOT_ASKED = word_list("which")
_NOT_ASKED_LATER = word_list("who which when as")
_PHRASE_ENDS = frozenset((QUOTE, ",", ":", ";")) | word_list("that whether")
_PHRASE_ENDS_LATER = (PREPOSITIONS - {"of"}) | PERSONAL | WEEKDAYS | word_list("and which who when as if because")
_TOLD = word_list("him her them me us you it reporters people voters supporters")
_TOLD_ENDS = PERSONAL | frozenset((QUOTE, ":", ",", ";")) | word_list("that to whether if how what why about")
_IN_NAMES = word_list("the a an . of &")
_ARTICLES = word_list("the a an")
_OBJECT_BREAKS = word_list("while whereas although though")
_AFTER_OBJECT = word_list("and but while who which as after when though although")
_GERUNDS = word_list("""
    saying adding calling noting citing telling arguing suggesting claiming insisting warning writing tweeting declaring
    explaining stating asking promising vowing accusing describing pointing referring
    """)


def after_cue(unit: Unit, at: int, verb: str) -> tuple[Range | None, int]:
    """Return the content that follows the cue, and where the cue ends (a preposition may belong to it).

    The content is None where nothing that could be one follows.
    """
    if unit.word(at) in PREPOSITIONS_BY_VERB.get(verb, ()):
        follows = at + 1
        found = is_word(unit.word(follows)) or unit.word(follows) == QUOTE
        return (_to_stop(unit, follows, verb), follows) if found else (None, at)
    told = _past_addressee(unit, at) if "a" in FRAMES_BY_VERB[verb] else at
    if told > at and unit.word(told) in PREPOSITIONS_BY_VERB.get(verb, ()):
        return _to_stop(unit, told + 1, verb), at  # told colleagues of his decision
    return _after_addressee(unit, told, verb), at


def _after_addressee(unit: Unit, at: int, verb: str) -> Range | None:
    frames, word = FRAMES_BY_VERB[verb], unit.word(at)
    quotation = _quotation_at(unit, at)
    if quotation is not None:
        return _quotation_and_rest(unit, quotation, verb)
    if word in {"to", "that"} or (word in WH and word not in _NOT_ASKED):
        return _to_stop(unit, at, verb) if _takes(unit, at, frames) else None
    if not is_word(word):
        return None
    skipped = past_adverbials(unit, at)
    if skipped > at:
        return _after_adverbials(unit, skipped, verb)
    return _to_stop(unit, at, verb) if "x" in frames and word not in _NO_CONTENT else None


def _takes(unit: Unit, at: int, frames: frozenset[str]) -> bool:
    """Tell whether a verb of these frames takes the clause that "to", "that" or "whether" opens."""
    word = unit.words[at]
    if word == "to":
        return "i" in frames and unit.word(at + 1) != "the"
    return bool(frames & ({"t", "x"} if word == "that" else {"w", "t"}))


def _quotation_at(unit: Unit, at: int) -> int | None:
    """Return where a quotation stands, at a piece or after the mark that is there."""
    if unit.word(at) in {",", ":"}:
        at += 1
    return at if unit.word(at) == QUOTE else None


def _after_adverbials(unit: Unit, at: int, verb: str) -> Range | None:
    word = unit.word(at)
    frames = FRAMES_BY_VERB[verb]
    quotation = _quotation_at(unit, at)
    if quotation is not None:
        return _quotation_and_rest(unit, quotation, verb)
    asked = word in WH and "w" in frames and word not in _NOT_ASKED_LATER
    if word == "that" or asked or (is_word(word) and "x" in frames and word not in _NO_CLAUSE):
        return _to_stop(unit, at, verb)
    return None


def past_adverbials(unit: Unit, at: int) -> int:
    """Skip "Tuesday", "in a statement", "to reporters", "on Twitter": up to a that, a quotation, a mark or a clause."""
    end = min(len(unit), at + _NEAR)
    place = at
    while place < end:
        word = unit.words[place]
        if word in TIME_WORDS or (is_adverb(word) and place == at):
            place += 1
        elif word in PREPOSITIONS and word != "as":
            after = _phrase_end(unit, place + 1, end)
            if after is None:
                break
            place = after
        else:
            break
    return place


def _phrase_end(unit: Unit, at: int, end: int) -> int | None:
    """Return where the phrase after a preposition ends; None where that cannot be told."""
    for place in range(at, end):
        word = unit.words[place]
        if word in _PHRASE_ENDS or (word == "." and place + 1 == len(unit)):
            return place
        if place > at and word in _PHRASE_ENDS_LATER:
            return place
    return end if end == len(unit) else None


def _past_addressee(unit: Unit, at: int) -> int:
    """Skip whom a thing is told: up to the that, to, quotation or clause which follows."""
    end = min(len(unit), at + _NEAR)
    if unit.word(at) in _TOLD:
        return at + 1 if unit.word(at + 1) in {"to", "about", "of"} else past_adverbials(unit, at + 1)
    for place in range(at, end):
        word = unit.words[place]
        if word in _TOLD_ENDS or (word == "." and place + 1 == len(unit)):
            return place
        if word == "of" and place > at and not is_capitalised(unit.raw(place + 1)):
            return place
        if word in PREPOSITIONS and word != "of" and place > at:
            return past_adverbials(unit, place)
    place = at
    while place < end and (is_capitalised(unit.raw(place)) or unit.word(place) in _IN_NAMES):
        place += 1
    if place == at or (place < end and unit.words[place - 1] in _ARTICLES):
        place += 1
    return min(place, end)


def _quotation_and_rest(unit: Unit, at: int, verb: str) -> Range | None:
    """Return the quotation alone where it is a whole saying, else it and the clause that it is part of."""
    inner = unit.raws[at].rstrip("\"”’'»“「」 ")
    if inner[-1:] in ".,?!;…" or at + 1 >= len(unit):
        return at, at + 1
    return _to_stop(unit, at, verb)


def _to_stop(unit: Unit, at: int, verb: str) -> Range | None:
    """Return the range from `at` to the clause's end."""
    if at >= len(unit):
        return None
    stop = min(len(unit), at + REACH)
    speech = bool(FRAMES_BY_VERB[verb] & {"t", "w"})
    stop = next((place for place in range(at + 1, stop) if _stops(unit, place, speech=speech)), stop)
    stop = without_final_marks(unit, at, stop)
    return (at, stop) if stop > at else None


def rest(unit: Unit, at: int) -> Range | None:
    """Return all that follows in the unit, without its final marks; None where nothing does."""
    stop = without_final_marks(unit, at, min(len(unit), at + REACH))
    return (at, stop) if stop > at else None


def without_final_marks(unit: Unit, at: int, stop: int) -> int:
    """Return where a content that would end before `stop` ends without commas, dashes and full stops."""
    while stop > at and (unit.words[stop - 1] in _FINAL or unit.words[stop - 1] in DASHES):
        stop -= 1
    return stop


def _stops(unit: Unit, place: int, *, speech: bool) -> bool:
    """Tell whether a content ends before a piece: another attribution or another clause begins there."""
    word, following = unit.words[place], unit.word(place + 1)
    if word == ",":
        if following in {"according", "but"} or following in _GERUNDS:
            return True
        if following == "as" and unit.word(place + 2) in {"first", "reported"}:
            return True
        return not speech and following in _AFTER_OBJECT
    if word in {"and", "but"}:
        return _says_on(unit, place + 1)
    return not speech and word in _OBJECT_BREAKS


def _says_on(unit: Unit, at: int) -> bool:
    """Tell whether "and added …" goes on: a second verb of saying."""
    while is_adverb(unit.word(at)):
        at += 1
    form = VERBS_BY_FORM.get(unit.word(at))
    return form is not None and form[1] in "DS" and "q" in FRAMES_BY_VERB[form[0]]


def cut_at_comma(unit: Unit, content: Range) -> Range:
    """Cut a content off at its first comma."""
    first, after = content
    return first, next((place for place in range(first + 1, after) if unit.words[place] == ","), after)


def before_source(unit: Unit, at: int) -> Range | None:
    """Return the content that ends just before piece `at` (the source or the inverted cue), or None."""
    last = at
    while last > 0 and (unit.words[last - 1] in {",", ":"} or unit.words[last - 1] in DASHES):
        last -= 1
    if last <= 0:
        return None
    if unit.words[last - 1] == QUOTE:
        return _quotation_before(unit, last)
    first = max(0, last - REACH)
    first = next((place + 1 for place in range(last - 1, first, -1) if unit.words[place] == ";"), first)
    while first < last and not (is_word(unit.words[first]) or unit.words[first] in {QUOTE, "$", "#", "@"}):
        first += 1
    return (first, last) if first < last else None


def _quotation_before(unit: Unit, last: int) -> Range:
    """Return the quotation, with the words of the clause that it ends, if it does not stand alone."""
    at = last - 1
    before = unit.word(at - 1)
    if at == 0 or before in {":", ","} or before in DASHES:
        return at, last
    return max(0, last - REACH), last
