"""What clustering decides about an article: the events it may join."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence for or against two texts telling of one event."""

    kind: str  # "words", "names", "numbers", "time", ...
    value: float  # as measured
    detail: str = ""  # what a person reads: the names shared, the hours between


@dataclass(frozen=True, slots=True)
class Join:
    """The article tells of an event already open."""

    event: str  # its key
    score: float  # similarity in [0, 1], at or above the threshold
    evidence: tuple[Evidence, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Open:
    """No open event is told by the article: it opens one."""

    score: float  # of the best event passed over; 0 where there was no candidate
    nearest: str | None = None  # key of that event
    evidence: tuple[Evidence, ...] = field(default=())


Placement = Join | Open
