"""What is to be sent: written with the effects that it tells of, drained by one sender per channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, text, tuple_, update

from storage.engine import payloads
from storage.engine.database import Connection
from storage.messaging import parcels as records
from storage.messaging.parcels import (
    PAYLOADS,
    DeliveryResult,
    Kinds,
    Parcel,
    ParcelState,
    Payload,
    Priority,
    Target,
    TextPayload,
)
from storage.tables import inbox, outbox
from storage.words.forgetting import ForgetRequest
from storage.words.replies import Reply, Text

PER_CLAIM = 30
ERASED = "null"
"""The payload of a row whose content is gone."""
_ENDED = tuple(state for state in ParcelState if state not in (ParcelState.QUEUED, ParcelState.SENDING))
_OPEN = text("outbox.state IN ('queued', 'sending')")
"""Engines use the index of open rows only where its condition stands in the query word for word."""
_earlier = outbox.alias("earlier")
_EARLIER_OPEN = text("earlier.state IN ('queued', 'sending')")
_PARCEL = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.person,
    outbox.c.cause,
    outbox.c.priority,
    outbox.c.kind,
    outbox.c.language,
    outbox.c.payload,
    outbox.c.attempts,
    outbox.c.pieces,
    outbox.c.created_at,
    inbox.c.received_at,
)

_PUT = insert(outbox).returning(outbox.c.id)
_NOW = bindparam("now", type_=outbox.c.not_before.type)
_first_of_address = (
    ~select(_earlier.c.id)
    .where(
        _EARLIER_OPEN,
        _earlier.c.state == ParcelState.QUEUED,
        _earlier.c.channel == outbox.c.channel,
        _earlier.c.address == outbox.c.address,
        _earlier.c.bot == outbox.c.bot,
        tuple_(_earlier.c.priority, _earlier.c.id) < tuple_(outbox.c.priority, outbox.c.id),
        # What was put off to another day and never tried holds up nothing.
        or_(_earlier.c.not_before.is_(None), _earlier.c.not_before <= _NOW, _earlier.c.attempts > 0),
    )
    .exists()
)
_WAITING = (
    outbox.c.state == ParcelState.QUEUED,
    _OPEN,
    outbox.c.bot == bindparam("for"),
    outbox.c.channel == bindparam("via"),
    outbox.c.address.not_in(bindparam("skip", expanding=True)),
    or_(outbox.c.not_before.is_(None), outbox.c.not_before <= _NOW),
    or_(outbox.c.not_after.is_(None), outbox.c.not_after > _NOW),
    _first_of_address,
)
_ANY = select(outbox.c.id).where(*_WAITING).limit(1)
_CLAIMABLE = (
    select(*_PARCEL)
    .join(inbox, inbox.c.seq == outbox.c.cause, isouter=True)
    .where(*_WAITING)
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
)
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("parcels", expanding=True)), outbox.c.state == ParcelState.QUEUED)
    .values(state=ParcelState.SENDING, attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)


async def put(
    db: Connection,
    target: Target,
    payload: Payload,
    now: datetime,
    *,
    priority: Priority = Priority.REPLY,
    cause: int | None = None,
    not_after: datetime | None = None,
) -> int:
    """Queues one parcel and returns its id. From ``not_after`` on it waits for ``postpone``."""
    row = {
        "bot": target.bot,
        "channel": target.channel,
        "address": target.address,
        "person": target.person,
        "language": target.language,
        "cause": cause,
        "priority": int(priority),
        "kind": payload.kind,
        "payload": payloads.dump(payload.content()),
        "created_at": now,
        "not_after": not_after,
    }
    return int((await db.execute(_PUT, row)).scalar_one())


async def put_text(db: Connection, target: Target, text: Text, now: datetime, **options: Any) -> int:
    """Queues a text without buttons; options as for ``put``."""
    return await put(db, target, TextPayload(reply=Reply(text.key, text.values)), now, **options)


async def any_waiting(db: Connection, bot: str, channel: str, skip: Sequence[str], now: datetime) -> bool:
    """Whether there is something to claim for an address that is not in ``skip``."""
    return await db.scalar(_ANY, {"for": bot, "via": channel, "skip": list(skip), "now": now}) is not None


async def claim(
    db: Connection,
    bot: str,
    channel: str,
    now: datetime,
    skip: Sequence[str] = (),
    most: int = PER_CLAIM,
    kinds: Kinds = PAYLOADS,
) -> list[Parcel]:
    """Takes the ``most`` urgent parcels, marked ``sending``: the first of each address not in ``skip``.

    While an address's first parcel is tried again and again, it gets nothing newer: the order in a chat is
    kept. What was put off to a later day (``postpone``) comes in its own time. ``kinds``: what can be read.
    """
    wanted = {"for": bot, "via": channel, "skip": list(skip), "now": now, "most": most}
    found = (await db.execute(_CLAIMABLE, wanted)).all()
    if not found:
        return []
    taken = await db.execute(_TAKE, {"parcels": [row.id for row in found]})
    ours = set(taken.scalars())
    return [
        Parcel(
            id=row.id,
            channel=row.channel,
            address=row.address,
            person=row.person,
            cause=row.cause,
            priority=Priority(row.priority),
            kind=row.kind,
            language=row.language,
            payload=records.read(kinds, row.kind, payloads.load(row.payload)),
            attempts=row.attempts,
            pieces=row.pieces,
            created_at=row.created_at,
            received_at=row.received_at,
            claimed_at=now,
        )
        for row in found
        if row.id in ours
    ]


async def postpone(db: Connection, bot: str, now: datetime, opens: datetime, closes: datetime) -> int:
    """What could not be sent while it was time may go out between two later moments; how many wait."""
    rows = await db.execute(
        update(outbox)
        .where(_OPEN, outbox.c.bot == bot, outbox.c.state == ParcelState.QUEUED, outbox.c.not_after <= now)
        .values(not_before=opens, not_after=closes)
        .returning(outbox.c.id)
    )
    return len(rows.all())


async def cancel(db: Connection, parcels: Sequence[int]) -> list[int]:
    """Drops those among parcels that still wait, and tells which."""
    rows = await db.execute(
        update(outbox)
        .where(outbox.c.id.in_(parcels), outbox.c.state == ParcelState.QUEUED)
        .values(state=ParcelState.CANCELLED)
        .returning(outbox.c.id)
    )
    return list(rows.scalars())


_SETTLED = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel"), outbox.c.state == ParcelState.SENDING)
    .values(
        state=bindparam("came_to"),
        message_id=bindparam("told_as"),
        error=bindparam("fault"),
        not_before=bindparam("later"),
        sent_at=bindparam("at"),
    )
)


async def settle(db: Connection, outcomes: Sequence[DeliveryResult], now: datetime) -> None:
    """Stores what came of claimed parcels."""
    for outcome in outcomes:
        if outcome.pieces:
            await _go_on(db, outcome)
    ends = [outcome for outcome in outcomes if not outcome.pieces]
    if ends:
        await db.execute(
            _SETTLED,
            [
                {
                    "parcel": outcome.id,
                    "came_to": outcome.state,
                    "told_as": outcome.message_id,
                    "fault": outcome.error,
                    "later": outcome.not_before,
                    "at": now if outcome.state is ParcelState.SENT else None,
                }
                for outcome in ends
            ],
        )


async def _go_on(db: Connection, outcome: DeliveryResult) -> None:
    """A piece has arrived, which is as good as a new parcel: its tries count from here."""
    values: dict[str, object] = {"state": outcome.state, "pieces": outcome.pieces, "attempts": 0}
    if outcome.reply is not None:
        computed = TextPayload(reply=outcome.reply)
        values |= {"kind": computed.kind, "payload": payloads.dump(computed.content())}
    await db.execute(
        update(outbox)
        .where(outbox.c.id == outcome.id, outbox.c.state == ParcelState.SENDING)
        .values(**values)
    )


async def recover(db: Connection, bot: str, channel: str, keep: Sequence[int] = ()) -> None:
    """After a crash: what was on its way is sent again if it is a reply, else its fate is unknown.

    ``keep``: parcels that are on their way now.
    """
    ours = (outbox.c.bot == bot, outbox.c.channel == channel)
    stuck = (*ours, _OPEN, outbox.c.state == ParcelState.SENDING, outbox.c.id.not_in(keep))
    await db.execute(
        update(outbox)
        .where(*stuck, outbox.c.priority == int(Priority.REPLY))
        .values(state=ParcelState.QUEUED)
    )
    await db.execute(update(outbox).where(*stuck).values(state=ParcelState.UNKNOWN))


async def has_newer(db: Connection, channel: str, address: str, moment: datetime) -> bool:
    """Whether a reply was queued for an address after a moment: then somebody wrote to us from there."""
    found = await db.scalar(
        select(outbox.c.id)
        .where(
            _OPEN,
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.state == ParcelState.QUEUED,
            outbox.c.priority == int(Priority.REPLY),
            outbox.c.created_at > moment,
        )
        .limit(1)
    )
    return found is not None


async def readdress(db: Connection, channel: str, old: str, new: str) -> None:
    """What waits for an address goes to another."""
    await db.execute(
        update(outbox).where(_OPEN, outbox.c.channel == channel, outbox.c.address == old).values(address=new)
    )


async def cancel_for(db: Connection, channel: str, address: str) -> None:
    """Drops what waits for an address that blocked us."""
    await db.execute(
        update(outbox)
        .where(
            _OPEN,
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.state == ParcelState.QUEUED,
        )
        .values(state=ParcelState.CANCELLED)
    )


async def prune(db: Connection, before: datetime, most: int = 1000) -> int:
    """Clears the payloads of at most ``most`` rows that ended and are older; how many it were.

    The rows stay: the ledger of reminders and the figures of what was sent refer to them.
    """
    old = (
        select(outbox.c.id)
        .where(
            outbox.c.state.not_in([ParcelState.QUEUED, ParcelState.SENDING]),
            outbox.c.created_at < before,
            outbox.c.payload != ERASED,
        )
        .limit(most)
    )
    rows = await db.execute(update(outbox).where(outbox.c.id.in_(old)).values(payload=ERASED))
    return rows.rowcount


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Cancels what waits for a person, and erases what was sent to or tells others of the person by name."""
    mine = outbox.c.person == request.person
    ended = outbox.c.state.in_(_ENDED)
    await db.execute(
        update(outbox).where(mine, outbox.c.state == ParcelState.QUEUED).values(state=ParcelState.CANCELLED)
    )
    await db.execute(update(outbox).where(ended, mine).values(payload=ERASED, address=""))
    if request.name:
        named = outbox.c.payload.contains(request.name, autoescape=True)
        await db.execute(update(outbox).where(ended, named).values(payload=ERASED))
