"""Units that their worker declared finished; the supervisor of the province confirms or reopens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.database import Connection
from storage.model import province_of
from storage.tables import closings


@dataclass(frozen=True, slots=True)
class Closing:
    """A declaration that stands. ``confirmed_at`` is None until a supervisor agreed."""

    id: int
    unit: str
    declared_by: int
    declared_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None


async def declare(db: Connection, campaign: str, unit: str, by: int, now: datetime) -> int | None:
    """Closes a unit and returns the closing's id; None where it is closed already."""
    rows = await db.execute(
        insert(closings)
        .values(campaign=campaign, province=province_of(unit), unit=unit, declared_by=by, declared_at=now)
        .on_conflict_do_nothing()
        .returning(closings.c.id)
    )
    found: int | None = rows.scalar_one_or_none()
    return found


async def confirm(db: Connection, closing: int, by: int, now: datetime) -> bool:
    """A supervisor agrees; False where somebody was quicker, or reopened the unit."""
    return await _change(db, closing, closings.c.confirmed_at.is_(None), confirmed_by=by, confirmed_at=now)


async def reopen(db: Connection, closing: int, by: int, reason: str | None, now: datetime) -> bool:
    """The unit takes reports again; False where somebody was quicker."""
    return await _change(db, closing, reopened_by=by, reopened_at=now, reason=reason)


async def standing(db: Connection, campaign: str, closing: int) -> Closing | None:
    """A closing by its id; None where the unit was reopened since."""
    found = await _load(db, closings.c.campaign == campaign, closings.c.id == closing)
    return found[0] if found else None


async def of(db: Connection, campaign: str, units: Sequence[str]) -> dict[str, Closing]:
    """The closed ones among units."""
    found = await _load(db, closings.c.campaign == campaign, closings.c.unit.in_(units))
    return {closing.unit: closing for closing in found}


async def _change(db: Connection, closing: int, *where: ColumnElement[bool], **values: object) -> bool:
    rows = await db.execute(
        update(closings)
        .where(closings.c.id == closing, closings.c.reopened_at.is_(None), *where)
        .values(**values)
        .returning(closings.c.id)
    )
    return rows.first() is not None


async def _load(db: Connection, *where: ColumnElement[bool]) -> list[Closing]:
    rows = await db.execute(
        select(
            closings.c.id,
            closings.c.unit,
            closings.c.declared_by,
            closings.c.declared_at,
            closings.c.confirmed_by,
            closings.c.confirmed_at,
        ).where(closings.c.reopened_at.is_(None), *where)
    )
    return [Closing(*row) for row in rows]
