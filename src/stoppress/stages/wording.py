"""Know by its wording what is no part of an article: panels, consents, form messages, links, crumbs.

The patterns were found on some 6,400 English articles of seven public sets, by reading what each dropped and what was
left; an article's own paragraph must never match, so each asks for a whole sentence in a panel's voice and gives way
to any sign of news in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from stoppress.domain.article import DropReason
from stoppress.stages.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_PANEL = 5000  # characters; panels with a list of all countries come to 4,000
_SHORT_LINE = 60
_EASTERN_SENTENCE = re.compile(r"[。！？「」、，]")  # in scripts without blanks a sentence is one word
_LONGEST_LINE = 300  # of a link, crumb or label

# Who writes so is telling of something: no panel has quotation marks or says who said it.
_NEWS = re.compile(
    r"\b(?:said|says|saying|told|asked|urged|warned|announced|according to|reported|reportedly|wrote|alleged|claimed"
    r"|testified|officials|police|spokes(?:man|woman|person)|minister|prosecutors?|court)\b|[“”\"«»]",
    re.IGNORECASE,
)
_ITEMS = (
    r"(?:newsletters?|e-?mails?|e-?mail alerts?|inbox|(?:breaking|news|our|free) alerts?|breaking news"
    r"|briefings?|mailing list|digest|(?:news|e-?mail|our|free) updates)"
)
_REGULAR = (
    r"(?:news|stories|newsletters?|briefings?|headlines|alerts?|updates|daily|weekday|weekly|every|each"
    r"|mornings?|best|latest|content)"
)

_SIGN_UP = (
    (
        r"(?:(?:please|and|want [^?]{1,80}\?|like what you(?:[’']re)? read(?:ing)?\?|don[’']t miss out[.!]?|click"
        r" here (?:to|and)) )*"
        r"(?:sign[- ]?up|subscribe|register)(?: here| now| today| free| below)*(?:[.!:]|$)"
    ),
    (
        rf"(?:(?:please|for more,|want [^?]{{1,80}}\?|(?:you can )?click here (?:to|and)|email) )*"
        rf"(?:sign[- ]?up|subscribe)(?: here| now| today| free| below)* (?:to|for|and) .{{0,120}}\b{_ITEMS}\b"
    ),
    rf"for (?:free )?.{{0,60}}\b{_ITEMS}\b.{{0,40}}\bsent (?:straight )?to your inbox\b",
    (
        r"(?:[\w’' ]{0,60}[:—–-]? ?)?(?-i:Get|GET|Have|Want|Receive|Let|We’ll see you|We'll see you)\b.{0,120}"
        r"\b(?:in|to|into|meet) your (?:e-?mail )?inbox\b"
    ),
    rf"(?=.*\b{_REGULAR}\b).{{0,160}}\b(?:delivered|sent)(?: straight| directly| right| daily)? (?:in)?to your inbox\b",
    rf"(?=.*\b{_REGULAR}\b).{{0,160}}[,—–-] in your inbox[.!]?$",
    rf"get (?:the|our|free) .{{0,60}}\b{_ITEMS}(?: by e-?mail)?(?:[.!]|$)",
    r"enter your e-?mail(?: address)?\b",
    r"(?:your )?e-?mail(?: address)?:?$",
    r"(?:newsletter|email) sign[- ]?up\b",
    r"(?:thanks|thank you) for (?:signing up|subscribing|registering)\b",
    r"manage (?:your )?newsletters$",
    r"join our (?:mailing list|newsletter|(?:whatsapp|telegram) (?:channel|group))\b",
    r"(?:you must |please )?(?:select|choose) a newsletter to subscribe to",
    r"you (?:will|[’']ll)? ?(?:now )?(?:get|receive|start receiving) .{0,60}\b(?:newsletter|emails?)\b.{0,40}$",
    r"send me updates about\b",
    r"(?:sign[- ]?up|subscribe)(?: here| now| today)? (?:to|for) .{0,100}\bnever miss\b",
    r"create (?:a|your) (?:free )?account to (?:continue|keep|read)\b",
    r"(?:sign[- ]?up|subscribe) for more(?: (?:like this|posts?|stories))?[.!]?$",
    r"no spam[.!]?$",
)
_CONSENT = (
    (
        r"by (?:signing up|subscribing|submitting|registering|clicking|entering|providing|continuing|joining"
        r"|using|creating)\b"
        r".{0,160}\b(?:you|I)\b.{0,30}\b(?:agree|consent|accept|acknowledge|confirm)\b.{0,80}"
        r"\b(?:terms|privacy|polic(?:y|ies)|conditions|agreement|cookies|e-?mails?|newsletters?)\b"
    ),
    r"you (?:can|may) (?:also )?(?:unsubscribe\b|(?:opt[- ]out|manage your preferences) at any ?time)",
    r"(?:unsubscribe|opt[- ]out) (?:at )?any ?time\b",
    r"(?:to|and) unsubscribe at any ?time\b",
    r"this (?:site|form|page) is protected by recaptcha\b",
    r"(?:read|see|view|check) our (?:full )?(?:privacy|cookies?|terms)\b",
    r"for (?:more|further) information(?:,)? (?:see|read|visit) our privacy\b",
    (
        r"I (?:would like|want|agree|consent|wish) to (?:be e-?mailed|receive e-?mails?|receive (?:the "
        r"|news)?(?:letters?|offers|updates)|the terms)\b"
    ),
    r"you agree to (?:receive (?:occasional )?(?:updates|email|newsletters?|special offers)|our terms|the terms)\b",
    r"(?:we|this (?:web)?site) (?:and our partners )?uses? cookies\b",
    r"(?:accept|reject|allow|manage) (?:all )?(?:cookies|preferences)$",
    (
        r"(?:privacy (?:policy|notice)|terms (?:of (?:use|service)|(?:and|&) conditions))"
        r"(?: ?(?:and|&|\||,) ?(?:privacy (?:policy|notice)|terms (?:of (?:use|service)|(?:and|&) conditions)))*[.]?$"
    ),
    r"(?:the )?google privacy policy and terms of service apply",
    r"your (?:e-?mail )?(?:address|information) will (?:not|never) be (?:shared|published|sold)\b",
)
_PAYWALL = (
    (
        r"this (?:article|story|content|page|report) is (?:(?:only )?(?:available )?(?:only )?(?:for|to) (?:our )?"
        r"(?:paying |premium )?(?:subscribers|members)|reserved for (?:our )?(?:subscribers|members)|premium content)\b"
    ),
    (
        r"(?:please )?(?:subscribe|log ?in|sign in|register|become a (?:member|subscriber))\b.{0,60}\bto (?:continue"
        r"(?: reading)?|keep reading|read (?:on|more|(?:the|this) (?:full|whole|rest|entire|article|story))|unlock)\b"
    ),
    r"to (?:continue|keep) reading(?: this (?:article|story))?,? (?:please )?(?:subscribe|log ?in|sign in|register)\b",
    (
        r"you(?:[’']ve| have) (?:reached|used|read) (?:your|all|the) .{0,40}\b(?:free|complimentary)"
        r" (?:articles|stories)\b"
    ),
    r"(?:the )?rest of (?:this|the) (?:article|story) is for (?:subscribers|members)\b",
    r"(?:dieser artikel ist|exklusiv) (?:nur )?für (?:unsere )?abonnent|weiterlesen mit\b.{0,60}$",
    r"(?:cet )?article (?:est )?réservé (?:à nos|aux) abonnés\b|la suite est réservée aux abonnés\b",
    r"(?:este )?(?:artículo|contenido) (?:es )?(?:exclusivo|solo|sólo) para (?:suscriptores|socios)\b",
)
_VALIDATION = (
    r"please (?:re-?)?enter (?:a|your) (?:valid )?e-?mail(?: address)?\b(?!.*\bsign up\b)",
    r"(?:this|e-?mail|the) (?:field|address) (?:is|field is) (?:required|invalid|not valid)[.!]?$",
    r"e-?mail (?:is required|already exists)[.!]?$",
    r"invalid e-?mail(?: address)?[.!]?$",
    r"please (?:re-?enter|try again(?: later)?)(?:[.!]|$)",
    r"(?:an error (?:has )?occurred|there was an error|we encountered an issue signing you up)(?:[.!]|$)",
    r"please (?:verify|confirm)(?: that)? you(?:[’']re| are) not a robot\b",
    r"please enable javascript\b",
    r"javascript (?:is |must be )?(?:disabled|required|enabled)\b",
    r"your browser (?:does not|doesn[’']t) support\b",
    r"media playback is (?:unsupported|not supported) on your device$",
)
_FOLLOW = (
    (
        r"(?:please )?(?:follow .{1,60}|(?:find|join|like) (?:us|me|him|her|them|the conversation)(?: online)?)"
        r" (?:on|at) "
        r"(?:twitter|facebook|instagram|telegram|threads|linkedin|whatsapp|x)\b.{0,60}$"
    ),
    r"follow @\w+\b.{0,30}$",
    r"follow(?:$|(?: [\w. -]{1,30})?:(?: ?(?:facebook|twitter|instagram)(?: ?[|,] ?)?)*$)",
    r"(?:on )?twitter: ?@\w+$",
)

# Each phrase is a panel's alone; several in one paragraph make it a panel that was run together.
_MARKERS = re.compile(
    r"(?P<agree>by (?:signing up|subscribing),? you (?:agree|accept|consent))|(?P<leave>you can unsubscribe"
    r" at any ?time)"
    r"|(?P<robot>protected by recaptcha|you(?:[’']re| are) not a robot)|(?P<valid>please (?:re-?)?enter (?:a"
    r"|your) valid e-?mail|invalid e-?mail address)"
    r"|(?P<inbox>(?:in|(?:delivered|sent) (?:straight )?to) your inbox)|(?P<form>e-?mail sign up|newsletter"
    r" sign up|sign up loading)"
    r"|(?P<join>(?:sign up|subscribe) (?:today|here|now|to our|for our|to receive))|(?P<wish>I would like to"
    r" be e-?mailed)"
    r"|(?P<notice>read our privacy)|(?P<thanks>thank(?:s| you) for (?:signing up|subscribing))"
    r"|(?P<offers>special offers|offers, events and updates)"
    r"|(?P<select>you must select a newsletter|choose your country)|(?P<view>view all newsletters|see sample"
    r"|manage (?:email preferences|newsletters))",
    re.IGNORECASE,
)

_HINTS = re.compile(
    r"sign|subscri|inbox|mail|captcha|newsletter", re.IGNORECASE
)  # no marker stands without one of them
_PANEL_WORDS = re.compile(
    r"\b(?:newsletters?|e-?mail|inbox|subscribe|sign(?:ing)? ?up|alerts?|privacy|terms|unsubscribe|offers"
    r"|briefing|stories|updates|consent|agree)\b",
    re.IGNORECASE,
)

_READ_MORE = (
    (
        r"(?:(?:>>|»|•|►|\*) ?)?(?:read(?: more| also| next| this)?|also read|more|related|see also|watch(?: live"
        r"| now| more)?|listen"
        r"|don[’']t miss|recommended|you may (?:also )?like|go deeper|in depth)"
        r"(?: (?:stor(?:y|ies)|articles?|coverage|content|links?|videos?|reading|news|from [\w .]{1,30}))?\s?(?::"
        r"|\||»|>>)(?!\d)\s?(?:[^.]|\.(?! [A-Z\"“])|(?<=\b(?:Mr|Ms|Dr|St))\.|(?<=\b(?:Gov|Sen|Rep|Mrs))\.){0,200}$"
    ),
    r"(?:(?:>>|») ?)(?:read|see|watch|click)\b.{0,120}$",
    (
        r"(?:to )?read (?:more|the (?:full|original|whole) (?:story|article|report|text|statement))"
        r"(?: (?:about|on|from|at|here|of|in|stories|news|editorials|opinion)\b.{0,120})?[.:…]?$"
    ),
    r"(?:read more|more|related)(?: trending| popular)?(?: (?:stories|articles|content|coverage|videos|news))?$",
    (
        r"(?:continue reading(?: the main story)?|keep reading|read on|load more|show more|see more|view more)(?:"
        r" below)?[.…]?$"
    ),
    (
        r"(?:most (?:read|popular|viewed)|recommended(?: for you)?|you might also like|you may also like"
        r"|editor[’']?s[’']? picks|top stories|trending(?: now)?)$"
    ),
    r"more (?:from|on) (?:this story|(?:[^.?!:]|\.(?! )){1,50})$",
    r"related to this (?:story|article)\b.{0,30}$",
    r"read or share this story:? ?\S*$",
    r"click here (?:to (?:read|see|watch|view|listen|access)|for)\b.{0,120}$",
    r"a version of this (?:article|story) (?:appears|appeared|was published) in (?:the )?(?:print|paper)\b.{0,200}$",
    r"this (?:article|story) (?:appears|appeared) in the .{1,40}\bprint (?:edition|issue)\b.{0,200}$",
    r"(?:research|reporting) for this (?:article|story|report) was (?:supported|funded|made possible) by\b.{0,200}$",
    r"our standards: .{0,60}\bprinciples\.?$",
    r"\[(?:read|watch|listen|see|here[’']s|related|analysis)\b[^\[\]]{0,200}\]\.?$",
)
_RELATED_TITLE = re.compile(
    r"(?:Related|RELATED) (?:Coverage|Content|Posts?|Headlines?|Photos?|LINKS?|COVERAGE|CONTENT|Articles?"
    r"|Stor(?:y|ies)|Links?|Videos?|ARTICLES?|STOR(?:Y|IES))\b.{0,160}$"
)
_ADVERTISEMENT = (
    r"(?:advertisements?|sponsored(?: content)?|paid content|skip ad(?:vertisement)?|ad feedback)[:.]?$",
    r"(?:advertisement ?[-–—:]? ?)?(?:story|article|content|post) continues (?:below|after)\b.{0,40}$",
    r"advertisement ?[-–—:]? ?(?:continue|related)\b.{0,120}$",
    r"(?:after|before) newsletter promotion$",
    r"scroll (?:down )?for more content\b.{0,40}$",
    r"(?:click here to )?(?:get|download) (?:the|our) (?:\w+ ){1,4}app\b.{0,60}$",
    r"(?:click here )?for the (?:\w+ ){1,3}app$",
)
_NAVIGATION = (
    (
        r"(?:share|print|tweet)(?: this)?(?: (?:story|article|page|post|video|media|photo|link))?(?: (?:on|via"
        r"|with) [\w ,/&|]{1,60})?:?(?: facebook| twitter)*$"
    ),
    (
        r"(?:(?:share|tweet|print|e-?mail|facebook|twitter|pinterest|linkedin|whatsapp|reddit|telegram|flipboard"
        r"|messenger|instagram"
        r"|google\+?|x|copy (?:the )?link|link copied!?|save|pin it|comments?|more|shares?)[\s,|/·•:]+){1,12}"
        r"(?:share|tweet|print|e-?mail|facebook|twitter|pinterest|linkedin|whatsapp|reddit|telegram|flipboard"
        r"|messenger|instagram"
        r"|google\+?|x|copy (?:the )?link|link copied!?|save|pin it|comments?|more|shares?|this story|this article)$"
    ),
    (
        r"(?:copy link|link copied!?|copied!?|toggle navigation|open menu|close(?: menu)?|skip to (?:main"
        r" )?content|(?:go )?back to (?:the )?(?:top|gallery|article|homepage))$"
    ),
    r"(?:home|news|front page) ?[>›»/|] ?[\w ,&-]{1,40}(?: ?[>›»/|] ?[\w ,&-]{1,40})*$",
)
_COMMENTS = (
    r"(?:(?:view|show|hide|read|post|leave|add|see|write)(?: a| all| your)? ?)?\(?\d*\)? ?comments?(?: ?\(?\d+\)?)?$",
    r"join the (?:conversation|discussion)(?: on .{1,40})?[.!]?$",
    r"comments? (?:are|is) (?:closed|disabled|turned off)\b.{0,40}$",
    r"(?:please )?(?:leave|share|post|let us know) .{0,60}\bcomments?(?: section)? below\b.{0,10}$",
    r"what do you think\? .{0,60}\bcomments?\b.{0,30}$",
    (
        r"(?:do you|have you|got) .{0,30}\b(?:more|information|a tip|a story|affected|experience)\b.{0,60}\?"
        r" (?:please )?(?:get in touch|contact us|e-?mail us|share your|tell us|write to us)\b.{0,120}$"
    ),
)
_BRACKETED = re.compile(r"[\[(] ?(.*?) ?[\])]\.?$", re.DOTALL)

_PANEL_RULES = tuple(
    (reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
    for reason, patterns in (
        (DropReason.VALIDATION, _VALIDATION),
        (DropReason.PAYWALL, _PAYWALL),
        (DropReason.SIGN_UP, _SIGN_UP),
        (DropReason.CONSENT, _CONSENT),
        (DropReason.NAVIGATION, _FOLLOW),
    )
)
_LINE_RULES = tuple(
    (reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
    for reason, patterns in (
        (DropReason.ADVERTISEMENT, _ADVERTISEMENT),
        (DropReason.READ_MORE, _READ_MORE),
        (DropReason.COMMENTS, _COMMENTS),
        (DropReason.NAVIGATION, _NAVIGATION),
    )
)


@lru_cache(maxsize=4096)  # a page's lines are asked about at each step of its reading
def drop_reason(paragraph: str) -> DropReason | None:
    """Return why the whole paragraph is no part of an article; None where it, or a part of it, may be one.

    `paragraph` is one line, its white space folded.
    """
    line = line_reason(paragraph)
    if line or len(paragraph) > _LONGEST_PANEL or _NEWS.search(paragraph):
        return line
    spans = sentence_spans(paragraph)
    sentences = (paragraph[start:end] for start, end in spans)
    reasons = list(takewhile(bool, map(sentence_reason, sentences)))  # in news the first sentence has none
    if spans and len(reasons) == len(spans):
        return name_panel(reasons)
    kinds = {match.lastgroup for match in _MARKERS.finditer(paragraph)} if _HINTS.search(paragraph) else set()
    return DropReason.SIGN_UP if len(kinds) >= 3 else None


def fits_panel(line: str) -> bool:
    """Say whether a line of a box with a form may stand in a sign-up panel: by its words or, in one, by being short."""
    if drop_reason(line):
        return True
    words = len(line.split())
    is_short = words <= 6 and len(line) <= _SHORT_LINE and not _EASTERN_SENTENCE.search(line)
    return not _NEWS.search(line) and (is_short or (words <= 60 and _PANEL_WORDS.search(line) is not None))


def is_news(line: str) -> bool:
    """Say whether a line has a sign of news in it that no panel has: who said it, or quotation marks."""
    return _NEWS.search(line) is not None


def sentence_reason(sentence: str) -> DropReason | None:
    """Return why the sentence is a panel's or a crumb, and not an article's; None where it may be the article's."""
    if len(sentence) > _LONGEST_PANEL or _NEWS.search(sentence):
        return None
    bracketed = _BRACKETED.match(sentence)
    inner = bracketed[1] if bracketed else sentence
    return next((reason for reason, rule in _PANEL_RULES if rule.match(inner)), None)


def line_reason(line: str) -> DropReason | None:
    """Return why a line is a link, a crumb or a label, and not an article's paragraph; None where it may be one."""
    if len(line) > _LONGEST_LINE:
        return None
    for reason, rule in _LINE_RULES:
        if rule.match(line) and not (reason is not DropReason.READ_MORE and _NEWS.search(line)):
            return reason
    return DropReason.READ_MORE if _RELATED_TITLE.match(line) else None


def name_panel(reasons: Iterable[DropReason | None]) -> DropReason | None:
    """Name a panel after what it is for: its form messages and consents are there for the sign-up."""
    found = tuple(reasons)
    if DropReason.PAYWALL in found:
        return DropReason.PAYWALL
    return DropReason.SIGN_UP if DropReason.SIGN_UP in found else found[0]
