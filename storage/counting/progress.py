"""Figures for progress and scores: the database aggregates, others calculate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from storage.counting.units import covered
from storage.engine.database import Connection
from storage.engine.snapshot_cache import remembered
from storage.tables import daily, people, rechecks, scopes, units
from storage.words.counts import Count
from storage.words.roles import Role

Rows = list[dict[str, Any]]

_SUMS = tuple(func.sum(daily.c[count.value]).label(count.value) for count in Count)


@remembered
async def by_unit(db: Connection, campaign: str, scope: Sequence[str]) -> Rows:
    """One row a unit of the scope: unit, name, level, province, district, quota, workers, nine counts.

    ``issued`` is None until the first live ``nhận``; the other counts are 0 where nothing is reported.
    """
    sums = select(daily.c.unit, *_SUMS).where(daily.c.campaign == campaign).group_by(daily.c.unit).subquery()
    workers = (
        select(scopes.c.code, func.count().label("workers"))
        .join(people, people.c.id == scopes.c.person)
        .where(scopes.c.campaign == campaign, people.c.role == Role.POSTAL_WORKER.value)
        .group_by(scopes.c.code)
        .subquery()
    )
    counts: list[ColumnElement[Any]] = [
        sums.c[count.value] if count is Count.ISSUED else func.coalesce(sums.c[count.value], 0)
        for count in Count
    ]
    rows = await db.execute(
        select(
            units.c.code.label("unit"),
            units.c.name,
            units.c.level,
            units.c.province,
            units.c.district,
            units.c.quota,
            func.coalesce(workers.c.workers, 0).label("workers"),
            *(column.label(count.value) for column, count in zip(counts, Count, strict=True)),
        )
        .join(sums, sums.c.unit == units.c.code, isouter=True)
        .join(workers, workers.c.code == units.c.code, isouter=True)
        .where(units.c.campaign == campaign, covered(scope))
        .order_by(units.c.code)
    )
    return [dict(row._mapping) for row in rows]


async def by_day(db: Connection, campaign: str, scope: Sequence[str]) -> Rows:
    """One row a unit, worker and local day: what that day added."""
    rows = await db.execute(
        select(daily.c.unit, daily.c.worker, daily.c.day, *(daily.c[count.value] for count in Count))
        .join(units, and_(units.c.campaign == daily.c.campaign, units.c.code == daily.c.unit))
        .where(daily.c.campaign == campaign, covered(scope))
        .order_by(daily.c.unit, daily.c.worker, daily.c.day)
    )
    return [dict(row._mapping) for row in rows]


@remembered
async def rechecked_units(db: Connection, campaign: str) -> dict[str, int]:
    """By province: units with at least one live re-check."""
    rows = await db.execute(
        select(rechecks.c.province, func.count(rechecks.c.unit.distinct()))
        .where(rechecks.c.campaign == campaign, rechecks.c.voided_at.is_(None))
        .group_by(rechecks.c.province)
    )
    return {province: int(count) for province, count in rows}


@remembered
async def units_rechecked(db: Connection, campaign: str) -> set[str]:
    """The units with at least one live re-check."""
    rows = await db.execute(
        select(rechecks.c.unit)
        .where(rechecks.c.campaign == campaign, rechecks.c.voided_at.is_(None))
        .distinct()
    )
    return set(rows.scalars())


async def through(db: Connection, campaign: str, day: date) -> dict[str, tuple[int, int]]:
    """By province: ballots distributed and collected by the end of a local day."""
    rows = await db.execute(
        select(daily.c.province, func.sum(daily.c.distributed), func.sum(daily.c.collected))
        .where(daily.c.campaign == campaign, daily.c.day <= day)
        .group_by(daily.c.province)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


@remembered
async def by_province(db: Connection, campaign: str) -> Rows:
    """One row a province: province, units, quota, collected."""
    sums = (
        select(daily.c.province, func.sum(daily.c.collected).label("collected"))
        .where(daily.c.campaign == campaign)
        .group_by(daily.c.province)
        .subquery()
    )
    rows = await db.execute(
        select(
            units.c.province,
            func.count().label("units"),
            func.sum(units.c.quota).label("quota"),
            func.coalesce(sums.c.collected, 0).label("collected"),
        )
        .join(sums, sums.c.province == units.c.province, isouter=True)
        .where(units.c.campaign == campaign)
        .group_by(units.c.province, sums.c.collected)
        .order_by(units.c.province)
    )
    return [dict(row._mapping) for row in rows]
