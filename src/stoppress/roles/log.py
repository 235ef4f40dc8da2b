"""Logging: one line for each unit of work, in JSON or for a terminal; never addresses, tokens or article text."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator

import structlog

from stoppress.domain.errors import StopPressError


def configure_logging(log_format: str, *, quiet: bool = False) -> None:
    """Send structlog's and the libraries' lines to standard error, in the format asked for."""
    as_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if as_json else console
    shared = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace_discreetly,
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


def _trace_discreetly(_logger: object, _method: str, event: dict[str, object]) -> dict[str, object]:
    """Replace an error by where it came from and its kind: messages and locals may hold addresses, tokens or texts."""
    stated = event.pop("exc_info", None)
    error = sys.exc_info()[1] if stated is True else stated[1] if isinstance(stated, tuple) else stated
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_trace(error))
    return event


def _trace(error: BaseException) -> Iterator[str]:
    seen: BaseException | None = error
    while seen is not None:
        for frame in traceback.extract_tb(seen.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        yield str(seen) if isinstance(seen, StopPressError) else type(seen).__name__
        seen = seen.__cause__ or seen.__context__
