"""The words by which figures are told apart: hedges, units, states of people and things; English."""

from __future__ import annotations

import re

ABOVE = "above"
BELOW = "below"
NEAR = "near"
NEARLY = "nearly"

# What stands before a number and says how exact it is; longest first where one begins another.
_HEDGES = {
    ABOVE: (
        "more than|over|at least|no fewer than|not fewer than|no less than|upwards of|in excess of|exceeding|above"
        "|a minimum of|well over|just over|as many as at least|greater than"
    ),
    BELOW: (
        "up to|as many as|fewer than|less than|under|at most|no more than|not more than|a maximum of|just under"
        "|as much as|below|a maximum"
    ),
    NEARLY: "nearly|almost|close to|approaching",
    NEAR: "about|around|some|roughly|approximately|an estimated|estimated|circa|something like|in the region of|or so",
}
HEDGE = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _HEDGES.items()) + r")\s+(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
HEDGE_AFTER = re.compile(r"(?:\s(?:or more|and more|or higher|plus)\b|\+|-plus\b)|(?P<near>\sor so\b|-odd\b|-ish\b)")

# Units of measure by the word that names them. What has a unit counts no things.
UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "percentage points": "points", "percentage point": "points",
    "km": "km", "kilometres": "km", "kilometers": "km", "kilometre": "km", "kilometer": "km", "miles": "mile",
    "mile": "mile", "metres": "m", "meters": "m", "metre": "m", "meter": "m", "feet": "ft", "foot": "ft", "ft": "ft",
    "inches": "in", "cm": "cm", "centimetres": "cm", "mm": "mm", "millimetres": "mm", "acres": "acre", "acre": "acre",
    "hectares": "ha", "hectare": "ha", "tonnes": "t", "tonne": "t", "tons": "ton", "ton": "ton", "kg": "kg",
    "kilograms": "kg", "kilos": "kg", "kilogrammes": "kg", "litres": "l", "liters": "l", "gallons": "gallon",
    "barrels": "barrel", "degrees": "degree", "mph": "mph", "kph": "km/h", "km/h": "km/h", "kmph": "km/h",
    "kilometres an hour": "km/h", "kilometers an hour": "km/h", "kilometres per hour": "km/h",
    "kilometers per hour": "km/h", "miles an hour": "mph", "miles per hour": "mph", "millimeters": "mm",
    "knots": "knot", "megawatts": "MW", "mw": "MW", "gigawatts": "GW", "hours": "hour", "hour": "hour",
    "minutes": "minute",
    "minute": "minute", "days": "day", "day": "day", "weeks": "week", "week": "week", "months": "month",
    "month": "month", "years": "year", "year": "year", "seconds": "second", "square kilometres": "km2",
    "square kilometers": "km2", "square miles": "mile2", "square metres": "m2", "square meters": "m2",
    "cubic metres": "m3", "cubic meters": "m3", "magnitude": "magnitude",
    "dollars": "USD", "euros": "EUR", "pounds": "GBP", "rubles": "RUB", "roubles": "RUB", "yen": "JPY",
    "yuan": "CNY", "rupees": "INR", "francs": "CHF", "kronor": "SEK", "kroner": "NOK", "zloty": "PLN",
    "pesos": "MXN", "reais": "BRL", "lira": "TRY", "won": "KRW", "rand": "ZAR", "shillings": "KES",
}  # fmt: skip
TIMES = frozenset(("hour", "minute", "day", "week", "month", "year", "second"))
UNIT = re.compile(
    r"[\s-]?(?P<unit>%|" + "|".join(sorted((re.escape(unit) for unit in UNITS if unit != "%"), key=len, reverse=True))
    + r")(?![\w])",
    re.IGNORECASE,
)  # fmt: skip

# What became of people and things: stems of the words that say so.
_STATES = {
    "dead": "kill die dead death fatal toll victim slain perish bodi drown murder casualti",
    "hurt": "injur wound hurt hospitalis hospit burn",
    "missing": "miss unaccount untrac disappear",
    "rescued": "rescu save pull",
    "arrested": "arrest detain custodi held jail",
    "charged": "charg indict",
    "evacuated": "evacu displac flee fled homeless move",
    "dark": "power outag blackout electr",
    "sacked": "redund layoff job",
    "striking": "strike striker walkout stoppag",
    "ill": "ill sick infect case sicken poison",
    "closed": "closur shut",
    "trapped": "trap underground",
    "enrolled": "enrol particip recruit",
    "treated": "treat patient",
}
STATE_BY_STEM = {stem: state for state, stems in _STATES.items() for stem in stems.split()}
PEOPLE = frozenset(
    """
    neighbour villag inhabit guest tourist spectat visitor member pilgrim traveller survivor
    peopl person human victim other individu man men woman women adult soul fatal death bodi casualti particip patient
    case
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
"""Stems of nouns that name people without telling which."""
AT_WORK = frozenset(
    (
        "worker",
        "employe",
        "staff",
        "miner",
        "striker",
        "docker",
        "crew",
        "soldier",
        "troop",
        "nurs",
        "pilot",
        "driver",
        "doctor",
    )
)
"""Stems of nouns that name people by their work, of which one report may use one and another another."""

SAME_NOUNS = tuple(
    frozenset(line.split())
    for line in """
    worker employe staff job post striker docker miner posit role
    home household hous properti custom famili build resid resident premis busi
    soldier troop fighter men man servicemen
    peopl person resident passeng pilgrim victim occup man men woman women other individu
    patient case person peopl peopl sick
    school student pupil children child candid
    flight plane aircraft departur
    ship vessel boat craft ferri frigat
    car vehicl lorri truck
    branch store shop outlet site
    vote ballot
    dead death toll bodi victim fatal
    gun weapon rifl firearm
    fine penalti sanction
    work paint pictur
    truck lorri
    runner entrant athlet competitor
    ticket seat
    protest demonstr marcher
    passeng peopl person travel
    mile kilometr
    member peopl
    record patient custom client user account
    """.strip().splitlines()
)
"""Stems of nouns of which one report may use one, and another another, for the same thing."""

# Words at which what is counted ends.
ENDS = frozenset(
    """
    of in on at by for from with to into onto off about against between through during before after above below over
    under without within among amid despite throughout toward towards upon via per near since until across around
    along behind beyond as because when while if although though unless where whether whereas once than so yet how
    why what that which who whom whose but nor or and is are was were be been being am has have had having will would
    can could should may might must shall do does did not also later then never still even now just only already said
    says told this these those he she it they we i you his her its their our my your there here yesterday today
    tonight tomorrow monday tuesday wednesday thursday friday saturday sunday last next alone each every both all out
    up down back away more fewer less aboard onboard
    """.split()  # noqa: SIM905  (a word list reads best as a paragraph)
)
PART = re.compile(
    r"(?:\bof (?:which|whom|them|those|these)|\bincluding|\bamong (?:them|whom|those|the \w+)|\bincludes?)"
    r"(?:\s+(?:were|are|was|is))?\s*$",
    re.IGNORECASE,
)
CHANGE_FROM = re.compile(
    r"\b(?:rose|up|risen|down|fell|fallen|increased?|grew|grown|cut|dropped|raised|lowered)\s(?:\w+\s)?from\s+$",
    re.IGNORECASE,
)  # "rose from nine to twelve": nine is over
AGE = "age"
OLDEST = 110  # years
OF_AGE = re.compile(r"\b(?:aged|age)\s+(?:between\s+)?$", re.IGNORECASE)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
