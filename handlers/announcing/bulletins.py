"""``/bantin``: the day's and the week's bulletin for whoever wants it, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.counting import workloads
from handlers.grammar import fold
from handlers.planning import plan_loading, task_progress
from handlers.planning.task_progress import Standings
from handlers.registry import command, tap
from handlers.replies import phrases, tap_arguments
from scheduler.plan import Plan, is_distributing
from scheduler.silences import Step
from scheduler.workloads import Workload
from storage.announcing import bulletins
from storage.campaign.types import Task
from storage.counting import absences
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.bulletin_words import BulletinKind, Figures, ToldBulletin
from storage.words.replies import Attachment, Button, Refusal, Reply, Text
from storage.words.roles import Agency, Person, Role
from storage.words.tasks import Tracks
from storage.words.units import NATION

READERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
SOON = timedelta(days=7)
MOST_TASKS = 5
_SUMMED = (
    "quota",
    "distributed",
    "collected",
    "blank",
    "spoiled",
    "lost",
    "refused",
    "unreachable",
    "replaced",
)
_NEWS = ("distributed", "collected", "blank", "spoiled", "lost", "refused", "unreachable", "replaced")
_ON, _OFF, _NOW = frozenset({"bat", "on"}), frozenset({"tat", "off"}), frozenset({"ngay", "now"})


@dataclass(frozen=True, slots=True)
class Source:
    """What bulletins are written from: all that is known at a moment."""

    plan: Plan
    found: Standings
    loads: Sequence[Workload]
    now: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return self.plan.day(self.now)


@command("bantin", role=READERS)
async def choose(db: Connection, message: Message) -> Reply:
    """How it stands, with buttons; ``/bantin bật`` and ``tắt`` for both kinds, ``ngay`` shows it now."""
    word = fold(message.rest)
    if word in _NOW:
        return _now(message)
    if word in _ON | _OFF:
        for kind in BulletinKind:
            await _set(db, message, kind, on=word in _ON)
    elif word:
        raise Refusal("bulletin.how", words=message.rest)
    return await _state(db, message)


@tap("bantin", role=READERS)
async def switch(db: Connection, message: Message) -> Reply:
    """``bantin:daily:on``, ``bantin:weekly:off``, ``bantin:now``."""
    match tap_arguments.word(message, 0), tap_arguments.word(message, 1):
        case "now", _:
            return _now(message)
        case kind, "on" | "off" as wanted if kind in set(BulletinKind):
            await _set(db, message, BulletinKind(kind), on=wanted == "on")
            state = await _state(db, message)
            return Reply(state.key, state.values, state.buttons, edit=True)
    raise Refusal("tap.unknown", spent=True)


async def _set(db: Connection, message: Message, kind: BulletinKind, *, on: bool) -> None:
    """Whoever wants it already goes on wanting it since then."""
    if (kind in await bulletins.wishes(db, message.person.id)) is not on:
        await bulletins.wish(db, message.person.id, kind, message.now if on else None)


async def _state(db: Connection, message: Message) -> Reply:
    wanted, at = await bulletins.wishes(db, message.person.id), message.campaign.reminders
    hours = {BulletinKind.DAILY: at.bulletin_at, BulletinKind.WEEKLY: at.opens}
    lines = [
        Text(
            f"bulletin.on_{kind.value}" if kind in wanted else f"bulletin.off_{kind.value}",
            {"at": f"{hours[kind]:%H:%M}"},
        )
        for kind in BulletinKind
    ]
    buttons = [
        [
            Button(f"bulletin.turn_off_{kind.value}", f"bantin:{kind.value}:off")
            if kind in wanted
            else Button(f"bulletin.turn_on_{kind.value}", f"bantin:{kind.value}:on")
        ]
        for kind in BulletinKind
    ]
    now = [Button("bulletin.key_now", "bantin:now")]
    return phrases.lines(Text("bulletin.choose"), *lines, Text("bulletin.quiet"), buttons=[*buttons, now])


def _now(message: Message) -> Reply:
    made = Attachment("view", "bulletin_now", {"person": message.person.id})
    return Reply("bulletin.computing", attachments=[made])


async def load(db: Connection, plan: Plan, now: datetime) -> Source:
    """The figures, and while ballots are handed out who is silent."""
    campaign, today = plan.campaign, plan.day(now)
    found = await task_progress.load(db, campaign, await plan_loading.figures(db, campaign))
    loads: list[Workload] = []
    if is_distributing(plan, today):
        absent = await absences.absent_on(db, campaign.code, today)
        known = await workloads.within(db, campaign, plan.zone, today, [NATION])
        loads = [load for load in known if load.worker.id not in absent]
    return Source(plan, found, loads, now)


def figures(source: Source, person: Person) -> Figures:
    """Everything whose change is news to a person. What only time changes (days left) is not in it."""
    plan = source.plan
    rows = [row for row in source.found.units if person.covers(str(row["unit"]))]
    sums = {name: sum(int(row[name]) for row in rows) for name in _SUMMED}
    places = [(task, _scope(person, task)) for task in plan.campaign.leaves]
    return sums | {
        "units": len(rows),
        "started": sum(row["distributed"] > 0 for row in rows),
        "finished": sum(row["collected"] >= row["quota"] for row in rows),
        "rechecked": sum(row["unit"] in source.found.rechecked for row in rows),
        "done": sum(plan.is_done(task, scope) for task, scope in places),
        "days": sum(plan.due(task, scope).toordinal() for task, scope in places),
    }


def compose(
    source: Source, person: Person, kind: BulletinKind, told: Figures, before: ToldBulletin | None
) -> Reply:
    """What a person is told: where the ballots are, what has come, who is silent, what is due."""
    parts: list[Text | None] = [
        Text(
            f"bulletin.title_{kind.value}",
            {
                "weekday": Text(f"weekday.{source.today.isoweekday()}"),
                "today": source.today,
                "scope": phrases.scope(source.plan.campaign, person.scope),
            },
        ),
    ]
    units = {"units": told["units"], "started": told["started"], "finished": told["finished"]}
    blocks: list[Sequence[Text | None]] = [
        *_standing(source, person),
        [
            _news(told, before),
            Text("bulletin.units", units) if told["distributed"] else None,
            _silent(source, person),
        ],
        _tasks(source, person),
        [Text("bulletin.act")],
    ]
    for block in blocks:
        if said := [line for line in block if line is not None]:
            parts += [Text("digest.gap"), *said]
    return phrases.lines(*parts)


def has_chart(told: Figures) -> bool:
    """Whether there is anything to draw."""
    return told["quota"] > 0


def _standing(source: Source, person: Person) -> list[list[Text]]:
    plan, seen = source.plan, task_progress.seen_by(person, NATION)
    running = [
        task
        for task in plan.campaign.leaves
        if task.tracks in (Tracks.DISTRIBUTION, Tracks.RECHECK)
        and task.start <= source.today
        and not plan.is_done(task, _scope(person, task))
    ]
    return [task_progress.lines(source.found, plan, task, seen, source.today) for task in running]


def _news(told: Figures, before: ToldBulletin | None) -> Text | None:
    if before is None:
        return None
    added = {name: told[name] - before.figures.get(name, 0) for name in (*_NEWS, "rechecked")}
    said = [
        Text("bulletin.added", {"count": _counted(name), "value": phrases.signed(count)})
        for name, count in added.items()
        if count
    ]
    if not said:
        return Text("bulletin.no_reports", {"day": before.day})
    return Text("bulletin.since", {"day": before.day, "said": phrases.joined(said)})


def _counted(name: str) -> Text:
    return Text("bulletin.rechecked") if name == "rechecked" else Text(f"count.{name}")


def _silent(source: Source, person: Person) -> Text | None:
    days = source.plan.campaign.reminders.silent_after[Step.WORKER]
    silent = [
        load
        for load in source.loads
        if any(person.covers(unit) for unit in load.units)
        and load.silent_days(source.today, source.plan.calendar) >= days
    ]
    return Text("bulletin.silent", {"count": len(silent), "days": days}) if silent else None


def _tasks(source: Source, person: Person) -> list[Text]:
    """Open tasks of the person's agency that are late or due within a week, by date."""
    plan, today = source.plan, source.today
    dated = []
    for task in plan.campaign.leaves:
        scope = _scope(person, task)
        due = plan.due(task, scope)
        concerns = person.agency in (*task.lead, *task.support, Agency.BNV) and plan.is_live(task, scope)
        if concerns and task.start <= today + SOON and due <= today + SOON:
            dated.append((due, task))
    dated.sort(key=lambda item: item[0])
    rows = [
        Text(
            "bulletin.task",
            {"id": task.id, "title": task.title, "left": plan_loading.when(due, (due - today).days)},
        )
        for due, task in dated[:MOST_TASKS]
    ]
    more = len(dated) - len(rows)
    return [
        *([Text("bulletin.tasks")] if rows else []),
        *rows,
        *([Text("bulletin.more", {"count": more})] if more else []),
    ]


def _scope(person: Person, task: Task) -> str:
    """Where a person sees a task: the one own province, or the nation."""
    seen = task_progress.seen_by(person, NATION)
    return seen[0] if task.provincial and len(seen) == 1 else NATION
