"""What clustering decides about an article: the events it may join."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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


class RepairKind(StrEnum):
    """What a repair does. A closed list."""

    MOVE = "move"  # an article stands better in another event
    SPLIT = "split"  # an article was a stranger in its event, and opens its own
    MERGE = "merge"  # two events proved one


@dataclass(frozen=True, slots=True)
class Repair:
    """A change to events after the arrival of their articles."""

    kind: RepairKind
    articles: tuple[str, ...]  # ids of those that changed their event, in order of arrival
    source: str  # key of the event that they leave; after a merge it is no more
    goal: str  # key of the event in which they stand now
    score: float  # probability that this is right
    evidence: tuple[Evidence, ...] = field(
        default=()
    )  # of the articles, or the first of them, and the event it is about
