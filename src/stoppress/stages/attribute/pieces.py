"""Say of every piece what a trained score goes by: codes of its word, stem and ending, its kind and its capitals."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import Stemmer

from stoppress.stages.attribute.grammar import (
    ADVERBS,
    BE,
    CONTRACTED,
    DASHES,
    DETERMINERS,
    HAVE,
    MODALS,
    MONTHS,
    PERSONAL,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    WH,
    is_capitalised,
    is_possessive,
    is_word,
)
from stoppress.stages.attribute.lexicon import VERBS_BY_FORM, word_list
from stoppress.stages.attribute.units import QUOTE
from stoppress.stages.text.codes import code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.stages.attribute.units import Unit

# Columns of a piece.
WORD, STEM, ENDING, KIND, CAPITALS = range(5)
# Kinds of pieces; 0 is no piece at all, beyond either end.
(
    NO_PIECE, QUOTATION, COMMA, STOP, COLON, SEMICOLON, QUESTION, DASH, OPENING, CLOSING, MARK, NUMBER, SAID, PERSON,
    RELATIVE, BEING, HAVING, MODAL, NOT, TO, THAT, DETERMINER, OWNER, AND, ASKING, SUBORDINATE, PREPOSITION, TIME,
    ADVERB, LY, VERB_BASE, VERB_THIRD, VERB_PAST, VERB_PARTICIPLE, VERB_GERUND, ED, ING, PLURAL, SMALL, NAME, CAPITAL,
    ACCORDING,
) = range(42)  # fmt: skip

_MARKS = {
    QUOTE: QUOTATION, ",": COMMA, ".": STOP, ":": COLON, ";": SEMICOLON, "?": QUESTION, "(": OPENING, ")": CLOSING,
    **dict.fromkeys(DASHES, DASH),
}  # fmt: skip
_SMALL_WORDS: dict[str, int] = {}
for _words, _kind in (  # the first that holds a word counts
    ({"said", "says"}, SAID), ({"that"}, THAT), ({"according"}, ACCORDING), ({"to"}, TO),
    (PERSONAL | CONTRACTED, PERSON), (RELATIVES, RELATIVE), (BE, BEING), (HAVE, HAVING), ({"not", "never"}, NOT),
    (MODALS, MODAL), (word_list("his her its their our my your whose"), OWNER), (DETERMINERS, DETERMINER),
    ({"and", "or", "but", "nor"}, AND), (WH, ASKING), (PREPOSITIONS, PREPOSITION), (SUBORDINATORS, SUBORDINATE),
    (TIME_WORDS | MONTHS, TIME),
):  # fmt: skip
    for _word in _words:
        _SMALL_WORDS.setdefault(_word, _kind)
_VERBS = {
    "B": VERB_BASE, "S": VERB_THIRD, "D": VERB_PAST, "N": VERB_PARTICIPLE, "G": VERB_GERUND,
}  # fmt: skip
_ENDINGS = (("ly", LY), ("ed", ED), ("ing", ING), ("s", PLURAL))
_KNOWN = 50_000  # words whose codes are kept: bounds the memory
_own = threading.local()  # a Stemmer is not safe to share between threads

Columns = npt.NDArray[np.int32]


def columns_of(units: Sequence[Unit]) -> Columns:
    """Return the columns of all pieces of the units, a row each."""
    rows = [
        _codes(word, _capitals(raw) if word != QUOTE else 0)
        for unit in units
        for word, raw in zip(unit.words, unit.raws, strict=True)
    ]
    return np.array(rows, np.int32).reshape(-1, 5)


def _capitals(raw: str) -> int:
    """Return 0 for a small first letter, 1 for a capital one, 2 for a word of capitals."""
    if not is_capitalised(raw):
        return 0
    return 2 if len(raw) > 1 and raw.isupper() else 1


@lru_cache(_KNOWN)
def _codes(word: str, capitals: int) -> tuple[int, int, int, int, int]:
    stem = VERBS_BY_FORM[word][0] if word in VERBS_BY_FORM else _stem(word)
    return _code(word), _code("~" + stem), _code("-" + word[-3:]), _kind_of(word, capitals), capitals


def _code(text: str) -> int:
    return code_of(text) & 0x7FFFFFFF


def _stem(word: str) -> str:
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("english")
    return str(_own.stemmer.stemWord(word))


def _kind_of(word: str, capitals: int) -> int:
    if not is_word(word):
        return _MARKS.get(word, MARK)
    if word[0].isdigit():
        return NUMBER
    known = _SMALL_WORDS.get(word) or (OWNER if is_possessive(word) else None)
    if known is not None:
        return known
    if capitals:
        return CAPITAL if capitals == 2 else NAME
    return _kind_of_form(word)


def _kind_of_form(word: str) -> int:
    """Guess the kind of a word in small letters that is no small word."""
    if word in VERBS_BY_FORM:
        return _VERBS[VERBS_BY_FORM[word][1]]
    if word in ADVERBS:
        return ADVERB
    return next((kind for ending, kind in _ENDINGS if word.endswith(ending)), SMALL)
