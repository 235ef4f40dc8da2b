"""Find what is credited: the words after a cue, or before one."""

from __future__ import annotations

from stoppress.stages.attribute.grammar import (
    DASHES,
    PERSONAL,
    PREPOSITIONS,
    TIME_WORDS,
    WH,
    is_adverb,
    is_capitalised,
    is_word,
)
from stoppress.stages.attribute.lexicon import FRAMES_BY_VERB, PREPOSITIONS_BY_VERB, VERBS_BY_FORM
from stoppress.stages.attribute.units import QUOTE, Unit

Range = tuple[int, int]

_REACH = 160  # most pieces of one content looked at; a longer one runs to its unit's end
_NEAR = 16  # most pieces between a cue and a "that" or a quotation that belongs to it
_FINAL = frozenset((".", ",", ";", ":", "..."))
_OBJECT_BREAKS = frozenset(("while", "whereas", "although", "though"))


def after_cue(unit: Unit, at: int, verb: str) -> tuple[Range | None, int]:
    """Return the content that follows the cue, and where the cue ends (a preposition may belong to it).

    The content is None where nothing that could be one follows.
    """
    frames = FRAMES_BY_VERB[verb]
    word = unit.word(at)
    if word in PREPOSITIONS_BY_VERB.get(verb, ()):
        follows = at + 1
        if is_word(unit.word(follows)) or unit.word(follows) == QUOTE:
            return _to_stop(unit, follows, verb), follows
        return None, at
    if "a" in frames:
        at = _past_addressee(unit, at)
        word = unit.word(at)
    if word == QUOTE:
        return _quotation_and_rest(unit, at, verb), at
    if word in {",", ":"} and unit.word(at + 1) == QUOTE:
        return _quotation_and_rest(unit, at + 1, verb), at
    if word == "to":
        wanted = "i" in frames and unit.word(at + 1) != "the"
        return (_to_stop(unit, at, verb), at) if wanted else (None, at)
    if word == "that":
        return (_to_stop(unit, at, verb), at) if frames & {"t", "x"} else (None, at)
    if word in WH and word != "which":
        return (_to_stop(unit, at, verb), at) if frames & {"w", "t"} else (None, at)
    if not is_word(word):
        return None, at
    skipped = past_adverbials(unit, at)
    if skipped > at:
        return _after_adverbials(unit, at, skipped, verb)
    return (_to_stop(unit, at, verb), at) if "x" in frames and word not in {"and", "but", "or"} else (None, at)


def _after_adverbials(unit: Unit, at: int, skipped: int, verb: str) -> tuple[Range | None, int]:
    word = unit.word(skipped)
    frames = FRAMES_BY_VERB[verb]
    if word == "that" or (word in WH and "w" in frames and word not in {"who", "which", "when", "as"}):
        return _to_stop(unit, skipped, verb), at
    if word == QUOTE:
        return _quotation_and_rest(unit, skipped, verb), at
    if word in {",", ":"} and unit.word(skipped + 1) == QUOTE:
        return _quotation_and_rest(unit, skipped + 1, verb), at
    if is_word(word) and "x" in frames and word not in {"and", "but", "or", "when", "as", "while", "after"}:
        return _to_stop(unit, skipped, verb), at
    return None, at


def past_adverbials(unit: Unit, at: int) -> int:
    """Skip "Tuesday", "in a statement", "to reporters", "on Twitter": up to a that, a quotation, a mark or a clause."""
    end = min(len(unit), at + _NEAR)
    place = at
    while place < end:
        word = unit.words[place]
        if word in TIME_WORDS or (is_adverb(word) and place == at):
            place += 1
            continue
        if word in PREPOSITIONS and word != "as":
            after = _phrase_end(unit, place + 1, end)
            if after is None:
                return place
            place = after
            continue
        break
    return place


def _phrase_end(unit: Unit, at: int, end: int) -> int | None:
    """Return where the phrase after a preposition ends; None where that cannot be told."""
    place = at
    while place < end:
        word = unit.words[place]
        if word in {"that", QUOTE, ",", ":", ";", "whether"} or (word == "." and place + 1 == len(unit)):
            return place
        if word in PERSONAL and place > at:
            return place
        if word in WEEKDAYS_OR_PREPOSITION and place > at:
            return place
        if word in {"and", "which", "who", "when", "as", "if", "because"} and place > at:
            return place
        place += 1
    return place if place == len(unit) else None


WEEKDAYS_OR_PREPOSITION = (PREPOSITIONS - {"of"}) | {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
}


def _past_addressee(unit: Unit, at: int) -> int:
    """Skip whom a thing is told: up to the that, to, quotation or clause which follows."""
    end = min(len(unit), at + _NEAR)
    if unit.word(at) in {"him", "her", "them", "me", "us", "you", "it", "reporters", "people", "voters", "supporters"}:
        following = at + 1
        return past_adverbials(unit, following) if unit.word(following) not in {"to", "about", "of"} else following
    for place in range(at, end):
        word = unit.words[place]
        if word in {"that", "to", QUOTE, ":", "whether", "if", "how", "what", "why", "about"} or word in PERSONAL:
            return place
        if word in {",", ";"}:
            return place
        if word in PREPOSITIONS and word != "of" and place > at:
            skipped = past_adverbials(unit, place)
            return skipped if skipped > place else place
        if word == "." and place + 1 == len(unit):
            return place
    place = at
    while place < end and (is_capitalised(unit.raw(place)) or unit.word(place) in {"the", "a", "an", ".", "of", "&"}):
        place += 1
    if place == at or (place < end and unit.words[place - 1] in {"the", "a", "an"}):
        place += 1
    return min(place, end)


def _quotation_and_rest(unit: Unit, at: int, verb: str) -> Range:
    """Return the quotation alone where it is a whole saying, else it and the clause that it is part of."""
    inner = unit.raws[at].rstrip("\"”’'»“「」 ")
    if inner[-1:] in ".,?!;…" or at + 1 >= len(unit):
        return at, at + 1
    return _to_stop(unit, at, verb)


def _to_stop(unit: Unit, at: int, verb: str) -> Range | None:
    """Return the range from `at` to the clause's end."""
    end = len(unit)
    limit = min(end, at + _REACH)
    speech = bool(FRAMES_BY_VERB[verb] & {"t", "w"})
    stop = end
    for place in range(at + 1, limit):
        word = unit.words[place]
        if _stops(unit, place, word, speech=speech):
            stop = place
            break
    while stop > at and unit.words[stop - 1] in _FINAL or (stop > at and unit.words[stop - 1] in DASHES):
        stop -= 1
    return (at, stop) if stop > at else None


def _stops(unit: Unit, place: int, word: str, *, speech: bool) -> bool:
    following = unit.word(place + 1)
    if word == "," and following == "according":
        return True
    if word == "," and _is_crediting_gerund(following):
        return True
    if word == "," and following == "but":
        return True
    if word in {"and", "but"}:
        nxt = place + 1
        while is_adverb(unit.word(nxt)):
            nxt += 1
        form = VERBS_BY_FORM.get(unit.word(nxt))
        if form and form[1] in "DS" and "q" in FRAMES_BY_VERB[form[0]]:
            return True
    if not speech:
        if word == "," and following in {"and", "but", "while", "who", "which", "as", "after", "when", "though", "although"}:
            return True
        if word in _OBJECT_BREAKS:
            return True
    return False


_GERUNDS = frozenset(
    "saying adding calling noting citing telling arguing suggesting claiming insisting warning writing tweeting "
    "declaring explaining stating asking promising vowing accusing describing pointing referring".split()  # noqa: SIM905
)


def _is_crediting_gerund(word: str) -> bool:
    return word in _GERUNDS


def cut_at_comma(unit: Unit, content: Range) -> Range:
    """Cut a content off at its first comma."""
    first, after = content
    for place in range(first + 1, min(after, first + _REACH)):
        if unit.words[place] == ",":
            return first, place
    return content


def before_source(unit: Unit, at: int) -> Range | None:
    """Return the content that ends just before piece `at` (the source or the inverted cue), or None."""
    last = at
    while last > 0 and (unit.words[last - 1] in {",", ":"} or unit.words[last - 1] in DASHES):
        last -= 1
    if last <= 0:
        return None
    if unit.words[last - 1] == QUOTE:
        return _quotation_before(unit, last)
    first = 0
    for place in range(last - 1, max(-1, last - _REACH), -1):
        if unit.words[place] == ";":
            first = place + 1
            break
    while first < last and not (is_word(unit.words[first]) or unit.words[first] in {QUOTE, "$", "#", "@"}):
        first += 1
    return (first, last) if first < last else None


def _quotation_before(unit: Unit, last: int) -> Range:
    """Return the quotation, with the words of the clause that it ends, if it does not stand alone."""
    at = last - 1
    before = unit.word(at - 1)
    if at == 0 or before in {":", ","} or before in DASHES:
        return at, last
    return 0, last
