"""Logging: one line for each unit of work, in JSON or for a terminal; never addresses, tokens or article text."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logging(log_format: str, *, quiet: bool = False) -> None:
    """Send structlog's and the libraries' lines to standard error, in the format asked for."""
    as_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    shared = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if as_json else _leave,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    printer = logging.StreamHandler(sys.stderr)
    printer.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [printer]
    root.setLevel(logging.ERROR if quiet else logging.INFO)
    # These name addresses or quote texts at INFO or WARNING; their errors still come through.
    for library in ("aiohttp", "trafilatura", "htmldate", "django.request", "django.security", "waitress", "mail.log"):
        logging.getLogger(library).setLevel(logging.ERROR)
    logging.getLogger("axes").setLevel(logging.CRITICAL)


def _leave(_logger: object, _method: str, event: dict[str, object]) -> dict[str, object]:
    return event
