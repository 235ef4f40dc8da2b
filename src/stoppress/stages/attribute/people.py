"""Who is who in an article: the persons it names in full, with the role that it gives them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.stages.attribute.grammar import (
    CONNECTIVES,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    SUBORDINATORS,
    WEEKDAYS,
    is_capitalised,
    is_word,
)
from stoppress.stages.attribute.lexicon import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoppress.stages.attribute.units import Unit

ROLES = word_list("""
    administrator adviser advisor aide ambassador analyst archbishop attorney author bishop boss captain chair
    chairman chairperson chairwoman chancellor chief clerk coach colonel columnist commander commissioner
    congressman congresswoman coordinator councillor councilman councilwoman counsel deputy detective diplomat
    director doctor economist editor engineer envoy executive expert farmer father firefighter fisherman founder
    general governor guide head historian inspector investigator journalist judge king lawmaker lawyer leader
    lieutenant magistrate manager marshal mayor member minister mother negotiator neighbor neighbour nurse
    officer official operator organizer owner partner pilot pollster pope premier president principal professor
    prosecutor queen reporter representative researcher resident scientist secretary senator sergeant sheriff
    speaker spokesman spokesperson spokeswoman strategist student superintendent surgeon surveyor teacher
    treasurer trustee veteran warden witness captain ceo ombudsman harbourmaster
    """)
SPOKESPEOPLE = word_list("spokesman spokeswoman spokesperson spokesmen spokespeople spokespersons")
_MODIFIERS = word_list("""
    former acting deputy vice prime foreign defense defence interior finance chief senior first assistant
    interim associate police fire press state of party union
    """)
HONORIFICS = word_list("""
    mr mrs ms miss dr prof sir dame lord lady sen rep gov gen lt col maj capt sgt rev hon adm cmdr madam
    """)
BODIES = word_list("""
    academy administration agency alliance army assembly association authority bank board brigade broadcaster coastguard
    bureau campaign center centre chamber church city club coalition college commission committee company
    conference congress corporation council court daily department embassy federation firm force foundation fund
    gazette government group herald house hospital institute institution journal league magazine ministry
    movement museum navy network news newspaper office organisation organization palace panel parliament party
    police port post press publication radio republic school secretariat senate service society station team
    television times tribune tribunal union university utility watchdog website kremlin pentagon downing street
    treasury guard courier
    """)
_PLACES = word_list("""
    united new north south west east central great supreme saint los san las el
    """)
_DEMONYMS = word_list("""
    african american arab australian austrian british canadian chinese cuban dutch egyptian english european
    french german greek indian iranian iraqi irish israeli italian japanese jewish korean mexican muslim
    christian pakistani palestinian polish portuguese russian scottish soviet spanish swedish swiss syrian
    turkish ukrainian vietnamese welsh democratic republican democrats republicans democrat republican catholic
    internet
    """)
_PARTICLES = word_list("de da del der van von bin ibn al la le du dos di el ben ten")
_WOMAN = word_list("""
    mrs ms miss dame lady madam queen spokeswoman chairwoman congresswoman councilwoman mother woman girl wife
    daughter sister grandmother widow
    """)
_MAN = word_list("""
    mr sir lord king spokesman chairman congressman councilman father fisherman man boy husband son brother
    grandfather widower
    """)
_ARTICLE = re.compile(r"^(?:the|an?|its|his|her|their|another|one)\s+", re.IGNORECASE)
_NATIONALITY = re.compile(r"(?:ian|ean|can|ish|ese|ench|eek|wiss|utch|man|ican|ist|raqi|eli|stani|crat|crats)$")


def shown_sex(words: str) -> bool | None:
    """Return True where the words say that it is a woman, False for a man, None where they do not."""
    shown = set(words.casefold().split())
    return bool(shown & _WOMAN) if shown & (_WOMAN | _MAN) else None


@dataclass(slots=True)
class Person:
    """Somebody the article names in full."""

    name: str
    at: int  # where in the text the name first stands
    role: str | None = None
    body: str | None = None
    woman: bool | None = None  # None: the article does not show it


@dataclass(slots=True)
class Mention:
    """A place where a person is named, in full or by surname."""

    at: int
    person: Person


class Register:
    """The persons of one article, found by surname, and where they are mentioned."""

    def __init__(self, units: Sequence[Unit], text: str) -> None:
        self.text = text
        self.by_surname: dict[str, Person] = {}
        self.mentions: list[Mention] = []
        runs = [(unit, first, after) for unit in units for first, after in capital_runs(unit)]
        for unit, first, after in runs:
            self._enter(unit, first, after)
        for unit, first, after in runs:
            person = self.by_surname.get(unit.words[after - 1].removesuffix("'s"))
            if person is not None:
                self.mentions.append(Mention(unit.starts[first], person))
                _see_honorific(unit, first, person)
        self.mentions.sort(key=lambda mention: mention.at)

    def _enter(self, unit: Unit, first: int, after: int) -> None:
        """Enter "Palace spokesman Tomas Reed": a name of two to four words, with what stands round it."""
        while first < after and unit.words[first] in CONNECTIVES | SUBORDINATORS:
            first += 1
        if first == after:
            return
        title, name_first = split_title(unit, first, after)
        names = [at for at in range(name_first, after) if is_word(unit.words[at])]
        if not 2 <= len(names) <= 4 or not _is_name(unit, names):
            return
        if title is None and unit.word(first - 1) == "the":
            return  # "the Orvo Coastguard": a body
        surname = unit.words[names[-1]].removesuffix("'s")
        name = re.sub(r"['’]s$", "", self.text[unit.starts[name_first] : unit.ends[after - 1]])
        person = self.by_surname.setdefault(surname, Person(name, unit.starts[first]))
        if person.name.casefold() not in name.casefold() and name.casefold() not in person.name.casefold():
            return  # two of one surname: the first keeps it
        if person.role is None:
            person.role = title or self._role_before(unit, first) or self._role_after(unit, after)
            person.body = body_of(person.role)
        _see_honorific(unit, first, person)
        if person.woman is None:
            person.woman = shown_sex(person.role or "")

    def _role_before(self, unit: Unit, first: int) -> str | None:
        """Return the role in "Palace spokesman Tomas Reed" and "a spokeswoman, Anna White"."""
        at = first
        apposed = unit.word(at - 1) == ","
        if apposed:
            at -= 1
        end = at
        found = False
        while at > 0 and end - at < 8:
            word = unit.words[at - 1]
            if word in ROLES:
                found = True
            elif not (
                word in _MODIFIERS
                or is_capitalised(unit.raws[at - 1])
                or word.endswith(("'s", "s'"))
                or word in {"-", "&"}
            ):
                break
            at -= 1
        determined = unit.word(at - 1) in DETERMINERS or unit.words[at:end][:1] == ["the"] or at == 0
        while at < end and unit.words[at] in {"of", "the", "a", "an"} | WEEKDAYS:
            at += 1
        if not found or at >= end or unit.words[end - 1] not in ROLES or (apposed and not determined):
            return None
        return without_article(self.text[unit.starts[at] : unit.ends[end - 1]])

    def _role_after(self, unit: Unit, after: int) -> str | None:
        """Return the role in "Ada Obi, the mayor of Orvo, said"."""
        if unit.word(after) != ",":
            return None
        at = after + 1
        if unit.word(at).isdigit() and unit.word(at + 1) == ",":
            at += 2  # an age
        end = at
        while end < len(unit) and end - at < 14:
            word = unit.words[end]
            if word in {",", ";", ":", "who", "which", "said", "says", "told", "“”", "(", "-", "–", "—"}:
                break
            end += 1
        while end > at and unit.words[end - 1] == ".":
            end -= 1
        head = [word for word in unit.words[at:end] if word not in PREPOSITIONS]
        before_preposition = next(
            (place for place in range(at, end) if unit.words[place] in PREPOSITIONS or unit.words[place] == "and"), end
        )
        if not head or not any(unit.words[place] in ROLES for place in range(at, before_preposition)):
            return None
        return without_article(self.text[unit.starts[at] : unit.ends[end - 1]])

    def last_mentioned(self, before: int, *, woman: bool | None, since: int) -> Person | None:
        """Return whom a "he" or "she" at `before` most likely means, among those named from `since` on."""
        nearest = bisect_left(self.mentions, before, key=lambda mention: mention.at)
        for mention in self.mentions[max(0, nearest - 20) : nearest][::-1]:
            if mention.at < since:
                return None
            if woman is None or mention.person.woman in {None, woman}:
                return mention.person
        return None


def _see_honorific(unit: Unit, first: int, person: Person) -> None:
    for at in (first, first - 2, first - 1):
        if at >= 0 and unit.words[at] in {"mr", "mrs", "ms", "miss"} and person.woman is None:
            person.woman = unit.words[at] != "mr"


def capital_runs(unit: Unit) -> list[tuple[int, int]]:
    """Return the runs of capitalised words: names, with the titles written in capitals before them."""
    runs: list[tuple[int, int]] = []
    count = len(unit)
    done = 0
    for at, raw in enumerate(unit.raws):
        if at < done or not raw[0].isupper() or not _begins_name(unit, at):
            continue
        end = at + 1
        while end < count and end - at < 12 and not unit.words[end - 1].endswith("'s"):
            particle = unit.words[end] in _PARTICLES and _begins_name(unit, end + 1)
            if not (particle or _begins_name(unit, end) or _dot_within(unit, end)):
                break
            end += 1
        while unit.words[end - 1] == ".":
            end -= 1
        runs.append((at, end))
        done = end
    return runs


def _begins_name(unit: Unit, at: int) -> bool:
    if at >= len(unit) or not is_capitalised(unit.raws[at]):
        return False
    return unit.words[at] not in _NO_NAMES


_NO_NAMES = (
    DETERMINERS
    | WEEKDAYS
    | MONTHS
    | PREPOSITIONS
    | word_list("""
    and but or if when while he she it they we you i who what why how so yet not
    """)
)


def _dot_within(unit: Unit, at: int) -> bool:
    """Tell the full stop of an initial or an honorific: it stands within a name."""
    before = unit.words[at - 1]
    short = len(before) == 1 or before in HONORIFICS or before in {"st", "jr"}
    return unit.words[at] == "." and short and is_capitalised(unit.raw(at + 1))


def split_title(unit: Unit, first: int, after: int) -> tuple[str | None, int]:
    """Split "Russian President Vladimir Putin" into its title and where the name begins."""
    start = first
    title_end = -1
    for at in range(first, after - 1):
        if unit.words[at] in ROLES:
            title_end = at
    if title_end >= 0:
        start = title_end + 1
        title = " ".join(unit.raws[first : title_end + 1])
    else:
        title = None
    while start < after and (unit.words[start] in HONORIFICS or unit.words[start] == "."):
        start += 1
    return title, start


def _is_name(unit: Unit, names: list[int]) -> bool:
    words = [unit.words[at] for at in names]
    if any(word in BODIES or word in ROLES or word[0].isdigit() for word in words):
        return False
    return not (words[0] in _PLACES or words[-1] in _DEMONYMS or words[0] in _DEMONYMS) and not all(
        unit.raws[at].isupper() and len(unit.raws[at]) > 2 for at in names
    )


def without_article(phrase: str) -> str:
    """Leave out the article that a phrase begins with."""
    return _ARTICLE.sub("", phrase.strip(" ,;:-–—"))


def _is_body(phrase: str) -> bool:
    words = phrase.split()
    if words[0] in {"a", "an"}:
        return False
    return is_capitalised(words[0]) or any(word.casefold().strip("'s’") in BODIES for word in words)


_FOR = re.compile(
    r"\b(?:for|of|at|with|from)\s+(?:the\s+)?((?:[^\s,]+\s+){0,7}?[^\s,]+)(?=,|$|\s(?:who|which|during|in|on|and)\s)"
)


def body_of(role: str | None) -> str | None:
    """Return whom somebody of this role speaks for: the palace of "palace spokesman", the port of "port head"."""
    if not role:
        return None
    found = _FOR.search(role[:160])
    if found and _is_body(found.group(1)):
        return found.group(1)
    words = role.split()
    last = next((at for at, word in enumerate(words) if word.casefold() in ROLES), 0)
    lead = words[:last]
    while lead and (
        lead[-1].casefold() in _MODIFIERS - {"police", "fire", "party", "union"} or lead[-1].casefold() in ROLES
    ):
        lead.pop()
    if not lead or (words[last].casefold() not in SPOKESPEOPLE and _NATIONALITY.search(lead[-1])):
        return None
    named = any(is_capitalised(word) for word in lead) or lead[-1].casefold() in BODIES
    return re.sub(r"['’]s$", "", " ".join(lead)) if named else None
