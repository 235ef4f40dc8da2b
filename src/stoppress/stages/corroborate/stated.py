"""Find who states an event, or that it is not so, without a verb of confirming: "police said", "the court heard"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, QuoteKind
from stoppress.stages.attribute.lexicon import VERBS_BY_FORM, word_list
from stoppress.stages.text.tokens import stems, words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Speaker
    from stoppress.stages.corroborate.carriers import Placed

# Verbs that put something down as a fact; those of thinking, wishing, asking and judging do not.
FACTUAL = word_list("""
    say tell announce report state add explain reveal disclose declare note write post tweet inform call insist show
    record count maintain repeat name estimate rule find hear
    """)
# Stems of bodies that answer for what happens in their field, whoever it happens to.
AUTHORITIES = frozenset(
    """
    polic fire firefight rescu court tribun judg magistr prosecutor coron ministri minist govern council mayor governor
    author agenc depart offic servic coastguard guard armi navi forc militari polici embassi parliament senat palac
    kremlin pentagon hous hospit trust health meteorolog weather geolog volcanolog seismolog survey civil protect defenc
    defens command staff collector inspector commission board airport port sheriff brigad union feder leagu club regul
    watchdog administr bureau presid chancellor constabl district region municip citi counti borough
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
NOT_YET = re.compile(
    r"\b(?:would|will|may|might|could|should|shall|must|if|whether|hopes?|hoped|expects?|expected|plans?|want(?:s|ed)?"
    r"|wish\w*|calls? on|called on|urge[sd]?|need(?:s|ed)? to|ought|let(?:'s| us))\b",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:not|never|false|untrue|baseless|unfounded|nonsense|fabricat\w+|fake|invented|invention|groundless|fiction|hoax"
    r"|no\s(?:\w+\s){1,2}(?:was|were|is|are|has|have|had)|there\s(?:is|was|were|has\sbeen)\sno)\b|n[’']t\b",
    re.IGNORECASE,
)
BENCH = frozenset(("judg", "magistr", "coron"))  # stems of roles whose every word in court is part of the event
_CONCERNED = re.compile(r"\b(?:lawyers?|attorneys?|counsel|barristers?|solicitors?|agent)\b", re.IGNORECASE)
ORGANISATION_ROLES = re.compile(
    r"^(?:\w+\s){0,3}?(?:operator|company|firm|maker|manufacturer|owner|publisher|airline|bank|retailer|supplier|group)s?\b",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(r"^\s?,\s(?:aged\s)?\d\d\b|^\s?\(\d\d\)")
_EARLY = 6  # paragraphs in which the event itself is told
_SHARED = 2  # stems of a statement that are the headline's or the lede's
_OWN_PART = 0.5  # of a name's words in the headline or lede: the event is its own matter


def states(one: Placed, terms: AbstractSet[str]) -> Act | None:
    """Return CONFIRM where a source with standing puts the event down as a fact, DENY where it says it is not so.

    Counted are factual verbs of saying ("said", "told", "according to") near the head of an article, by an authority
    or by one whose own matter it is (named in headline or lede), whose words share two stems with headline and lede.
    What is wished, expected or conditional states nothing. `terms` are those of the whole event.
    """
    attribution, speaker = one.attribution, one.speaker
    if attribution.act is not Act.SAY or speaker is None or one.paragraph >= _EARLY or not attribution.content:
        return None
    if not _is_factual(one) or not (_is_authority(speaker) or is_own_matter(speaker, one.article)):
        return None
    text = one.article.text
    content = " ".join(text[slice(*span)] for span in attribution.content)
    negated = NEGATED.search(content) is not None
    if negated and _denies(one, terms):
        return Act.DENY
    quoted = attribution.kind is QuoteKind.DIRECT
    if negated or (NOT_YET.search(content) and not quoted):
        return None
    if quoted and set(stems(speaker.role or "", "en")) & BENCH:
        return Act.CONFIRM
    return Act.CONFIRM if len(one.stems & terms - _own_words(speaker)) >= _SHARED else None


def is_organisation(name: str, text: str) -> bool:
    """Tell an organisation from a person by how a text goes on to call it.

    A person of two names is called by the last, an organisation by the first; one of a single name, which no fuller
    name in the text ends with, is an organisation or a state.
    """
    parts = name.split()
    if not parts:
        return False
    first, last = re.escape(parts[0]), re.escape(parts[-1])
    if len(parts) == 1:
        return re.search(rf"\b[A-Z][\w’'-]+\s{last}\b", text) is None
    whole = re.search(re.escape(name), text)
    if whole is not None and _PERSON_AFTER.match(text, whole.end()):
        return False
    by_last = (
        len(re.findall(rf"(?<!\b{first}\s)\b{last}\b", text))
        if len(parts) == 2
        else len(re.findall(rf"(?<!\w\s)\b(?:Mr|Ms|Mrs|Dr)?\s?{last}\b", text)) - len(re.findall(re.escape(name), text))
    )
    by_first = len(re.findall(rf"\b{first}\b(?!\s[A-Z])", text))
    if by_first or by_last:
        return by_first > by_last
    return re.search(rf"{re.escape(name)}(?:’s|'s)?[^.]{{0,60}}\b(?:its|which|company|firm|it)\b", text) is not None


def is_concerned(speaker: Speaker) -> bool:
    """Say whether somebody speaks for one whom the matter concerns: a lawyer, an agent."""
    return _CONCERNED.search(speaker.role or "") is not None


def _is_factual(one: Placed) -> bool:
    cue = words(" ".join(one.article.text[slice(*span)] for span in one.attribution.cue))
    if "according" in cue:
        return True
    return any(VERBS_BY_FORM[word][0] in FACTUAL for word in cue if word in VERBS_BY_FORM)


def _is_authority(speaker: Speaker) -> bool:
    return bool(set(stems(f"{speaker.role or ''} {speaker.body or ''}", "en")) & AUTHORITIES)


def is_own_matter(speaker: Speaker, article: Article) -> bool:
    """Say whether a source is named where the event is told: the company on its merger."""
    own = set(words(f"{speaker.body or speaker.name or ''}")) - {"the", "of", "and", "group", "company"}
    told = set(words(f"{article.headline or ''} {article.lede or ''}"))
    return bool(own) and len(own & told) >= _OWN_PART * len(own)


def _own_words(speaker: Speaker) -> set[str]:
    return set(stems(speaker.name or "", "en"))


def _denies(one: Placed, terms: AbstractSet[str]) -> bool:
    """Say whether a negated statement is about the event, as others tell it: it shares half of its own stems."""
    shared = one.stems & terms
    return len(shared) >= _SHARED and len(shared) >= _OWN_PART * len(one.stems)
