"""The tick: what is due goes to the ledger and the outbox in one transaction."""

from __future__ import annotations

import structlog

from bot.endpoint import Frame
from handlers import agenda
from scheduler.activation import confirmations
from scheduler.reminders import Key, Verdict, due
from storage import outbox, reminders
from storage.model import Reply
from storage.outbox import Priority, Target

log = structlog.get_logger(__name__)


async def remind(frame: Frame) -> int:
    """Decides what is due now and queues it; returns how many messages were queued."""
    now, campaign = frame.clock.now(), frame.campaign
    async with frame.database.read() as db:
        plan = await agenda.plan(db, campaign, frame.zone, now)
        reached = {person.id: (person, address) for person, address in await agenda.reachable(db, campaign)}
        ledger = await agenda.ledger(db, campaign)
        figures = await agenda.figures(db, campaign)
    people = [person for person, _ in reached.values()]
    asked = [
        (key, Verdict.SEND, agenda.confirmation(plan)) for key in confirmations(plan, people, ledger, now)
    ]
    wanted: list[tuple[Key, Verdict, Reply]] = asked + [
        (item.key, item.verdict, agenda.reminder(item, campaign))
        for item in due(plan, people, figures, ledger, now)
    ]
    if not wanted:
        return 0
    queued = 0
    async with frame.database.write() as db:
        for key, verdict, reply in wanted:
            line = agenda.decided(key, verdict, now)
            if not await reminders.decide(db, campaign.code, line) or verdict is Verdict.SKIP:
                continue
            person, address = reached[key.person]
            target = Target(frame.bot, address.channel, address.address, person.id, person.language)
            parcel = await outbox.put(db, target, "text", {"reply": reply}, now, priority=Priority.REMINDER)
            await reminders.attach(db, campaign.code, line, parcel)
            queued += 1
    log.info("reminders.decided", decided=len(wanted), queued=queued)
    return queued
