"""What workers still have to do: loaded for the list of the silent ones, the nudges and the alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo

from scheduler.workloads import Workload
from storage.campaign.types import Campaign
from storage.counting import absences, closings, progress
from storage.engine.database import Connection
from storage.engine.snapshot_cache import remembered
from storage.people import people, workers
from storage.words.counts import Count, Counts
from storage.words.roles import Person, Role
from storage.words.tasks import Tracks

_COUNTS = [count.value for count in Count]


async def within(
    db: Connection, campaign: Campaign, zone: tzinfo, today: date, scope: Sequence[str]
) -> list[Workload]:
    """Everybody with something left to do in an open unit of a scope."""
    code = campaign.code
    last = {
        worker: moment.astimezone(zone).date()
        for worker, moment in (await workers.last_reports(db, code)).items()
    }
    joined = {
        person: moment.astimezone(zone).date() for person, moment in (await people.registered(db)).items()
    }
    back = await absences.last_days(db, code, today)
    start = _start(campaign)
    loads = []
    for worker, units, outstanding, in_hand in await _unfinished(db, code, scope):
        since = max(start, joined.get(worker.id, start))
        if worker.id in back:
            since = max(since, back[worker.id] + timedelta(days=1))
        loads.append(Workload(worker, units, outstanding, in_hand, last.get(worker.id), since))
    return loads


@remembered
async def _unfinished(
    db: Connection, code: str, scope: Sequence[str]
) -> Sequence[tuple[Person, tuple[str, ...], int, int]]:
    """Who has something left, in which units, the worker's own outstanding ballots and those in hand."""
    rows = {row["unit"]: row for row in await progress.by_unit(db, code, scope)}
    closed = await closings.of(db, code, list(rows))
    out = await workers.outstanding(db, code, scope)
    unfinished = []
    for worker in await people.everyone(db, code, Role.POSTAL_WORKER):
        mine = [rows[unit] for unit in worker.scope if unit in rows and unit not in closed]
        left = _left(worker, mine, out)
        if left[0]:
            unfinished.append((worker, *left))
    return unfinished


def _left(
    worker: Person, rows: Sequence[Mapping[str, object]], out: Mapping[tuple[int, str], int]
) -> tuple[tuple[str, ...], int, int]:
    """The units with something left, the worker's own outstanding ballots, and the units' in hand."""
    units, outstanding, in_hand = [], 0, 0
    for row in rows:
        counts = Counts(**{name: row[name] for name in _COUNTS})  # type: ignore[arg-type]
        # Of a shared unit somebody else may have collected what this worker handed out.
        mine = min(out.get((worker.id, str(row["unit"])), 0), max(0, counts.outstanding))
        hand = max(0, counts.in_hand(int(str(row["quota"]))))
        if mine or hand:
            units.append(str(row["unit"]))
            outstanding, in_hand = outstanding + mine, in_hand + hand
    return tuple(units), outstanding, in_hand


def _start(campaign: Campaign) -> date:
    """When ballots are first handed out: nobody is silent before."""
    starts = [task.start for task in campaign.tasks if task.tracks is Tracks.DISTRIBUTION]
    return min(starts, default=date.min)
