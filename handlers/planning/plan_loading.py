"""The plan as it stands: the campaign file, moved dates, what is done and how far the tracked tasks are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from handlers.replies import phrases
from scheduler.plan import Key, Plan, Progress, Where
from scheduler.reminders import Verdict
from scheduler.slots import Slot
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Campaign, Task
from storage.counting import progress, units
from storage.engine.database import Connection
from storage.inspecting import inspections
from storage.people import people
from storage.planning import milestone_changes, milestones, reminders
from storage.planning.milestone_changes import Line
from storage.planning.reminders import Decided
from storage.words.replies import Text
from storage.words.roles import Agency, Person, Role
from storage.words.tasks import Change, Tracks
from storage.words.units import NATION

REMINDED = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR, Role.ADMIN)
MOST_BUTTONS = 8


async def plan(db: Connection, campaign: Campaign, zone: tzinfo, now: datetime) -> Plan:
    """The campaign's tasks with what the database knows of them."""
    activated = await milestones.activated(db, campaign.code) or now
    rows = await milestones.every(db, campaign.code)
    registered = await people.registered(db)
    kinds = (Change.MOVED, Change.UNDONE, Change.SNOOZED, Change.ADDED, Change.REPLANNED)
    history = await milestone_changes.every(db, campaign.code, *kinds)
    return Plan(
        campaign=campaign,
        calendar=WorkCalendar(campaign.calendar),
        zone=zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone)),
        activated_on=activated.astimezone(zone).date(),
        effective={(row.task, row.scope): row.due for row in rows if row.due},
        done=frozenset((row.task, row.scope) for row in rows if row.done_at),
        since=_since(history, zone),
        registered={person: moment.astimezone(zone).date() for person, moment in registered.items()},
        again=dict(_put_off(line) for line in history if line.kind is Change.SNOOZED),
        added={line.task: line.at.astimezone(zone).date() for line in history if line.kind is Change.ADDED},
    )


async def still_holds(db: Connection, read: Plan, now: datetime) -> bool:
    """Whether no task was completed, reopened or moved since the plan was read; from here on none is."""
    await milestones.hold(db, read.campaign.code)
    fresh = await plan(db, read.campaign, read.zone, now)
    return (fresh.effective, fresh.done, fresh.since) == (read.effective, read.done, read.since)


def _since(history: Sequence[Line], zone: tzinfo) -> dict[Where, date]:
    """A moved date counts from the day of the move; a reopened task is silent until tomorrow."""
    since: dict[Where, date] = {}
    for line in history:
        day = line.at.astimezone(zone).date()
        if line.kind in (Change.MOVED, Change.ADDED, Change.REPLANNED):
            since[line.task, line.scope] = day
        elif line.kind is Change.UNDONE:
            since[line.task, line.scope] = day + timedelta(days=1)
    return since


def put_off(key: Key) -> str:
    """How the history names the slot that somebody put off."""
    return f"{key.slot}@{key.due.isoformat()}"


def _put_off(line: Line) -> tuple[Key, date]:
    slot, _, due = (line.before or "").partition("@")
    key = Key(line.task, line.scope, Slot(slot), date.fromisoformat(due), line.person or 0)
    return key, date.fromisoformat(line.after or due)


async def reachable(
    db: Connection, campaign: Campaign, *roles: Role
) -> dict[int, tuple[Person, people.Address]]:
    """People of some roles by id, each with the one address at which they get reminders."""
    everyone = await people.everyone(db, campaign.code, *roles)
    addresses: dict[int, people.Address] = {}
    for address in await people.addresses(db, [person.id for person in everyone]):
        addresses.setdefault(address.person, address)
    return {person.id: (person, addresses[person.id]) for person in everyone if person.id in addresses}


async def ledger(
    db: Connection, campaign: Campaign, zone: tzinfo, tasks: Sequence[str] = ()
) -> dict[Key, date]:
    """What was decided before about some tasks (all where none is named), and on which day."""
    rows = await reminders.every(db, campaign.code, tasks)
    return {key_of(row): row.decided_at.astimezone(zone).date() for row in rows}


def key_of(row: Decided) -> Key:
    """The key of a line of the ledger."""
    return Key(row.task, row.scope, Slot(row.slot), row.due, row.person)


def decided(key: Key, verdict: Verdict, now: datetime) -> Decided:
    """The line of the ledger for a decision."""
    return Decided(key.task, key.scope, str(key.slot), key.due, key.person, verdict.value, now)


async def figures(db: Connection, campaign: Campaign) -> dict[Where, Progress]:
    """How far the tasks that track a figure are, by task and scope; the nation always has one."""
    rows = await progress.by_province(db, campaign.code)
    rechecked = await progress.rechecked_units(db, campaign.code)
    inspected = await inspections.provinces(db, campaign.code)
    loaded = await units.count(db, campaign.code)
    by_task: dict[Where, Progress] = {}
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
        by_task |= _scoped(task, each)
    return by_task


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


def when(due: date, days_left: int) -> Text:
    """The due date with its weekday and the days left or overdue."""
    key = "due.late" if days_left < 0 else "due.today" if days_left == 0 else "due.left"
    return Text(key, {"due": due, "weekday": Text(f"weekday.{due.isoweekday()}"), "days": abs(days_left)})


def standing(figure: Progress | None, task: Task) -> Text | None:
    """How far a tracked task is; None where it tracks nothing."""
    if figure is None or task.tracks is None:
        return None
    return Text(
        "reminder.progress",
        {
            "bar": phrases.bar(figure.done / figure.target if figure.target else 0),
            "percent": phrases.percent(figure.done, figure.target),
            "done": figure.done,
            "target": figure.target,
            "what": Text(f"tracks.{task.tracks.value}"),
        },
    )


def agencies(named: Sequence[Agency]) -> Text:
    """Agencies in words."""
    return phrases.joined([Text(f"agency.{agency.value}") for agency in named])
