"""The coordinator's plan: ``/kehoach`` the timeline, ``/nhacviec`` the reminders sent and coming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from handlers.planning import permissions, plan_loading, task_history, task_progress, tasks
from handlers.registry import command
from handlers.replies import phrases
from scheduler.completions import REACHED
from scheduler.plan import Plan, Progress, Where
from scheduler.reminders import AGAIN, upcoming
from storage.campaign.types import Campaign, Task
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.planning import reminders
from storage.words.replies import Button, Reply, Text
from storage.words.roles import Person, Role
from storage.words.units import NATION

PLANNERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
NEAR = timedelta(days=14)
"""How far ahead a task's start counts as coming."""
MOST_SENT = 8
MOST_COMING = 10


@command("kehoach", role=PLANNERS, reads=True)
async def timeline(db: Connection, message: Message) -> Reply:
    """What runs, what is late and what comes next; ``/kehoach 2019-4.5`` shows one task, ``tatca`` all."""
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    wanted = message.args[0] if message.args else ""
    if wanted and wanted.casefold() not in ("tatca", "all"):
        return await _one(db, message, plan, wanted)
    today = message.today
    rows = [
        (task, place)
        for task in message.campaign.leaves
        for place in task_progress.places(message.person, task)
    ]
    still = [row for row in rows if not plan.is_done(*row)]
    late = [row for row in still if plan.due(*row) < today]
    running = [row for row in still if row[0].start <= today <= plan.due(*row)]
    coming = [row for row in still if today < row[0].start <= today + NEAR]
    done = [row for row in rows if row not in still]
    far = [row for row in still if row not in late + running + coming]
    figures = await plan_loading.figures(db, message.campaign)
    groups = [("late", late), ("running", running), ("coming", coming)]
    if wanted:
        groups += [("far", far), ("done", done)]
    parts: list[Text] = [Text("plan.title", {"title": message.campaign.title, "today": today})]
    for name, group in groups:
        if group:
            parts.append(Text(f"plan.{name}"))
            for task, place in sorted(group, key=lambda row: (plan.due(*row), row[0].start)):
                parts.append(_row(plan, message.person, task, place, today))
                if name != "done" and (line := _standing(figures, message.person, task, place)):
                    parts.append(line)
    if len(parts) == 1:
        parts.append(Text("plan.nothing"))
    return phrases.lines(*parts, Text("plan.more") if not wanted else None)


def _shown_place(person: Person, task: Task, place: str) -> str:
    """The place, if a person has several of them and must know which."""
    return place if len(task_progress.places(person, task)) > 1 else NATION


def _standing(figures: Mapping[Where, Progress], person: Person, task: Task, place: str) -> Text | None:
    """The figures of the person's own provinces where there are some, whoever leads the task."""
    own = [
        figures[task.id, scope]
        for scope in task_progress.seen_by(person, place)
        if (task.id, scope) in figures
    ]
    if not own:
        return plan_loading.standing(figures.get((task.id, NATION)), task)
    whole = Progress(sum(part.done for part in own), sum(part.target for part in own))
    return plan_loading.standing(whole, task)


def _row(plan: Plan, person: Person, task: Task, place: str, today: date) -> Text:
    due = plan.due(task, place)
    left = Text("plan.is_done") if plan.is_done(task, place) else plan_loading.when(due, (due - today).days)
    return Text(
        "plan.row",
        {
            "id": task.id,
            "title": task.title,
            "where": phrases.aside(plan.campaign, _shown_place(person, task, place)),
            "left": left,
            "lead": plan_loading.agencies(task.lead),
        },
    )


async def _one(db: Connection, message: Message, plan: Plan, wanted: str) -> Reply:
    task, campaign = tasks.named(message.campaign, wanted), message.campaign
    places = task_progress.places(message.person, task)
    standings = await task_progress.load(db, campaign, await plan_loading.figures(db, campaign))
    parts: list[Text | None] = [Text("plan.task", {"id": task.id, "title": task.title})]
    for place in places:
        parts += [
            _name(campaign, _shown_place(message.person, task, place)),
            *_dates(plan, task, place, message.today),
        ]
    parts += [
        Text("reminder.leads", {"agencies": plan_loading.agencies(task.lead)}) if task.lead else None,
        Text("plan.support", {"agencies": plan_loading.agencies(task.support)}) if task.support else None,
    ]
    for place in places:
        seen = task_progress.seen_by(message.person, place)
        if lines := task_progress.lines(standings, plan, task, seen, message.today):
            parts += [_name(campaign, _shown_place(message.person, task, place)), *lines]
    parts += await task_history.lines(db, message, task)
    return phrases.lines(
        *parts, buttons=[key for place in places for key in _keys(message, plan, task, place)]
    )


def _name(campaign: Campaign, place: str) -> Text | None:
    return None if place == NATION else Text("plan.place", {"name": campaign.province(place).name})


def _dates(plan: Plan, task: Task, place: str, today: date) -> list[Text | None]:
    due = plan.due(task, place)
    return [
        Text("plan.period", {"start": task.start, "due": due, "written": task.period}),
        Text("plan.is_done") if plan.is_done(task, place) else plan_loading.when(due, (due - today).days),
        Text("plan.moved", {"due": task.due}) if due != task.due else None,
    ]


def _keys(message: Message, plan: Plan, task: Task, place: str) -> list[list[Button]]:
    """Done or reopened, for whoever may say so."""
    if task.group or not permissions.finishes(message.person, task, place):
        return []
    shown = _shown_place(message.person, task, place)
    values = {"number": task.number, "where": phrases.within(plan.campaign, shown)}
    if (task.id, place) in plan.done:
        label = "task.key_undone" if shown == NATION else "task.key_undone_of"
        return [[Button(label, f"task:undone:{task.id}:{place}", values)]]
    if plan.is_done(task, place) or task.start > message.today:
        return []
    label = "task.key_done" if shown == NATION else "task.key_done_of"
    return [[Button(label, f"task:done:{task.id}:{place}", values)]]


@command("nhacviec", role=PLANNERS, reads=True)
async def list_reminders(db: Connection, message: Message) -> Reply:
    """The reminders that this person got, and those to come if nothing changes."""
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    own = {task.id for task in message.campaign.leaves}
    sent = [
        row
        for row in await reminders.of(db, message.campaign.code, [message.person.id])
        if row.verdict == "send" and row.task in own
    ]
    reached = await plan_loading.reachable(db, message.campaign, *plan_loading.REMINDED)
    everybody = [person for person, _ in reached.values()]
    last = max(task.due for task in message.campaign.tasks) + timedelta(days=60)
    sent_slots = {(row.task, row.scope, row.slot, row.due) for row in sent}
    coming = [
        (day, decision)
        for day, decision in upcoming(plan, everybody, message.today, last)
        if decision.key.person == message.person.id
        and (decision.key.task, decision.key.scope, str(decision.key.slot), decision.key.due)
        not in sent_slots
    ]
    parts: list[Text] = [Text("reminders.sent" if sent else "reminders.none_sent")]
    parts += [
        Text(
            "reminders.sent_row",
            {
                "at": row.decided_at,
                "number": message.campaign.task(row.task).number,
                "title": message.campaign.task(row.task).title,
                "slot": _slot(row.slot),
                "state": Text(f"sent.{row.state or 'none'}"),
            },
        )
        for row in sent[:MOST_SENT]
    ]
    parts.append(Text("reminders.coming" if coming else "reminders.none_coming"))
    parts += [
        Text(
            "reminders.coming_row",
            {
                "weekday": Text(f"weekday.{day.isoweekday()}"),
                "day": day,
                "number": message.campaign.task(decision.key.task).number,
                "title": message.campaign.task(decision.key.task).title,
                "slot": _slot(str(decision.key.slot)),
            },
        )
        for day, decision in coming[:MOST_COMING]
    ]
    if len(coming) > MOST_COMING:
        parts.append(Text("reminders.more", {"count": len(coming) - MOST_COMING}))
    return phrases.lines(*parts)


def _slot(name: str) -> Text:
    """A slot in words."""
    if name.startswith(REACHED):
        return Text("slot.reached")
    if name.endswith(AGAIN):
        return Text("slot.again", {"slot": _slot(name.removesuffix(AGAIN))})
    return Text(f"slot.{name}")
