"""Cut a text into units to find attributions in: sentences of words and marks, each quotation one opaque piece."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoppress.stages.text.sentences import paragraph_spans, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoppress.domain.claim import Span

QUOTE = "“”"  # stands in `words` for a whole quotation
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[’'.&-][^\W_]+)*|\.\.+|--+|[^\w\s]|_+")
_MARK = re.compile(r"''|[“”\"«»„‟「」『』‘’]")
_CLOSED_BY = {
    "“": '”"',
    "‟": "”",
    "„": '“”"',
    "「": "」",
    "『": "』",
    "«": "»",
    "»": "«",
    '"': '"”',
    "''": "''",
    "‘": "’",
}


@dataclass(slots=True)
class Unit:
    """A sentence, or several that one quotation holds together, as parallel lists of its pieces."""

    paragraph: int
    words: list[str] = field(default_factory=list)  # small letters; QUOTE for a quotation
    raws: list[str] = field(default_factory=list)  # as written; of a quotation, with its marks
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the pieces."""
        return len(self.words)

    def word(self, at: int) -> str:
        """Return the piece at an index, "" beyond either end."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def raw(self, at: int) -> str:
        """Return the piece as written, "" beyond either end."""
        return self.raws[at] if 0 <= at < len(self.raws) else ""

    def span(self, first: int, after: int) -> Span:
        """Return the span in the text of the pieces `first` up to, not including, `after`."""
        return self.starts[first], self.ends[after - 1]

    @property
    def is_quotation(self) -> bool:
        """Say whether there is nothing but quotations, and marks, in it."""
        return QUOTE in self.words and not any(word[0].isalnum() for word in self.words)


def units(text: str) -> list[list[Unit]]:
    """Return the units of the text, paragraph by paragraph. Time is linear in the length."""
    return [list(_units_of(text, span, index)) for index, span in enumerate(paragraph_spans(text))]


def quotations(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the outermost quotations, marks included, in one paragraph.

    One that is never closed runs to the paragraph's end: newspapers leave a quotation open that goes on in
    the next paragraph.
    """
    found: list[Span] = []
    opened = -1
    closer = ""
    singles = not any(mark in text[start:end] for mark in ("“", '"', "«", "„"))
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if mark in "‘’" and not (singles and _is_single_mark(text, match.start())):
            continue
        if opened < 0:
            before = text[match.start() - 1 : match.start()]
            if mark in _CLOSED_BY and not (mark == '"' and before.isdigit()):
                opened, closer = match.start(), _CLOSED_BY[mark]
        elif mark == '"' and closer[0] == "”" and _opens(text, match.start()):
            continue  # a quotation within the quotation
        elif mark in closer or (mark == "“" and _closes_wrongly(text, match.start())):
            if match.start() > opened + len(mark):
                found.append((opened, match.end()))
            opened = -1
    if 0 <= opened < end - 1 and closer != "’":
        found.append((opened, end))
    return found


def _is_single_mark(text: str, at: int) -> bool:
    """Tell a single quotation mark from an apostrophe: it stands at the border of a word, on its proper side."""
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    if text[at] == "‘":
        return before.isspace() and after.isalnum()
    return not after.isalnum() and (before.isalnum() or before in ".,?!…")


def _opens(text: str, at: int) -> bool:
    """Tell a straight mark that stands where only an opening one can."""
    return text[at - 1].isspace() and text[at + 1 : at + 2].isalnum()


def _closes_wrongly(text: str, at: int) -> bool:
    """Tell an opening mark set where a closing one belongs: “Not now,“ he said."""
    return text[at - 1] in ".,?!" and text[at + 1 : at + 2].isspace()


def _units_of(text: str, paragraph: Span, index: int) -> Iterator[Unit]:
    start, end = paragraph
    quotes = quotations(text, start, end)
    quote = 0
    unit = Unit(index)
    for _, border in sentence_spans(text, start, end):
        while quote < len(quotes) and quotes[quote][0] < border:
            _add_words(text, start, quotes[quote][0], unit)
            _add(unit, QUOTE, text[slice(*quotes[quote])], quotes[quote])
            start = quotes[quote][1]
            quote += 1
        if start > border:
            continue  # the sentence ends within a quotation: the unit goes on
        _add_words(text, start, border, unit)
        start = border
        if len(unit):
            yield unit
        unit = Unit(index)
    if len(unit):
        yield unit


def _add_words(text: str, start: int, end: int, unit: Unit) -> None:
    found = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    unit.words += [raw.lower().replace("’", "'") for raw, _, _ in found]
    unit.raws += [raw for raw, _, _ in found]
    unit.starts += [first for _, first, _ in found]
    unit.ends += [after for _, _, after in found]


def _add(unit: Unit, word: str, raw: str, span: Span) -> None:
    unit.words.append(word)
    unit.raws.append(raw)
    unit.starts.append(span[0])
    unit.ends.append(span[1])
