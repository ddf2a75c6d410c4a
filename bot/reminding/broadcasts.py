"""Tells whoever sent an announcement what came of it, once it has ended."""

from __future__ import annotations

from datetime import datetime

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.announcing.broadcasts import report
from scheduler.hours import bedtime
from storage.announcing import broadcasts
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.people import people


async def remind(frame: Context, now: datetime) -> int:
    """Queues the reports; returns how many."""
    campaign = frame.campaign
    async with frame.database.read() as db:
        ended = await broadcasts.unreported(db, campaign.code)
        if not ended:
            return 0
        senders = {
            number: await people.get(db, campaign.code, number) for number in {item.sender for item in ended}
        }
        reached = {item.person: item for item in await people.addresses(db, list(senders))}
        told = [(item, report(campaign, item, await broadcasts.delivery(db, item.id))) for item in ended]
    queued = 0
    async with frame.database.write() as db:
        audit_log.attribute(db, Origin(Via.SYSTEM, now))
        for item, reply in told:
            fresh = await broadcasts.report(db, item.id, now)
            person, address = senders[item.sender], reached.get(item.sender)
            if fresh and person is not None and address is not None:
                await posting.post(db, frame, now, (person, address), reply, bedtime(now, frame.zone))
                queued += 1
    return queued
