"""Words, stems, names and numbers of a text: what the stages that compare texts count on."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import Stemmer

from stoppress.stages.text.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Scripts written without spaces: kana, Han (with extension A and compatibility), Thai, Lao, Khmer, Burmese.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?!\w)")
_GROUPED = re.compile(r"\d{1,3}([.,\u00a0\u202f ])\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?\Z")

_CAPITALS = "".join(chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x2000)) if chr(code).isupper())
_CAPITAL = f"[{_CAPITALS}]"
_CAPITALISED = rf"{_CAPITAL}[\w&]*(?:['’\-.](?=\w)[\w]+)*"
_LINK = r"(?:of|de|del|della|di|da|do|dos|das|du|des|la|le|van|von|der|den|bin|al|el|y|und)"
_NAME = re.compile(rf"(?<!\w){_CAPITALISED}(?:[ \u00a0](?:{_LINK}[ \u00a0]){{0,2}}{_CAPITALISED})*")
_OPENING = " \t\u00a0\"'“”‘’«»„([—–-*•"
_LOOKED_BACK = 12  # characters before a word in which the end of the sentence before it is looked for
_TITLE_CASE_SHARE = 0.75  # of a line's longer words; above it capitals tell nothing of names

ANY_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
"""The stop words of all languages."""

_STEMS_KEPT = 100_000  # words of a language: a few megabytes
_own = threading.local()  # a Stemmer is not safe to share between threads


def words(text: str) -> list[str]:
    """Return the words in order, case-folded and composed (NFC); unspaced scripts as pairs of characters."""
    found = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    if not _IS_UNSPACED.search(text):
        return found
    return [word for run in found for word in _pairs(run)]


def fold(word: str) -> str:
    """Return the word without accents and other marks: "Tóquio" is "Toquio"."""
    if word.isascii():
        return word
    return "".join(mark for mark in unicodedata.normalize("NFD", word) if not unicodedata.combining(mark))


def _pairs(run: str) -> Iterable[str]:
    """Cut a run of an unspaced script into overlapping pairs; leave other words whole."""
    if len(run) < 3 or not _IS_UNSPACED.match(run):
        return (run,)
    return (run[start : start + 2] for start in range(len(run) - 1))


def stems(text: str, language: str | None) -> list[str]:
    """Return the stems of the words in order: stop words, single letters and numbers left out.

    A language without a stemmer gives the words themselves; `language` is an ISO 639-1 code.
    """
    return stem_words(words(text), language)


def stem_words(found: Iterable[str], language: str | None) -> list[str]:
    """Return the stems of words that `words` gave, as `stems` does."""
    known = _stems_known(language or "")
    return [stem for word in found if (stem := known[word])]


class _Stems(dict[str, str]):
    """The stem of each word of a language met lately, "" for one that is left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        algorithm = _SNOWBALL.get(language)
        self._stop = STOP_WORDS.get(language, frozenset())
        self._stemmer = Stemmer.Stemmer(algorithm) if algorithm else None

    def __missing__(self, word: str) -> str:
        if len(self) >= _STEMS_KEPT:
            self.clear()
        stem = ""
        if word not in self._stop and len(word) > 1 and not word[0].isdigit():
            stem = self._stemmer.stemWord(word) if self._stemmer else word
        self[word] = stem
        return stem


def _stems_known(language: str) -> _Stems:
    """Return this thread's stems of the language."""
    by_language: dict[str, _Stems] = _own.__dict__.setdefault("stems", {})
    if language not in _SNOWBALL and language not in STOP_WORDS:
        language = ""
    if language not in by_language:
        by_language[language] = _Stems(language)
    return by_language[language]


def names(text: str) -> list[str]:
    """Return runs of capitalised words in order, as they stand.

    A single word that only begins sentences is no name; nor are the capitals of a line in title case.
    """
    found: list[tuple[str, bool]] = []
    for line in text.splitlines():
        if not _title_case(line):
            found.extend(_runs(line))
    certain = {word for name, initial in found for word in name.split()[initial:]}
    kept = (name if not initial else _without_opening(name, certain) for name, initial in found)
    return [name for name in kept if len(name) > 1]


def _without_opening(name: str, certain: set[str]) -> str:
    """Drop the first word of a run that begins a sentence, where it is there for the sentence's sake."""
    first, _, rest = name.partition(" ")
    if first in certain or (rest and first.casefold() not in ANY_STOP_WORDS):
        return name
    return rest if rest[:1].isupper() else ""


def _runs(line: str) -> Iterator[tuple[str, bool]]:
    """Give each capitalised run of a line, and whether its first word begins a sentence."""
    for match in _NAME.finditer(line):
        start = match.start()
        before = line[max(0, start - _LOOKED_BACK) : start].rstrip(_OPENING)[-1:]
        yield match.group().replace("\u00a0", " "), not before or before in ".!?…:|"


def _title_case(line: str) -> bool:
    """Say whether a line is a heading, without a full stop, in which most longer words are capitalised."""
    if line.rstrip(" \t\"'”’»").endswith("."):
        return False
    longer = [word for word in line.split() if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > _TITLE_CASE_SHARE * len(longer)


def numbers(text: str) -> list[str]:
    """Return the numbers in order: digits, thousands ungrouped, a point before decimals."""
    return [_ungrouped(match.group()) for match in _NUMBER.finditer(text)]


def _ungrouped(number: str) -> str:
    """Write a number one way: "300,000", "300.000" and "300 000" are "300000"; "1,5" is "1.5"."""
    grouped = _GROUPED.match(number)
    if grouped:
        number = number.replace(grouped.group(1), "")
    return number.replace(",", ".").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")


def guess_language(found: Iterable[str]) -> str | None:
    """Guess the language of words that `words` gave by the stop words among them; None where too few tell."""
    counts: Counter[str] = Counter()
    for word in found:
        counts.update(language for language, stop in STOP_WORDS.items() if word in stop)
    ranked = counts.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] > 1 else None
