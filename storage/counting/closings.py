"""Units that their worker declared finished; the supervisor of the province confirms or reopens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import closings
from storage.words.units import province_of

_STANDING = select(
    closings.c.id,
    closings.c.unit,
    closings.c.declared_by,
    closings.c.declared_at,
    closings.c.confirmed_by,
    closings.c.confirmed_at,
).where(closings.c.reopened_at.is_(None))
_OF = _STANDING.where(
    closings.c.campaign == bindparam("campaign"), closings.c.unit.in_(bindparam("units", expanding=True))
)


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
    row = {
        "campaign": campaign,
        "province": province_of(unit),
        "unit": unit,
        "declared_by": by,
        "declared_at": now,
    }
    declared = await audited_writes.insert_new(db, Action.UNIT_CLOSE, closings, row)
    return None if declared is None else int(declared.id)


async def confirm(db: Connection, closing: int, by: int, now: datetime) -> bool:
    """A supervisor agrees; False where somebody was quicker, or reopened the unit."""
    agreed = {"confirmed_by": by, "confirmed_at": now}
    return await _change(db, Action.UNIT_CONFIRM, closing, agreed, closings.c.confirmed_at.is_(None))


async def reopen(db: Connection, closing: int, by: int, reason: str | None, now: datetime) -> bool:
    """The unit takes reports again; False where somebody was quicker."""
    reopened = {"reopened_by": by, "reopened_at": now, "reason": reason}
    return await _change(db, Action.UNIT_REOPEN, closing, reopened)


async def standing(db: Connection, campaign: str, closing: int) -> Closing | None:
    """A closing by its id; None where the unit was reopened since."""
    found = await _load(db, closings.c.campaign == campaign, closings.c.id == closing)
    return found[0] if found else None


async def of(db: Connection, campaign: str, units: Sequence[str]) -> dict[str, Closing]:
    """The closed ones among units."""
    rows = await db.execute(_OF, {"campaign": campaign, "units": list(units)})
    return {row.unit: Closing(*row) for row in rows}


async def _change(
    db: Connection, action: Action, closing: int, values: dict[str, object], *where: ColumnElement[bool]
) -> bool:
    standing = (closings.c.id == closing, closings.c.reopened_at.is_(None))
    return bool(await audited_writes.change(db, action, closings, values, *standing, *where))


async def _load(db: Connection, *where: ColumnElement[bool]) -> list[Closing]:
    return [Closing(*row) for row in await db.execute(_STANDING.where(*where))]
