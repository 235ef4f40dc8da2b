"""Small words and simple tests that stand in for a grammar: what may begin, end or break a noun phrase."""

from __future__ import annotations

from stoppress.stages.attribute.lexicon import word_list
from stoppress.stages.attribute.units import QUOTE

PERSONAL = word_list("he she they i we you it")
PRONOUNS = PERSONAL | word_list(
    "some many others most few several both another everyone everybody someone somebody one anyone nobody"
)
RELATIVES = word_list("who which that")
DETERMINERS = word_list("""
    the a an this that these those his her its their our my your some many several two three four five six seven
    eight nine ten no one another any every each most few all both other
    """)
BE = word_list("is are was were be been being am 's 're isn't aren't wasn't weren't")
HAVE = word_list("has have had hasn't haven't hadn't having")
MODALS = word_list("""
    will would can could should may might must shall do does did won't wouldn't can't couldn't shouldn't don't doesn't
    didn't cannot
    """)
AUXILIARIES = BE | HAVE | MODALS | {"not", "get", "gets", "got"}
CONTRACTED = word_list("""
    he's she's it's i'm we're they're you're he'd she'd they'd i'd we'd he'll she'll they'll i'll we'll i've we've
    they've you've that's there's who's what's
    """)
ADVERBS = word_list("""
    also later then never often still even now just only once ever already always long first again soon earlier since
    instead too twice nonetheless nevertheless further far quickly both all each
    """)
PREPOSITIONS = word_list("""
    in on at by for from with about against between into through during before after above below to of over under
    without within among amid despite throughout toward towards upon via like per following regarding concerning
    besides outside inside near since until across around along behind beyond as
    """)
SUBORDINATORS = word_list("""
    because when while if although though unless until where whether whereas since once than so yet how why what that
    which who whom whose before after as but nor or and
    """)
WH = word_list("if whether how what why who when where which whom whose")
WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_list("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec
    """)
TIME_WORDS = WEEKDAYS | word_list("""
    today yesterday tonight tomorrow recently later earlier afterward afterwards again separately bluntly flatly simply
    last this
    """)
CONNECTIVES = WEEKDAYS | word_list("""
    but and or so yet still meanwhile however then now also nor plus besides instead moreover indeed perhaps maybe thus
    therefore even today yesterday tonight later earlier afterward afterwards first second third finally rather
    similarly likewise because when while if although though as after before since until where whether that than only
    once just neither either
    """)
DASHES = frozenset(("-", "--", "---", "–", "—", "―"))
BREAKS = frozenset((",", ";", ":", "?", "!", "(", "[", "]", "*", "•", "|", "..", "...", "…", QUOTE)) | DASHES
_NO_ADVERBS = word_list("family only italy")
_OWNERS = word_list("his her its their our my your whose")


def is_adverb(word: str) -> bool:
    """Tell adverbs that may stand between subject and verb."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS)


def is_capitalised(raw: str) -> bool:
    """Tell a word that begins with a capital letter."""
    return raw[:1].isupper()


def is_word(word: str) -> bool:
    """Tell a word or number from a mark or a quotation."""
    return word[:1].isalnum()


def is_possessive(word: str) -> bool:
    """Tell a possessive: "Obi's", "voters'", "his"."""
    return word.endswith(("'s", "s'")) or word in _OWNERS
