"""Bring the times of several reports together: what each dates, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.domain.brief import Dated, Difference, DifferenceKind
from stoppress.stages import likeness
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.brief.time_weights import LEAST_SAME, SAME_TIME
from stoppress.stages.corroborate.standing import event_stems
from stoppress.stages.likeness import classes_by_stem, log_odds, prefixes, share
from stoppress.stages.moments import find_moments
from stoppress.stages.text.tokens import stem_words, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from stoppress.domain.brief import Unsaid
    from stoppress.stages.brief.excerpts import Read

_HEAD = 3  # paragraphs
_ABOUT = 2  # stems of headline and lede in a sentence about the event
_NEAR = 70  # characters on either side of a time whose words tell what happened then
_ONE_TIME = 30  # characters between a day and an hour that tell one time together
_CLOSE = 20  # minutes by which hours told of one thing may be apart: "at 14.05", "around 2 p.m."
_HALF = 720  # minutes
_TIMES = 120  # of an event that are compared with each other: those at the heads of the reports, where there are more
_FEWEST = 4  # of a report
_SAYING = word_list("""
    said says say told tells reported reports announced announces confirmed confirms denied denies declared stated wrote
    tweeted posted    added revealed disclosed spoke
    """)
# Stems of words for one happening, of which one report may use one, and another another.
_HAPPENINGS = tuple(
    frozenset(line.split())
    for line in """
    close shut closur
    start begin began begun open launch commenc kick
    stop fail outag interrupt unabl light lost lose dark power
    strike walkout stoppag work
    arrest detain pick held custodi
    dismiss sack fire oust told dismissal leav left
    reopen return run resum open
    wed marri altar bride ceremoni marriag wedding
    dissolv dissolut decre elect
    meet met session gather convers held
    crash came fell struck hit collid collis
    escap slip broke fled seen miss
    attempt lift-off liftoff lift launch schedul reschedul set
    die dead death kill
    contact heard reach silent lost signal
    visit arriv travel plant come
    explod blast blew explos
    quak struck earthquak tremor
    """.strip().splitlines()
)
_TIME_STEMS = word_list("""
    monday tuesday wednesday thursday friday saturday sunday januari februari march april may june juli august
    septemb octob novemb decemb today yesterday tomorrow morn afternoon even night week weekend month year time earli
    earlier late later hour said say told
    """)
_TIME_PREFIXES = prefixes(_TIME_STEMS)
_CLASSES_BY_STEM = classes_by_stem(_HAPPENINGS)


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


@dataclass(frozen=True, slots=True)
class Timed:
    """A time with the words round it, as they are compared; a day and an hour beside it are one."""

    dated: Dated
    near: frozenset[str]  # prefixes of the stems of the words near it
    classes: frozenset[int]  # of the happenings that those words name
    matter: frozenset[str]  # prefixes of the stems of its sentence
    place: int  # of its sentence among those of its report that tell times
    is_ahead: bool  # after the day of publication
    of_event: float  # part of the words near it that headlines and ledes hold too
    is_of_saying: bool  # "denied on Monday that"
    only_of_kind: bool  # the only time of its report that is ahead, or is not


def time_all(found: Sequence[Dated], reads: Sequence[Read]) -> list[list[Timed]]:
    """Return the times of each report among their words, in the order of its text."""
    heads = prefixes(event_stems(read.article for read in reads)) - _TIME_PREFIXES
    by_article: dict[str, list[Dated]] = {read.article.id: [] for read in reads}
    for dated in sorted(found, key=lambda one: one.excerpt.span):
        by_article[dated.excerpt.article].append(dated)
    return [_of_report(_joined(by_article[read.article.id]), read, heads) for read in reads]


def _joined(found: Sequence[Dated]) -> list[Dated]:
    """Leave out a day beside whose hour it stands, and times that are not of one day."""
    clocks = [one for one in found if one.moment.clock is not None]
    return [
        one
        for one in found
        if one.moment.begins == one.moment.ends
        and (one.moment.clock is not None or not any(_is_beside(one, clock) for clock in clocks))
    ]


def _is_beside(day: Dated, clock: Dated) -> bool:
    gap = max(clock.excerpt.span[0] - day.excerpt.span[1], day.excerpt.span[0] - clock.excerpt.span[1])
    return gap < _ONE_TIME and day.sentence == clock.sentence


def _of_report(found: Sequence[Dated], read: Read, heads: frozenset[str]) -> list[Timed]:
    published = read.article.published.date() if read.article.published else None
    ahead = [published is not None and one.moment.begins > published for one in found]
    sentences: list[int] = []
    timed = []
    for one, is_ahead in zip(found, ahead, strict=True):
        if one.sentence.span[0] not in sentences:
            sentences.append(one.sentence.span[0])
        timed.append(_timed(one, heads, len(sentences) - 1, is_ahead=is_ahead, is_only=ahead.count(is_ahead) == 1))
    return timed


def _timed(dated: Dated, heads: frozenset[str], place: int, *, is_ahead: bool, is_only: bool) -> Timed:
    text = dated.sentence.words
    start, end = (at - dated.sentence.span[0] for at in dated.excerpt.span)
    before = text[max(0, start - _NEAR) : start]
    found = stem_words(words(f"{before} {text[end : end + _NEAR]}"), "en")
    near = prefixes(found) - _TIME_PREFIXES
    return Timed(
        dated=dated,
        near=near,
        classes=frozenset().union(*(_CLASSES_BY_STEM.get(stem, frozenset()) for stem in found)),
        matter=prefixes(dated.moment.matter) - _TIME_PREFIXES,
        place=place,
        is_ahead=is_ahead,
        of_event=len(near & heads) / len(near) if near else 0.0,
        is_of_saying=_is_of_saying(before, text[end:]),
        only_of_kind=is_only,
    )


def _is_of_saying(before: str, after: str) -> bool:
    return any(word in _SAYING for word in (*words(before)[-2:], *words(after[:_NEAR])[:1]))


def rarity(timed: Sequence[Timed]) -> dict[str, float]:
    """Return how much each prefix tells within the event, by the sentences with times that hold it."""
    return likeness.rarity({(one.dated.excerpt.article, one.dated.sentence.span): one.matter for one in timed}.values())


def may_be_same(one: Timed, other: Timed) -> bool:
    """Say whether two times can be of one happening: of two outlets, both ahead or both over, within a month."""
    if one.dated.excerpt.outlet == other.dated.excerpt.outlet or one.is_of_saying or other.is_of_saying:
        return False
    shared = len(one.near & other.near) + _MANY * bool(one.classes & other.classes)
    hours = one.dated.moment.clock is not None and other.dated.moment.clock is not None
    if one.is_ahead is not other.is_ahead or shared < (_MANY if hours else 1):
        return False
    return abs((one.dated.moment.begins - other.dated.moment.begins).days) <= _MONTH


_MONTH = 31  # days
_MANY = 2  # prefixes shared by two hours that may be of one happening: a day has many hours


def pair_signs(one: Timed, other: Timed, rare: Mapping[str, float]) -> dict[str, float]:
    """Return the signs that two times are of one happening, by name."""
    first, second = one.dated.moment, other.dated.moment
    days = abs((first.begins - second.begins).days)
    hours = (first.clock is not None) + (second.clock is not None)
    early = one.place < 2 and other.place < 2
    happening = bool(one.classes & other.classes)
    near = share(one.near, other.near, rare)
    about = min(one.of_event, other.of_event)
    return {
        "bias": 1.0,
        "near": near,
        "matter": share(one.matter, other.matter, rare),
        "happening": float(happening),
        "shares": float(bool(one.near & other.near)),
        "happening shared": float(happening) * near,
        "about": about,
        "about, happening": about * happening,
        "both ahead": float(one.is_ahead and other.is_ahead),
        "only of kind": float(one.only_of_kind and other.only_of_kind),
        "only, ahead": float(one.only_of_kind and other.only_of_kind and one.is_ahead and other.is_ahead),
        "both first": float(one.place == 0 and other.place == 0),
        "both early": float(early),
        "early, happening": float(early and happening),
        "two hours": float(hours == 2),
        "one hour": float(hours == 1),
        "same day": float(days == 0),
        "next day": float(days == 1),
        "day assumed": float(first.day_assumed or second.day_assumed),
        "within a week": float(days <= 7),
    }


def time_differences(
    by_report: Sequence[Sequence[Timed]], weights: Mapping[str, float] = SAME_TIME, least: float = LEAST_SAME
) -> tuple[Difference, ...]:
    """Return the times on which reports of different outlets differ, the likeliest first; one of two reports.

    Two days, or two hours of one day further apart than a few minutes, differ, unless one of the reports tells the
    other's time too.
    """
    timed = [one for report in by_report for one in report]
    rare = rarity(timed)
    most = max(_TIMES // max(len(by_report), 1), _FEWEST)
    likely = [
        (odds, one, other)
        for at, ones in enumerate(by_report)
        for others in by_report[at + 1 :]
        for one in ones[:most]
        for other in others[:most]
        if may_be_same(one, other) and (odds := log_odds(pair_signs(one, other, rare), weights)) >= least
    ]
    likely.sort(key=lambda pair: -pair[0])
    return _differences(likely, by_report)


def _differences(
    likely: Sequence[tuple[float, Timed, Timed]], by_report: Sequence[Sequence[Timed]]
) -> tuple[Difference, ...]:
    taken: set[tuple[int, int, str]] = set()
    told: set[frozenset[str]] = set()
    found = []
    for _, one, other in likely:
        ends = {
            (*one.dated.excerpt.span, other.dated.excerpt.article),
            (*other.dated.excerpt.span, one.dated.excerpt.article),
        }
        pair = frozenset((one.dated.excerpt.article, other.dated.excerpt.article))
        if ends & taken or pair in told:
            continue
        taken |= ends
        if (
            differ(one.dated, other.dated)
            and not _tells_too(one, other, by_report)
            and not _tells_too(other, one, by_report)
        ):
            told.add(pair)
            found.append(
                Difference(DifferenceKind.TIME, one.dated.sentence.words, (one.dated.sentence, other.dated.sentence))
            )
    return tuple(found)


def differ(one: Dated, other: Dated) -> bool:
    """Say whether two times of one happening cannot both be true."""
    first, second = one.moment, other.moment
    named = [words(dated.excerpt.words)[-1:] for dated in (one, other)]
    if first.relative and second.relative and named[0] == named[1] and first.clock == second.clock:
        return False  # "on Tuesday" in both: of which week is a guess
    other_day = first.begins != second.begins and not (first.day_assumed or second.day_assumed)
    if first.clock is None or second.clock is None:
        return other_day
    apart = abs(first.clock - second.clock)
    if first.is_either_half or second.is_either_half:
        apart = min(apart % _HALF, _HALF - apart % _HALF)
    return other_day or apart > _CLOSE


def _tells_too(one: Timed, other: Timed, by_report: Sequence[Sequence[Timed]]) -> bool:
    """Say whether the report of one time tells the other's, in a sentence of like words."""
    return any(
        not differ(beside.dated, other.dated)
        and bool(beside.near & other.near)
        and (beside.dated.moment.clock is None) is (other.dated.moment.clock is None)
        for report in by_report
        for beside in report
        if beside.dated.excerpt.article == one.dated.excerpt.article
    )


def unsaid_differences(
    found: Sequence[Dated], unsaid: Sequence[Unsaid], reads: Sequence[Read]
) -> tuple[Difference, ...]:
    """Return where one report tells a day still to come, and another that no day is confirmed: one for an event.

    The day must stand in the first paragraph of its report, if a date in the first three, or in a sentence that shares
    two stems with its headline and lede.
    """
    read_by_id = {read.article.id: read for read in reads}
    for left in unsaid:
        if "time" not in left.subjects:
            continue
        for dated in sorted(found, key=lambda one: one.moment.relative):  # "on 18 March" before "on Wednesday"
            read = read_by_id[dated.excerpt.article]
            elsewhere = read.article.outlet != left.excerpt.outlet
            if (
                elsewhere
                and not _told_when_said(dated)
                and _is_to_come(dated, read)
                and not _allows(left, dated, found)
            ):
                return (Difference(DifferenceKind.TIME, "", (dated.sentence, left.excerpt)),)
    return ()


def _told_when_said(dated: Dated) -> bool:
    start, end = (at - dated.sentence.span[0] for at in dated.excerpt.span)
    return _is_of_saying(dated.sentence.words[max(0, start - _NEAR) : start], dated.sentence.words[end:])


def _allows(left: Unsaid, dated: Dated, found: Sequence[Dated]) -> bool:
    """Say whether the sentence that leaves a day open tells a span with that day in it: "but said this week"."""
    beside = [other.moment for other in found if other.sentence == left.excerpt]
    return any(moment.begins <= dated.moment.begins <= moment.ends for moment in beside)


def _is_to_come(dated: Dated, read: Read) -> bool:
    moment, published = dated.moment, read.article.published
    if published is None or moment.clock is not None or moment.begins != moment.ends:
        return False
    if moment.begins <= published.date():
        return False
    place = read.text.count("\n\n", 0, dated.excerpt.span[0])
    told = event_stems([read.article]) - _TIME_STEMS
    return place == 0 or (place < _HEAD and not moment.relative) or len(moment.matter & told - _TIME_STEMS) >= _ABOUT
