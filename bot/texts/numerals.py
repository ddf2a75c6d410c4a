"""Numbers in a language's manner, as functions that a worker process can be handed."""

from __future__ import annotations

from babel.numbers import format_decimal

from handlers.replies.phrases import percent as whole_percent


def number(language: str, value: float) -> str:
    """``33.900`` in Vietnamese, ``33,900`` in English."""
    return str(format_decimal(round(value), locale=language))


def percent(language: str, share: float) -> str:
    """``85%`` of 0.85, rounded as in the texts: 99.6 % is not yet 100."""
    return f"{number(language, whole_percent(share, 1))}%"
