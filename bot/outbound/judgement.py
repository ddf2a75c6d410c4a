"""What it means that a delivery failed: try again, give up, or leave open what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.errors import (
    BadToken,
    Moved,
    NeverSent,
    NobodyThere,
    Refused,
    TooLarge,
    TooMany,
    Unreachable,
)
from bot.outbound.made import Unmade
from storage.messaging.parcels import DeliveryResult, Parcel, ParcelState, Priority

ATTEMPTS = 8
"""How often a reply is tried that may have arrived each time."""
LONGEST_PAUSE = 60.0
_TOKEN_PAUSE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryJudgement:
    """What to store of a try, and what follows from it.

    ``wait``: seconds that the channel told us to wait; ``gone``: nobody is reached there; ``moved``: the
    chat's new address; ``apology``: the text that the person gets instead.
    """

    outcome: DeliveryResult
    wait: float | None = None
    gone: bool = False
    moved: str | None = None
    apology: str | None = None


def judge(parcel: Parcel, error: Exception, now: datetime) -> DeliveryJudgement:
    """What came of a delivery that raised ``error``."""
    match error:
        case TooMany():
            return _wait(parcel, _backoff(parcel) if error.seconds is None else error.seconds, now)
        case Moved():
            return DeliveryJudgement(outcome=_again(parcel, str(error), 0, now), moved=error.address)
        case NobodyThere():
            return _failed(parcel, str(error))
        case TooLarge() | Unmade():
            return _failed(parcel, str(error), "error.unmade")
        case Refused():
            return _failed(parcel, str(error), "error.unsendable")
        case BadToken():
            return DeliveryJudgement(outcome=_again(parcel, str(error), _TOKEN_PAUSE, now, forever=True))
        case Unreachable():
            return DeliveryJudgement(outcome=_after_failure(parcel, error, now))
        case _:
            return _failed(parcel, repr(error), "error.unsendable")


def _after_failure(parcel: Parcel, error: Unreachable, now: datetime) -> DeliveryResult:
    """After a cut connection, a 5xx or an unreadable answer the message may have arrived, or not."""
    if parcel.priority is not Priority.REPLY and not isinstance(error, NeverSent):
        return DeliveryResult(id=parcel.id, state=ParcelState.UNKNOWN, error=str(error))
    return _again(parcel, str(error), _backoff(parcel), now, forever=error.down)


def _backoff(parcel: Parcel) -> float:
    return min(LONGEST_PAUSE, 2.0 ** min(parcel.attempts, 10))


def _wait(parcel: Parcel, seconds: float, now: datetime) -> DeliveryJudgement:
    outcome = _again(parcel, "retry_after", seconds, now, forever=True)
    return DeliveryJudgement(outcome=outcome, wait=seconds)


def _again(
    parcel: Parcel, error: str, seconds: float, now: datetime, *, forever: bool = False
) -> DeliveryResult:
    if not forever and parcel.attempts + 1 >= ATTEMPTS:
        return DeliveryResult(id=parcel.id, state=ParcelState.FAILED, error=error)
    later = now + timedelta(seconds=seconds) if seconds else None
    return DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, error=error, not_before=later)


def _failed(parcel: Parcel, error: str, apology: str | None = None) -> DeliveryJudgement:
    """Without an ``apology`` it failed since nobody is there."""
    outcome = DeliveryResult(id=parcel.id, state=ParcelState.FAILED, error=error)
    if apology is None:
        return DeliveryJudgement(outcome=outcome, gone=True)
    return DeliveryJudgement(outcome=outcome, apology=apology if _was_awaited(parcel) else None)


def _was_awaited(parcel: Parcel) -> bool:
    """Whether somebody waits for it; an apology that cannot be sent is not apologised for."""
    if parcel.priority is not Priority.REPLY or not parcel.payload.stands:
        return False
    reply = getattr(parcel.payload, "reply", None)
    return reply is None or not reply.key.startswith("error.")
