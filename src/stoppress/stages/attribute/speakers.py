"""Resolve the words that name a source to a speaker, and say what sort of source it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import SourceKind, Speaker
from stoppress.stages.attribute.grammar import DETERMINERS, RELATIVES, is_capitalised
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.attribute.people import (
    BODIES,
    HONORIFICS,
    ROLES,
    Person,
    Register,
    body_of,
    shown_sex,
    without_article,
)
from stoppress.stages.attribute.sources import source_before

if TYPE_CHECKING:
    from stoppress.domain.claim import Span
    from stoppress.stages.attribute.drafts import Draft

Resolved = tuple[SourceKind, Speaker | None]

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_NEAR = 1200  # characters before a pronoun in which whom it means may have spoken: some four paragraphs
_NEARER = 300  # in which somebody who has not spoken may be named
_UNNAMED = re.compile(
    r"\b(?:unnamed|unidentified|anonymous(?:ly)?|anonymity|sources?|insiders?"
    r"|not (?:be )?(?:named|identified|authori[sz]ed)"
    r"|familiar with|close to|briefed on|with knowledge of)\b",
    re.IGNORECASE,
)
_CROWD = word_list("""
    officials experts analysts critics people witnesses residents supporters opponents observers voters aides
    lawmakers republicans democrats some many others most few several activists investigators authorities
    reports media everyone someone anybody nobody somebody everybody locals neighbours neighbors economists
    historians scientists doctors
    """)
_DOCUMENTS = word_list("""
    report poll survey study statement letter memo document documents filing filings lawsuit complaint decree
    law bill book article editorial email e-mail emails tweet post memorandum indictment order ruling data
    figures records transcript affidavit analysis polls surveys reports census ad advertisement video clip
    footage headline column note notice paper
    """)
_OUTLETS = word_list("""
    cnn bbc reuters ap afp bloomberg politico axios tass interfax dpa msnbc nbc abc cbs npr fox xinhua vedomosti
    itv kommersant meduza nyt wsj upi rfe
    """)


class Speakers:
    """Resolves the sources of one article in order: a pronoun means somebody named before it."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.text = register.text
        self._whole_names: dict[str, str] = {}  # of bodies that the article calls by their last word
        self._last: tuple[int, SourceKind, Speaker, bool | None] | None = None  # who spoke last, where, a woman?

    def resolve(self, draft: Draft) -> Resolved:
        """Return the kind of the draft's source and the speaker that it means."""
        if not draft.source:
            return SourceKind.ABSENT, None
        span = draft.source[0]
        words = [match.group() for match in _WORD.finditer(self.text, *span)]
        if not words:
            return SourceKind.ABSENT, None
        if len(words) == 1:
            lower = words[0].lower()
            if lower in {"he", "she", "his", "her", "him"}:
                return self._pronoun(span, lower)
            if lower in RELATIVES:
                return self._antecedent(draft)
            if lower in {"i", "they", "we", "it", "you", "their", "its", "our", "my", "your", "them"}:
                return SourceKind.DESCRIBED, None
        return self._phrase(span, words)

    def remember(self, draft: Draft, kind: SourceKind, speaker: Speaker | None) -> None:
        """Note whom an attribution was resolved to, for the pronouns after it."""
        if speaker is None or kind not in {SourceKind.NAMED, SourceKind.DESCRIBED} or not draft.source:
            return
        key = (speaker.name or "").split(" ")[-1].casefold()
        person = self.register.by_surname.get(key)
        source = self.text[slice(*draft.source[0])].casefold()
        woman = person.woman if person else shown_sex(f"{source} {speaker.role or ''}")
        if source in {"he", "she"}:
            woman = source == "she"
            if person is not None and person.woman is None:
                person.woman = woman
        self._last = (draft.source[0][0], kind, speaker, woman)

    def _pronoun(self, span: Span, word: str) -> Resolved:
        woman = word in {"she", "her"}
        if self._last is not None:
            at, kind, speaker, last_woman = self._last
            if span[0] - at < _NEAR and last_woman in {None, woman}:
                return kind, speaker
        person = self.register.last_mentioned(span[0], woman=woman, since=span[0] - _NEARER)
        if person is None:
            return SourceKind.DESCRIBED, None
        return SourceKind.NAMED, Speaker(person.name, person.role, person.body)

    def _antecedent(self, draft: Draft) -> Resolved:
        """Resolve the "who" of "Ada Obi, who said …" by the words before it."""
        if draft.source_range is None:
            return SourceKind.DESCRIBED, None
        at = draft.source_range[0]
        while at > 0 and draft.unit.words[at - 1] == ",":
            at -= 1
        head = source_before(draft.unit, at)
        if head is None or draft.unit.words[head[0]] in RELATIVES:
            return SourceKind.DESCRIBED, None
        span = draft.unit.span(*head)
        words = [match.group() for match in _WORD.finditer(self.text, *span)]
        return self._phrase(span, words) if words else (SourceKind.DESCRIBED, None)

    def _phrase(self, span: Span, words: list[str]) -> Resolved:
        text = re.sub(r"\s+", " ", self.text[slice(*span)]).strip(" ,")
        lower = [word.lower().replace("’", "'") for word in words]
        person = self._person(text, words)
        if person is not None:
            return SourceKind.NAMED, Speaker(person.name, person.role, person.body)
        if _UNNAMED.search(text) and not _has_name_first(text):
            return SourceKind.UNNAMED, Speaker(None, text)
        if any(word in _CROWD for word in lower[:4]) and not any(word in ROLES for word in lower):
            return SourceKind.UNNAMED, Speaker(None, without_article(text))
        role = next((word for word in lower[:8] if word in ROLES), None)
        if (role is not None and lower[0] in DETERMINERS | {"former"}) or (
            role is not None and not is_capitalised(words[0])
        ):
            body = body_of(without_article(text))
            unnamed = body is None and lower[0] in {"a", "an", "one", "another"}
            return (SourceKind.UNNAMED if unnamed else SourceKind.DESCRIBED), Speaker(None, without_article(text), body)
        if any(word in _DOCUMENTS for word in words[:6]):
            return SourceKind.DOCUMENT, Speaker(None, without_article(text))
        return self._named_or_body(text, words, lower)

    def _named_or_body(self, text: str, words: list[str], lower: list[str]) -> Resolved:
        capitals = [word for word in words if is_capitalised(word) and word.lower() not in DETERMINERS]
        bare = re.split(r",| \(", without_article(text))[0].strip()
        is_body = (
            any(word.removesuffix("'s") in BODIES | _OUTLETS for word in lower)
            or (lower[0] == "the" and bool(capitals))
            or any(word.isupper() and 2 <= len(word) <= 6 for word in capitals)
        )
        if is_body:
            return SourceKind.ORGANISATION, Speaker(None, None, self._whole_name(bare))
        if capitals and is_capitalised(words[0]):
            names = [word for word in words if word.lower() not in HONORIFICS]
            if len(names) >= 1 and bare:
                bare = re.sub(r"^(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|Rev)\.?\s+)+", "", bare)
                if any(word.islower() and len(word) > 3 for word in bare.split()):
                    plural = lower[-1].endswith("s") or lower[-1] in _CROWD
                    return (SourceKind.UNNAMED if plural else SourceKind.DESCRIBED), Speaker(
                        None, without_article(text)
                    )
                return SourceKind.NAMED, Speaker(bare)
        return SourceKind.DESCRIBED, Speaker(None, without_article(text)) if text else None

    def _whole_name(self, name: str) -> str:
        """Return the name in full where the article gives it so before: "the Gazette" is the Quayside Gazette."""
        if name.lower() not in BODIES or not is_capitalised(name):
            return name
        if name not in self._whole_names:
            longer = re.search(rf"(?:\b[A-Z][\w’'-]*\s){{1,4}}{re.escape(name)}\b", self.text)
            found = without_article(" ".join(longer.group().split())) if longer else name
            self._whole_names[name] = found
        return self._whole_names[name]

    def _person(self, text: str, words: list[str]) -> Person | None:
        """Find the person named in a source: by the surname of its first name-like run."""
        head = re.split(r",", text)[0]
        for match in reversed(list(_WORD.finditer(head))):
            key = match.group().lower().replace("’", "'").removesuffix("'s")
            if is_capitalised(match.group()) and key in self.register.by_surname:
                possessive = match.group().lower().endswith(("'s", "’s")) and match.end() < len(head)
                return None if possessive else self.register.by_surname[key]
        for word in words:
            key = word.lower().replace("’", "'")
            if is_capitalised(word) and key in self.register.by_surname and text.find(",") > 0:
                return self.register.by_surname[key]
        return None


def _has_name_first(text: str) -> bool:
    """Tell "Ada Obi, a source close to …": named, whatever is said of them after."""
    head = text.split(",", maxsplit=1)[0]
    words = [match.group() for match in _WORD.finditer(head)]
    return len(words) >= 2 and all(is_capitalised(word) for word in words)
