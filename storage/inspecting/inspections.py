"""Inspectors' notes of their visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import inspections
from storage.words.roles import Person


@dataclass(frozen=True, slots=True)
class Inspection:
    """A note about a unit, or about a province where ``unit`` is None."""

    province: str
    unit: str | None
    note: str


async def add(
    db: Connection,
    campaign: str,
    inspection: Inspection,
    inspector: Person,
    *,
    message: int,
    inspected_at: datetime,
    received_at: datetime,
) -> int:
    """Books a note and returns its id."""
    row = {
        "campaign": campaign,
        "province": inspection.province,
        "unit": inspection.unit,
        "note": inspection.note,
        "inspector": inspector.id,
        "agency": inspector.agency.value,
        "message": message,
        "inspected_at": inspected_at,
        "received_at": received_at,
    }
    [booked] = await audited_writes.insert(db, Action.INSPECTION_BOOK, inspections, row)
    return int(booked.id)


async def void_of(db: Connection, messages: Sequence[int], by: int, now: datetime) -> list[Inspection]:
    """Undoes what messages booked and returns it; the rows stay."""
    rows = await audited_writes.change(
        db,
        Action.INSPECTION_VOID,
        inspections,
        {"voided_at": now, "voided_by": by},
        inspections.c.message.in_(messages),
        inspections.c.voided_at.is_(None),
    )
    return [Inspection(row.province, row.unit, row.note) for row in rows]


async def is_of(db: Connection, messages: Sequence[int]) -> bool:
    """Whether messages booked a note that is live."""
    query = select(inspections.c.id).where(
        inspections.c.message.in_(messages), inspections.c.voided_at.is_(None)
    )
    return (await db.execute(query.limit(1))).first() is not None


async def count_of(db: Connection, campaign: str, inspector: int) -> int:
    """How many live notes an inspector wrote."""
    return int(
        await db.scalar(
            select(func.count()).where(
                inspections.c.campaign == campaign,
                inspections.c.inspector == inspector,
                inspections.c.voided_at.is_(None),
            )
        )
        or 0
    )


async def provinces(db: Connection, campaign: str) -> set[str]:
    """The provinces with at least one live note."""
    rows = await db.execute(
        select(inspections.c.province)
        .where(inspections.c.campaign == campaign, inspections.c.voided_at.is_(None))
        .distinct()
    )
    return set(rows.scalars())
