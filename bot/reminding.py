"""The tick: what is due goes to the outbox with the note that it was sent, in one transaction."""

from __future__ import annotations

import structlog

from bot.endpoint import Frame
from handlers import agenda
from handlers.drafts import question
from scheduler.activation import confirmations
from scheduler.drafts import PATIENCE, is_due
from scheduler.reminders import Key, Verdict, due
from storage import drafts, outbox, people, reminders
from storage.model import Reply
from storage.outbox import Priority, Target

log = structlog.get_logger(__name__)


async def remind(frame: Frame) -> int:
    """Decides what is due now and queues it; returns how many messages were queued."""
    return await _remind_of_plan(frame) + await _remind_of_drafts(frame)


async def _remind_of_drafts(frame: Frame) -> int:
    """Asks once more what was meant by messages that have waited for a tap for a day."""
    now, campaign = frame.clock.now(), frame.campaign.code
    async with frame.database.read() as db:
        waiting = [
            item
            for item in await drafts.unreminded(db, campaign, now - PATIENCE)
            if is_due(item.created_at, now, frame.zone)
        ]
        if not waiting:
            return 0
        senders = {item.draft.person for item in waiting}
        reached = {item.person: item for item in await people.addresses(db, sorted(senders))}
        persons = {number: await people.get(db, campaign, number) for number in reached}
    queued = 0
    async with frame.database.write() as db:
        for item in waiting:
            address, person = reached.get(item.draft.person), persons.get(item.draft.person)
            if address is None or person is None or not await drafts.remind(db, item.draft.id, now):
                continue
            target = Target(frame.bot, address.channel, address.address, person.id, person.language)
            payload = {"reply": question(item)}
            await outbox.put(db, target, "text", payload, now, priority=Priority.REMINDER)
            queued += 1
    log.info("drafts.reminded", waiting=len(waiting), queued=queued)
    return queued


async def _remind_of_plan(frame: Frame) -> int:
    now, campaign = frame.clock.now(), frame.campaign
    async with frame.database.read() as db:
        plan = await agenda.plan(db, campaign, frame.zone, now)
        reached = {person.id: (person, address) for person, address in await agenda.reachable(db, campaign)}
        ledger = await agenda.ledger(db, campaign)
        figures = await agenda.figures(db, campaign)
    persons = [person for person, _ in reached.values()]
    asked = [
        (key, Verdict.SEND, agenda.confirmation(plan)) for key in confirmations(plan, persons, ledger, now)
    ]
    wanted: list[tuple[Key, Verdict, Reply]] = asked + [
        (item.key, item.verdict, agenda.reminder(item, campaign))
        for item in due(plan, persons, figures, ledger, now)
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
