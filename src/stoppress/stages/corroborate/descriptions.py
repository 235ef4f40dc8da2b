"""Know more of a speaker than one sentence tells: how a report describes a name, whom "the company" stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Speaker
from stoppress.stages.attribute.lexicon import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stoppress.domain.article import Article

_BEFORE, _AFTER = 70, 90  # characters beside a name in which it is described
_MOST_SEEN = 4  # places of a name that are looked at in an article
_MARK = re.compile(r"[.;:“”\"()\n!?—–]")
_LEAD_IN = re.compile(
    r".*\b(?:said|says|told|by|that|and|but|when|while|as|to|from|with|added|asked|called|were|was|is|are|has|had)\s",
    re.IGNORECASE | re.DOTALL,
)
_APPOSED = re.compile(
    r"\s?,\s(?P<role>(?:a|an|the|its|their|his|her|who|chief|chair\w*|head|director|mayor|president|general|deputy)\b[^.;:“”\"()\n]*)"
    r"|\s(?P<of>(?:of|from|at|for)\s(?:the\s)?[^.,;:“”\"()\n]{3,60})"
)
# Words for a body that a report has named before: "the company", "its operator".
GENERIC = word_list("""
    company firm group operator owner maker manufacturer bank lender airline carrier retailer supplier publisher club
    union museum university school college hospital trust charity council authority regulator watchdog agency ministry
    department office institute institution government force brewer builder developer producer network chain supermarket
    cheesemaker drugmaker carmaker shipbuilder glassmaker foundation federation league board commission court railway
    team side band zoo theatre festival church cathedral diocese station port airport startup start-up studio service
    """)
_OF_BUSINESS = word_list("""
    bank lender airline carrier club museum bookseller
    company firm group operator owner maker manufacturer retailer supplier publisher brewer builder developer producer
    network chain cheesemaker drugmaker carmaker shipbuilder glassmaker startup start-up studio
    """)
_NAME = r"[A-ZÀ-Ý][\w’'&.-]*(?:\s(?:(?:of|de|del|della|di|du|des|the|and|&)\s){0,2}[A-ZÀ-Ý][\w’'&.-]*)*"
_NAMED = re.compile(rf"(?<![\w’'-]){_NAME}")


def describe(name: str, articles: Iterable[Article]) -> str:
    """Return the words by which the articles describe a named speaker: what stands before the name, and after a comma.

    "the governor of the region, Ada Obi," and "Ada Obi, who runs the port": words of several reports in one line, to
    look words up in; "" where none describes.
    """
    found: list[str] = []
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    for article in articles:
        text = article.text
        for count, match in enumerate(pattern.finditer(text)):
            if count == _MOST_SEEN:
                break
            found += _beside(text, match.start(), match.end())
    return " | ".join(part for part in found if part)


def _beside(text: str, first: int, last: int) -> tuple[str, str]:
    before = _MARK.split(text[max(0, first - _BEFORE) : first])[-1]
    before = _LEAD_IN.sub("", before).strip(" ,")
    after = _APPOSED.match(text[last : last + _AFTER])
    return before, ((after["role"] or after["of"] or "") if after else "").split(", said")[0]


class Bodies:
    """The named bodies of an event, and what each is called: whom "the company" of a report stands for."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        self._texts = [article.text for article in articles]
        self._heading = " \n ".join(f"{article.headline or ''}\n{article.lede or ''}" for article in articles)
        self._names: dict[str, list[tuple[int, str]]] = {}
        self._persons: dict[str, bool] = {}
        self._called: dict[str, set[str]] = {}

    def named(self, article: str, place: int, noun: str) -> str | None:
        """Return the body that a report has named before a place and that a noun can stand for; None: not known.

        A name that holds the noun ("Northmark Bank") or is called by it somewhere ("the lender Northmark", "Northmark,
        the lender") comes before one that heads the event and opens a sentence; of equals the nearest before, or else
        the first.
        """
        names = self._named_in(article)
        called = [(at, name) for at, name in names if self._is_called(name, noun)]
        if not called and noun in _OF_BUSINESS:
            text = self._articles[article].text
            called = [
                (at, name) for at, name in names if self._heads(name) and _OPENS.search(text[max(0, at - 12) : at])
            ]
        before = [name for at, name in called if at < place]
        return before[-1] if before else called[0][1] if called else None

    def _named_in(self, article: str) -> list[tuple[int, str]]:
        if article not in self._names:
            text = self._articles[article].text
            found = [(match.start(), re.sub(r"[’']s$", "", match.group())) for match in _NAMED.finditer(text)]
            self._names[article] = [
                (at, name)
                for at, name in found
                if len(name) > 2
                and not name.isupper()
                and name not in _NO_NAMES
                and not _OF_PEOPLE.match(name)
                and not _OF_PLACE.search(text[max(0, at - 16) : at])
            ]
        return self._names[article]

    def _heads(self, name: str) -> bool:
        """Say whether a name stands in a headline or lede, of no person: nobody is aged or titled by it."""
        if name not in self._heading:
            return False
        if name not in self._persons:
            last = name.rsplit(maxsplit=1)[-1]
            titled = any(
                f"{title} {last}" in text for title in ("Mr", "Mrs", "Ms", "Dr", "Sir") for text in self._texts
            )
            aged = re.compile(rf"\b{re.escape(name)},\s\d\d\b")
            self._persons[name] = titled or any(aged.search(text) for text in self._texts)
        return not self._persons[name]

    def _is_called(self, name: str, noun: str) -> bool:
        if noun in name.casefold().split():
            return len(name.split()) > 1
        if noun not in self._called:
            self._called[noun] = {found for text in self._texts for found in _called(text, noun)}
        return name in self._called[noun]


def _called(text: str, noun: str) -> Iterator[str]:
    """Yield the names that a text calls by a noun: "the lender Northmark", "Northmark, the Belfast lender"."""
    for match in re.finditer(rf"\b{noun}\b", text, re.IGNORECASE):
        after = _NAMED_AFTER.match(text, match.end())
        if after is not None:
            yield after["name"]
        before = _NAMED_BEFORE.search(text, max(0, match.start() - _APART), match.start())
        if before is not None:
            yield before["name"]


_APART = 100  # characters between a name and the noun in apposition to it
_NAMED_AFTER = re.compile(rf"\s(?P<name>{_NAME})")
_NAMED_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:\sof\s\w+)?,\s(?:(?:a|an|the|its)\s(?:[\w’'-]+\s){{0,4}}|which\s(?:\w+\s){{0,2}})$"
)
_OF_PEOPLE = re.compile(
    r"(?:\w+(?:ish|ese|ians?)|French|Dutch|Swiss|Germans?|Koreans?|Americans?|Greeks?|Mexicans?|Russians?|European)$"
)
_OF_PLACE = re.compile(
    r"\b(?:in|near|at|from|to|into|off|central|northern|southern|eastern|western|north|south|east|west)\s$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:^|[.!?:”\"]\s|\n|[—–-]\s)(?:[Tt]he\s)?$")
_NO_NAMES = frozenset(
    (
        *(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "The",
            "But",
            "And",
            "For",
            "Its",
        ),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
        *("December", "His", "Her", "They", "She", "This", "That", "When", "One", "Two", "After", "Last", "Next"),
    )
)


_SAME_OFFICE = (
    word_list("lawyer lawyers attorney counsel barrister solicitor"),
    word_list("spokesman spokeswoman spokesperson"),
    word_list("boss chief executive ceo"),
)


def has_office_alone(speaker: Speaker) -> bool:
    """Say whether a speaker has no name, but an office that a named person can be described by."""
    role = set(_WORD.findall((speaker.role or "").casefold()))
    return not speaker.name and any(role & office for office in _SAME_OFFICE)


def same_person(described: Speaker, named: Speaker, description: str) -> bool:
    """Say whether "the lawyer" is somebody whom the report describes as counsel: by the word for the office."""
    role = set(_WORD.findall((described.role or "").casefold()))
    told = set(_WORD.findall(f"{named.role or ''} {description}".casefold()))
    return any(role & office and told & office for office in _SAME_OFFICE)


_WORD = re.compile(r"[\w-]+")


def complete(speaker: Speaker, article: str, place: int, bodies: Bodies) -> Speaker:
    """Give a speaker that is only "the company" or "its operator" the name of the body that this stands for."""
    if speaker.name or any(letter.isupper() for letter in f"{speaker.body or ''}{speaker.role or ''}"):
        return speaker
    noun = next(
        (word for word in f"{speaker.body or speaker.role or ''}".casefold().split()[-1:] if word in GENERIC), None
    )
    named = bodies.named(article, place, noun) if noun else None
    return Speaker(None, None, named) if named else speaker
