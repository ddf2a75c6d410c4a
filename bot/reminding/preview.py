"""What would be sent from day to day if nothing happened meanwhile: as the tick decides, without writing.

Each day the clock stops where a tick would find something: when the day's reminders begin, when workers
are asked, when the bulletins come. What was decided is remembered here, each on its day, instead of in the
ledger.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.reminding import bulletins, mornings, nudges
from handlers.counting.nudges import nudge
from handlers.planning import completion_questions, morning_message, plan_loading
from handlers.replies import phrases
from scheduler.completions import slot, to_ask
from scheduler.nudges import NUDGE
from scheduler.plan import Key, Plan, is_open_hour
from storage.announcing import bulletins as stored
from storage.engine.database import Connection
from storage.engine.snapshot_cache import remembering
from storage.planning import completion_questions as stored_questions
from storage.planning.completion_questions import WITHDRAWN
from storage.words.bulletin_words import BulletinKind, ToldBulletin
from storage.words.replies import Reply
from storage.words.roles import Person


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that would be sent. ``kind``: morning, question, nudge, daily or weekly."""

    at: datetime
    person: Person
    kind: str
    keys: tuple[Key, ...]
    reply: Reply


@dataclass(slots=True)
class _Memory:
    """What the ledger would hold."""

    sent: dict[Key, date]
    standing: dict[tuple[str, str], str]
    rounds: dict[tuple[str, str], int]
    bulletins: dict[tuple[int, BulletinKind], ToldBulletin]
    told: list[Foreseen] = field(default_factory=list)

    def note(self, keys: Iterable[Key], at: datetime) -> None:
        self.sent.update(dict.fromkeys(keys, at.date()))

    def add(self, at: datetime, person: Person, kind: str, keys: list[Key], reply: Reply) -> None:
        self.note(keys, at)
        self.told.append(Foreseen(at, person, kind, tuple(keys), reply))

    def take(self) -> list[Foreseen]:
        told, self.told = self.told, []
        return told


async def walk(
    db: Connection, plan: Plan, start: date, end: date
) -> AsyncIterator[tuple[date, list[Foreseen]]]:
    """The messages of each day. The plan, the figures and the people stay as they are now."""
    with remembering(db):
        memory = await _remember(db, plan)
        day, rules = start, plan.campaign.reminders
        # Parts of one moment in the order of the tick; at other moments of the day a part finds nothing new.
        parts = (
            (rules.opens, _morning),
            (rules.opens, _questions),
            (rules.nudge_at, _nudges),
            (rules.opens, _bulletins),
            (rules.bulletin_at, _bulletins),
        )
        while day <= end:
            for moment, part in sorted(parts, key=lambda part: part[0]):
                await part(db, plan, datetime.combine(day, moment, plan.zone), memory)
            yield day, memory.take()
            day += timedelta(days=1)


async def _remember(db: Connection, plan: Plan) -> _Memory:
    code = plan.campaign.code
    asked = await stored_questions.every(db, code)
    return _Memory(
        await plan_loading.ledger(db, plan.campaign, plan.zone),
        {(item.task, item.scope): item.state for item in asked if item.state != WITHDRAWN},
        {(item.task, item.scope): item.round for item in asked},
        await stored.last(db, code),
    )


async def _morning(db: Connection, plan: Plan, now: datetime, memory: _Memory) -> None:
    if not is_open_hour(plan, now):
        return
    decided = await mornings.decide(db, plan, now, memory.sent)
    if not decided:
        return
    view = await mornings.view_of(db, plan, now)
    for _, (person, _) in sorted(decided.reached.items()):
        memory.note(decided.skipped(person), now)
        morning = decided.morning(person)
        if morning.keys:
            memory.add(now, person, "morning", morning.keys, morning_message.compose(morning, view))


async def _questions(db: Connection, plan: Plan, now: datetime, memory: _Memory) -> None:
    if not is_open_hour(plan, now):
        return
    figures = await plan_loading.figures(db, plan.campaign)
    reached = await plan_loading.reachable(db, plan.campaign, *plan_loading.REMINDED)
    persons = [person for person, _ in reached.values()]
    for item in list(to_ask(plan, persons, figures, memory.standing, now)):
        where = (item.task.id, item.scope)
        memory.standing[where] = "open"
        number = memory.rounds.get(where, 0) + 1
        reply = completion_questions.question(item, number, phrases.scope(plan.campaign, [item.scope]))
        for person in item.people:
            key = Key(*where, slot(number), plan.due(item.task, item.scope), person.id)
            memory.add(now, person, "question", [key], reply)


async def _nudges(db: Connection, plan: Plan, now: datetime, memory: _Memory) -> None:
    _, found = await nudges.decide(db, plan, now, memory.sent.keys())
    for item in found:
        memory.add(now, item.load.worker, NUDGE, list(item.keys), nudge(item))


async def _bulletins(db: Connection, plan: Plan, now: datetime, memory: _Memory) -> None:
    reached = await plan_loading.reachable(db, plan.campaign, *plan_loading.REMINDED)
    persons = [person for person, _ in reached.values()]
    for issue in await bulletins.decide(db, plan, persons, memory.sent.keys(), memory.bulletins, now):
        turn = issue.turn
        memory.note([turn.key], now)
        if issue.reply is not None:
            memory.bulletins[turn.person.id, turn.kind] = ToldBulletin(plan.day(now), issue.figures)
            memory.add(now, turn.person, turn.kind.value, [turn.key], issue.reply)
