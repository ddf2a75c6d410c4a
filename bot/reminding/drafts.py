"""Messages that have waited for a tap for a day: their senders are asked once more what was meant."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.counting.drafts import question
from scheduler.drafts import PATIENCE, is_due
from scheduler.hours import bedtime
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.counting import absences, drafts
from storage.people import people

log = structlog.get_logger(__name__)


async def remind(frame: Context, now: datetime) -> int:
    """Asks and returns how many messages were queued; whoever is absent is asked after the return."""
    campaign = frame.campaign.code
    async with frame.database.read() as db:
        away = await absences.absent_on(db, campaign, now.astimezone(frame.zone).date())
        waiting = [
            item
            for item in await drafts.unreminded(db, campaign, now - PATIENCE)
            if is_due(item.created_at, now, frame.zone) and item.draft.person not in away
        ]
        if not waiting:
            return 0
        senders = {item.draft.person for item in waiting}
        reached = {item.person: item for item in await people.addresses(db, sorted(senders))}
        persons = {number: await people.get(db, campaign, number) for number in reached}
    queued = 0
    async with frame.database.write() as db:
        audit_log.attribute(db, Origin(Via.SYSTEM, now))
        for item in waiting:
            address, person = reached.get(item.draft.person), persons.get(item.draft.person)
            if address is None or person is None or not await drafts.remind(db, item.draft.id, now):
                continue
            await posting.post(db, frame, now, (person, address), question(item), bedtime(now, frame.zone))
            queued += 1
    log.info("drafts.reminded", waiting=len(waiting), queued=queued)
    return queued
