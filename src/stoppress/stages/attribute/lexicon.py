"""The words that attribution turns on: verbs and nouns of saying, thinking and judging, and the small words round them.

The verbs' frames say what may follow (or come before) for the verb to credit somebody with something:

    q  a quotation or clause may stand before it, and the source after it: "…," said Ada Obi
    t  a that-clause        w  a whether-, how- or what-clause       i  to and an infinitive
    x  anything else: a clause without "that", or an object that is the content
    a  somebody addressed comes first: told reporters that …

Of the frequent verbs those frames are kept that credit somebody in a third of the cases or more, counted in two
thirds of the training part of PolNeAR (Newell, Margolin and Ruths, LREC 2018); rare verbs stand beside their
synonyms, uncounted.
"""

from __future__ import annotations


def word_list(paragraph: str) -> frozenset[str]:
    """Return the words of a paragraph: how this package writes its word lists."""
    return frozenset(paragraph.split())


FRAMES = (
    (
        "qtwx",
        """
        say add note argue announce claim explain suggest declare acknowledge insist state report observe
        remark recall concede contend assert stress emphasize emphasise warn predict conclude reveal confirm
        deny admit joke complain lament quip testify reiterate repeat caution estimate recount opine verify
        confess exclaim boast speculate posit theorize surmise mention agree affirm reaffirm
        counter write tweet disclose proclaim decree assess
        """,
    ),
    (
        "qw",
        """
        reply respond continue answer shout muse interject whisper retort mutter scoff fume gush sneer snap crow
        ask wonder chant read tease deadpan yell cry thunder chime demur
        """,
    ),
    ("qtwxa", "tell remind inform assure advise notify reassure"),
    ("qt", "maintain allege"),
    ("t", "realize realise feel brag hint learn guess discover recognize recognise charge signal"),
    ("qtx", "think believe hope"),
    ("tx", "find show indicate imply fear"),
    ("tw", "know understand doubt suspect assume worry prove see hear remember wonder"),
    (
        "x",
        """
        accuse praise criticize criticise endorse blast denounce condemn defend describe call attack dismiss
        reject mock slam blame cite discuss propose express question welcome applaud thank echo quote highlight
        tout voice issue outline list compare liken portray ridicule deride decry assail rebuke scold chide hail
        laud invoke recommend demand request order dub label characterize characterise depict lambast lambaste
        pillory bash trash berate fault chastise reprimand admonish rebuff repudiate disavow renounce reference
        oppose retweet ask promise pledge vow offer urge post disparage belittle trumpet bemoan rip deplore
        protest celebrate contradict dispute rebut refute disapprove forecast foresee predict
        """,
    ),
    ("i", "vow pledge promise decline refuse threaten hope seek agree offer propose ask claim demand"),
    ("ia", "urge ask implore beg press order encourage call"),
    ("w", "explain discuss question describe outline detail ask specify elaborate"),
)

# Verb and preposition together: "called for", "referring to".
PREPOSITIONS = {
    "agree": "with on",
    "allude": "to",
    "apologise": "for to",
    "apologize": "for to",
    "argue": "for against about",
    "ask": "about for if",
    "boast": "of about",
    "brag": "about of",
    "call": "for on upon out",
    "comment": "on",
    "complain": "about of",
    "disagree": "with on about",
    "dream": "of",
    "dwell": "on",
    "elaborate": "on",
    "fire": "back",
    "hint": "at",
    "hit": "back",
    "hope": "for",
    "inquire": "about",
    "insist": "on upon",
    "joke": "about",
    "lash": "out",
    "lay": "out",
    "learn": "of about",
    "lobby": "for",
    "object": "to",
    "opine": "on about",
    "plead": "guilty",
    "point": "to out",
    "push": "for back",
    "rail": "against about at",
    "refer": "to",
    "respond": "to by with",
    "scoff": "at",
    "set": "out",
    "shoot": "back",
    "side": "with",
    "sneer": "at",
    "speak": "about of out favorably",
    "speculate": "about on",
    "spell": "out",
    "talk": "about of",
    "tell": "of about",
    "testify": "about",
    "tweet": "about",
    "warn": "of about against",
    "weigh": "in",
    "wish": "for",
    "worry": "about",
    "write": "about of",
}

# Forms that are oftener nouns: verbs only before a that, a quotation or a mark.
NOUN_LIKE = word_list("""
    state states remark remarks order orders issue issues post posts request requests detail details demand
    demands voice voices name names attack attacks list lists charge charges
    """)

# A quotation or report of these confirms or denies the matter itself.
CONFIRMING = frozenset({"confirm", "acknowledge", "verify", "admit", "concede"})
DENYING = frozenset({"deny", "reject", "refute", "rebut", "dispute"})

IRREGULAR = {
    # base: third person, past, participle, gerund
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "know": ("knows", "knew", "known", "knowing"),
    "see": ("sees", "saw", "seen", "seeing"),
    "find": ("finds", "found", "found", "finding"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "show": ("shows", "showed", "shown", "showing"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "lay": ("lays", "laid", "laid", "laying"),
    "set": ("sets", "set", "set", "setting"),
    "spell": ("spells", "spelled", "spelled", "spelling"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "beg": ("begs", "begged", "begged", "begging"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "refer": ("refers", "referred", "referred", "referring"),
    "plan": ("plans", "planned", "planned", "planning"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "snap": ("snaps", "snapped", "snapped", "snapping"),
    "brag": ("brags", "bragged", "bragged", "bragging"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "rip": ("rips", "ripped", "ripped", "ripping"),
    "demur": ("demurs", "demurred", "demurred", "demurring"),
    "dub": ("dubs", "dubbed", "dubbed", "dubbing"),
}
_VOWELS = "aeiou"


def inflect(base: str) -> tuple[str, str, str, str]:
    """Return third person, past, participle and gerund of a verb."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return base + "s", base + "d", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing"
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
    return third, base + "ed", base + "ed", base + "ing"


def _frames_by_verb() -> dict[str, frozenset[str]]:
    frames: dict[str, frozenset[str]] = {}
    for letters, verbs in FRAMES:
        for verb in verbs.split():
            frames[verb] = frames.get(verb, frozenset()) | frozenset(letters)
    for verb in PREPOSITIONS:
        frames.setdefault(verb, frozenset())
    return frames


FRAMES_BY_VERB = _frames_by_verb()
PREPOSITIONS_BY_VERB = {verb: frozenset(words.split()) for verb, words in PREPOSITIONS.items()}


def _verbs_by_form() -> dict[str, tuple[str, str]]:
    """Map every form to (verb, kind): B base, S third person, D past or participle, N participle only, G gerund."""
    forms: dict[str, tuple[str, str]] = {}
    for verb in FRAMES_BY_VERB:
        third, past, participle, gerund = inflect(verb)
        forms.setdefault(verb, (verb, "B"))
        forms.setdefault(third, (verb, "S"))
        forms.setdefault(participle, (verb, "N"))
        forms[past] = (verb, "D")
        forms.setdefault(gerund, (verb, "G"))
    return forms


VERBS_BY_FORM = _verbs_by_form()
# Verbs of saying: those beside which a quotation may stand, without those of thinking.
SAYING = frozenset(verb for verb, frames in FRAMES_BY_VERB.items() if "q" in frames) - word_list(
    "think believe hope wonder muse"
)
