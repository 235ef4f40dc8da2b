"""A refusal, as a relay's reply or a report states it, to what it says about the address.

5.1.x condemns an address; 5.7.x is about us; the rest may pass (RFC 3463, with the registry of RFC 5248).
Where words and code disagree, the milder counts: an address is never given up on a doubt.
"""

from __future__ import annotations

import re

from stoppress.domain.returned import ReturnVerdict, Status
from stoppress.stages.refusal_wordings import FULL, POLICY, UNKNOWN

# Of 5.1.x: the sender's address is bad (7, 8), or over its limit (90, of Exchange Online).
_OF_THE_SENDER = {7, 8, 90}
_CATCH_ALL = {3, 5}
_VALID = 5  # 5.1.5: the address is valid
_STATUS = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.#])([45]\d\d)(?=[\s_:;,.)-]|$)")
_WEB_ADDRESS = re.compile(r"https?://\S+")
_MILDEST_FIRST = list(ReturnVerdict)


def judge_refusal(words: str, *, status: Status | None = None, code: int | None = None) -> ReturnVerdict:
    """Say what a refusal means, by the status and reply code stated with it and by its words.

    `words` may state a status of their own. Takes a refusal for one: of what was only delayed, ask nothing.
    """
    told = _WEB_ADDRESS.sub(" ", words).casefold()
    stated = [status] if status is not None else []
    specific = [one for one in (*stated, *statuses(words)) if _is_specific(one)]
    if any(one[1] == 7 for one in specific):
        return ReturnVerdict.OURS
    if specific:
        return min((_by_status(one, told) for one in specific[:2]), key=severity)
    return _by_words(told, permanent=_is_permanent(stated or statuses(words), code, words))


def _is_specific(status: Status) -> bool:
    """Say whether a status tells anything: x.3.0 and x.5.0 stand, as x.0.0 does, for what a system had no code for."""
    of_class, subject, detail = status
    return of_class != 2 and subject != 0 and (subject not in _CATCH_ALL or detail != 0)


def statuses(words: str) -> list[Status]:
    """Return the enhanced statuses that a text states, in order."""
    return [(int(found[1]), int(found[2]), int(found[3])) for found in _STATUS.finditer(words)]


def severity(verdict: ReturnVerdict) -> int:
    """Return a number that is greater the worse a verdict is for the address."""
    return _MILDEST_FIRST.index(verdict)


def _by_status(status: Status, told: str) -> ReturnVerdict:
    of_class, subject, detail = status
    if (of_class, subject) != (5, 1):
        return ReturnVerdict.SOFT
    if detail in _OF_THE_SENDER or POLICY.search(told):
        return ReturnVerdict.OURS
    return ReturnVerdict.SOFT if detail == _VALID or FULL.search(told) else ReturnVerdict.HARD


def _by_words(told: str, *, permanent: bool) -> ReturnVerdict:
    if POLICY.search(told):
        return ReturnVerdict.OURS
    if permanent and UNKNOWN.search(told) and not FULL.search(told):
        return ReturnVerdict.HARD
    return ReturnVerdict.SOFT


def _is_permanent(stated: list[Status], code: int | None, words: str) -> bool:
    """Say whether a refusal is for good; one that states no class at all is taken to be, as old systems state none."""
    if stated:
        return stated[0][0] == 5
    reply = _REPLY.search(words)
    code = code or (int(reply[1]) if reply else None)
    return code is None or code >= 500
