"""Group what is said into claims: the same statement of the same source, whoever carries it and however trimmed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Claim, QuoteKind, SourceKind, Speaker
from stoppress.stages.attribute.lexicon import FRAMES_BY_VERB, VERBS_BY_FORM
from stoppress.stages.corroborate.carriers import Placed, fullness, surname
from stoppress.stages.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHORT = 4  # words; a shorter quotation is the same claim only from the same speaker
_QUOTED_SHARE = 0.8  # of the shorter quotation's words: trims and typing errors stay above it
_INDIRECT_SHARE = 0.6  # of the shorter content's stems; wordings of one statement by two writers
_FEWEST_SHARED = 3  # stems; fewer are shared by chance
_CLAIMED = frozenset((Act.SAY, Act.CONFIRM, Act.DENY))


class _Group:
    """A claim while it is put together."""

    def __init__(self, one: Placed, said: Counter[str]) -> None:
        self.members = [one]
        self.said = [said]

    def add(self, one: Placed, said: Counter[str]) -> None:
        self.members.append(one)
        self.said.append(said)


def group_claims(placed: Sequence[Placed], reports: Mapping[str, int], *, trusted: Sequence[bool]) -> tuple[Claim, ...]:
    """Return the claims, those carried by more independent reports first.

    `reports` maps an article's id to the number of its independent report; `trusted` says of each of `placed` whether
    its source has standing. Among equals direct quotations and sources with standing come first, then
    the order of arrival. An article carries a claim once, by its fullest words.
    """
    groups: list[_Group] = []
    by_word: dict[str, list[int]] = {}
    for one in placed:
        if one.attribution.act not in _CLAIMED or not one.attribution.content:
            continue
        if not _is_statement(one):
            continue
        said = _words_said(one)
        telling = one.stems or said.keys()
        home = _find_group(one, said, groups, [by_word.get(word, ()) for word in telling])
        if home is None:
            home = len(groups)
            groups.append(_Group(one, said))
        else:
            groups[home].add(one, said)
        for word in telling:
            found = by_word.setdefault(word, [])
            if not found or found[-1] != home:
                found.append(home)
    ordered = sorted(groups, key=lambda group: _rank(group, reports, trusted))
    return tuple(_claim(group) for group in ordered)


def _is_statement(one: Placed) -> bool:
    """Tell what can be read as a statement: a quotation, or a clause of four words or more by a verb of saying.

    "Residents accused the mayor" and "the poll shows" credit somebody too, but their contents say nothing alone.
    """
    attribution = one.attribution
    if attribution.kind is QuoteKind.DIRECT:
        return True
    if (
        attribution.source_kind is SourceKind.ABSENT
        or one.attribution.content[0][1] - one.attribution.content[0][0] < 12
    ):
        return False
    text = one.article.text
    cue = words(" ".join(text[slice(*span)] for span in attribution.cue))
    if cue[-1:] == ["by"]:
        return False
    verbs = (VERBS_BY_FORM[word][0] for word in cue if word in VERBS_BY_FORM)
    return "according" in cue or any({"q", "t"} <= FRAMES_BY_VERB[verb] for verb in verbs)


def _words_said(one: Placed) -> Counter[str]:
    text = one.article.text
    return Counter(word for span in one.attribution.content for word in words(text[slice(*span)]))


def _find_group(
    one: Placed, said: Counter[str], groups: Sequence[_Group], homes: Sequence[Sequence[int]]
) -> int | None:
    """Return the group that `one` belongs to: the earliest with a member that says the same.

    `homes` has, for each telling word of `one`, the groups in which it stands: only those that share enough of them
    are compared.
    """
    shared: Counter[int] = Counter()
    for found in homes:
        shared.update(found)
    needed = min(_FEWEST_SHARED, len(homes))
    candidates = sorted(home for home, count in shared.items() if count >= needed)
    for home in candidates:
        group = groups[home]
        if any(_same(one, said, other, theirs) for other, theirs in zip(group.members, group.said, strict=True)):
            return home
    return None


def _same(one: Placed, said: Counter[str], other: Placed, theirs: Counter[str]) -> bool:
    if _apart(one.speaker, other.speaker):
        return False
    together = _same_speaker(one.speaker, other.speaker)
    quoted = QuoteKind.INDIRECT not in {one.attribution.kind, other.attribution.kind}
    fewer = min(said.total(), theirs.total())
    if quoted and (fewer >= _SHORT or together) and (said & theirs).total() >= _QUOTED_SHARE * fewer:
        return fewer >= _SHORT or said == theirs
    if not together:
        return False
    common = len(one.stems & other.stems)
    return common >= _FEWEST_SHARED and common >= _INDIRECT_SHARE * min(len(one.stems), len(other.stems))


def _apart(one: Speaker | None, other: Speaker | None) -> bool:
    """Tell two speakers who cannot be one: both are named, by other names."""
    return bool(surname(one)) and bool(surname(other)) and surname(one) != surname(other)


def _same_speaker(one: Speaker | None, other: Speaker | None) -> bool:
    if one is None or other is None:
        return False
    if surname(one) or surname(other):
        return surname(one) == surname(other)
    if one.body or other.body:
        return (one.body or "").casefold() == (other.body or "").casefold()
    return (one.role or "").casefold() == (other.role or "").casefold()


def _rank(group: _Group, reports: Mapping[str, int], trusted: Sequence[bool]) -> tuple[int, int, int]:
    independent = len({reports[one.article.id] for one in group.members})
    direct = any(one.attribution.kind is QuoteKind.DIRECT for one in group.members)
    standing = any(trusted[one.order] for one in group.members)
    return -independent, -(direct + standing), group.members[0].order


def _claim(group: _Group) -> Claim:
    fullest: dict[str, Placed] = {}
    for one in group.members:
        known = fullest.get(one.article.id)
        if known is None or _weight(one) > _weight(known):
            fullest[one.article.id] = one
    speakers = [one.speaker for one in group.members if one.speaker is not None]
    return Claim(
        carriers=tuple(one.carrier for one in fullest.values()),
        speaker=max(speakers, key=fullness) if speakers else None,
    )


def _weight(one: Placed) -> tuple[bool, int]:
    return one.attribution.kind is QuoteKind.DIRECT, len(one.carrier.excerpt)
