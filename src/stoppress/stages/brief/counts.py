"""Bring the figures of several reports together: which count the same, and which cannot all be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoppress.domain.brief import Count, Difference, DifferenceKind, Told
from stoppress.stages.figures import agree, find_figures, same_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.domain.brief import Figure
    from stoppress.stages.brief.excerpts import Read


def counts(reads: Sequence[Read]) -> tuple[Count, ...]:
    """Return the counts that the reports give, those given by more articles first, then in order of appearance.

    A figure joins the count of which it is the same thing with the most figures of other articles; one article may
    give several figures of one count ("at least 12", later "14").
    """
    groups: list[list[Told]] = []
    for read in reads:
        if read.language != "en":
            continue
        for figure in find_figures(read.text):
            sentence = read.excerpt(read.sentence_at(figure.span[0]))
            told = Told(read.excerpt(figure.span), sentence, figure, read.speaker_at(figure.span[0]))
            home = _home(told, groups)
            if home is None:
                groups.append([told])
            else:
                home.append(told)
    found = [Count(_name(group), tuple(group), _agree(group)) for group in groups]
    return tuple(sorted(found, key=lambda count: -len({told.excerpt.article for told in count.told})))


def _home(told: Told, groups: Sequence[list[Told]]) -> list[Told] | None:
    """Return the group in which most figures count the same; those of its own article decide only against."""
    best: list[Told] | None = None
    most = 0.0
    for group in groups:
        same = sum(same_count(told.figure, other.figure) for other in group)
        score = same / len(group)
        if same and score >= 0.5 and (score, same) > (most, 0):
            best, most = group, score
    return best


def _name(group: Sequence[Told]) -> str:
    """Name a count by the fullest words for what is counted."""
    return max((told.figure.counted for told in group), key=len, default="")


def _agree(group: Sequence[Told]) -> bool:
    """Say whether every two articles have figures that can both be true."""
    by_article: dict[str, list[Figure]] = {}
    for told in group:
        by_article.setdefault(told.excerpt.article, []).append(told.figure)
    articles = list(by_article.values())
    return all(
        any(agree(one, other) for one in ones for other in others)
        for at, ones in enumerate(articles)
        for others in articles[at + 1 :]
    )


def figure_differences(found: Sequence[Count]) -> tuple[Difference, ...]:
    """Return the counts on which reports of different outlets differ, each side by the first sentence that tells it."""
    differences = []
    for count in found:
        if count.agree:
            continue
        first = {told.excerpt.article: told.sentence for told in reversed(count.told)}
        sides = tuple(first[article] for article in dict.fromkeys(told.excerpt.article for told in count.told))
        if len({side.outlet for side in sides}) > 1:
            differences.append(Difference(DifferenceKind.FIGURE, count.what, sides))
    return tuple(differences)
