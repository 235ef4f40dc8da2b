"""Find who was asked and said nothing, and what a source left open; English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.brief import Asked, Silence, Unsaid
from stoppress.domain.claim import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.domain.brief import Excerpt
    from stoppress.domain.claim import Span
    from stoppress.stages.brief.excerpts import Read
    from stoppress.stages.corroborate.carriers import Placed

_NAME = r"(?P<name>[^,.;:“”\"()\n]{2,80}?)"
_ADVERB = r"(?:\s(?:also|both|all|each|immediately|so far|yet|again|has|have|had|\w+ly))*"
_COMMENT = r"(?:comment|discuss|say|answer|elaborate|give|speak|be drawn|be interviewed|provide|talk|add|respond)"
_REQUEST = r"(?:requests?|questions?|messages?|calls?|emails?|inquir\w+|enquir\w+|letters?)"
_NOT = r"\s?(?:not|n[’']t)"
_ANSWER = r"(?:respond\w*|repl(?:y|ied)|answer(?:ed)?|return(?:ed)?)"
_LEFT = r"\s(?:were|was|went|has been|have been|remained)\s(?:not\s(?:\w+\s)?(?:returned|answered)|unanswered|ignored)"
_FOR = r"for\s(?:a\s|further\s)?(?:comment|response|statement)"
_PATTERNS = {
    Silence.NOT_REACHED: (
        rf"{_NAME}{_ADVERB}\s(?:could|can){_NOT}(?:\simmediately)?\sbe\sreached",
        rf"(?:attempts|efforts)\sto\s(?:reach|contact)\s{_NAME}\s(?:were|failed|have)",
    ),
    Silence.DECLINED: (
        rf"{_NAME}{_ADVERB}\s(?:declined|refused|declines|refuses)\s(?:to\s{_COMMENT}|(?:a\s)?(?:request|comment))",
        rf"{_NAME}{_ADVERB}\s(?:would|will|does|did){_NOT}\s(?:comment|discuss)",
    ),
    Silence.NO_ANSWER: (
        rf"{_NAME}{_ADVERB}\s(?:did|has|have|had|does|do){_NOT}{_ADVERB}\s{_ANSWER}\b",
        rf"{_REQUEST}\s(?:\w+\s){{0,4}}?(?:to|with|for|at|left (?:for|with|at))\s{_NAME}{_ADVERB}{_LEFT}",
    ),
    Silence.ASKED: (
        rf"(?:reached\sout\sto|contacted|approached|asked)\s{_NAME}\s{_FOR}",
        rf"{_NAME}{_ADVERB}\s(?:has|have|had|was|were)\sbeen\s(?:contacted|approached|asked)\s{_FOR}",
    ),
}
_COMPILED = tuple(
    (how, re.compile(pattern, re.IGNORECASE)) for how, patterns in _PATTERNS.items() for pattern in patterns
)
_TELLS_SILENCE = re.compile(r"omment|respon|repl|return|answer|reach|discuss|declin|refus|contact|drawn")
_WH = {"when": "time", "where": "place", "how many": "number", "how much": "number", "who": "name", "why": "cause",
       "date": "time", "location": "place", "venue": "place", "cause": "cause"}  # fmt: skip
_LEFT_OPEN = re.compile(
    r"\bneither a (?:day|date|time|place)\b"
    r"|\b(?:(?:the |its |exact )?(?:dates?|times?|venue|location|place)\s)?"
    r"(?:(?:did|has|have|was|were)\s?(?:not|n[’']t)|declined to|refused to|without|would not|could not|had not|yet to"
    r"|not yet|no)\s(?:\w+\s){0,3}?"
    r"(?:confirm\w*|say\w*|said|specif\w+|disclos\w+|give\w*|given|reveal\w*|provid\w+|been (?:set|announced|disclosed"
    r"|confirmed|released|given|made public|named|fixed)|announced?|named?|date|known|clear)\b(?P<rest>[^.;\n]{0,90})",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:and|but|while|however|meanwhile|when|the\snewspaper|as)\s|(?:a|an)\sspokes\w+\s(?:for|of)\s(?:the\s)?"
    r"|[^,]*\sthat\s)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s(?:also|both|has|have|had|did|would|will|immediately|so far|yet|again)$", re.IGNORECASE)


def asked(placed: Sequence[Placed], reads: Sequence[Read]) -> tuple[Asked, ...]:
    """Return who was asked and said nothing, in order of appearance: one of a name and a way."""
    found: dict[str, tuple[str, Silence, list[Excerpt]]] = {}
    for read in reads:
        if read.language != "en":
            continue
        for name, how, sentence in _of_report(read, placed):
            key = _key(name)
            known = next((other for other in found if key and (key in other or other in key)), key)
            _, _, excerpts = found.setdefault(known, (name, how, []))
            if read.article.id not in {excerpt.article for excerpt in excerpts}:
                excerpts.append(read.excerpt(sentence))
    return tuple(Asked(name, how, tuple(excerpts)) for name, how, excerpts in found.values())


def _of_report(read: Read, placed: Sequence[Placed]) -> Iterator[tuple[str, Silence, Span]]:
    for sentence in read.sentences:
        words = read.text[slice(*sentence)]
        if not _TELLS_SILENCE.search(words):
            continue
        for how, pattern in _COMPILED:
            match = pattern.search(words)
            name = _named(match["name"], read, sentence, placed) if match else ""
            if name:
                yield name, how, sentence
                break


def _named(name: str, read: Read, sentence: Span, placed: Sequence[Placed]) -> str:
    """Return whom the words before a cue name: what an attribution there resolves to or, where none does, the words."""
    for one in placed:
        attribution = one.attribution
        inside = attribution.cue and sentence[0] <= attribution.cue[0][0] < sentence[1]
        if one.article.id == read.article.id and inside and attribution.act is Act.DECLINE and one.speaker:
            label = one.speaker.name or one.speaker.body or one.speaker.role
            if label:
                return label
    name = _TRAILING.sub("", _LEADING.sub("", name.strip()))
    name = re.sub(r"^(?:the|its|a|an)\s", "", name.strip(), flags=re.IGNORECASE)
    return name if any(letter.isupper() for letter in name) or len(name.split()) <= 4 else ""


def _key(name: str) -> str:
    return re.sub(r"['’]s\b|^the ", "", name.casefold()).strip()


def unsaid(reads: Sequence[Read]) -> tuple[Unsaid, ...]:
    """Return what sources left open: when, where, how many, who or why."""
    found = []
    for read in reads:
        if read.language != "en":
            continue
        for sentence in read.sentences:
            match = _LEFT_OPEN.search(read.text, *sentence)
            subjects = _subjects(match.group()) if match else ()
            if match and subjects:
                found.append(Unsaid(subjects, read.excerpt(sentence), read.speaker_at(match.end() - 1)))
    return tuple(found)


def _subjects(words: str) -> tuple[str, ...]:
    folded = words.casefold()
    return tuple(dict.fromkeys(subject for word, subject in _WH.items() if re.search(rf"\b{word}s?\b", folded)))
