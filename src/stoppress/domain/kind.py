"""What kind of piece an article is: not every one tells of one event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an article is as a piece of journalism. A closed list."""

    REPORT = "report"  # tells of one event; so is every piece that nothing speaks against
    ROUND_UP = "round-up"  # several events: a briefing, news in brief, a newsletter, the week in pictures
    LIVE_PAGE = "live page"  # posts with their times, as things happen
    OPINION = "opinion"  # a column, an editorial, letters, a columnist's analysis
    EXPLAINER = "explainer"  # what is known, questions and answers, a timeline, a fact check, a portrait
    LOOK_BACK = "look back"  # on this day, an anniversary, a remembrance
    TABLE = "table"  # forecasts, prices, fixtures, results, draws, notices, listings


class Ground(StrEnum):
    """Where an article says what kind of piece it is. A closed list."""

    HEADLINE = "headline"
    ADDRESS = "address"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    TEXT = "text"


_OF_MANY = frozenset({Kind.ROUND_UP, Kind.TABLE})


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of piece that an article is, and what says so."""

    kind: Kind
    ground: Ground | None = None  # None: a report, because nothing says otherwise
    words: str = ""  # as they stand there; of a text's shape, what was counted

    @property
    def is_report(self) -> bool:
        """Say whether the article tells of one event."""
        return self.kind is Kind.REPORT

    @property
    def tells_of_many(self) -> bool:
        """Say whether the article tells of many things at once, and so belongs to no event with others."""
        return self.kind in _OF_MANY
