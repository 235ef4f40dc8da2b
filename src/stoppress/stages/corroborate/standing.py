"""Decide whose word confirms or denies an event, and of which event it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, QuoteKind, SourceKind, Speaker
from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.corroborate.sign_words import MERELY_EXPERT, OFFICIAL
from stoppress.stages.text.tokens import stems, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from collections.abc import Set as AbstractSet

    from stoppress.domain.article import Article
    from stoppress.stages.corroborate.carriers import Placed

_OUTLET_WORDS = word_list("""
    newspaper news times post herald tribune gazette journal courier magazine broadcaster daily weekly
    television tv radio website reuters ap afp tass interfax dpa bbc cnn msnbc nbc abc cbs npr fox
    bloomberg politico axios guardian telegraph independent observer chronicle ledger
    """)
_THINK_TANKS = word_list("institute think poll polls survey study analysts university")
# A content that only points back to the matter: "confirmed it", "confirmed the report", "denied the claims".
_POINTS_BACK = word_list("""
    it this that report reports news incident matter claim claims allegation allegations account story details
    fact plan plans event information rumour rumours rumor rumors the an a these those such in statement
    """)
_REPORT = frozenset(("report", "reports", "news"))
_CLAIMED = word_list("""
    that it report reports claim claims allegation allegations accusation accusations charge charges suggestion
    suggestions rumour rumours rumors notion idea assertion account version criticism
    """)
_HEAD = 4  # words of a content that tell what it is: "an earlier report by"
_NAMED_THING = 5  # words of "the closure at midday": what the lines above told of
_LEADING = 4  # paragraphs
_EARLY = 5  # paragraphs at the head of an article, where news of the event itself stands
_Source = tuple[str, frozenset[str]]  # a speaker's surname and the words of the body


def has_standing(speaker: Speaker | None, kind: SourceKind, outlets: Collection[str]) -> bool:
    """Say whether a source answers for the matter it speaks of.

    It does if it is a body that is no outlet, think tank or document (the government, a court, police, a company); or a
    person, named or described, in an official role: one who leads a body or speaks for it. It does not
    if it is unnamed, an outlet, a mere expert or witness, somebody who left the office ("former"), or a
    name of which no report tells the role. `outlets` are names of outlets, case-folded.
    """
    if speaker is None or kind in {SourceKind.UNNAMED, SourceKind.DOCUMENT, SourceKind.ABSENT}:
        return False
    if kind is SourceKind.ORGANISATION or (speaker.name is None and speaker.role is None):
        return (
            bool(speaker.body) and not is_outlet(speaker.body or "", outlets) and not _is_think_tank(speaker.body or "")
        )
    role = set(re.findall(r"[\w-]+", (speaker.role or "").casefold()))
    if not role & OFFICIAL or role & MERELY_EXPERT:
        return False
    return not is_outlet(speaker.body or "", outlets)


def is_outlet(name: str, outlets: Collection[str]) -> bool:
    """Tell an outlet by the names of this event's outlets, or by the words that outlets are called by."""
    bare = name.casefold().removeprefix("the ")
    return bare in outlets or bool(set(words(bare)) & _OUTLET_WORDS)


def _is_think_tank(name: str) -> bool:
    return bool(set(words(name)) & _THINK_TANKS)


def event_stems(articles: Iterable[Article]) -> frozenset[str]:
    """Return the stems of the headlines and ledes: what the event is called by."""
    return frozenset(
        stem
        for article in articles
        for text in (article.headline, article.lede)
        if text
        for stem in stems(text, article.language or "en")
    )


def is_about(one: Placed, terms: AbstractSet[str]) -> bool:
    """Say whether an attribution is about the event rather than a side matter.

    Its content shares two stems with the headlines and ledes; or it stands in the first five paragraphs, and
    shares one, only points back ("confirmed it"), speaks of a report ("confirmed an earlier report that …"), or
    credits an outlet with having had it first; or in the first four, and is a quotation, or names a thing in five
    words ("the closure at midday"). The speaker's own name counts for nothing.
    """
    name = (one.speaker.name if one.speaker else None) or ""
    own = set(stems(name, one.article.language or "en"))
    shared = len((one.stems & terms) - own)
    if shared >= 2:
        return True
    if one.paragraph >= _EARLY:
        return False
    content = words(one.carrier.excerpt)
    named_thing = content[:1] == ["the"] and len(content) <= _NAMED_THING and one.paragraph < _LEADING
    if named_thing or (one.attribution.kind is QuoteKind.DIRECT and one.paragraph < _LEADING):
        return True
    of_a_report = bool(_REPORT & set(content[:_HEAD])) or one.attribution.act is Act.FIRST_REPORT
    return shared == 1 or of_a_report or set(content) <= _POINTS_BACK


def confirms_plainly(one: Placed, terms: AbstractSet[str], outlets: Collection[str]) -> bool:
    """Say whether an attribution is by a verb of confirming or denying, of a source with standing, about the event."""
    attribution = one.attribution
    if attribution.act not in {Act.CONFIRM, Act.DENY} or _turns_down(one) or not is_about(one, terms):
        return False
    return has_standing(one.speaker, attribution.source_kind, outlets)


def _turns_down(one: Placed) -> bool:
    """Tell "rejected a plan", a refusal, from "rejected the claim", a denial: by what is rejected."""
    cue = words(" ".join(one.article.text[slice(*span)] for span in one.attribution.cue))
    if not any(word.startswith("reject") for word in cue):
        return False
    return not _CLAIMED & set(words(one.carrier.excerpt)[:_HEAD])


def bare_body(body: str) -> frozenset[str]:
    """Return the words that tell a body: without its article, "of" and the ending of a genitive."""
    return frozenset(words(re.sub(r"['’]s\b", "", body))) - {"the", "of"}
