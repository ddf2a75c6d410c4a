"""The afternoon's question to workers who still have ballots and have not reported."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime

import structlog

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.counting import workloads
from handlers.counting.nudges import nudge
from handlers.planning import plan_loading
from scheduler.hours import bedtime
from scheduler.nudges import NUDGE, Nudge, is_afternoon, nudges
from scheduler.plan import Key, Plan
from scheduler.silences import SILENCE
from scheduler.slots import Slot
from storage.counting import absences
from storage.engine.database import Connection
from storage.people.people import Address
from storage.planning import reminders
from storage.words.roles import Person, Role
from storage.words.units import NATION

log = structlog.get_logger(__name__)


async def remind(frame: Context, now: datetime) -> int:
    """Decides and queues; returns how many messages were queued."""
    campaign = frame.campaign
    if now.astimezone(frame.zone).time() < campaign.reminders.nudge_at:
        return 0
    async with frame.database.read() as db:
        plan = await plan_loading.plan(db, campaign, frame.zone, now)
        if not is_afternoon(plan, now):
            return 0
        today = plan.day(now)
        nudged = await reminders.on(db, campaign.code, NUDGE, today)
        sent = {Key(NUDGE, NATION, Slot(NUDGE), today, person) for person in nudged}
        sent |= (await plan_loading.ledger(db, campaign, frame.zone, [SILENCE])).keys()
        reached, found = await decide(db, plan, now, sent)
    if not found:
        return 0
    queued, until = 0, bedtime(now, frame.zone)
    async with frame.database.write() as db:
        for item in found:
            fresh = await posting.decide(db, frame, now, item.keys)
            if item.keys[0] in fresh:
                await posting.post(db, frame, now, reached[item.load.worker.id], nudge(item), until, fresh)
                queued += 1
    log.info("workers.nudged", queued=queued)
    return queued


async def decide(
    db: Connection, plan: Plan, now: datetime, sent: Set[Key]
) -> tuple[Mapping[int, tuple[Person, Address]], list[Nudge]]:
    """Who is asked at a moment, after what was ``sent`` before, and where workers are reached."""
    campaign, today = plan.campaign, plan.day(now)
    if not is_afternoon(plan, now):
        return {}, []
    reached = await plan_loading.reachable(db, campaign, Role.POSTAL_WORKER)
    loads = await workloads.within(db, campaign, plan.zone, today, [NATION])
    absent = await absences.absent_on(db, campaign.code, today)
    return reached, nudges(plan, [load for load in loads if load.worker.id in reached], absent, sent, now)
