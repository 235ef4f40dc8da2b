"""Find paragraphs and sentences in newspaper text, as spans of the text itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoppress.domain.claim import Span

_CLOSERS = "\"'”’»›)\\]」』）】〉》“"  # German closes with “
_OPENERS = "\"'“‘„‚«‹([「『（【〈《»¿¡-–—•*"
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_STOP = re.compile(rf"(?P<mark>[.!?…]+|[؟۔।॥።։]+|[。！？｡]+)(?P<closers>[{_CLOSERS}]*)")
_BEFORE = re.compile(r"[^\W_](?:[^\s\"“”«»()\[\]—–]*[^\W_])?$")  # what stands just before a full stop
_NEXT_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
_SAYS = re.compile(
    r"(?:[^\W\d_][\w.’'-]*,? ){1,4}?"
    r"(?:said|says|asked|asks|wrote|tweeted|shouted|added|told|replied|responded|wondered|yelled)\b"
)
_WIDE = frozenset("。！？｡")
_FOREIGN_STOPS = frozenset("؟۔।॥።։")

# Always followed by the name or number they belong to: a capital after them starts no sentence.
_TITLES = frozenset(
    """
    mr mrs ms dr prof gov sen rep reps sens gen lt col maj capt cmdr sgt cpl pvt adm rev hon st ste mt ft
    pres supt insp det amb atty messrs mme mlle mm fr hr sr sra srta dott ing herr sig msgr br vs approx ca
    cf e.g i.e viz op vol pp p maj.gen lt.col lt.gen brig dist ave nr bzw z.b u.a usw dipl inkl ggf abb sog
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
_TITLES_CAPITALISED = frozenset({"No", "Nos", "Art", "Fig", "Ex", "V", "Ph", "Sec", "Al"})  # small: plain words
# May end a sentence or not: a capital after them starts one only if it is a usual first word of sentences.
_OPEN_ABBREVIATIONS = frozenset(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec inc corp co ltd llc plc jr sr esq etc ariz calif colo conn
    del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis
    wyo dept univ assn bros a.m p.m u.s u.k u.n d.c ph.d m.d n.y n.j n.c s.c n.h n.m r.i s.d n.d w.va l.a ed
    est mon tue wed thu fri sat sun rd blvd sq bldg gmbh s.a cie
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
_STARTERS = frozenset(
    """
    the a an this that these those he she it they we you i his her its their our my but and or so yet in on at
    by for from with after before when while as if although though since because however there here what who
    why how where some many most several all both no not one two three four five six another other others
    meanwhile still also then now later earlier according among during under over until once despite instead
    moreover asked
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
_MONTHS_AFTER_ORDINAL = frozenset(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)


def paragraph_spans(text: str) -> list[Span]:
    """Return the spans of the paragraphs: lines with anything but white space in them, trimmed."""
    spans = []
    for line in _LINE.finditer(text):
        content = line.group()
        stripped = content.strip()
        if stripped:
            start = line.start() + len(content) - len(content.lstrip())
            spans.append((start, start + len(stripped)))
    return spans


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans of the sentences in `text[start:end]`, trimmed, in order.

    A sentence never runs over a line break. A quotation mark or bracket that closes after the full stop
    belongs to the sentence it closes; `“Why?” she asked` stays whole. Time is linear in the length.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    for line in _LINE.finditer(text, start, end):
        _split_line(text, line.start(), line.end(), spans)
    return spans


def first_sentence(paragraph: str) -> str:
    """Return the first sentence of a paragraph, verbatim; "" where it has none."""
    spans = sentence_spans(paragraph)
    return paragraph[slice(*spans[0])] if spans else ""


def _split_line(text: str, start: int, end: int, spans: list[Span]) -> None:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        border = _border(text, begin, end, stop)
        if border is not None and border < end:
            _append(text, begin, border, spans)
            begin = border
    _append(text, begin, end, spans)


def _append(text: str, start: int, end: int, spans: list[Span]) -> None:
    sentence = text[start:end]
    stripped = sentence.strip()
    if stripped:
        start += len(sentence) - len(sentence.lstrip())
        spans.append((start, start + len(stripped)))


def _border(text: str, begin: int, end: int, stop: re.Match[str]) -> int | None:
    """Return where the sentence ends at this mark, or None if it goes on."""
    mark, after = stop["mark"], stop.end()
    if mark[0] in _WIDE:
        return after
    following = after
    while following < end and text[following].isspace():
        following += 1
    if following >= end:
        return after
    if following == after:
        return after if _lost_blank(text, stop, following) else None
    word = following
    while word < end and word < following + 4 and text[word] in _OPENERS:
        word += 1
    return None if _goes_on(text, (begin, end), stop, word) else after


def _goes_on(text: str, line: Span, stop: re.Match[str], word: int) -> bool:
    """Tell whether the word that begins at `word` goes on with the sentence before the mark."""
    begin, end = line
    mark = stop["mark"]
    if text[word : word + 1].islower():
        return True
    if mark[0] in _FOREIGN_STOPS:
        return False
    if stop["closers"]:
        return mark[-1] in "?!" and _SAYS.match(text, word, min(end, word + 60)) is not None
    if mark == ".":
        return _is_abbreviation(text, begin, stop.start(), word)
    return mark in {"..", "...", "…"} and text[word : word + 2] in {"I ", "I’", "I'"}


def _lost_blank(text: str, stop: re.Match[str], following: int) -> bool:
    """Tell whether “… said.”The next …” lost its blank: a lower-case word before, a capitalised one after."""
    first = stop.start()
    before = text[max(first - 2, 0) : first]
    if len(stop["mark"]) > 1 or len(before) < 2 or not (before.islower() and before.isalpha()):
        return False
    opened = following + 1 if text[following] in '“"«„' and not stop["closers"] else following
    return text[opened : opened + 1].isupper() and text[opened + 1 : opened + 2].islower()


def _is_abbreviation(text: str, begin: int, stop: int, following: int) -> bool:
    """Tell whether the full stop at `stop` belongs to the word before it and ends no sentence."""
    before = _BEFORE.search(text, max(begin, stop - 16), stop)
    if before is None:
        return False
    word = before.group()
    match = _NEXT_WORD.match(text, following, following + 24)
    next_word = match.group().casefold() if match else ""
    if word.isdigit():
        numbered = before.start() == begin and len(word) <= 3  # a paragraph that begins with its number
        return numbered or (len(word) <= 2 and next_word in _MONTHS_AFTER_ORDINAL)
    if len(word) == 1:
        return word.isupper() and word != "I"  # an initial: "J. Doe"
    key = word.casefold()
    if word in _TITLES_CAPITALISED or key in _TITLES:
        return True
    open_ended = (key in _OPEN_ABBREVIATIONS and word[0].isupper()) or "." in word
    return open_ended and next_word not in _STARTERS
