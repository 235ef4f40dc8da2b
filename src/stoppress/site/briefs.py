"""What a page shows of a dossier: all of it that a reader can take in, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from stoppress.domain.brief import Brief, Excerpt, Said


@dataclass(frozen=True, slots=True)
class SaidBy:
    """All that one speaker says, in the order in which it is shown."""

    speaker: str  # "" where no source is named
    said: tuple[Said, ...]


_MOST_SAID = 12
_MOST_ONLY = 8


def brief_view(brief: Brief) -> dict[str, Any]:
    """Return what the templates take: the dossier, its claims best corroborated first, and those in one report only.

    Claims whose words stand higher up already are left out.
    """
    shown = {_place(excerpt) for one in (*brief.grounds, *brief.first_reported_by) for excerpt in one.excerpts}
    only = {id(said) for said in brief.only_in}
    said = [one for one in brief.claims if id(one) not in only and one.speaker]
    only_in = [one for one in brief.only_in if one.speaker]
    fresh = _fresh(said, shown)[:_MOST_SAID]
    return {
        "brief": brief,
        "said": _by_speaker(fresh),
        "only_in": _by_speaker(_fresh(only_in, shown)[:_MOST_ONLY]),
        "shared": [one for one in brief.shared if not all(_stands(excerpt, shown) for excerpt in one.excerpts)],
    }


def _by_speaker(claims: Sequence[Said]) -> list[SaidBy]:
    by_speaker: dict[str, list[Said]] = {}
    for claim in claims:
        by_speaker.setdefault(claim.speaker.label if claim.speaker else "", []).append(claim)
    return [SaidBy(speaker, tuple(said)) for speaker, said in by_speaker.items()]


def _fresh(claims: Sequence[Said], shown: set[tuple[str, int, int]]) -> list[Said]:
    found = []
    for claim in claims:
        places = {_place(excerpt) for excerpt in claim.excerpts}
        if not places <= shown:
            found.append(claim)
            shown |= places
    return found


def _stands(excerpt: Excerpt, shown: set[tuple[str, int, int]]) -> bool:
    """Say whether words are shown already, or most of them within others."""
    return any(
        article == excerpt.article and start <= excerpt.span[0] + 1 and excerpt.span[1] - 1 <= end
        for article, start, end in shown
    )


def _place(excerpt: Excerpt) -> tuple[str, int, int]:
    return excerpt.article, *excerpt.span
