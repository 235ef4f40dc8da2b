"""Read the signs by which a statement confirms or denies an event: who speaks, of what, and how.

Each sign is a number, mostly 0 or 1; `weights` says how much each counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, QuoteKind
from stoppress.stages.attribute.lexicon import VERBS_BY_FORM, word_list
from stoppress.stages.corroborate.descriptions import describe
from stoppress.stages.corroborate.sign_words import (
    AUTHORITIES,
    BENCH,
    FACTUAL,
    MERELY_EXPERT,
    NEGATED,
    NOT_YET,
    OFFICIAL,
)
from stoppress.stages.corroborate.standing import event_stems, is_outlet
from stoppress.stages.text.tokens import stems, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Speaker
    from stoppress.stages.corroborate.carriers import Placed

_PREFIX = 5  # letters by which derivations are known: "closure" of "closed", "arrested" of "arrest"
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial|ials)|dismiss(?:ed|es|ing)?|reject(?:ed|s|ing)?|refut\w+|rebut\w*|rubbish(?:ed|es)?"
    r"|scotch(?:ed|es)|quash(?:ed|es)|disput(?:ed|es)|false|untrue|baseless|unfounded|groundless|nonsense|fabricat\w+"
    r"|fake|invented|invention|fiction|hoax|fairy tale|simply wrong|not true|no truth|nothing in it|going nowhere"
    r"|cold water|no such|fantasy|lies?|mistaken|made up|contradict\w*)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|none|nothing|nobody|never|neither|nor|without|cannot|isn[’']t|wasn[’']t)\b|n[’']t\b", re.IGNORECASE
)
_HEAD_DENIES = re.compile(
    r"\b(?:no|not|never|nothing|den(?:y|ies|ied|ial)|rules? out|ruled out|rejects?|dismiss(?:es|ed)?|safe|exaggerated"
    r"|false|fake|going nowhere|staying|disput\w+|rubbish(?:es)?|insists?|hits? back|refutes?|or something)\b|n[’']t\b",
    re.IGNORECASE,
)
_INSISTS = re.compile(r"\b(?:insist|maintain|rul(?:ed|es) out|call(?:ed|s)|dismiss|reject|den(?:y|ie))", re.IGNORECASE)
_CONFIRMING = re.compile(
    r"\b(?:confirm(?:ed|s|ing)?|admit(?:ted|s|ting)?|acknowledg\w+|conced\w+|owned up|verif\w+|announc\w+|apologis\w+"
    r"|apologiz\w+|sorry)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|reportedly|rumou?rs?|rumoured|speculation|said to be|sources?|people familiar|insiders?"
    r"|in talks|negotiat\w+|consider(?:s|ing)|mulls?|weighs?|exploring|working on|preparing|understood to|set to"
    r"|talk of|has learn(?:ed|t)|can (?:reveal|disclose)|whispers?|claims?|alleg\w+|suggests?|preprint|believed to"
    r"|report of"
    r"|bid for|circles|eyes)\b|\?",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"\b(?:condemn\w*|welcom\w+|shock\w*|sympath\w+|condolence\w*|grief|tribute\w*|prayers?|urged?|called (?:for|on)"
    r"|demand\w*|hopes?|hoped|warned|fears?|worr(?:y|ied)|pleased|proud|thank\w*|remember\w*|think|thought|believe[sd]?"
    r"|feel|felt|lov(?:e|ed)|wish\w*|prais\w+|critici[sz]\w+|call(?:ed|s) the)\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"\b(?:no comment|comment(?:ing)? (?:on|further)|not aware|aware of (?:the )?reports?|no information"
    r"|not been informed|referred|could(?: not|n[’']t) (?:say|confirm)|unable to|did not (?:say|know|answer)|no report"
    r"|too early"
    r"|under (?:way|investigation)|investigat\w+|looking into|inquir\w+|enquir\w+|whether)\b",
    re.IGNORECASE,
)
_ELSEWHEN = re.compile(
    r"\b(?:in|since|of)\s(?:\w+\s)?(?:19|20)\d\d\b|\byears? (?:ago|earlier|before)\b|\blast (?:year|month)\b"
    r"|\bdecades?\b|\b(?:previous|earlier|former)\b",
    re.IGNORECASE,
)
_LAWYER = re.compile(r"\b(?:lawyers?|attorneys?|counsel|barristers?|solicitors?|agent)\b", re.IGNORECASE)
_WITNESS = re.compile(
    r"\b(?:neighbou?rs?|resident|witness\w*|passengers?|farmer|shop\w*|owner of|lives?|customer|fan|supporter|driver"
    r"|analyst|broker|economist|professor|expert|researcher|historian|campaign\w*|charity|union|activist|retired"
    r"|pensioner"
    r"|student|mother|father|brother|sister|husband|wife|uncle|friend|pal|fisherman|guest|baker|villager|aged|who)\b"
    r"|,\s\d\d\b",
    re.IGNORECASE,
)
_SPEAKS_FOR = re.compile(
    r"\bspokes\w+|\bspeaks for\b|\bstatement\b|\bpress (?:officer|office|release)\b|\bchief executive\b|\bdirector\b"
    r"|\bchair\w*\b|\bmanag\w+\b|\bhead of\b|\bpresident\b|\bsecretary\b|\bminister\b|\bmayor\b|\bchief\b"
    r"|\bsuperintendent\b|\binspector\b|\bcommander\b|\bcolonel\b|\bgeneral\b|\bsergeant\b|\bjudge\b|\bofficer\b",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:we|our|us|I|my)\b")
_UNNAMED = re.compile(
    r"\b(?:sources?|people|persons?|insiders?|officials|unnamed|anonym\w+|familiar|close to|asked not|condition"
    r"|somebody|someone|pal|friend)\b",
    re.IGNORECASE,
)
_GENERIC = word_list("the of and for a an in at group company ltd plc inc council police court ministry")


class Told:
    """What an event's reports tell at their heads: by which words a statement is known to be about it."""

    __slots__ = (
        "articles",
        "by_article",
        "core",
        "denies",
        "descriptions",
        "heads",
        "hedged",
        "negates",
        "prefixes",
        "terms",
    )

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.terms = event_stems(articles)
        self.descriptions: dict[str, str] = {}
        self.by_article = {
            article.id: _prefixes(f"{article.headline or ''} {article.lede or ''}") for article in articles
        }
        counts: dict[str, int] = {}
        for found in self.by_article.values():
            for prefix in found:
                counts[prefix] = counts.get(prefix, 0) + 1
        self.prefixes = frozenset(counts)
        self.core = frozenset(prefix for prefix, count in counts.items() if count > 1) or self.prefixes
        self.heads = [(article.headline or "", article.lede or "") for article in articles]
        self.denies = any(_DENIAL.search(head) for head, _ in self.heads)
        self.negates = any(_HEAD_DENIES.search(head) for head, _ in self.heads)
        hedged = [bool(_HEDGED.search(head)) + bool(_HEDGED.search(lede)) for head, lede in self.heads]
        self.hedged = sum(hedged) / max(2 * len(hedged), 1)

    def description(self, name: str) -> str:
        """Return how the reports describe a name; "" for no name."""
        if name and name not in self.descriptions:
            self.descriptions[name] = describe(name, self.articles)
        return self.descriptions.get(name, "")

    def knows(self, speaker: Speaker) -> bool:
        """Say whether more is told of a speaker than a name that heads no report."""
        if not speaker.name or speaker.role or speaker.body or self.description(speaker.name):
            return True
        return any(speaker.name.split()[-1] in part for head in self.heads for part in head)


def _prefixes(text: str) -> frozenset[str]:
    return frozenset(stem[:_PREFIX] for stem in stems(text, "en"))


def signs(one: Placed, told: Told, outlets: Collection[str]) -> dict[str, float]:
    """Return the signs of one statement, by name; those that are 0 may be left out."""
    source = _of_source(one, told, outlets)
    found = {**source, **_of_words(one, told)}
    standing = float(max(source["authority"], source["official"], source["speaks for"], source["own matter"] >= 0.5))
    standing *= 1 - source["witness"] * (1 - source["authority"])
    found["standing"] = standing
    for sign in _WITH_STANDING:
        found[f"standing, {sign}"] = standing * found[sign]
    found["about, factual"] = found["factual"] * standing * max(found["core"], found["whole"])
    found["negated here"] = max(found["negated"], found["denial"]) * found["head denies here"] * standing
    found["negates, head negates"] = found["negation"] * found["head negates here"]
    found["negates, own matter"] = found["negation"] * source["own matter"]
    found["denies"] = standing * max(found["deny"], found["denial in cue"], found["negated"] * found["density"])
    return found


_WITH_STANDING = (
    *("confirm", "confirming words", "factual", "deny", "denial", "denial in cue", "negated", "negated about", "lede"),
    *(
        "early",
        "direct",
        "whole",
        "core",
        "we",
        "not yet",
        "act",
        "negation",
        "negation about",
        "insists",
        "reaction",
        "head denies here",
        "head hedged",
        "silent",
    ),
)


def _text(one: Placed, spans: Sequence[tuple[int, int]]) -> str:
    return " ".join(one.article.text[slice(*span)] for span in spans)


def _of_source(one: Placed, told: Told, outlets: Collection[str]) -> dict[str, float]:
    speaker, attribution = one.speaker, one.attribution
    source = _text(one, attribution.source)
    name = (speaker.name if speaker else "") or ""
    role = (speaker.role if speaker else "") or ""
    body = (speaker.body if speaker else "") or ""
    who = f"{source} {role} {body} | {told.description(name)}"
    stemmed = set(stems(who, "en"))
    own = {word for word in words(f"{name} {body}") if word not in _GENERIC}
    head = set(words(" ".join(part for pair in told.heads for part in pair)))
    mine = set(words(f"{one.article.headline or ''} {one.article.lede or ''}"))
    roles = set(re.findall(r"[\w-]+", who.casefold()))
    return {
        f"kind {attribution.source_kind.value}": 1.0,
        "named": float(bool(name)),
        "role": float(bool(role)),
        "body": float(bool(body)),
        "authority": float(bool(stemmed & AUTHORITIES)),
        "official": float(bool(roles & OFFICIAL)),
        "expert": float(bool(roles & MERELY_EXPERT)),
        "bench": float(bool(stemmed & BENCH)),
        "speaks for": float(_SPEAKS_FOR.search(who) is not None),
        "lawyer": float(_LAWYER.search(who) is not None),
        "witness": float(_WITNESS.search(who) is not None),
        "unnamed": float(_UNNAMED.search(source) is not None and not name),
        "outlet": float(is_outlet(body or name, outlets)),
        "own matter": len(own & head) / len(own) if own else 0.0,
        "own matter here": len(own & mine) / len(own) if own else 0.0,
        "name only": float(bool(name) and not role and not body),
    }


def _of_words(one: Placed, told: Told) -> dict[str, float]:
    content, cue = _text(one, one.attribution.content), _text(one, one.attribution.cue)
    about = {stem[:_PREFIX] for stem in one.stems}
    name = _prefixes((one.speaker.name if one.speaker else "") or "")
    shared = len((about & told.prefixes) - name)
    return {
        **_of_act(one, cue),
        **_of_wording(content, cue, one.carrier.sentence),
        **_of_heads(one.article, told),
        "negated about": float(NEGATED.search(content) is not None) * min(shared, 3) / 3,
        "negation about": float(_NEGATION.search(content) is not None) * min(shared, 3) / 3,
        "shared": min(shared, 5) / 5,
        "core": min(len((about & told.core) - name), 4) / 4,
        "whole": min(len((_prefixes(one.carrier.sentence) & told.core) - name), 5) / 5,
        "density": shared / max(len(about), 1),
        "lede": float(one.paragraph == 0),
        "early": float(one.paragraph < 3),
        "late": float(one.paragraph >= 6),
    }


def _of_act(one: Placed, cue: str) -> dict[str, float]:
    """Return the signs of what the crediting amounts to."""
    act, cue_words = one.attribution.act, words(cue)
    verbs = [VERBS_BY_FORM[word][0] for word in cue_words if word in VERBS_BY_FORM]
    return {
        "act": float(one.is_act),
        "confirm": float(act is Act.CONFIRM),
        "deny": float(act is Act.DENY),
        "factual": float("according" in cue_words or any(verb in FACTUAL for verb in verbs)),
        "direct": float(one.attribution.kind is QuoteKind.DIRECT),
    }


def _of_wording(content: str, cue: str, sentence: str) -> dict[str, float]:
    """Return the signs of the words said, of those that credit them, and of the whole sentence."""
    both = f"{cue} {content}"
    forms = {
        "confirming words": (_CONFIRMING, both),
        "denial": (_DENIAL, both),
        "denial in cue": (_DENIAL, cue),
        "denial in sentence": (_DENIAL, sentence),
        "negated": (NEGATED, content),
        "negation": (_NEGATION, content),
        "insists": (_INSISTS, cue),
        "not yet": (NOT_YET, content),
        "reaction": (_REACTION, both),
        "silent": (_SILENT, both),
        "elsewhen": (_ELSEWHEN, sentence),
        "we": (_WE, content),
    }
    found = {sign: float(form.search(text) is not None) for sign, (form, text) in forms.items()}
    return {**found, "short": float(len(words(content)) < _SHORT)}


_SHORT = 6  # words


def _of_heads(article: Article, told: Told) -> dict[str, float]:
    """Return the signs of the headlines: whether they deny or hedge, in any report and in this one."""
    headline = article.headline or ""
    return {
        "head denies": float(told.denies),
        "head denies here": float(_DENIAL.search(f"{headline} {article.lede or ''}") is not None),
        "head negates": float(told.negates),
        "head negates here": float(_HEAD_DENIES.search(headline) is not None),
        "head hedged": told.hedged,
        "head hedged here": float(_HEDGED.search(headline) is not None),
    }
