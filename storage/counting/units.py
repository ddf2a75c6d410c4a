"""The selected units of a campaign and who covers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, insert, or_, select, true

from storage.audit import audit_log, images
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import units
from storage.words.roles import Person
from storage.words.units import NATION, Unit

_COLUMNS = (units.c.code, units.c.name, units.c.level, units.c.province, units.c.quota, units.c.district)

_OF_ALL = select(*_COLUMNS).where(units.c.campaign == bindparam("campaign")).order_by(units.c.code)
_SCOPE: BindParameter[str] = bindparam("scope", expanding=True)
_IN_PROVINCES = _OF_ALL.where(units.c.province.in_(_SCOPE)).order_by(None)
_AMONG = _OF_ALL.where(units.c.code.in_(_SCOPE)).order_by(None)
_LOCKED = _OF_ALL.where(units.c.code.in_(bindparam("codes", expanding=True))).with_for_update()


async def of(db: Connection, campaign: str, person: Person) -> list[Unit]:
    """The units of a person's scope, in the order of their codes."""
    return await within(db, campaign, person.scope)


async def within(db: Connection, campaign: str, scope: Sequence[str]) -> list[Unit]:
    """The units of a scope, the nation, provinces or units, in the order of their codes."""
    if NATION in scope:
        return [Unit(*row) for row in await db.execute(_OF_ALL, {"campaign": campaign})]
    by_code: dict[str, Unit] = {}
    # Asked for either at once, or for their order, SQLite would read through the whole campaign.
    for query, wanted in (
        (_IN_PROVINCES, [code for code in scope if "-" not in code]),
        (_AMONG, [code for code in scope if "-" in code]),
    ):
        if wanted:
            rows = await db.execute(query, {"campaign": campaign, "scope": wanted})
            by_code |= {row.code: Unit(*row) for row in rows}
    return [by_code[code] for code in sorted(by_code)]


async def locked(db: Connection, campaign: str, codes: Sequence[str]) -> dict[str, Unit]:
    """Units by code, their rows locked in code order until the transaction ends."""
    rows = await db.execute(_LOCKED, {"campaign": campaign, "codes": list(codes)})
    return {row.code: Unit(*row) for row in rows}


async def count(db: Connection, campaign: str) -> int:
    """How many units the campaign has."""
    return int(await db.scalar(select(func.count()).where(units.c.campaign == campaign)) or 0)


async def add(db: Connection, campaign: str, rows: Sequence[dict[str, Any]]) -> None:
    """Loads units: dicts with the table's columns but the campaign."""
    if rows:
        before = await images.whole(db, units, campaign)
        await db.execute(insert(units), [{"campaign": campaign, **row} for row in rows])
        after = await images.whole(db, units, campaign)
        audit_log.record(db, campaign, NATION, Action.UNITS_LOAD, f"units:{campaign}", before, after)


def covered(scope: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a unit lies within a scope."""
    if "VN" in scope:
        return true()
    return or_(units.c.province.in_(scope), units.c.code.in_(scope))
