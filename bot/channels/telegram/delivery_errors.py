"""Telegram's errors in our own words."""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.errors import (
    BadToken,
    ChannelError,
    Moved,
    NeverSent,
    NobodyThere,
    Refused,
    TooLarge,
    TooMany,
    Unreachable,
)
from bot.channels.telegram.http import NEVER_LEFT
from bot.channels.telegram.rate_limits import seconds_of

_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_is_blocked",
    "user_is_deactivated",
    "input_user_deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "group chat was deactivated",
    "group chat was deleted",
)
"""Words of a 400 that say what a 403 says."""
_TOO_LARGE = "request entity too large"
_TOO_MANY = "too many requests"


def translate(error: TelegramError) -> ChannelError:
    """What a failure of a call is to us."""
    words = str(error)
    match error:
        case RetryAfter():
            return TooMany(words, seconds_of(error))
        case ChatMigrated():
            return Moved(words, str(error.new_chat_id))
        case Forbidden():
            return NobodyThere("blocked")
        case BadRequest():
            gone = any(known in words.casefold() for known in _NOBODY_THERE)
            return NobodyThere(words) if gone else Refused(words)
        case InvalidToken():
            return BadToken(words)
        case NetworkError() if _TOO_LARGE in words.casefold():
            return TooLarge(words)
        case NetworkError() if _TOO_MANY in words.casefold():
            return TooMany(words)
    if isinstance(error.__cause__, NEVER_LEFT):
        return NeverSent(words)
    return Unreachable(words, down=isinstance(error, NetworkError) and not isinstance(error, TimedOut))
