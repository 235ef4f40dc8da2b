"""Tell reports that stand on their own from reprints, wire copy and papers of one owner."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stoppress.stages.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from stoppress.domain.article import Article

_SHINGLE = 5  # words; two writers seldom share a run of five outside quotes and names
_SHARED = 0.5  # of the shorter text's runs: quotes of one press conference stay well below it
_LONG = 13  # words; a shorter text has too few runs of five
_SHORT_SHINGLE = 3  # words, where one of two texts is short
_SHORT_SHARED = 0.6  # of the shorter text's runs of three: one changed word, not one shared name and verb
_TELLING = 4  # words; a text of fewer says nothing, and its article counts by the headline
_HEADLINE = 20  # characters; a headline no longer than that ("Breaking news") is anybody's

Pair = tuple[str, int]
"""An article's owner, case-folded, and the number of its text: equal for reprints and for copy of one agency."""
_Run = tuple[str, ...]  # words as they follow each other

_AGENCIES = {
    "afp": "AFP", "agence france-presse": "AFP", "agence france presse": "AFP", "ansa": "ANSA", "ap": "AP",
    "apa": "APA", "associated press": "AP", "the associated press": "AP", "belga": "Belga",
    "bloomberg": "Bloomberg", "cna": "CNA", "dpa": "dpa", "efe": "EFE", "europa press": "Europa Press",
    "interfax": "Interfax", "kyodo": "Kyodo", "kyodo news": "Kyodo", "lusa": "Lusa", "pa": "PA",
    "pa media": "PA", "press association": "PA", "pti": "PTI", "reuters": "Reuters",
    "ria novosti": "RIA Novosti", "tass": "TASS", "ttxvn": "TTXVN", "upi": "UPI", "xinhua": "Xinhua",
    "yonhap": "Yonhap", "yonhap news agency": "Yonhap", "the canadian press": "Canadian Press",
    "canadian press": "Canadian Press", "australian associated press": "AAP", "aap": "AAP",
}  # fmt: skip
_ABBREVIATED = 4  # letters; in a longer byline such a name counts only as the agency writes it: "AP", not "Ap"
_PEOPLE_TOO = frozenset({"bloomberg", "lusa", "belga", "pa", "apa"})  # "Michael Bloomberg", "Harrisburg, Pa."
_STAFF = re.compile(
    r"\s+(?:staff|news(?:\s+agency)?|(?:staff\s+)?(?:writers?|reporters?|correspondents?))\Z", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[,;|/·•()]\s*|\s+[-–—&]\s+|\s+and\s+")
_AT_THE_HEAD = re.compile(r"\A[^()\n]{0,60}\(([^()\n]{2,30})\)\s*[-–—:.]")  # "ORVO, Feb 3 (Reuters) - "
_BY = re.compile(r"\A\s*(?:by|from|for|of|por|par|von|di)\s+", re.IGNORECASE)


def agency(article: Article) -> str | None:
    """Name the agency whose copy the article says it is, by its byline, dateline or first words."""
    if article.byline and (named := _agency_in(article.byline)):
        return named
    for opening in (article.dateline, article.body[0] if article.body else None):
        head = _AT_THE_HEAD.match(f"{opening} -" if opening is article.dateline else opening or "")
        if head and head.group(1).strip().casefold() in _AGENCIES:
            return _AGENCIES[head.group(1).strip().casefold()]
    return None


def _agency_in(byline: str) -> str | None:
    """Name the agency of a byline: alone, after a comma or the like, or at the end after a person's whole name.

    "Staff", "News", "News Agency" and "Writer" may follow it.
    """
    whole = _BY.sub("", byline).strip().rstrip(".")
    if named := _AGENCIES.get(whole.casefold()):
        return named
    for number, part in enumerate(_PARTS.split(whole)):
        bare = _STAFF.sub("", _BY.sub("", part))
        if (named := _AGENCIES.get(bare.casefold())) and (number == 0 or _as_written(bare, named)):
            return named
        found = bare.split()
        for name in (" ".join(found[start:]) for start in range(2, len(found))):
            named = _AGENCIES.get(name.casefold())
            if named and name.casefold() not in _PEOPLE_TOO and _as_written(name, named):
                return named
    return None


def _as_written(name: str, agency_name: str) -> bool:
    """Tell an agency's abbreviation from a word or a person's name; longer names are taken as they are."""
    return len(name) > _ABBREVIATED or name == agency_name or (name.isupper() and name.casefold() not in _PEOPLE_TOO)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of an article: runs of five words of a long text, of three of any, or the headline alone."""

    fives: frozenset[_Run]  # none of a short text
    threes: frozenset[_Run]
    headline: str  # "" if too short to tell

    @property
    def is_long(self) -> bool:
        return bool(self.fives)


def _read(article: Article) -> _Text:
    found = words(article.text)
    headline = " ".join(words(article.headline or ""))
    fives = _runs(found, _SHINGLE) if len(found) >= _LONG else frozenset()
    threes = _runs(found, _SHORT_SHINGLE) if len(found) >= _TELLING else frozenset()
    return _Text(fives, threes, headline if len(headline) > _HEADLINE else "")


def _runs(found: Sequence[str], length: int) -> frozenset[_Run]:
    return frozenset(zip(*(found[start:] for start in range(length)), strict=False))


def same_text(a: Article, b: Article) -> bool:
    """Say whether one article prints the other's text, whole, cut or lightly edited.

    A text of some words is looked for in the longer one. Headlines count only where an article has no text.
    """
    one, other = _read(a), _read(b)
    if not (one.threes and other.threes):
        return bool(one.headline) and one.headline == other.headline
    if one.is_long and other.is_long:
        return _enough(len(one.fives & other.fives), _SHARED, one.fives, other.fives)
    return _enough(len(one.threes & other.threes), _SHORT_SHARED, one.threes, other.threes)


def is_edition(a: Article, b: Article) -> bool:
    """Say whether two articles of one event are editions of one: an outlet's, edited, whatever else it changed."""
    return a.outlet.casefold() == b.outlet.casefold() and same_text(a, b)


def _enough(shared: int, share: float, one: Collection[_Run], other: Collection[_Run]) -> bool:
    return shared >= share * min(len(one), len(other))


def owners_and_texts(articles: Sequence[Article]) -> tuple[Pair, ...]:
    """Return each article's owner and the number of its text.

    Texts are one where `same_text` says so, also by way of a third, and where they state the same agency. But a short
    text that stands in several long ones (a sentence that all of them quote) joins the first, and makes them no one.
    """
    texts = [_read(article) for article in articles]
    leads = _Leads(len(texts))
    by_agency: dict[str, int] = {}
    for number, article in enumerate(articles):
        if named := agency(article):
            leads.join(by_agency.setdefault(named, number), number)
    for one, other in _sharing([text.fives for text in texts], _SHARED):
        leads.join(one, other)
    attached: list[tuple[int, int]] = []  # a long text, a short one
    for one, other in _pairs_of_short(texts):
        long, short = sorted((one, other), key=lambda number: (not texts[number].is_long, number))
        if texts[long].is_long:
            attached.append((long, short))
        else:
            leads.join(long, short)
    homes = {leads.of(number) for number, text in enumerate(texts) if text.is_long}
    first_long: dict[int, int] = {}  # by lead of short texts
    for long, short in sorted(attached):
        if leads.of(short) not in homes:
            first_long.setdefault(leads.of(short), long)
    for lead, long in first_long.items():
        leads.join(lead, long)
    return tuple((article.controlled_by.casefold(), leads.of(number)) for number, article in enumerate(articles))


class _Leads:
    """Numbers joined into sets, each led by its lowest (Tarjan's union and find)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._above[high] = low


def _pairs_of_short(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Give the pairs of one text of which at least one is short, or a headline alone."""
    in_short = frozenset().union(*(text.threes for text in texts if not text.is_long))
    for one, other in _sharing([text.threes for text in texts], _SHORT_SHARED, among=in_short):
        if not (texts[one].is_long and texts[other].is_long):
            yield one, other
    by_headline: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        by_headline[text.headline].append(number)
    by_headline.pop("", None)
    for numbers in by_headline.values():
        first, *others = sorted(numbers, key=lambda number: (not texts[number].threes, number))
        yield from ((first, number) for number in others if not texts[number].threes)


def _sharing(
    sets: Sequence[frozenset[_Run]], share: float, *, among: frozenset[_Run] | None = None
) -> Iterator[tuple[int, int]]:
    """Give the pairs of sets that share enough of the smaller; elements that are not `among` count as not shared."""
    first: dict[frozenset[_Run], int] = {}  # equal sets are compared with others once
    numbers_by_run: defaultdict[_Run, list[int]] = defaultdict(list)
    for number, runs in enumerate(sets):
        if runs and (equal := first.setdefault(runs, number)) != number:
            yield equal, number
            continue
        for run in runs if among is None else runs & among:
            numbers_by_run[run].append(number)
    found = {run: np.array(numbers) for run, numbers in numbers_by_run.items() if len(numbers) > 1}
    sizes = np.array([len(runs) for runs in sets])
    for number, runs in enumerate(sets):
        holders = [found[run] for run in runs if run in found] if first.get(runs) == number else []
        if holders:
            shared = np.bincount(np.concatenate(holders))[:number]
            enough = shared >= share * np.minimum(sizes[: len(shared)], sizes[number])
            yield from ((int(earlier), number) for earlier in np.flatnonzero(enough & (shared > 0)))


def match_owners(pairs: Iterable[Pair]) -> dict[str, int]:
    """Match as many owners as possible with a text of theirs that no other owner is matched with.

    That number is how many reports are independent: one owner counts once, and so does one text. Of owners who compete
    for a text those who come first are matched; they stand in the order they come. Method: augmenting paths (Kuhn).
    """
    texts_by_owner: dict[str, dict[int, None]] = {}
    for owner, text in pairs:
        texts_by_owner.setdefault(owner, {})[text] = None
    owner_by_text: dict[int, str] = {}
    for owner in texts_by_owner:
        _augment(owner, texts_by_owner, owner_by_text)
    matched = {owner: text for text, owner in owner_by_text.items()}
    return {owner: matched[owner] for owner in texts_by_owner if owner in matched}


def _augment(owner: str, texts_by_owner: dict[str, dict[int, None]], owner_by_text: dict[int, str]) -> None:
    """Match one owner more, if the others can make room, and change `owner_by_text` accordingly."""
    wanted_by: dict[int, str] = {}
    gives_up: dict[str, int] = {}  # by owner: the text it has, which another wants
    queue = [owner]
    for one in queue:
        for text in texts_by_owner[one]:
            if text in wanted_by:
                continue
            wanted_by[text] = one
            if text in owner_by_text:
                gives_up[owner_by_text[text]] = text
                queue.append(owner_by_text[text])
                continue
            free: int | None = text
            while free is not None:
                owner_by_text[free] = wanted_by[free]
                free = gives_up.get(wanted_by[free])
            return


def independent_reports(articles: Sequence[Article]) -> tuple[tuple[Article, ...], ...]:
    """Group the articles so that there are as many groups as independent reports (see `match_owners`).

    A group holds all articles of one owner, who is that of its first article, and those of its text that owners
    without a group of their own print. Groups stand in the order of their first articles, articles in the order given.
    """
    pairs = owners_and_texts(articles)
    matched = match_owners(pairs)
    owner_by_text = {text: owner for owner, text in matched.items()}
    groups: dict[str, list[Article]] = {}
    for article, (owner, text) in zip(articles, pairs, strict=True):
        groups.setdefault(owner if owner in matched else owner_by_text[text], []).append(article)
    return tuple(tuple(group) for group in groups.values())


def independent_owners(articles: Sequence[Article]) -> tuple[str, ...]:
    """Name one owner for each independent report, as its first article does, in order."""
    return name_owners(articles, owners_and_texts(articles))


def name_owners(articles: Sequence[Article], pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Name the owners of independent reports, given what `owners_and_texts` says of the articles."""
    names: dict[str, str] = {}
    for article, (owner, _) in zip(articles, pairs, strict=True):
        names.setdefault(owner, article.controlled_by)
    return tuple(names[owner] for owner in match_owners(pairs))
