"""Keep the tokens of mailed links out of what Django logs of a request that failed."""

from __future__ import annotations

import logging
import re

_WITH_TOKEN = re.compile(r"/(confirm|preferences|unsubscribe)/\S+")
_LOGGERS = ("django.request", "django.security.csrf", "django.security.DisallowedHost")


class _TokenFilter(logging.Filter):
    """Cut addresses off before their token."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _WITH_TOKEN.sub(r"/\1/…", record.getMessage()), ()
        return True


def keep_tokens_out_of_logs() -> None:
    """Filter each of Django's loggers that states an address; a second call changes nothing."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(held, _TokenFilter) for held in logger.filters):
            logger.addFilter(_TokenFilter())
