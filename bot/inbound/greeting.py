"""What somebody is answered who is not registered."""

from __future__ import annotations

from datetime import timedelta

from bot.inbound.arrival import Arrival
from bot.inbound.context import Context
from storage.engine.database import Connection, savepoint
from storage.messaging.message import Visitor
from storage.people.people import Contact
from storage.words.replies import Refusal, Reply

GREETING_PAUSE = timedelta(hours=12)
"""A stranger is answered once in so long: politeness without an amplifier for spam."""


async def greet(db: Connection, frame: Context, arrival: Arrival, contact: Contact | None) -> Reply | None:
    """The answer to a stranger, who may have brought an invitation and be registered by it."""
    if frame.registry.greeter is None:
        return None
    now = frame.clock.now()
    greeted = contact.greeted_at if contact else None
    visitor = Visitor(
        arrival.channel,
        arrival.address,
        arrival.args[0] if arrival.name == "start" and arrival.args else None,
        now,
        frame.campaign,
        greeted=greeted is not None and now - greeted < GREETING_PAUSE,
    )
    try:
        async with savepoint(db):
            return await frame.registry.greeter(db, visitor)
    except Refusal as refusal:
        return refusal.reply
