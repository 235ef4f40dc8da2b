"""The privacy notice in an operator's own words, read from the file they name."""

from __future__ import annotations

import re
from pathlib import Path

import structlog

from stoppress.stages.text.safe import plain

_log = structlog.get_logger()
_BLANK_LINES = re.compile(r"\n\s*\n")


def stated_privacy(path: str) -> tuple[str, ...]:
    """Return the paragraphs of the operator's notice; none where no file is named or it cannot be read.

    The file is read for each request: a change shows at once, and the page is seldom asked for.
    """
    if not path:
        return ()
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _log.error("privacy notice unreadable", error=type(error).__name__)
        return ()
    return tuple(part.strip() for part in _BLANK_LINES.split(plain(text)) if part.strip())
