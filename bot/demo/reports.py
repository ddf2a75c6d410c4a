"""A plausible fortnight of reports before the demo begins: invented, the same at each call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any

from storage.campaign.calendar import WorkCalendar
from storage.words.counts import Mode
from storage.words.units import Unit, province_of

DAYS = 14


def fortnight(
    units: Sequence[Unit],
    workers: Mapping[str, int],
    until: date,
    calendar: WorkCalendar,
    zone: tzinfo,
) -> list[dict[str, Any]]:
    """Rows of the table ``reports`` for the working days of the two weeks before ``until``.

    ``workers``: the person who works each unit. Each province has its own pace, no balance is broken.
    """
    random = Random("reports")  # noqa: S311 -- repeatable figures, no secret
    days = [until - timedelta(days=back) for back in range(DAYS, 0, -1)]
    worked = [day for day in days if calendar.is_working(day)]
    paces = {province: random.uniform(0.3, 0.85) for province in sorted({unit.province for unit in units})}
    rows: list[dict[str, Any]] = []
    for unit in units:
        for day, counts in _of_unit(unit, paces[unit.province] * random.uniform(0.7, 1.15), worked, random):
            moment = datetime.combine(day, time(random.randint(8, 18), random.randint(0, 59)), zone)
            rows.append(
                {
                    "province": province_of(unit.code),
                    "unit": unit.code,
                    "worker": workers[unit.code],
                    "mode": Mode.ADD.value,
                    **counts,
                    "sent_at": moment,
                    "received_at": moment + timedelta(seconds=random.randint(1, 40)),
                }
            )
    rows.sort(key=lambda row: row["sent_at"])
    for position, row in enumerate(rows, start=1):
        row["position"] = position
    return rows


def _of_unit(
    unit: Unit, share: float, days: Sequence[date], random: Random
) -> Iterator[tuple[date, dict[str, int | None]]]:
    """Some visits: ballots go out, most of them come back a visit later. None is a count not said."""
    visits = sorted(random.sample(days, min(len(days), random.randint(3, 6))))
    target = min(unit.quota, round(unit.quota * share))
    out = outstanding = 0
    for number, day in enumerate(visits, start=1):
        goal = round(target * number / len(visits))
        distributed, out = goal - out, goal
        back = round(outstanding * random.uniform(0.6, 0.95))
        blank = int(back > 6 and random.random() < 0.12)
        lost = int(back > 8 and random.random() < 0.05)
        refused = int(random.random() < 0.15)
        outstanding += distributed - back
        said: dict[str, int | None] = {"distributed": distributed, "collected": back - blank - lost}
        rare = {"blank": blank, "lost": lost, "refused": refused}
        yield day, said | {count: value or None for count, value in rare.items()}
