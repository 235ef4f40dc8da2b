"""Match an alert with what readers asked for."""

from __future__ import annotations

import re

from stoppress.domain.alert import AlertContent
from stoppress.domain.reader import Interest, SkipReason

_WORD = re.compile(r"\w+")


def searchable(content: AlertContent) -> str:
    """Fold an alert's outlet words into one string of space-separated words, as `match` takes it."""
    lines = [content.lede.text, *(line.text for quote in content.quotes for line in quote.lines)]
    titles = [report.title for report in content.reports]
    return _folded(" ".join([content.subject, *titles, *lines]))


def match(words_of_alert: str, interest: Interest) -> SkipReason | None:
    """Return why a reader is passed over, or None where the alert is for them.

    `words_of_alert` comes from `searchable`. A wish of several words must stand in one run.
    """
    wishes = [folded for word in interest.words if (folded := _folded(word)).strip()]
    if not wishes or any(wish in words_of_alert for wish in wishes):
        return None
    return SkipReason.NOT_ASKED_FOR


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "
