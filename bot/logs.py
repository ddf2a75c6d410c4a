"""Logs: structured, readable in a terminal, JSON elsewhere; the token never gets in."""

from __future__ import annotations

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_REDACTED = "<token>"


def configure(level: str) -> None:
    """Sets up our logs and silences what others log of addresses that hold the token."""
    tty = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            *_rendering(tty=tty),
            redact,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "apscheduler", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_RedactingFilter())


def _rendering(*, tty: bool) -> list[Processor]:
    if tty:  # a plain traceback: a rich one shows local variables, wrapped so that no token is found in them
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def redact(_logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    """Takes bot tokens out of a finished line: nothing in it escapes."""
    return _clean(str(line))


class _RedactingFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = _clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        record.stack_info = _clean(record.stack_info) if record.stack_info else None
        return True


def _clean(text: str) -> str:
    return _TOKEN.sub(_REDACTED, text)
