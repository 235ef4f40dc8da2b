"""The dossier of one event as a reader may see it: every line an outlet's words, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from stoppress.domain.claim import Span, Speaker


class EventStatus(StrEnum):
    """What sources with standing make of an event."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DISPUTED = "disputed"  # one confirms, another denies


class DifferenceKind(StrEnum):
    """In what reports differ."""

    FIGURE = "figure"
    TIME = "time"


class Silence(StrEnum):
    """How a source that was asked said nothing."""

    ASKED = "asked"  # the article says no more than that it asked
    DECLINED = "declined"
    NO_ANSWER = "no answer"
    NOT_REACHED = "not reached"

    @property
    def worded(self) -> str:
        """What stands after the name."""
        return _WORDED[self]


_WORDED = {
    Silence.ASKED: "was asked for comment",
    Silence.DECLINED: "declined to comment",
    Silence.NO_ANSWER: "did not answer",
    Silence.NOT_REACHED: "could not be reached",
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of an article's text, verbatim: `Article.text` from `span[0]` up to `span[1]` is `words`."""

    article: str  # article id
    outlet: str
    url: str | None
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text tells, with what it counts; bounds are what its words allow.

    "more than 300,000 reservists" has the value 300,000 and no upper bound; "some 300,000" a tenth either way.
    """

    span: Span  # of the hedge, the number, its unit and what it counts
    value: float
    low: float
    high: float
    unit: str = ""  # ISO 4217 code, "%", or a unit of measure as `stages.figures` names it; "" for a count
    counted: str = ""  # what is counted, as written: "reservists"; "" where the words name nothing
    state: str = ""  # what happened to what is counted, of a closed list: "dead", "hurt", "arrested"
    head: str = ""  # stem of the counted noun
    matter: frozenset[str] = frozenset()  # stems of the clause it stands in
    is_part: bool = False  # "of which about 50,000", "including three children": part of another count
    is_past: bool = False  # of an earlier happening: its sentence tells another year


@dataclass(frozen=True, slots=True)
class Told:
    """A figure where it stands, and by whose word."""

    excerpt: Excerpt  # the words of the figure alone
    sentence: Excerpt
    figure: Figure
    speaker: Speaker | None  # None: the outlet itself


@dataclass(frozen=True, slots=True)
class Count:
    """One count of one thing, by every figure that the reports give of it; never averaged."""

    what: str  # what is counted, in an outlet's words
    told: tuple[Told, ...]  # by order of articles; never empty
    agree: bool  # all can be true together


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a text tells, resolved to days against the publication time."""

    span: Span
    begins: date  # first day
    ends: date  # last day, the same for one day
    clock: int | None = None  # minutes since midnight, where an hour is told
    is_either_half: bool = False  # the words do not say whether the hour is of the morning or of the evening
    day_assumed: bool = False  # an hour alone is told: its day is that of publication
    year_assumed: bool = False  # the words give no year: that of the event's date was taken
    relative: bool = False  # "on Tuesday", "this week": by the publication time
    matter: frozenset[str] = frozenset()  # stems of the sentence it stands in


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment where it stands, and by whose word."""

    excerpt: Excerpt  # the words of the time alone
    sentence: Excerpt
    moment: Moment
    speaker: Speaker | None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a source left open: "He didn't confirm when or where the meeting would be held"."""

    subjects: tuple[str, ...]  # of "time", "place", "number", "name", "cause"
    excerpt: Excerpt
    speaker: Speaker | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What reports tell differently; each side in its outlet's own words."""

    kind: DifferenceKind
    what: str
    sides: tuple[Excerpt, ...]  # sentences, one of an article; two at least, of different outlets


@dataclass(frozen=True, slots=True)
class Credit:
    """One report resting on another outlet, or crediting it."""

    name: str  # whom: "Vedomosti"
    first: bool  # credited with having had it first
    excerpts: tuple[Excerpt, ...]  # one for each article that credits


@dataclass(frozen=True, slots=True)
class Behind:
    """What a credited outlet is said to rest on: "three unnamed Kremlin sources" behind Vedomosti."""

    words: str
    outlet: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Who confirms or denies the event, by which words."""

    speaker: Speaker
    denies: bool
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked and said nothing."""

    name: str
    how: Silence
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One claim, with every report that carries it."""

    speaker: Speaker | None
    is_quote: bool
    owners: int  # independent reports that carry it
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that several outlets tell in words of their own."""

    excerpts: tuple[Excerpt, ...]  # whole sentences, one for each article


@dataclass(frozen=True, slots=True)
class Reported:
    """One article of the event."""

    article: str
    outlet: str
    owner: str
    url: str | None
    title: str
    title_is_lede: bool
    published: datetime | None
    by_day: bool  # only the day of publication is known
    rests_on: str | None  # the agency or outlet whose text it is


@dataclass(frozen=True, slots=True)
class Brief:
    """All that an event's reports come to."""

    title: str
    status: EventStatus
    status_line: str
    event_date: date | None  # of the first dated report
    language: str
    reports: tuple[Reported, ...]
    independent: int
    first_reported_by: tuple[Credit, ...] = ()
    credits: tuple[Credit, ...] = ()
    behind: tuple[Behind, ...] = ()
    grounds: tuple[Ground, ...] = ()
    asked: tuple[Asked, ...] = ()
    claims: tuple[Said, ...] = ()  # best corroborated first
    shared: tuple[Shared, ...] = ()
    counts: tuple[Count, ...] = ()
    times: tuple[Dated, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    differences: tuple[Difference, ...] = ()
    only_in: tuple[Said, ...] = ()
