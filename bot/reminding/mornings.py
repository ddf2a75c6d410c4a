"""The working day's first message, one a person: due tasks, shortfalls, silent workers, old overdue tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.counting import workloads
from handlers.planning import morning_message, plan_loading, task_progress
from handlers.planning.morning_message import Morning, View
from handlers.replies import phrases
from scheduler.activation import ACTIVATION, confirmations
from scheduler.hours import closing
from scheduler.plan import Key, Plan, is_distributing, is_open_hour
from scheduler.reminders import Decision, Verdict, due
from scheduler.shortfalls import SHORTFALL, Pace, Shortfall, judged_days, shortfalls
from scheduler.silences import SILENCE, Silence, silences
from storage.counting import absences, progress
from storage.engine.database import Connection
from storage.people import people
from storage.people.people import Address
from storage.planning import milestone_changes
from storage.words.roles import Person
from storage.words.tasks import Change
from storage.words.units import NATION

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be told and skipped now, and to whom."""

    reached: Mapping[int, tuple[Person, Address]]
    tasks: list[Decision]
    shortfalls: list[Shortfall]
    silences: list[Silence]
    confirmations: list[Key]

    def __bool__(self) -> bool:
        return bool(self.tasks or self.shortfalls or self.silences or self.confirmations)

    def skipped(self, person: Person) -> list[Key]:
        """Slots of a person that are passed over."""
        return [
            item.key for item in self.tasks if item.key.person == person.id and item.verdict is Verdict.SKIP
        ]

    def morning(self, person: Person) -> Morning:
        """What a person is to be told."""
        return Morning(
            person,
            [item for item in self.tasks if item.key.person == person.id and item.verdict is Verdict.SEND],
            [item for item in self.shortfalls if item.person.id == person.id],
            [item for item in self.silences if item.person.id == person.id],
            [key for key in self.confirmations if key.person == person.id],
        )


async def remind(frame: Context, now: datetime) -> int:
    """Decides and queues; returns how many messages were queued."""
    async with frame.database.read() as db:
        plan = await plan_loading.plan(db, frame.campaign, frame.zone, now)
        if not is_open_hour(plan, now):
            return 0
        decided = await decide(db, plan, now, await ledger(db, plan))
        if not decided:
            return 0
        view = await view_of(db, plan, now)
    queued, until = 0, closing(now, frame.zone, frame.campaign.reminders)
    async with frame.database.write() as db:
        if not await plan_loading.still_holds(db, plan, now):
            return 0  # decided anew a minute later
        for _, to in sorted(decided.reached.items()):
            if (told := await _fresh(db, frame, now, decided, to[0])) is not None:
                morning, keys = told
                await posting.post(db, frame, now, to, morning_message.compose(morning, view), until, keys)
                queued += 1
    log.info("reminders.decided", decided=len(decided.tasks), queued=queued)
    return queued


async def ledger(db: Connection, plan: Plan) -> dict[Key, date]:
    """What was decided before about anything that a morning tells, and on which day."""
    tasks = [task.id for task in plan.campaign.leaves]
    return await plan_loading.ledger(db, plan.campaign, plan.zone, [*tasks, ACTIVATION, SHORTFALL, SILENCE])


async def decide(db: Connection, plan: Plan, now: datetime, before: Mapping[Key, date]) -> Decided:
    """What is due at a moment, after what was decided ``before``, each on its day."""
    campaign, sent = plan.campaign, before.keys()
    reached = await plan_loading.reachable(db, campaign, *plan_loading.REMINDED)
    persons = [person for person, _ in reached.values()]
    found: list[Shortfall] = []
    quiet: list[Silence] = []
    if is_distributing(plan, plan.day(now)):
        found = shortfalls(plan, persons, await _paces(db, plan, now), sent, now)
        loads = await workloads.within(db, campaign, plan.zone, plan.day(now), [NATION])
        absent = await absences.absent_on(db, campaign.code, plan.day(now))
        quiet = silences(plan, loads, persons, absent, before, now)
    return Decided(
        reached, due(plan, persons, {}, sent, now), found, quiet, confirmations(plan, persons, sent, now)
    )


async def _paces(db: Connection, plan: Plan, now: datetime) -> dict[date, dict[str, Pace]]:
    """Where each province and the nation stood on the days that are judged."""
    code, paces = plan.campaign.code, {}
    quotas = {row["province"]: int(row["quota"]) for row in await progress.by_province(db, code)}
    for day in judged_days(plan, now):
        sums = await progress.through(db, code, day)
        each = {scope: Pace(*sums.get(scope, (0, 0)), quota) for scope, quota in quotas.items()}
        whole = Pace(
            sum(pace.distributed for pace in each.values()),
            sum(pace.collected for pace in each.values()),
            sum(quotas.values()),
        )
        paces[day] = {NATION: whole} | each
    return paces


async def view_of(db: Connection, plan: Plan, now: datetime) -> View:
    """What the messages of a morning are written from."""
    campaign = plan.campaign
    history = await milestone_changes.every(db, campaign.code, Change.MOVED)
    names = await people.names(db, [line.person for line in history if line.person])
    moves = {(line.task, line.scope): (line, phrases.who(names, line.person)) for line in history}
    figures = await plan_loading.figures(db, campaign)
    return View(plan, await task_progress.load(db, campaign, figures), moves, plan.day(now))


async def _fresh(
    db: Connection, frame: Context, now: datetime, decided: Decided, person: Person
) -> tuple[Morning, set[Key]] | None:
    """What of a person's morning is new to the ledger, with its keys; None where nothing is to be told."""
    await posting.decide(db, frame, now, decided.skipped(person), Verdict.SKIP)
    whole = decided.morning(person)
    fresh = await posting.decide(db, frame, now, whole.keys)
    if not fresh:
        return None
    morning = Morning(
        person,
        [item for item in whole.decisions if item.key in fresh],
        [item for item in whole.shortfalls if item.key in fresh],
        [item for item in whole.silences if item.key in fresh],
        [key for key in whole.confirmations if key in fresh],
    )
    return morning, fresh
