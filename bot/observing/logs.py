"""Logs: structured, readable in a terminal, JSON elsewhere; the token never gets in.

What people wrote gets in at DEBUG alone: an error's own words may hold it, so that above DEBUG only errors
of the system, the network and the database have words; of others their kind and their place are told.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.channels.errors import ChannelError

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_REDACTED = "<token>"
_DETAIL = re.compile(r"DETAIL: .*")
"""PostgreSQL names the row that a constraint refuses."""
_HARMLESS: tuple[type[BaseException], ...] = (OSError, ChannelError)
_LIBRARIES = {"sqlalchemy", "sqlite3", "asyncpg", "telegram"}
"""Their engines hide the parameters of statements."""


def configure(level: str) -> None:
    """Sets up our logs and silences what others log of addresses that hold the token."""
    tty = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            *_rendering(tty=tty, words=level == "DEBUG"),
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
        handler.addFilter(_RedactingFilter(words=level == "DEBUG"))


def _rendering(*, tty: bool, words: bool) -> list[Processor]:
    def plain(exc_info: Any) -> str:
        return trace(exc_info[1], words=words)

    def write(stream: TextIO, exc_info: Any) -> None:
        stream.write("\n" + plain(exc_info))

    if tty:  # a plain traceback: a rich one shows local variables, wrapped so that no token is found in them
        return [structlog.dev.ConsoleRenderer(exception_formatter=write)]
    return [
        structlog.processors.ExceptionRenderer(plain),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def trace(error: BaseException, *, words: bool) -> str:
    """An error and what led to it; without ``words`` those that may quote people are named only."""
    if words:
        return "".join(traceback.format_exception(error)).rstrip()
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines(earlier)
        yield "which led to:"
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield f"{type(error).__module__}.{type(error).__qualname__}{_words(error)}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _lines(one)


def _words(error: BaseException) -> str:
    if isinstance(error, _HARMLESS) or type(error).__module__.partition(".")[0] in _LIBRARIES:
        return ": " + _DETAIL.sub("DETAIL: hidden", str(error))
    return ""


def redact(_logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    """Takes bot tokens out of a finished line: nothing in it escapes."""
    return _clean(str(line))


class _RedactingFilter(logging.Filter):
    def __init__(self, *, words: bool) -> None:
        super().__init__()
        self._words = words

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _clean(record.getMessage()), ()
        if record.exc_info:
            error = record.exc_info[1]
            record.exc_text = _clean(trace(error, words=self._words)) if error else None
            record.exc_info = None
        record.stack_info = _clean(record.stack_info) if record.stack_info else None
        return True


def _clean(text: str) -> str:
    return _TOKEN.sub(_REDACTED, text)
