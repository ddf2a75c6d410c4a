"""Writes decisions to the ledger and puts their messages into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.inbound.context import Context
from handlers.planning import plan_loading
from scheduler.plan import Key
from scheduler.reminders import Verdict
from storage.engine.database import Connection
from storage.messaging import outbox
from storage.messaging.parcels import Payload, Priority, Target, TextPayload, promised
from storage.people.people import Address
from storage.planning import reminders
from storage.words.replies import Attachment, Reply
from storage.words.roles import Person


async def decide(
    db: Connection, frame: Context, now: datetime, keys: Iterable[Key], verdict: Verdict = Verdict.SEND
) -> set[Key]:
    """Writes decisions to the ledger and returns those that are new: nobody else has made them."""
    code = frame.campaign.code
    return {key for key in keys if await reminders.decide(db, code, plan_loading.decided(key, verdict, now))}


async def post(
    db: Connection,
    frame: Context,
    now: datetime,
    to: tuple[Person, Address],
    reply: Reply,
    until: datetime,
    keys: Iterable[Key] = (),
) -> int:
    """Queues one message to be sent before ``until``; the ledger notes which decisions it carries."""
    return await _queue(db, frame, now, to, TextPayload(reply=reply), until, keys)


async def post_made(
    db: Connection,
    frame: Context,
    now: datetime,
    to: tuple[Person, Address],
    made: Attachment,
    until: datetime,
    keys: Iterable[Key] = (),
) -> int:
    """As ``post``, of something that is made when it is sent."""
    return await _queue(db, frame, now, to, promised(made), until, keys)


async def _queue(
    db: Connection,
    frame: Context,
    now: datetime,
    to: tuple[Person, Address],
    payload: Payload,
    until: datetime,
    keys: Iterable[Key],
) -> int:
    person, address = to
    target = Target(
        bot=frame.bot,
        channel=address.channel,
        address=address.address,
        person=person.id,
        language=person.language,
    )
    parcel = await outbox.put(db, target, payload, now, priority=Priority.REMINDER, not_after=until)
    for key in keys:
        await reminders.attach(db, frame.campaign.code, plan_loading.decided(key, Verdict.SEND, now), parcel)
    return parcel
