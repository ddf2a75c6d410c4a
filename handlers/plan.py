"""The coordinator's plan: ``/kehoach`` the timeline, ``/nhacviec`` the reminders sent and coming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from handlers import agenda, authority, standings, task_history, tasks, wording
from handlers.registry import command
from scheduler.completions import REACHED
from scheduler.plan import Plan, Progress, Where
from scheduler.reminders import AGAIN, upcoming
from storage import reminders
from storage.campaign import Task
from storage.database import Connection
from storage.model import NATION, Button, Message, Reply, Role, Text

PLANNERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
NEAR = timedelta(days=14)
"""How far ahead a task's start counts as coming."""
MOST_SENT = 8
MOST_COMING = 10


@command("kehoach", role=PLANNERS, reads=True)
async def timeline(db: Connection, message: Message) -> Reply:
    """What runs, what is late and what comes next; ``/kehoach 2019-4.5`` shows one task, ``tatca`` all."""
    plan = await agenda.plan(db, message.campaign, message.zone, message.now)
    wanted = message.args[0] if message.args else ""
    if wanted and wanted.casefold() not in ("tatca", "all"):
        return await _one(db, message, plan, wanted)
    today, scope = message.today, _scope_of(message)
    rows = message.campaign.leaves
    late = [task for task in rows if _is_open(plan, task, scope) and plan.due(task, _at(task, scope)) < today]
    running = [
        task
        for task in rows
        if _is_open(plan, task, scope) and task.start <= today <= plan.due(task, _at(task, scope))
    ]
    coming = [task for task in rows if _is_open(plan, task, scope) and today < task.start <= today + NEAR]
    done = [task for task in rows if not _is_open(plan, task, scope)]
    far = [task for task in rows if task not in late + running + coming + done]
    found = await agenda.figures(db, message.campaign)
    groups = [("late", late), ("running", running), ("coming", coming)]
    if wanted:
        groups += [("far", far), ("done", done)]
    parts: list[Text] = [Text("plan.title", {"title": message.campaign.title, "today": today})]
    for name, group in groups:
        if group:
            parts.append(Text(f"plan.{name}"))
            for task in sorted(group, key=lambda task: (plan.due(task, _at(task, scope)), task.start)):
                parts.append(_row(plan, task, scope, today))
                if name != "done" and (line := _standing(found, task, scope)):
                    parts.append(line)
    if len(parts) == 1:
        parts.append(Text("plan.nothing"))
    return wording.lines(*parts, Text("plan.more") if not wanted else None)


def _scope_of(message: Message) -> str:
    """The province of a person with exactly one, else the nation."""
    provinces = {code[:2] for code in message.person.scope}
    return provinces.pop() if len(provinces) == 1 and not message.person.national else NATION


def _at(task: Task, scope: str) -> str:
    return scope if task.provincial else NATION


def _standing(found: Mapping[Where, Progress], task: Task, scope: str) -> Text | None:
    """The figure of the person's own province where there is one, whoever leads the task."""
    return agenda.standing(found.get((task.id, scope)) or found.get((task.id, NATION)), task)


def _is_open(plan: Plan, task: Task, scope: str) -> bool:
    return not plan.is_done(task, _at(task, scope))


def _row(plan: Plan, task: Task, scope: str, today: date) -> Text:
    due = plan.due(task, _at(task, scope))
    return Text(
        "plan.row",
        {
            "id": task.id,
            "title": task.title,
            "start": task.start,
            "due": due,
            "left": agenda.when(due, (due - today).days)
            if _is_open(plan, task, scope)
            else Text("plan.is_done"),
            "lead": agenda.agencies(task.lead),
        },
    )


async def _one(db: Connection, message: Message, plan: Plan, wanted: str) -> Reply:
    task, campaign = tasks.named(message.campaign, wanted), message.campaign
    scope = _at(task, _scope_of(message))
    due, is_open = plan.due(task, scope), not plan.is_done(task, scope)
    found = await standings.load(db, campaign, await agenda.figures(db, campaign))
    seen = standings.seen_by(message.person, scope)
    parts = [
        Text("plan.task", {"id": task.id, "title": task.title}),
        Text("plan.period", {"start": task.start, "due": due, "written": task.period}),
        agenda.when(due, (due - message.today).days) if is_open else Text("plan.is_done"),
        Text("plan.moved", {"due": task.due}) if due != task.due else None,
        Text("reminder.leads", {"agencies": agenda.agencies(task.lead)}) if task.lead else None,
        Text("plan.support", {"agencies": agenda.agencies(task.support)}) if task.support else None,
        *standings.lines(found, plan, task, seen, message.today),
        *await task_history.told(db, message, task),
    ]
    return wording.lines(*parts, buttons=_keys(message, plan, task, scope))


def _keys(message: Message, plan: Plan, task: Task, scope: str) -> list[list[Button]]:
    """Done or reopened, for whoever may say so."""
    if task.group or not authority.finishes(message.person, task, scope):
        return []
    if (task.id, scope) in plan.done:
        return [[Button("task.key_undone", f"task:undone:{task.id}:{scope}")]]
    if plan.is_done(task, scope) or task.start > message.today:
        return []
    return [[Button("task.key_done", f"task:done:{task.id}:{scope}")]]


@command("nhacviec", role=PLANNERS, reads=True)
async def list_reminders(db: Connection, message: Message) -> Reply:
    """The reminders that this person got, and those to come if nothing changes."""
    plan = await agenda.plan(db, message.campaign, message.zone, message.now)
    own = {task.id for task in message.campaign.leaves}
    sent = [
        item
        for item in await reminders.of(db, message.campaign.code, [message.person.id])
        if item.verdict == "send" and item.task in own
    ]
    reached = await agenda.reachable(db, message.campaign, *agenda.REMINDED)
    everybody = [person for person, _ in reached.values()]
    last = max(task.due for task in message.campaign.tasks) + timedelta(days=60)
    known = {(item.task, item.scope, item.slot, item.due) for item in sent}
    coming = [
        (day, item)
        for day, item in upcoming(plan, everybody, message.today, last)
        if item.key.person == message.person.id
        and (item.key.task, item.key.scope, str(item.key.slot), item.key.due) not in known
    ]
    parts: list[Text] = [Text("reminders.sent" if sent else "reminders.none_sent")]
    parts += [
        Text(
            "reminders.sent_row",
            {
                "at": item.decided_at,
                "number": message.campaign.task(item.task).number,
                "title": message.campaign.task(item.task).title,
                "slot": _slot(item.slot),
                "state": Text(f"sent.{item.state or 'none'}"),
            },
        )
        for item in sent[:MOST_SENT]
    ]
    parts.append(Text("reminders.coming" if coming else "reminders.none_coming"))
    parts += [
        Text(
            "reminders.coming_row",
            {
                "weekday": Text(f"weekday.{day.isoweekday()}"),
                "day": day,
                "number": message.campaign.task(item.key.task).number,
                "title": message.campaign.task(item.key.task).title,
                "slot": _slot(str(item.key.slot)),
            },
        )
        for day, item in coming[:MOST_COMING]
    ]
    if len(coming) > MOST_COMING:
        parts.append(Text("reminders.more", {"count": len(coming) - MOST_COMING}))
    return wording.lines(*parts)


def _slot(name: str) -> Text:
    """A slot in words."""
    if name.startswith(REACHED):
        return Text("slot.reached")
    if name.endswith(AGAIN):
        return Text("slot.again", {"slot": _slot(name.removesuffix(AGAIN))})
    return Text(f"slot.{name}")
