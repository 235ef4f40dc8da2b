"""Read what a number counts, and what became of it, from the words round it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoppress.stages.figures.words import ENDS, STATE_BY_STEM
from stoppress.stages.text.tokens import stem_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stoppress.domain.claim import Span

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_LONGEST = 6  # words of what is counted
_BEFORE = 60  # characters before a figure in which a verb tells what became of what is counted
_AFTER = 8  # words after it
_CLOSE, _FAR = 4, 8  # words before it: in any state, in a state that only persons are in
_ATTACHED = re.compile(r"-(?P<noun>[a-z]+)\b(?!-)")  # "a 33-seat assembly" counts seats
_PLURALS = frozenset(("people", "men", "women", "children", "person", "staff", "crew", "police"))
_LINKS = frozenset(("of", "the", "its", "their", "those", "his", "her"))
_PARTICIPLES = frozenset(("dead", "killed", "injured", "wounded", "hurt", "missing", "arrested", "detained"))
_NO_STATES = frozenset(("victim", "move", "job"))  # nouns that say nothing of what became of whom
_AMBIGUOUS = frozenset(("moved", "cut", "held", "lay", "fell"))
_OF_PERSONS = frozenset(("dead", "hurt", "arrested", "evacuated", "missing"))
_JOINS = frozenset(("and", "but", "while"))
_ABOARD = re.compile(r"\s(?:were\s|was\s)?(?:on board|aboard|onboard)\b")
_ABOARD_BEFORE = re.compile(r"\b(?:carrying|carried)\s$")
_PARENTHESIS = re.compile(r"\s*,\s*(?:including|among|most|some|many|all|mostly|several)\b[^,]*,")
_CLAUSE = re.compile(
    r"[;:—–]\s|,\s(?=(?:and|but|while|with|after|as|which|who)\b)|\b(?:and|but|while|whereas)\b"
)  # where another clause begins
_TOLL = re.compile(r"\b(?:death toll|toll|number of (?:dead|deaths)|killing|deaths)\b[^,;]*$")


class Noun(NamedTuple):
    """A noun phrase: where its last word ends, and its words, none where nothing is named."""

    end: int
    words: tuple[str, ...]

    @property
    def head(self) -> str:
        """The stem of the last word; "" where there is none."""
        return _stem(self.words[-1]) if self.words else ""


def counted_noun(text: str, last: int, limit: int) -> Noun:
    """Return the noun phrase after a number: up to a small word, a mark, or a verb form after the noun."""
    attached = _ATTACHED.match(text, last, limit)
    if attached is not None:
        return Noun(attached.end(), (attached["noun"],))
    words: list[str] = []
    end = last
    for found in _WORD.finditer(text, last, limit):
        between = text[end : found.start()]
        folded = found.group().casefold()
        if between.strip() or "\n" in between:
            break
        if not words and folded in _LINKS:
            end = found.end()
            continue
        if len(words) == _LONGEST or _ends_phrase(folded, words):
            break
        words.append(found.group())
        end = found.end()
    return Noun(end, tuple(words)) if words else Noun(last, ())


def _ends_phrase(word: str, words: Sequence[str]) -> bool:
    if word in ENDS or (not words and word in _PARTICIPLES):
        return True
    return bool(words) and _is_plural(words[-1].casefold()) and not _ends_in_s(word)


def _is_plural(word: str) -> bool:
    """Tell the last word of a phrase: after a plural only another plural may stand ("sales staffs"), no verb."""
    return _ends_in_s(word) or word in _PLURALS


def _ends_in_s(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def state_of(text: str, sentence: Span, span: Span, limits: Span, head: str) -> str:
    """Return what became of what is counted, of the closed list of `words`; "" where nothing tells.

    `span` is the figure's, `limits` the ends of the figures beside it. The noun tells it ("20 deaths"), a verb just
    before ("killing 20 people"), what follows ("20 people were killed"), or what the clause is about ("a toll of 20").
    """
    if head in STATE_BY_STEM and head not in _NO_STATES:
        return STATE_BY_STEM[head]
    if _ABOARD.match(text, span[1]) or _ABOARD_BEFORE.search(text, max(limits[0], span[0] - 24), span[0]):
        return "aboard"
    before = _WORD.findall(text[max(limits[0], span[0] - _BEFORE) : span[0]].rpartition(",")[2].casefold())
    leading = _same_clause(before)
    return (
        _first_state(word for word in leading[:_CLOSE] if word not in _AMBIGUOUS)
        or _first_state(_following(text, sentence, span[1], limits[1]))
        or ("dead" if _TOLL.search(text[sentence[0] : span[0]]) else "")
        or next((state for word in leading[:_FAR] if (state := _state(word)) in _OF_PERSONS), "")
    )


def _same_clause(before: Sequence[str]) -> list[str]:
    """Return the words before a figure back to where its clause begins, the nearest first."""
    found: list[str] = []
    for word in reversed(before):
        if word in _JOINS:
            break
        found.append(word)
    return found


def _following(text: str, sentence: Span, place: int, limit: int) -> list[str]:
    """Return the words that follow a figure in its clause; "20 people, some of them children, were" has one aside."""
    aside = _PARENTHESIS.match(text, place, sentence[1])
    after = text[aside.end() : sentence[1]] if aside else text[place:limit]
    return _WORD.findall(_CLAUSE.split(after, 1)[0].casefold())[:_AFTER]


def _first_state(words: Iterable[str]) -> str:
    return next((state for word in words if (state := _state(word))), "")


def _state(word: str) -> str:
    return STATE_BY_STEM.get(_stem(word), "")


def _stem(word: str) -> str:
    found = stem_words([word.casefold()], "en")
    return found[0] if found else ""
