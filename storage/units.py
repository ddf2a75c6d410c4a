"""The selected units of a campaign and who covers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, true

from storage.database import Connection
from storage.model import Person, Unit
from storage.tables import units

_COLUMNS = (units.c.code, units.c.name, units.c.level, units.c.province, units.c.quota, units.c.district)


async def of(db: Connection, campaign: str, person: Person) -> list[Unit]:
    """The units of a person's scope, in the order of their codes."""
    return await within(db, campaign, person.scope)


async def within(db: Connection, campaign: str, scope: Sequence[str]) -> list[Unit]:
    """The units of a scope: the nation, provinces or units."""
    rows = await db.execute(
        select(*_COLUMNS).where(units.c.campaign == campaign, covered(scope)).order_by(units.c.code)
    )
    return [Unit(*row) for row in rows]


async def locked(db: Connection, campaign: str, codes: Sequence[str]) -> dict[str, Unit]:
    """Units by code, their rows locked in code order until the transaction ends."""
    rows = await db.execute(
        select(*_COLUMNS)
        .where(units.c.campaign == campaign, units.c.code.in_(codes))
        .order_by(units.c.code)
        .with_for_update()
    )
    return {row.code: Unit(*row) for row in rows}


async def count(db: Connection, campaign: str) -> int:
    """How many units the campaign has."""
    return int(await db.scalar(select(func.count()).where(units.c.campaign == campaign)) or 0)


async def add(db: Connection, campaign: str, rows: Sequence[dict[str, Any]]) -> None:
    """Loads units: dicts with the table's columns but the campaign."""
    if rows:
        await db.execute(insert(units), [{"campaign": campaign, **row} for row in rows])


def covered(scope: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a unit lies within a scope."""
    if "VN" in scope:
        return true()
    return or_(units.c.province.in_(scope), units.c.code.in_(scope))
