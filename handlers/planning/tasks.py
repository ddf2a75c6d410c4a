"""The plan's tasks in people's hands: named, done, reopened, put off, received. ``/xong 4.5``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from handlers.counting import closings
from handlers.grammar import fold
from handlers.planning import permissions, plan_loading, task_progress
from handlers.registry import command, tap
from handlers.replies import phrases, tap_arguments
from scheduler.plan import Key
from scheduler.reminders import AGAIN, upcoming
from scheduler.slots import Slot
from storage.campaign.types import Campaign, Task
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.people import people
from storage.planning import milestone_changes, milestones, reminders
from storage.planning.milestone_changes import Line
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.tasks import Change
from storage.words.units import NATION

PLANNERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
_LONGEST_NAME = 5
"""Words of a province's name."""


def named(campaign: Campaign, word: str) -> Task:
    """The task of ``2019-4.5``, ``4.5`` or ``vi.5``. Raises Refusal where there is none."""
    full = word if word.startswith(f"{campaign.code}-") else f"{campaign.code}-{word}"
    task = next((item for item in campaign.tasks if item.id.casefold() == full.casefold()), None)
    if task is None:
        raise Refusal("plan.no_such_task", id=word, example=campaign.leaves[0].id)
    return task


def acting(campaign: Campaign, word: str) -> Task:
    """A task that can be done or moved. Raises Refusal for a group of tasks."""
    task = named(campaign, word)
    if task.group:
        example = next(item.id for item in campaign.leaves if item.parent == task.id)
        raise Refusal("task.is_group", id=task.id, example=example)
    return task


def province_ahead(campaign: Campaign, words: Sequence[str]) -> tuple[str | None, int]:
    """The province that words begin with, by code or name, and how many words it took."""
    codes = {province.code for province in campaign.provinces} | {NATION}
    if words and words[0].upper() in codes:
        return words[0].upper(), 1
    names = {_bare(province.name): province.code for province in campaign.provinces}
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        if code := names.get(_bare(" ".join(words[:size]))):
            return code, size
    return None, 0


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(name)).strip()


def scope_of(message: Message, task: Task, province: str | None) -> str:
    """Where a person speaks of a task: as said, else the own province or the nation. Raises Refusal."""
    if task.provincial and province is not None:
        return province
    own = task_progress.places(message.person, task)
    if len(own) == 1:
        return own[0]
    raise Refusal("task.which_province", id=task.number, example=own[0])


@command("xong", role=(Role.POSTAL_WORKER, *PLANNERS))
async def finish_typed(db: Connection, message: Message) -> Reply:
    """``/xong H03`` of a worker; of others ``/xong 4.5``, with a province where they lead several."""
    if message.person.role is Role.POSTAL_WORKER:
        return await closings.declare_typed(db, message)
    if not message.args:
        return await _offer(db, message)
    task = acting(message.campaign, message.args[0])
    province, taken = province_ahead(message.campaign, message.args[1:])
    if taken < len(message.args) - 1:
        raise Refusal("task.unknown_province", words=" ".join(message.args[1:]), id=task.number)
    return await _finish(db, message, task, scope_of(message, task, province))


async def _offer(db: Connection, message: Message) -> Reply:
    """The open tasks that have begun and that the person may complete."""
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    open_tasks = []
    for task in message.campaign.leaves:
        for scope in task_progress.places(message.person, task):
            may = permissions.finishes(message.person, task, scope)
            if may and task.start <= message.today and not plan.is_done(task, scope):
                open_tasks.append((plan.due(task, scope), task, scope))
    if not open_tasks:
        raise Refusal("task.none_open")
    buttons = [
        [Button("task.key", f"task:done:{task.id}:{scope}", {"number": task.number, "title": task.title})]
        for _, task, scope in sorted(open_tasks, key=lambda row: row[0])[: plan_loading.MOST_BUTTONS]
    ]
    return Reply("task.which", buttons=buttons)


@tap("task", role=PLANNERS)
async def settle_tapped(db: Connection, message: Message) -> Reply:
    """``task:done:2019-4.5:VN`` and ``task:undone:…``."""
    task, scope = place(message, 1)
    match tap_arguments.word(message, 0):
        case "done":
            return await _finish(db, message, task, scope)
        case "undone":
            return await _reopen(db, message, task, scope)
    raise Refusal("tap.unknown", spent=True)


def place(message: Message, at: int) -> tuple[Task, str]:
    """The task and scope that a tap names. Raises Refusal where there are no such."""
    task = next(
        (item for item in message.campaign.leaves if item.id == tap_arguments.word(message, at)), None
    )
    scope = tap_arguments.word(message, at + 1)
    scopes = {NATION, *(province.code for province in message.campaign.provinces if task and task.provincial)}
    if task is None or scope not in scopes:
        raise Refusal("tap.unknown", spent=True)
    return task, scope


async def _finish(db: Connection, message: Message, task: Task, scope: str) -> Reply:
    check(message, task, scope)
    if not await complete(db, message, task, scope, Change.DONE):
        return await _done_before(db, message, task, scope)
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    due = plan.due(task, scope)
    parts = [
        Text("task.done", titled(message.campaign, task, scope)),
        Text("task.done_early", {"days": (due - message.today).days}) if message.today < due else None,
        Text("task.silent"),
    ]
    return phrases.lines(*parts, buttons=[[Button("task.key_undone", f"task:undone:{task.id}:{scope}")]])


async def complete(db: Connection, message: Message, task: Task, scope: str, kind: Change) -> bool:
    """Marks a task done, notes who did, and takes back what waits to be sent about it; False if it was."""
    code = message.campaign.code
    await milestones.hold(db, code)
    rows = await milestones.every(db, code)
    if any(row.done_at for row in rows if row.task == task.id and row.scope in (scope, NATION)):
        return False
    if not await milestones.finish(db, code, task.id, scope, message.person.id, message.now):
        return False
    await milestone_changes.record(db, code, line(message, task, scope, kind))
    await reminders.withdraw(db, code, task.id, scope)
    return True


async def _done_before(db: Connection, message: Message, task: Task, scope: str) -> Reply:
    by_scope = {
        row.scope: row for row in await milestones.every(db, message.campaign.code) if row.task == task.id
    }
    done = next(row for where in (scope, NATION) if (row := by_scope.get(where)) and row.done_at)
    names = await people.names(db, [done.done_by or 0])
    values = titled(message.campaign, task, done.scope)
    values |= {"by": phrases.who(names, done.done_by), "at": done.done_at}
    undo = [[Button("task.key_undone", f"task:undone:{task.id}:{done.scope}")]]
    mine = permissions.finishes(message.person, task, done.scope)
    return Reply("task.done_before", values, undo if mine else ())


async def _reopen(db: Connection, message: Message, task: Task, scope: str) -> Reply:
    check(message, task, scope)
    code = message.campaign.code
    await milestones.hold(db, code)
    if not await milestones.reopen(db, code, task.id, scope):
        raise Refusal("task.not_done", spent=True, id=task.id)
    await milestone_changes.record(db, code, line(message, task, scope, Change.UNDONE))
    again = [[Button("task.key_done", f"task:done:{task.id}:{scope}")]]
    return phrases.lines(
        Text("task.reopened", titled(message.campaign, task, scope)),
        await _next_reminder(db, message, task, scope),
        buttons=again,
        edit=True,
    )


async def _next_reminder(db: Connection, message: Message, task: Task, scope: str) -> Text:
    """When anybody is reminded of an open task again."""
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    reached = await plan_loading.reachable(db, message.campaign, *plan_loading.REMINDED)
    last = plan.due(task, scope) + timedelta(weeks=plan.campaign.reminders.weeks_after + 2)
    days = (
        day
        for day, item in upcoming(plan, [person for person, _ in reached.values()], message.today, last)
        if item.key.task == task.id and scope in (item.key.scope, NATION)
    )
    if (day := next(days, None)) is None:
        return Text("task.reopened_never", {"number": task.number})
    return Text("task.reopened_next", {"weekday": Text(f"weekday.{day.isoweekday()}"), "day": day})


def check(message: Message, task: Task, scope: str) -> None:
    """Raises Refusal where the person may not say that a task is done."""
    if not permissions.finishes(message.person, task, scope):
        raise Refusal("task.not_yours", id=task.id, agencies=plan_loading.agencies(task.lead))


def line(message: Message, task: Task, scope: str, kind: Change, **more: str | None) -> Line:
    """A line of the history, by the sender."""
    return Line(task.id, scope, kind, message.person.id, message.now, message=message.log or None, **more)


def titled(campaign: Campaign, task: Task, scope: str) -> dict[str, object]:
    """How a task is named in a reply."""
    return {"id": task.id, "title": task.title, "scope": phrases.scope(campaign, [scope])}


@tap("later", role=PLANNERS)
async def put_off(db: Connection, message: Message) -> Reply:
    """``later:2019-4.5:VN:before-3``: that slot comes once more, on the next working day."""
    task, scope = place(message, 0)
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    key = Key(task.id, scope, Slot(tap_arguments.word(message, 2)), plan.due(task, scope), message.person.id)
    if str(key.slot).endswith(AGAIN) or key in plan.again:
        raise Refusal("task.put_off_before", id=task.id)
    if not await _was_sent(db, message, key) or not plan.is_live(task, scope):
        raise Refusal("task.nothing_to_put_off", id=task.id)
    day = plan.calendar.next_working(message.today)
    before, after = plan_loading.put_off(key), day.isoformat()
    change = line(message, task, scope, Change.SNOOZED, before=before, after=after)
    await milestone_changes.record(db, message.campaign.code, change)
    values = {"id": task.id, "weekday": Text(f"weekday.{day.isoweekday()}"), "day": day}
    return Reply("task.put_off", values, toast=Text("task.noted"))


async def _was_sent(db: Connection, message: Message, key: Key) -> bool:
    mine = await reminders.of(db, message.campaign.code, [message.person.id])
    return any(plan_loading.key_of(item) == key and item.verdict == "send" for item in mine)


@tap("seen", role=PLANNERS)
async def acknowledge(db: Connection, message: Message) -> Reply:
    """``seen:2019-09-03``: all that the person was sent on that day was received."""
    day, code, me = _day(message), message.campaign.code, message.person.id
    own = {task.id: task for task in message.campaign.leaves}
    sent = [
        row
        for row in await reminders.of(db, code, [me])
        if row.verdict == "send" and row.task in own and row.decided_at.astimezone(message.zone).date() == day
    ]
    history = await milestone_changes.of(db, code, list(own), Change.ACKNOWLEDGED)
    before = {(one.task, one.scope, one.before) for one in history if one.person == me}
    fresh = [row for row in sent if (row.task, row.scope, row.slot) not in before]
    if not fresh:
        raise Refusal("task.seen_before" if sent else "task.nothing_seen")
    for row in fresh:
        change = line(message, own[row.task], row.scope, Change.ACKNOWLEDGED, before=row.slot)
        await milestone_changes.record(db, code, change)
    ids = ", ".join(dict.fromkeys(row.task for row in fresh))
    values = {"name": message.person.name, "tasks": ids, "at": message.now}
    return Reply("task.seen", values, toast=Text("task.noted"))


def _day(message: Message) -> date:
    try:
        return date.fromisoformat(tap_arguments.word(message, 0))
    except ValueError:
        raise Refusal("tap.unknown", spent=True) from None
