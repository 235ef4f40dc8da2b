"""What an outlet publishes: outlets, feed entries, pages and articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a publication time is known."""

    SECOND = "second"
    DAY = "day"  # only the day was stated; the moment kept is its first, in UTC


class DropReason(StrEnum):
    """Why a piece of a page is no part of the article. A closed list."""

    SIGN_UP = "sign-up panel"
    CONSENT = "consent wording"
    VALIDATION = "form validation"
    CAPTION = "caption"
    CREDIT = "photo credit"
    READ_MORE = "read more"
    NAVIGATION = "navigation"
    ADVERTISEMENT = "advertisement"
    COMMENTS = "comment section"
    PAYWALL = "paywall notice"
    FURNITURE = "stands on other pages of its outlet"
    DATE_LINE = "date line"
    BYLINE = "byline"
    REPEATED = "repeats the headline or another paragraph"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of text left out of an article, and why."""

    text: str  # as it stood, white space folded
    reason: DropReason


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed states of one article."""

    guid: str | None  # the feed's own identity for it
    url: str | None  # absolute; http or https only
    title: str | None  # markup removed
    summary: str | None  # markup removed
    published: datetime | None  # aware UTC; None where the feed states none
    content: str | None = None  # full text as HTML, where the feed carries it
    precision: Precision | None = None  # of `published`; None where that is None


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of an article beside its page or text: by a feed entry, or by a line of input."""

    id: str
    outlet: str | None = None  # None: nobody names one
    owner: str | None = None
    url: str | None = None
    headline: str | None = None
    published: datetime | None = None  # aware UTC
    precision: Precision | None = None  # of `published`; None where that is None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's piece, read and cleaned.

    The times are aware UTC. `published` is None where no time is stated: it is never guessed.
    """

    id: str  # unique in its store or input
    outlet: str  # the publication's name
    body: tuple[str, ...]  # paragraphs in order, without headline, captions or panels
    lede: str | None = None  # the first sentence of the body, verbatim
    headline: str | None = None  # None where the outlet gave none; never invented
    standfirst: str | None = None  # the line under the headline
    byline: str | None = None  # who wrote it
    dateline: str | None = None  # where from, as the text begins with it ("ORVO, Feb 3 -")
    owner: str | None = None  # who controls the outlet; None: the outlet itself
    url: str | None = None  # canonical address, http or https
    published: datetime | None = None
    precision: Precision | None = None  # of `published`; None where that is None
    language: str | None = None  # ISO 639-1 code
    section: str | None = None  # of the outlet, as it names it
    modified: datetime | None = None  # aware UTC; None where the page states no later edition
    paywalled: bool = False  # the page says that the text goes on for subscribers only
    dropped: tuple[Dropped, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs joined by a blank line; what every claim's spans count in."""
        return "\n\n".join(self.body)

    @property
    def title(self) -> str:
        """The headline or, where there is none, the lede that stands in for it."""
        return self.headline or self.lede or ""

    @property
    def title_is_lede(self) -> bool:
        """Say whether `title` is the article's own lede standing in for a headline."""
        return not self.headline and bool(self.lede)

    @property
    def controlled_by(self) -> str:
        """The owner by whom independence is counted."""
        return self.owner or self.outlet
