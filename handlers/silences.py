"""``/imlang``: workers who still have ballots and have not reported for some working days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers import wording
from handlers.registry import command
from storage import absences, closings, people, progress, workers
from storage.calendar import WorkCalendar
from storage.database import Connection
from storage.model import Count, Counts, Message, Person, Refusal, Reply, Role, Text, Tracks

DAYS = 2
MOST_DAYS = 60
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Silence:
    """A worker, since when (``last`` is None: never reported), and what is still out."""

    worker: Person
    last: date | None
    days: int
    units: tuple[str, ...]
    outstanding: int
    in_hand: int


@command("imlang", role=(Role.POSTAL_SUPERVISOR, Role.COORDINATOR), reads=True)
async def show(db: Connection, message: Message) -> Reply:
    """Who is silent in the sender's scope; ``/imlang 3`` for three working days or more."""
    days = _days(message)
    found = [item for item in await _silences(db, message) if item.days >= days]
    absent = await absences.absent_on(db, message.campaign.code, message.today)
    silent = [item for item in found if item.worker.id not in absent]
    away = [item for item in found if item.worker.id in absent]
    if not found:
        return Reply("silence.nobody", {"days": days})
    parts: list[Text | None] = [Text("silence.title", {"days": days, "count": len(silent)})]
    parts += [_row(item) for item in silent[:MOST_ROWS]]
    if len(silent) > MOST_ROWS:
        parts.append(Text("silence.more", {"count": len(silent) - MOST_ROWS}))
    if away:
        parts.append(Text("silence.away", {"count": len(away)}))
        parts += [_row(item) for item in away[:MOST_ROWS]]
    return wording.lines(*parts)


def silent_days(last: date | None, since: date, today: date, calendar: WorkCalendar) -> int:
    """Working days after the ``last`` report, today included; from ``since`` on where none came."""
    return calendar.working_days(since if last is None else max(since, last + timedelta(days=1)), today)


async def _silences(db: Connection, message: Message) -> list[Silence]:
    """Everybody with something left to do in an open unit, the longest silent first."""
    code, scope, zone = message.campaign.code, message.person.scope, message.zone
    rows = {row["unit"]: row for row in await progress.by_unit(db, code, scope)}
    closed = await closings.of(db, code, list(rows))
    last = {
        worker: moment.astimezone(zone).date()
        for worker, moment in (await workers.last_reports(db, code)).items()
    }
    joined = {
        person: moment.astimezone(zone).date() for person, moment in (await people.registered(db)).items()
    }
    out = await workers.outstanding(db, code, scope)
    calendar, start = WorkCalendar(message.campaign.calendar), _start(message)
    found = []
    for worker in await people.everyone(db, code, Role.POSTAL_WORKER):
        mine = [rows[unit] for unit in worker.scope if unit in rows and unit not in closed]
        open_units, outstanding, in_hand = _left(worker, mine, out)
        if not open_units:
            continue
        since = max(start, joined.get(worker.id, start))
        days = silent_days(last.get(worker.id), since, message.today, calendar)
        found.append(Silence(worker, last.get(worker.id), days, open_units, outstanding, in_hand))
    return sorted(found, key=lambda item: (-item.days, -item.outstanding, item.worker.id))


def _left(
    worker: Person, rows: Sequence[Mapping[str, object]], out: Mapping[tuple[int, str], int]
) -> tuple[tuple[str, ...], int, int]:
    """The units with something left, the worker's own outstanding ballots, and the units' in hand."""
    units, outstanding, in_hand = [], 0, 0
    for row in rows:
        counts = Counts(**{count.value: row[count.value] for count in Count})  # type: ignore[arg-type]
        # Of a shared unit somebody else may have collected what this worker handed out.
        mine = min(out.get((worker.id, str(row["unit"])), 0), max(0, counts.outstanding))
        hand = max(0, counts.in_hand(int(str(row["quota"]))))
        if mine or hand:
            units.append(str(row["unit"]))
            outstanding, in_hand = outstanding + mine, in_hand + hand
    return tuple(units), outstanding, in_hand


def _start(message: Message) -> date:
    """When ballots are first handed out: nobody is silent before."""
    starts = [task.start for task in message.campaign.tasks if task.tracks is Tracks.DISTRIBUTION]
    return min(starts, default=date.min)


def _days(message: Message) -> int:
    if not message.args:
        return DAYS
    if message.args[0].isdecimal() and 1 <= int(message.args[0]) <= MOST_DAYS:
        return int(message.args[0])
    raise Refusal("silence.bad_days", words=message.args[0], most=MOST_DAYS)


def _row(item: Silence) -> Text:
    return Text(
        "silence.row" if item.last else "silence.row_never",
        {
            "name": item.worker.name,
            "units": ", ".join(item.units),
            "days": item.days,
            "last": item.last,
            "outstanding": item.outstanding,
            "in_hand": item.in_hand,
        },
    )
