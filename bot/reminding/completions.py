"""Tracked figures that reached their target: asks whether the task is done; takes it back if they fall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.planning import completion_questions, plan_loading
from handlers.replies import phrases
from scheduler.completions import QuestionToAsk, slot, to_ask, to_withdraw
from scheduler.hours import closing
from scheduler.plan import Key, Plan
from storage.engine.database import Connection
from storage.messaging import outbox
from storage.planning import completion_questions as stored_questions
from storage.planning import reminders
from storage.planning.completion_questions import WITHDRAWN, Question


async def remind(frame: Context, now: datetime) -> int:
    """Asks and withdraws; returns how many questions were queued."""
    campaign = frame.campaign
    async with frame.database.read() as db:
        figures = await plan_loading.figures(db, campaign)
        asked = {
            (item.task, item.scope): item
            for item in await stored_questions.every(db, campaign.code)
            if item.state != WITHDRAWN
        }
        standing = {where: item.state for where, item in asked.items()}
        fallen = [asked[where] for where in to_withdraw(figures, standing)]
        if not fallen and not any(item.reached for where, item in figures.items() if where not in standing):
            return 0
        plan = await plan_loading.plan(db, campaign, frame.zone, now)
        reached = await plan_loading.reachable(db, campaign, *plan_loading.REMINDED)
        wanted = list(to_ask(plan, [person for person, _ in reached.values()], figures, standing, now))
    if not wanted and not fallen:
        return 0
    queued, until = 0, closing(now, frame.zone, campaign.reminders)
    async with frame.database.write() as db:
        if wanted and not await plan_loading.still_holds(db, plan, now):
            return 0  # decided anew a minute later
        await _withdraw(db, frame, now, fallen)
        for item in wanted:
            number = await stored_questions.ask(db, campaign.code, item.task.id, item.scope, now)
            if number is None:
                continue
            reply = completion_questions.question(item, number, phrases.scope(campaign, [item.scope]))
            for person in item.people:
                key = _key(plan, item, number, person.id)
                await posting.decide(db, frame, now, [key])
                await posting.post(db, frame, now, reached[person.id], reply, until, [key])
                queued += 1
    return queued


def _key(plan: Plan, item: QuestionToAsk, number: int, person: int) -> Key:
    return Key(item.task.id, item.scope, slot(number), plan.due(item.task, item.scope), person)


async def _withdraw(db: Connection, frame: Context, now: datetime, fallen: Sequence[Question]) -> None:
    """Open questions are changed where they were sent, and not sent where they wait."""
    code = frame.campaign.code
    for item in fallen:
        if not await stored_questions.withdraw(db, code, item) or item.state != "open":
            continue
        named = str(slot(item.round))
        await reminders.withdraw_slot(db, code, item.task, item.scope, named)
        for sent in await reminders.delivered(db, code, item.task, item.scope, named):
            channel = frame.channels.get(sent.target.channel)
            reply = completion_questions.withdrawn(item.task)
            payload = channel.replacement(sent.message_id, reply) if channel else None
            if payload is not None:
                await outbox.put(db, sent.target, payload, now)
