"""Cut excerpts: words of an article, verbatim, with the place where they stand."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from stoppress.domain.brief import Excerpt
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Carrier, Span, Speaker
    from stoppress.stages.corroborate.carriers import Placed


class Read:
    """An article with its text, sentences and who speaks where; made once for all that a brief asks."""

    def __init__(self, article: Article, placed: Sequence[Placed]) -> None:
        self.article = article
        self.text = article.text
        self.language = article.language or "en"
        self.sentences = sentence_spans(self.text)
        self.placed = placed
        self._starts = [start for start, _ in self.sentences]
        self._stems: dict[Span, frozenset[str]] = {}

    def excerpt(self, span: Span) -> Excerpt:
        """Cut the words of a span, without the white space round them."""
        words = self.text[slice(*span)]
        start = span[0] + len(words) - len(words.lstrip())
        words = words.strip()
        return Excerpt(self.article.id, self.article.outlet, self.article.url, words, (start, start + len(words)))

    def sentence_at(self, place: int) -> Span:
        """Return the sentence that a character belongs to."""
        at = max(bisect_right(self._starts, place) - 1, 0)
        return self.sentences[at]

    def stems_of(self, sentence: Span) -> frozenset[str]:
        """Return the stems of a sentence."""
        if sentence not in self._stems:
            self._stems[sentence] = frozenset(stems(self.text[slice(*sentence)], self.language))
        return self._stems[sentence]

    def runs_of(self, sentence: Span) -> frozenset[tuple[str, str]]:
        """Return the pairs of stems that follow each other in a sentence."""
        found = stems(self.text[slice(*sentence)], self.language)
        return frozenset(pairwise(found))

    def speaker_at(self, place: int) -> Speaker | None:
        """Return who says what stands at a character: the source of the shortest content round it."""
        found: Placed | None = None
        length = len(self.text) + 1
        for one in self.placed:
            for start, end in one.attribution.content:
                if start <= place < end and end - start < length:
                    found, length = one, end - start
        return found.speaker if found else None


def sentence_excerpts(carriers: Iterable[Carrier], read_by_id: Mapping[str, Read]) -> tuple[Excerpt, ...]:
    """Cut the whole sentences that carriers stand in."""
    return tuple(read_by_id[carrier.article].excerpt(carrier.sentence_span) for carrier in carriers)
