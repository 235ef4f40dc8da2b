"""The words by which it is told whether a source answers for a matter, and whether it states it."""

from __future__ import annotations

import re

from stoppress.stages.attribute.lexicon import word_list

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
# Roles in which somebody speaks for a body, or is answerable for what it does.
OFFICIAL = word_list("""
    administrator ambassador archbishop bishop captain chair chairman chairperson chairwoman chancellor chief
    commander commissioner coroner director envoy general governor head inspector judge king magistrate manager
    marshal mayor minister officer ombudsman pope premier president principal prosecutor queen secretary
    sergeant sheriff speaker spokesman spokesperson spokeswoman superintendent treasurer warden ceo
    registrar councillor cllr senator admiral brigadier detective constable voivode harbourmaster executive owner
    founder superintendent dean rector lieutenant colonel attorney
    """)
# Roles that know about a matter without answering for it.
MERELY_EXPERT = word_list("""
    analyst author columnist consultant critic economist editor expert former historian journalist lecturer
    observer pollster professor reporter researcher scholar scientist strategist witness resident think-tank
    """)
