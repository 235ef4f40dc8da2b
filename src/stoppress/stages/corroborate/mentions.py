"""Find where a report names another outlet, and as what: first to report, having reported, or spoken to."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from stoppress.stages.corroborate.outlets import ANOTHER_YEAR, outlet_key
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Span


class Credited(IntEnum):
    """As what an outlet is named, the weakest first."""

    NAMED = 0  # in passing
    TOLD = 1  # with a quotation, footage or a document
    REPORTED = 2
    FIRST = 3  # in so many words


@dataclass(frozen=True, slots=True)
class Mention:
    """An outlet's name in an article of another."""

    key: str  # of the outlet: `outlets.outlet_key`
    name: str  # as written
    article: str  # id
    span: Span  # of the name
    sentence: Span
    credited: Credited
    of_event: bool  # the sentence tells of the event, of no other year


_FIRST = re.compile(
    r"\bfirst\s(?:to\s)?(?:\w+\s)?(?:report|reveal|tell|told|disclos|publish|broadcast|announc)\w*|\bbroke\sthe\b|\bbroken\sby\b|\bscoop\b"
    r"|\b(?:reported|revealed|disclosed|published)\sfirst\b|\b(?:was|were)\sfirst\s\w+\s(?:by|in)\b",
    re.IGNORECASE,
)
_TOLD_BEFORE = re.compile(
    r"\b(?:told|tells|telling|interview(?:ed)?\s(?:with|by|to)|speaking\sto|spoke\sto|in\scomments\sto|wrote\sin|writing\sin"
    r"|(?:footage|video|pictures?|images?|documents?|e-?mails?|letters?|memos?|photographs?|recordings?|copy)[^.]{0,40}?"
    r"\s(?:published|obtained|seen|posted|broadcast|released|shared|aired|shown|taken)\s(?:\w+\s)?by|(?:seen|obtained|reviewed|shown)\s(?:by|to)"
    r"|contacted\sby|asked\sby)\s(?:(?:the|a|an|local|channel|broadcaster|newspaper|station|radio|daily|paper|agency)\s)*$",
    re.IGNORECASE,
)
_REPORTED_AFTER = re.compile(
    r"(?:,[^,.;]{2,40},|,\swhich)?\s(?:(?:had|has|first|also|exclusively|earlier|then)\s)*"
    r"(?:report(?:ed|s)|said|says|wrote|writes|announced|revealed|disclosed|hears|claimed|carried|published|broke|had\s(?:it|the|a|\w+\s\w+ing)"
    r"|ran\sthe|put\sout|named|quoted|has\sit|splashed|alleged)\b",
    re.IGNORECASE,
)
_REPORTED_BEFORE = re.compile(
    r"(?:\b(?:according\sto|citing|quoting|reports?\s(?:in|by|of|from|on)|reporting\s(?:in|by)|stor(?:y|ies)\s(?:in|by|from)|article\s(?:in|by)"
    r"|came\sfrom|came\sout[^.,;]{0,30}\sin|(?:reported|revealed|disclosed|published|broken|announced|said|made\spublic|leaked)(?:\s[^,.;]{1,40})?\s(?:by|in|through)"
    r"|investigation\sby|came\sto\slight\sin|news\s(?:of|from)|told\sfirst\sby|through)\s)"
    r"(?:[^.;:“”\"]{0,45}?[\s,])?$",
    re.IGNORECASE,
)
_SENTENCES_BESIDE = 60  # characters before a name in which it is introduced
_ABOUT = 2  # prefixes of headlines and ledes in a sentence of the event
_HEAD = 4  # paragraphs at the head, in which one is enough
_PREFIX = 5


def mentions(articles: Sequence[Article], outlets: Collection[str], names: Iterable[str]) -> list[Mention]:
    """Return the mentions of outlets by other outlets, in order of arrival, then of the text.

    `names` are the outlets' names as their articles state them, `outlets` the keys of all known ones.
    """
    known = sorted({outlet_key(name) for name in names} | set(outlets), key=len, reverse=True)
    known = [key for key in known if len(key) > 2]
    if not known:
        return []
    pattern = re.compile(
        rf"(?<![\w’'-])(?:[Tt]he\s)?(?P<name>{'|'.join(re.escape(key) for key in known)})(?![\w-])", re.IGNORECASE
    )
    terms = frozenset().union(*(_prefixes(f"{article.headline or ''} {article.lede or ''}") for article in articles))
    return [mention for article in articles for mention in _of_article(article, pattern, terms)]


def _of_article(article: Article, pattern: re.Pattern[str], terms: AbstractSet[str]) -> Iterator[Mention]:
    text, own = article.text, outlet_key(article.outlet)
    spans = sentence_spans(text)
    starts = [start for start, _ in spans]
    for match in pattern.finditer(text):
        key = outlet_key(match["name"])
        if key == own or not match["name"][:1].isupper():
            continue
        sentence = spans[max(bisect_right(starts, match.start()) - 1, 0)]
        yield Mention(
            key=key,
            name=match["name"],
            article=article.id,
            span=match.span("name"),
            sentence=sentence,
            credited=_credited(text, sentence, match.span()),
            of_event=_is_of_event(text, sentence, key, terms),
        )


def _credited(text: str, sentence: Span, span: Span) -> Credited:
    before = text[max(sentence[0], span[0] - 2 * _SENTENCES_BESIDE) : span[0]]
    if _TOLD_BEFORE.search(before):
        return Credited.TOLD
    if _FIRST.search(text, *sentence):
        return Credited.FIRST
    if _REPORTED_AFTER.match(text, span[1], sentence[1]) or _REPORTED_BEFORE.search(before):
        return Credited.REPORTED
    return Credited.NAMED


def _is_of_event(text: str, sentence: Span, key: str, terms: AbstractSet[str]) -> bool:
    told = _prefixes(text[slice(*sentence)]) - _prefixes(key)
    least = 1 if text.count("\n\n", 0, sentence[0]) < _HEAD else _ABOUT
    return len(told & terms) >= least and ANOTHER_YEAR.search(text, *sentence) is None


def _prefixes(text: str) -> frozenset[str]:
    return frozenset(stem[:_PREFIX] for stem in stems(text, "en"))
