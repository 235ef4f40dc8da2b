"""The alert about an event: what it says, each line with the outlet whose words it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stoppress.domain.brief import DifferenceKind


class AlertKind(StrEnum):
    """One event has at most one ALERT; the others follow it."""

    ALERT = "alert"
    UPDATE = "update"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of an outlet, verbatim, and where they stand."""

    text: str  # verbatim run of the article's headline or text; may be cut at word borders
    article: str  # article id
    outlet: str
    url: str | None  # None: shown unlinked
    cut_before: bool = False  # words were left out before the run
    cut_after: bool = False  # words were left out after the run


@dataclass(frozen=True, slots=True)
class Quote:
    """What one speaker says; the same words may stand with several outlets."""

    speaker: str  # "Dmitry Peskov, Kremlin spokesman"; "" where the text names none
    lines: tuple[Line, ...]  # a line for each outlet that carries it; never empty


@dataclass(frozen=True, slots=True)
class Contrast:
    """What reports tell differently, each side in its outlet's own words."""

    kind: DifferenceKind
    what: str  # what is counted, in an outlet's words; "" where the kind says it all
    lines: tuple[Line, ...]  # two at least, of different outlets


@dataclass(frozen=True, slots=True)
class Report:
    """One article that tells of the event."""

    article: str
    outlet: str
    title: str  # headline or lede, verbatim
    title_is_lede: bool
    url: str | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event stands, for the mailroom to word in the language of the mail."""

    confirmed_by: tuple[str, ...] = ()  # names as the outlets write them
    denied_by: tuple[str, ...] = ()
    first_reported_by: tuple[str, ...] = ()  # whom the articles themselves credit
    outlets: int = 1  # that tell of it
    owners: int = 1  # of these, independent of each other


@dataclass(frozen=True, slots=True)
class AlertContent:
    """All that an alert says, in order; the mailroom words what stands between."""

    kind: AlertKind
    event: str  # event key
    subject: str  # a headline or, where no article has one, a lede
    subject_is_lede: bool
    status: str  # "Confirmed by the Kremlin · first reported by Vedomosti · 2 independent outlets"
    lede: Line
    quotes: tuple[Quote, ...]
    reports: tuple[Report, ...]
    language: str  # ISO 639-1, of the outlets' words
    contrasts: tuple[Contrast, ...] = ()
    only_in: tuple[Quote, ...] = ()  # what one independent report alone tells, by whose word
    standing: Standing | None = None  # what `status` says in English, for other languages


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert that went out, as an update, a correction or a digest names it."""

    subject: str
    language: str  # of the subject
    issued_at: datetime  # aware
    outlet: str = ""  # whose words the subject is
    url: str | None = None  # where they stand
    status: str = ""  # in English
    standing: Standing | None = None
