"""Group what is said into claims: the same statement of the same source, whoever carries it and however trimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Claim, QuoteKind, SourceKind
from stoppress.stages.attribute.lexicon import FRAMES_BY_VERB, VERBS_BY_FORM
from stoppress.stages.corroborate.carriers import Placed, fullness
from stoppress.stages.corroborate.sameness import Groups, read_wording
from stoppress.stages.syndication import match_owners
from stoppress.stages.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoppress.stages.syndication import Pair

_CLAIMED = frozenset((Act.SAY, Act.CONFIRM, Act.DENY))


def group_claims(placed: Sequence[Placed], pairs: Mapping[str, Pair], *, trusted: Sequence[bool]) -> tuple[Claim, ...]:
    """Return the claims, those carried by more independent reports first.

    `pairs` maps an article's id to its owner and text, as `syndication.owners_and_texts` tells them; `trusted` says of
    each of `placed` whether its source has standing. Among equals direct quotations and sources with standing come
    first, then the order of arrival. An article carries a claim once, by its fullest words.
    """
    statements = [one for one in placed if _is_statement(one)]
    wordings = [read_wording(one) for one in statements]
    found = Groups(wordings)
    members: dict[int, list[Placed]] = {}
    for one, wording in zip(statements, wordings, strict=True):
        members.setdefault(found.put(wording), []).append(one)
    ordered = sorted(members.values(), key=lambda group: _rank(group, pairs, trusted))
    return tuple(_claim(group) for group in ordered)


def _is_statement(one: Placed) -> bool:
    """Tell what can be read as a statement: a quotation, or a clause of four words or more by a verb of saying.

    "Residents accused the mayor" and "the poll shows" credit somebody too, but their contents say nothing alone.
    """
    attribution = one.attribution
    if attribution.act not in _CLAIMED or not attribution.content:
        return False
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


def _rank(group: Sequence[Placed], pairs: Mapping[str, Pair], trusted: Sequence[bool]) -> tuple[int, int, int]:
    independent = len(match_owners({pairs[one.article.id]: None for one in group}))
    direct = any(one.attribution.kind is QuoteKind.DIRECT for one in group)
    standing = any(trusted[one.order] for one in group)
    return -independent, -(direct + standing), group[0].order


def _claim(group: Sequence[Placed]) -> Claim:
    fullest: dict[str, Placed] = {}
    for one in group:
        known = fullest.get(one.article.id)
        if known is None or _weight(one) > _weight(known):
            fullest[one.article.id] = one
    speakers = [one.speaker for one in group if one.speaker is not None]
    return Claim(
        carriers=tuple(one.carrier for one in fullest.values()),
        speaker=max(speakers, key=fullness) if speakers else None,
    )


def _weight(one: Placed) -> tuple[bool, int]:
    return one.attribution.kind is QuoteKind.DIRECT, len(one.carrier.excerpt)
