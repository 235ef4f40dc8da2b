"""Bring the times of several reports together: what each dates, and where they differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.brief import Dated, Difference, DifferenceKind
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.corroborate.standing import event_stems
from stoppress.stages.moments import find_moments
from stoppress.stages.text.tokens import stem_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from stoppress.domain.brief import Unsaid
    from stoppress.stages.brief.excerpts import Read

_ABOUT = 2  # stems of headline and lede in a sentence about the event
_FEW = 4  # words of a clause too short to hold its verb
_WINDOW = (9, 7)  # words before and after a time in which its verb stands
_CLOSE = 20  # minutes by which hours told of one thing may be apart: "at 14.05", "around 2 p.m."
_SAYING = word_list("""
    said says say told tells reported reports announced announces confirmed confirms denied denies declared stated wrote
    added revealed disclosed spoke
    """)
_AUXILIARY = word_list("to will would was were be been is are has have had may could should must")
_IRREGULAR = word_list("""
    went came took gave began got held left met ran sent stood won lost led struck drew fell rose spoke hit shut broke
    caught fled found flew grew sank shot stole swept tore woke died signed opened closed
    """)
_CLAUSE = re.compile(r"[,;:()—–“”\"]")
_TIME_STEMS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday januari februari march april may june juli august
    septemb octob novemb decemb today yesterday tomorrow morn afternoon even night week weekend month year time earli
    earlier late later hour said say told
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)


def times(reads: Sequence[Read], event_date: date | None) -> tuple[Dated, ...]:
    """Return every time that the reports tell, in order of the days, then of appearance."""
    found = []
    for read in reads:
        if read.language != "en":
            continue
        published = read.article.published.date() if read.article.published else None
        for moment in find_moments(read.text, published, event_date):
            sentence = read.sentence_at(moment.span[0])
            found.append(
                Dated(read.excerpt(moment.span), read.excerpt(sentence), moment, read.speaker_at(moment.span[0]))
            )
    return tuple(sorted(found, key=lambda dated: (dated.moment.begins, dated.moment.ends)))


def time_differences(found: Sequence[Dated]) -> tuple[Difference, ...]:
    """Return the times on which reports of different outlets differ.

    Two times must belong to the same verb ("dismissed on Sunday night", "was dismissed on Monday morning"), in sentences
    that share another stem. Then two days, or two hours of one day, differ, unless the sentences agree on a time beside.
    """
    differences: list[Difference] = []
    seen: set[frozenset[str]] = set()
    is_event_time = [not _is_time_of_saying(dated) for dated in found]
    for at, one in enumerate(found):
        for later in range(at + 1, len(found)):
            other = found[later]
            if not (is_event_time[at] and is_event_time[later]):
                continue
            pair = frozenset((one.excerpt.article, other.excerpt.article))
            if pair in seen or len(pair) == 1 or one.excerpt.outlet == other.excerpt.outlet:
                continue
            if _same_matter(one, other) and _differ(one, other) and not _elsewhere_agree(one, other, found):
                seen.add(pair)
                differences.append(Difference(DifferenceKind.TIME, one.sentence.words, (one.sentence, other.sentence)))
    return tuple(differences)


def unsaid_differences(
    found: Sequence[Dated], unsaid: Sequence[Unsaid], reads: Sequence[Read]
) -> tuple[Difference, ...]:
    """Return where one report tells a day still to come, and another that no day is confirmed: one for an event.

    The day must stand at the head of its report, or in a sentence that shares two stems with its headline and lede.
    """
    read_by_id = {read.article.id: read for read in reads}
    for left in unsaid:
        if "time" not in left.subjects:
            continue
        for dated in found:
            read = read_by_id[dated.excerpt.article]
            elsewhere = read.article.outlet != left.excerpt.outlet
            if elsewhere and _is_to_come(dated, read) and not _allows(left, dated, found):
                return (Difference(DifferenceKind.TIME, "", (dated.sentence, left.excerpt)),)
    return ()


def _allows(left: Unsaid, dated: Dated, found: Sequence[Dated]) -> bool:
    """Say whether the sentence that leaves a day open tells a span with that day in it: "but said this week"."""
    beside = [other.moment for other in found if other.sentence == left.excerpt]
    return any(moment.begins <= dated.moment.begins <= moment.ends for moment in beside)


def _is_to_come(dated: Dated, read: Read) -> bool:
    moment, published = dated.moment, read.article.published
    if (
        published is None
        or moment.clock is not None
        or moment.begins != moment.ends
        or moment.begins <= published.date()
    ):
        return False
    place = read.text.count("\n\n", 0, dated.excerpt.span[0])
    told = event_stems([read.article]) - _TIME_STEMS
    return place == 0 or len(moment.matter & told - _TIME_STEMS) >= _ABOUT


def _is_time_of_saying(dated: Dated) -> bool:
    """Say whether the words just before a time are a verb of saying: "denied on Monday that"."""
    place = dated.excerpt.span[0] - dated.sentence.span[0]
    before = words(dated.sentence.words[max(0, place - 40) : place])[-2:]
    return any(word in _SAYING for word in before)


def _same_matter(one: Dated, other: Dated) -> bool:
    verbs = _verbs(one) & _verbs(other)
    shared = (one.moment.matter & other.moment.matter) - _TIME_STEMS - verbs
    return bool(verbs and shared)


def _verbs(dated: Dated) -> frozenset[str]:
    """Return the stems of what look like verbs in the clause of a time: by their ending, or an auxiliary before."""
    text = dated.sentence.words
    first, after = (place - dated.sentence.span[0] for place in dated.excerpt.span)
    before, behind = text[:first], text[after:]
    clause, rest = _CLAUSE.split(before)[-1], _CLAUSE.split(behind)[0]
    if len(words(clause)) + len(words(rest)) < _FEW:  # the time opens the sentence: its clause is the next
        clause, rest = before, " ".join(_CLAUSE.split(behind)[:2])
    near = [*words(clause)[-_WINDOW[0] :], *words(rest)[: _WINDOW[1]]]
    found = [
        word
        for at, word in enumerate(near)
        if word in _IRREGULAR
        or (word.endswith(("ed", "ing")) and len(word) > _FEW)
        or (at and near[at - 1] in _AUXILIARY and word not in _AUXILIARY)
    ]
    return frozenset(stem for stem in stem_words(found, "en") if stem not in _TIME_STEMS)


def _differ(one: Dated, other: Dated) -> bool:
    first, second = one.moment, other.moment
    if first.clock is not None and second.clock is not None:
        return first.begins == second.begins and abs(first.clock - second.clock) > _CLOSE
    if first.clock is not None or second.clock is not None:
        return False
    single = first.begins == first.ends and second.begins == second.ends
    return single and first.begins != second.begins


def _elsewhere_agree(one: Dated, other: Dated, found: Sequence[Dated]) -> bool:
    """Say whether one of the two sentences tells, beside, a time that the other tells too."""
    beside = [dated for dated in found if dated.sentence == one.sentence]
    there = [dated for dated in found if dated.sentence == other.sentence]
    return any(
        (a.moment.begins, a.moment.ends, a.moment.clock) == (b.moment.begins, b.moment.ends, b.moment.clock)
        for a in beside
        for b in there
    )
