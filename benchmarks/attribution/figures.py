"""Count how well attributions agree with people's, as the labelled set's scorer matches them, and the mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from stoppress.domain.claim import Attribution, SourceKind
from stoppress.stages.attribute.lexicon import SAYING, VERBS_BY_FORM

ROLES = ("source", "cue", "content")
_MARKS = "“”\"''‘’«»"


class Article(NamedTuple):
    """A labelled article; its attributions have source, cue and content as spans."""

    id: str
    text: str
    gold: Sequence[dict[str, Any]]


class Sides(NamedTuple):
    """The characters of an attribution's parts, as bits of whole numbers."""

    source: int
    cue: int
    content: int


@dataclass
class Figures:
    """Sums over articles; add others with `+=`."""

    right: int = 0
    found: int = 0
    gold: int = 0
    said_right: int = 0  # of attributions found by a verb of saying or "according to", with a named or described source
    said: int = 0
    quoted_right: int = 0  # of direct quotations with a source in the same or the neighbouring sentence
    quoted_found: int = 0
    quoted: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, article: Article, found: Sequence[Attribution]) -> None:
        """Add the attributions found in an article."""
        written = _written(article.text)
        gold = [_sides(article.text, [one[role] or () for role in ROLES], written) for one in article.gold]
        ours = [_sides(article.text, (one.source, one.cue, one.content), written) for one in found]
        pairs = matches(gold, ours)
        self.right += len(pairs)
        self.gold += len(gold)
        self.found += len(ours)
        right = set(pairs.values())
        for at, one in enumerate(found):
            if _is_said(article.text, one):
                self.said += 1
                self.said_right += at in right
        self._add_quotations(article, gold, ours)
        self.missed.update(_mistake(one, ours, "cue not found") for at, one in enumerate(gold) if at not in pairs)
        self.wrong.update(_mistake(one, gold, "credits nobody there") for at, one in enumerate(ours) if at not in right)

    def _add_quotations(self, article: Article, gold: Sequence[Sides], ours: Sequence[Sides]) -> None:
        for one, labelled in zip(gold, article.gold, strict=True):
            if not _is_quotation(article.text, labelled):
                continue
            self.quoted += 1
            nearest = max(ours, key=lambda other: share(one.content, other.content), default=None)
            if nearest is not None and share(one.content, nearest.content) >= 0.5:
                self.quoted_found += 1
                self.quoted_right += any(
                    share(one.content, other.content) >= 0.5 and share(one.source, other.source) >= 0.3
                    for other in ours
                )

    def __iadd__(self, other: Self) -> Self:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def f1(self) -> float:
        """Matched F1."""
        return 2 * self.right / max(1, self.found + self.gold)

    def line(self) -> str:
        """Return the figures in a line."""
        return (
            f"precision {self.right / max(1, self.found):.4f} recall {self.right / max(1, self.gold):.4f}"
            f" f1 {self.f1:.4f} | said by a named or described source: precision"
            f" {self.said_right / max(1, self.said):.4f} of {self.said}"
            f" | direct quotations: source right {self.quoted_right / max(1, self.quoted_found):.4f} of"
            f" {self.quoted_found} found, {self.quoted_right / max(1, self.quoted):.4f} of all {self.quoted}"
        )

    def mistakes(self) -> str:
        """Return the mistakes by kind, the commonest first."""
        parts = (("missed", self.missed), ("found wrongly", self.wrong))
        return "\n".join(
            f"{name}: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) for name, kinds in parts
        )


def _written(text: str) -> int:
    """Return the characters that are no white space."""
    return int("".join("0" if mark.isspace() else "1" for mark in reversed(text)) or "0", 2)


def _sides(text: str, roles: Iterable[Iterable[Sequence[int]]], written: int) -> Sides:  # noqa: ARG001
    return Sides(*(sum({((1 << (end - start)) - 1) << start for start, end in spans}) & written for spans in roles))


def share(one: int, other: int) -> float:
    """Return the characters that both have, as a share of those that either has; 1 where neither has any."""
    union = (one | other).bit_count()
    return (one & other).bit_count() / union if union else 1.0


def matches(gold: Sequence[Sides], ours: Sequence[Sides]) -> dict[int, int]:
    """Return which of ours matches which of the gold ones: content by half, source by three tenths, the best first."""
    pairs = sorted(
        (
            (overlap, g, o)
            for g, theirs in enumerate(gold)
            for o, own in enumerate(ours)
            if (overlap := share(theirs.content, own.content)) >= 0.5 and share(theirs.source, own.source) >= 0.3
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    used = set()
    for _, g, o in pairs:
        if g not in matched and o not in used:
            matched[g] = o
            used.add(o)
    return matched


def _mistake(one: Sides, others: Sequence[Sides], alone: str) -> str:
    """Say what keeps an attribution from matching: its cue is nobody's, or a part of it is another."""
    met = [other for other in others if other.cue & one.cue]
    if not met:
        return alone if one.cue else "no cue"
    nearest = max(met, key=lambda other: share(one.content, other.content))
    if share(one.content, nearest.content) >= 0.5:
        if share(one.source, nearest.source) >= 0.3:
            return "taken by another"
        return "source" if one.source and nearest.source else "source absent on one side"
    return "content" if share(one.source, nearest.source) >= 0.3 else "content and source"


def _is_said(text: str, one: Attribution) -> bool:
    if one.source_kind not in {SourceKind.NAMED, SourceKind.DESCRIBED} or not one.cue:
        return False
    words = text[slice(*one.cue[0])].casefold().split()
    return words[0] == "according" or (words[-1] in VERBS_BY_FORM and VERBS_BY_FORM[words[-1]][0] in SAYING)


def _is_quotation(text: str, gold: dict[str, Any]) -> bool:
    """Tell a content that is quotations alone, whose source stands in the same or the neighbouring sentence."""
    pieces = [text[start:end].strip(" ,.") for start, end in gold["content"] or ()]
    quoted = bool(pieces) and all(piece[:1] in _MARKS and piece[-1:] in _MARKS and len(piece) > 1 for piece in pieces)
    if not quoted or not gold["source"]:
        return False
    source, first, last = gold["source"][0], gold["content"][0], gold["content"][-1]
    between = text[source[1] : first[0]] if source[0] < first[0] else text[first[1] : source[0]]
    return between.count(". ") <= 1 or last[0] < source[0]
