"""``/lich``: the plan's days as a file for the calendar of a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.planning import plan_loading, task_progress
from handlers.registry import command
from handlers.replies import phrases
from scheduler.plan import Plan
from storage.campaign.types import Task
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.replies import Attachment, Reply, Text
from storage.words.roles import Person, Role
from storage.words.units import NATION

ALARM_DAYS = (7, 1, 0)
"""How many days before it is due a phone rings."""


@dataclass(frozen=True, slots=True)
class Event:
    """A day of a task. ``uid`` names the task, scope and kind of day, not the date: that can move."""

    uid: str
    day: date
    title: Text
    notes: tuple[Text, ...]
    alarms: tuple[timedelta, ...] = ()


@command("lich", role=(Role.COORDINATOR, Role.POSTAL_SUPERVISOR), reads=True)
async def send(db: Connection, message: Message) -> Reply:
    """The file follows; it is made when it is sent, with the dates as they stand then."""
    made = Attachment("file", "calendar", {"person": message.person.id})
    return Reply("calendar.follows", attachments=[made])


def events(plan: Plan, person: Person | None) -> list[Event]:
    """The starts and due days of all tasks as a person sees them (None: the nation), by day.

    Only tasks that the person's agency leads or supports ring, and only while they are open.
    """
    found = [
        event
        for task in plan.campaign.leaves
        for event in _of_task(plan, task, person, _scopes(task, person))
    ]
    return sorted(found, key=lambda event: (event.day, event.uid))


def _scopes(task: Task, person: Person | None) -> Sequence[str]:
    return (NATION,) if person is None or not task.provincial else task_progress.seen_by(person, NATION)


def _of_task(plan: Plan, task: Task, person: Person | None, scopes: Sequence[str]) -> Iterator[Event]:
    opens, campaign = plan.campaign.reminders.opens, plan.campaign
    mine = person is None or person.agency in (*task.lead, *task.support)
    done = all(plan.is_done(task, scope) for scope in scopes)
    values = {"id": task.id, "title": task.title}
    earliest = min(plan.due(task, scope) for scope in scopes)
    yield Event(
        f"{task.id}.start@sipas",
        min(task.start, earliest),
        Text("calendar.done" if done else "calendar.start", values),
        _notes(task),
        () if done or not mine else (_at(0, opens),),
    )
    for scope in scopes:
        due, done = plan.due(task, scope), plan.is_done(task, scope)
        where = values | {"where": phrases.aside(campaign, scope)}
        moved = (Text("plan.moved", {"due": task.due}),) if due != task.due else ()
        yield Event(
            f"{task.id}.due.{scope}@sipas",
            due,
            Text("calendar.done_in" if done else "calendar.due", where),
            (*moved, *_notes(task)),
            () if done or not mine else tuple(_at(days, opens) for days in ALARM_DAYS),
        )


def _notes(task: Task) -> tuple[Text, ...]:
    lead = Text("reminder.leads", {"agencies": plan_loading.agencies(task.lead)})
    if not task.support:
        return (lead,)
    return (lead, Text("plan.support", {"agencies": plan_loading.agencies(task.support)}))


def _at(days: int, opens: time) -> timedelta:
    return timedelta(hours=opens.hour, minutes=opens.minute) - timedelta(days=days)
