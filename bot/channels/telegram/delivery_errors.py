"""What it means that a call failed: try again, give up, or leave open what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

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

from bot.channels.telegram.delivery import MADE, Unmade
from bot.channels.telegram.http import NEVER_LEFT
from bot.channels.telegram.rate_limits import seconds_of
from storage.messaging.outbox import DeliveryResult, Parcel, Priority

ATTEMPTS = 8
"""How often a reply is tried that may have arrived each time."""
LONGEST_PAUSE = 60.0
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


@dataclass(frozen=True, slots=True)
class DeliveryJudgement:
    """What to store of a try, and what follows from it.

    ``wait``: seconds that a 429 told; ``gone``: nobody is reached there; ``moved``: the chat's new
    address; ``apology``: the text that the person gets instead.
    """

    outcome: DeliveryResult
    wait: float | None = None
    gone: bool = False
    moved: str | None = None
    apology: str | None = None


def judge(parcel: Parcel, error: Exception, now: datetime) -> DeliveryJudgement:
    """What came of a call that raised ``error``."""
    words = str(error).casefold()
    match error:
        case RetryAfter():
            return _wait(parcel, seconds_of(error), now)
        case ChatMigrated():
            return DeliveryJudgement(_again(parcel, str(error), 0, now), moved=str(error.new_chat_id))
        case Forbidden():
            return DeliveryJudgement(DeliveryResult(parcel.id, "failed", error="blocked"), gone=True)
        case BadRequest():
            gone = any(known in words for known in _NOBODY_THERE)
            return _failed(parcel, str(error), "error.unsendable", gone=gone)
        case InvalidToken():
            return DeliveryJudgement(_again(parcel, str(error), 30, now, forever=True))
        case NetworkError() if _TOO_LARGE in words:
            return _failed(parcel, str(error), "error.unmade")
        case NetworkError() if _TOO_MANY in words:
            return _wait(parcel, _backoff(parcel), now)
        case TelegramError():
            return DeliveryJudgement(_after_failure(parcel, error, now))
        case Unmade():
            return _failed(parcel, str(error), "error.unmade")
        case _:
            return _failed(parcel, repr(error), "error.unsendable")


def _after_failure(parcel: Parcel, error: TelegramError, now: datetime) -> DeliveryResult:
    """After a cut connection, a 5xx or an unreadable answer the message may have arrived, or not."""
    never_left = isinstance(error.__cause__, NEVER_LEFT)
    if parcel.priority is not Priority.REPLY and not never_left:
        return DeliveryResult(parcel.id, "unknown", error=str(error))
    down = never_left or (isinstance(error, NetworkError) and not isinstance(error, TimedOut))
    return _again(parcel, str(error), _backoff(parcel), now, forever=down)


def _backoff(parcel: Parcel) -> float:
    return min(LONGEST_PAUSE, 2.0 ** min(parcel.attempts, 10))


def _wait(parcel: Parcel, seconds: float, now: datetime) -> DeliveryJudgement:
    return DeliveryJudgement(_again(parcel, "retry_after", seconds, now, forever=True), wait=seconds)


def _again(
    parcel: Parcel, error: str, seconds: float, now: datetime, *, forever: bool = False
) -> DeliveryResult:
    if not forever and parcel.attempts + 1 >= ATTEMPTS:
        return DeliveryResult(parcel.id, "failed", error=error)
    later = now + timedelta(seconds=seconds) if seconds else None
    return DeliveryResult(parcel.id, "queued", error=error, not_before=later)


def _failed(parcel: Parcel, error: str, apology: str, *, gone: bool = False) -> DeliveryJudgement:
    outcome = DeliveryResult(parcel.id, "failed", error=error)
    return DeliveryJudgement(
        outcome, gone=gone, apology=apology if not gone and _was_awaited(parcel) else None
    )


def _was_awaited(parcel: Parcel) -> bool:
    """Whether somebody waits for it; an apology that cannot be sent is not apologised for."""
    if parcel.priority is not Priority.REPLY or parcel.kind not in ("text", "edit", *MADE):
        return False
    reply = parcel.payload.get("reply")
    return reply is None or not reply.key.startswith("error.")
