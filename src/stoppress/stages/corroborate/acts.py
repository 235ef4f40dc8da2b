"""Find what bodies do in so many words: "the court sentenced", "the bank has owned up to", "the utility ruled out".

By such an act a source confirms or denies as well as by a verb of saying; attribution, which looks for what is said,
does not find it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoppress.domain.claim import Act, Attribution, SourceKind, Speaker
from stoppress.stages.corroborate.descriptions import GENERIC
from stoppress.stages.corroborate.sign_words import AUTHORITIES, OFFICIAL
from stoppress.stages.text.sentences import sentence_spans
from stoppress.stages.text.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoppress.domain.article import Article
    from stoppress.domain.claim import Span

_HEAD = 8  # paragraphs in which the event itself is told
_DATELINE = re.compile(r"[A-Z][^.()\n–—]{1,60}(?:\([^()]{2,30}\)\s?[-–—]+|\s[-–—]{1,2})\s")
_OPENING = re.compile(r"(?:In|On|After|At|By|Late|Early|This|Yesterday|Today|Last)\b[^,;“”\"]{2,60},\s")
_DENIES = (
    r"(?:rul(?:ed|es)\sout|sho(?:t|ots)\sdown|pour(?:ed|s)\scold\swater|rubbish(?:ed|es)|scotch(?:ed|es)|quash(?:ed|es)"
    r"|knock(?:ed|s)\sdown|laugh(?:ed|s)\soff|disown(?:ed|s)|contradict(?:ed|s)|hit\sback|den(?:ied|ies)|refut(?:ed|es)"
    r"|reject(?:ed|s)\s(?:as|a\sreport|the\sreport|reports|claims|the\sclaim|talk|suggestions)"
    r"|dismiss(?:ed|es)\s(?:as|a\sreport|the\sreport|reports|claims|the\sclaim|talk|suggestions|rumours|the\s\w+\sas)"
    r"|disput(?:ed|es)|call(?:ed|s)\s(?:it|the\s\w+|this|that)\s[“\"'‘]?(?:false|untrue|nonsense|an?\s(?:invention|lie|hoax)))"
)
_ACTS = (
    r"(?:announc(?:ed|es)|own(?:ed|s)\sup|admit(?:ted|s)|conced(?:ed|es)|acknowledg(?:ed|es)|apologi[sz](?:ed|es)|confirm(?:ed|s)"
    r"|unveil(?:ed|s)|sign(?:ed|s)|approv(?:ed|es)|pass(?:ed|es)|vot(?:ed|es)|sentenc(?:ed|es)|jail(?:ed|s)|fin(?:ed|es)"
    r"|impos(?:ed|es)|arrest(?:ed|s)|detain(?:ed|s)|charg(?:ed|es)|clear(?:ed|s)|acquit(?:ted|s)|convict(?:ed|s)|rul(?:ed|es)"
    r"|order(?:ed|s)|recall(?:ed|s)|is\srecalling|withdr(?:ew|aws)|suspend(?:ed|s)|halt(?:ed|s)|cancel(?:led|s)|call(?:ed|s)\soff"
    r"|resign(?:ed|s)|step(?:ped|s)\sdown|put(?:s)?\s(?:out|the|down)|publish(?:ed|es)|issu(?:ed|es)|launch(?:ed|es)|bann?(?:ed|s)"
    r"|block(?:ed|s)|sack(?:ed|s)|appoint(?:ed|s)|nam(?:ed|es)|open(?:ed|s)|accus(?:ed|es)|gave|gives|takes\snote|took\snote"
    r"|describ(?:ed|es)|record(?:ed|s)|declar(?:ed|es)|clos(?:ed|es)|is\sclosing|shut|evacuat(?:ed|es)|rescu(?:ed|es)"
    r"|recover(?:ed|s)|seiz(?:ed|es)|upheld|overturn(?:ed|s)|award(?:ed|s)|elect(?:ed|s)|certif(?:ied|ies)|concur(?:red|s)"
    r"|told|tells|wr(?:ote|ites)|post(?:ed|s)|list(?:ed|s)|count(?:ed|s)|measur(?:ed|es)|regist(?:ered|ers)|set|sets|agreed"
    r"|book(?:ed|s)|report(?:ed|s))"
)
_BETWEEN = (
    r"(?:,\s[^,;“”\"]{3,90},)?(?:\s(?:has|have|had|on\s\w+day|today|yesterday|last\snight|also|\w+ly|this\s\w+))*"
)
_SUBJECT = re.compile(
    rf"(?P<subject>(?:[\w’'&.-]+\s){{0,7}}?[\w’'&.-]+){_BETWEEN}\s(?:(?P<denies>{_DENIES})|(?P<acts>{_ACTS}))\b"
)
_BY_OTHERS = re.compile(
    r"\b(?:learn(?:ed|t)|reported|reports|according to|sources|understands|understood to"
    r"|people familiar|citing|can reveal)\b"
)
_ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s")
_PERSON = re.compile(r"(?:^|\s)(?P<name>(?:[A-Z][\w’'-]+\s){1,3}[A-Z][\w’'-]+)$")
_PRONOUNS = frozenset(("he", "she", "it", "they", "we", "i", "who", "which", "that", "this", "there", "nobody", "one"))


def acts(article: Article, known: Sequence[Attribution]) -> list[Attribution]:
    """Return the acts of a report's first paragraphs as attributions; none in what one known already tells.

    Nor where the sentence gives the act by somebody else's word ("…, the Ledger has learned").
    """
    text = article.text
    told = [span for attribution in known for span in (*attribution.cue, *attribution.content)]
    return [act for act in _of_text(text) if not any(_overlap(act.cue[0], span) for span in told)]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _of_text(text: str) -> Iterator[Attribution]:
    end = _end_of_head(text)
    for start, after in sentence_spans(text, 0, end):
        place = start
        for form in (_DATELINE, _OPENING):
            found = form.match(text, place, after)
            place = found.end() if found else place
        match = _SUBJECT.match(text, place, after)
        if match is not None and not _BY_OTHERS.search(text, match.end(), after):
            act = _act(text, match, after)
            if act is not None:
                yield act


def _end_of_head(text: str) -> int:
    place = 0
    for _ in range(_HEAD):
        place = text.find("\n\n", place) + 2
        if place == 1:
            return len(text)
    return place


def _act(text: str, match: re.Match[str], after: int) -> Attribution | None:
    subject = _ARTICLE.sub("", match["subject"])
    speaker = _speaker(subject)
    if speaker is None:
        return None
    kind = "denies" if match["denies"] else "acts"
    content = (match.end(), after) if match.end() < after else match.span(kind)
    return Attribution(
        source=(match.span("subject"),),
        cue=(match.span(kind),),
        content=(_trimmed(text, content),),
        act=Act.DENY if match["denies"] else Act.SAY,
        source_kind=SourceKind.NAMED if speaker.name else SourceKind.ORGANISATION,
        speaker=speaker,
    )


def _speaker(subject: str) -> Speaker | None:
    """Return whom a subject names: a person with a title, a body by name or by its noun; None: nobody that can act."""
    words = subject.split()
    folded = [word.casefold() for word in words]
    if folded[0] in _PRONOUNS:
        return None
    person = _PERSON.search(subject)
    title = subject[: person.start()].strip() if person else ""
    if person is not None and set(title.casefold().split()) & OFFICIAL:
        return Speaker(person["name"], title)
    first_of_name = next((at for at, word in enumerate(words) if word.casefold() in OFFICIAL), None)
    if first_of_name is not None and 0 < len(words) - first_of_name - 1 <= 3 and words[-1][:1].isupper():
        return Speaker(" ".join(words[first_of_name + 1 :]), " ".join(words[: first_of_name + 1]))
    named = any(word[:1].isupper() for word in words)
    if not named and not (set(folded) & GENERIC or set(stems(subject, "en")) & AUTHORITIES):
        return None
    return Speaker(None, None, subject)


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
