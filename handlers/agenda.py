"""The plan as it stands: the campaign file, moved dates, what is done and how far the tracked tasks are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from handlers import wording
from scheduler.reminders import (
    Absent,
    Decision,
    Key,
    Plan,
    Progress,
    TaskRole,
    Verdict,
    Where,
    overdue_at_activation,
)
from scheduler.slots import Slot
from storage import inspections, milestones, people, progress, reminders, units
from storage.calendar import WorkCalendar
from storage.campaign import Campaign, Task
from storage.database import Connection
from storage.model import NATION, Person, Reply, Role, Text, Tracks
from storage.reminders import Decided

REMINDED = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR, Role.ADMIN)


async def plan(db: Connection, campaign: Campaign, zone: tzinfo, now: datetime) -> Plan:
    """The campaign's tasks with what the database knows of them."""
    activated = await milestones.activated(db, campaign.code) or now
    known = await milestones.every(db, campaign.code)
    registered = await people.registered(db)
    return Plan(
        campaign=campaign,
        calendar=WorkCalendar(campaign.calendar),
        zone=zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone)),
        activated_on=activated.astimezone(zone).date(),
        effective={(item.task, item.scope): item.due for item in known if item.due},
        done=frozenset((item.task, item.scope) for item in known if item.done_at),
        registered={person: moment.astimezone(zone).date() for person, moment in registered.items()},
    )


async def reachable(db: Connection, campaign: Campaign) -> list[tuple[Person, people.Address]]:
    """Who gets reminders, each with the one address at which."""
    everyone = await people.everyone(db, campaign.code, *REMINDED)
    found: dict[int, people.Address] = {}
    for address in await people.addresses(db, [person.id for person in everyone]):
        found.setdefault(address.person, address)
    return [(person, found[person.id]) for person in everyone if person.id in found]


async def ledger(db: Connection, campaign: Campaign) -> set[Key]:
    """What was decided before."""
    return {
        Key(item.task, item.scope, Slot(item.slot), item.due, item.person)
        for item in await reminders.every(db, campaign.code)
    }


def decided(key: Key, verdict: Verdict, now: datetime) -> Decided:
    """The line of the ledger for a decision."""
    return Decided(key.task, key.scope, str(key.slot), key.due, key.person, verdict.value, now)


async def figures(db: Connection, campaign: Campaign) -> dict[Where, Progress]:
    """How far the tasks that track a figure are, by task and scope; the nation always has one."""
    rows = await progress.by_province(db, campaign.code)
    rechecked = await progress.rechecked_units(db, campaign.code)
    inspected = await inspections.provinces(db, campaign.code)
    loaded = await units.count(db, campaign.code)
    found: dict[Where, Progress] = {}
    for task in campaign.tasks:
        if task.tracks is Tracks.DISTRIBUTION:
            each = {row["province"]: (int(row["collected"]), int(row["quota"])) for row in rows}
        elif task.tracks is Tracks.RECHECK:
            each = {row["province"]: (rechecked.get(row["province"], 0), int(row["units"])) for row in rows}
        elif task.tracks is Tracks.INSPECTION:
            each = {row["province"]: (int(row["province"] in inspected), 1) for row in rows}
        elif task.tracks is Tracks.SAMPLE:
            each = {NATION: (loaded, _designed(campaign))}
        else:
            continue
        found |= _scoped(task, each)
    return found


def _designed(campaign: Campaign) -> int:
    """How many units the sample design asks for."""
    return sum(
        provinces * campaign.units(level.letter, klass)
        for klass, provinces in campaign.provinces_by_class().items()
        for level in campaign.levels
    )


def _scoped(task: Task, each: Mapping[str, tuple[int, int]]) -> dict[Where, Progress]:
    scoped = {(task.id, scope): Progress(done, target) for scope, (done, target) in each.items()}
    whole = Progress(sum(done for done, _ in each.values()), sum(target for _, target in each.values()))
    return scoped | {(task.id, NATION): whole}


def confirmation(plan: Plan) -> Reply:
    """The list of tasks that were due before the campaign was activated."""
    rows = [
        Text("reminder.confirm_row", {"id": task.id, "title": task.title, "due": plan.due(task, scope)})
        for task, scope in ((plan.campaign.task(task), scope) for task, scope in overdue_at_activation(plan))
    ]
    return wording.lines(Text("reminder.confirm_title"), *rows)


def reminder(decision: Decision, campaign: Campaign) -> Reply:
    """The text of a reminder: what, when due, why you, how far it is, what to do."""
    task = campaign.task(decision.key.task)
    return wording.lines(
        Text(f"reminder.{decision.role_in_task.value}", {"number": task.id, "title": task.title}),
        when(decision.key.due, decision.days_left),
        Text("reminder.start", {"start": task.start}) if str(decision.key.slot) == "start" else None,
        Text("reminder.scope", {"name": campaign.province(decision.key.scope).name})
        if decision.key.scope != NATION
        else None,
        Text("reminder.leads", {"agencies": agencies(task)}),
        standing(decision.progress, task),
        _missing(decision.missing, campaign),
        Text("reminder.act" if decision.role_in_task is TaskRole.LEAD else "reminder.look"),
    )


def when(due: date, days_left: int) -> Text:
    """The due date with its weekday and the days left or overdue."""
    key = "due.late" if days_left < 0 else "due.today" if days_left == 0 else "due.left"
    return Text(key, {"due": due, "weekday": Text(f"weekday.{due.isoweekday()}"), "days": abs(days_left)})


def standing(found: Progress | None, task: Task) -> Text | None:
    """How far a tracked task is; None where it tracks nothing."""
    if found is None or task.tracks is None:
        return None
    return Text(
        "reminder.progress",
        {
            "bar": wording.bar(found.done / found.target if found.target else 0),
            "percent": wording.percent(found.done, found.target),
            "done": found.done,
            "target": found.target,
            "what": Text(f"tracks.{task.tracks.value}"),
        },
    )


def agencies(task: Task) -> Text:
    """Who leads a task, in words."""
    return wording.joined([Text(f"agency.{agency.value}") for agency in task.lead])


def _missing(missing: tuple[Absent, ...], campaign: Campaign) -> Text | None:
    if not missing:
        return None
    by_agency: dict[str, list[str]] = {}
    for absent in missing:
        by_agency.setdefault(absent.agency.value, []).append(absent.where)
    return Text(
        "reminder.missing",
        {
            "agencies": [
                Text(
                    "reminder.missing_nation"
                    if places == [NATION]
                    else "reminder.missing_province"
                    if len(places) == 1
                    else "reminder.missing_provinces",
                    {
                        "agency": Text(f"agency.{agency}"),
                        "name": campaign.province(places[0]).name if places[0] != NATION else "",
                        "count": len(places),
                    },
                )
                for agency, places in by_agency.items()
            ]
        },
    )
