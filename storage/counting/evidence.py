"""Photos and documents that prove a report, a re-check or an inspection; kept by Telegram's file id only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, null, select, true, union

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.counting.units import covered
from storage.engine.database import Connection
from storage.messaging.message import Media
from storage.tables import drafts, evidence, inspections, messages, rechecks, reports, units
from storage.words.units import province_of

_LIVE = evidence.c.voided_at.is_(None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file as proof of one unit. ``text`` is that of the message whose effect it proves."""

    id: int
    unit: str | None
    person: int
    kind: str
    file_id: str
    sent_at: datetime
    text: str | None


async def add(
    db: Connection,
    campaign: str,
    media: Media,
    *,
    person: int,
    bot: str,
    message: int,
    units: Sequence[str | None],
    now: datetime,
) -> None:
    """Keeps a file as proof of what a message of the log did to units; of no unit yet where none is given."""
    rows = [
        {
            "campaign": campaign,
            "province": province_of(unit) if unit else None,
            "unit": unit,
            "person": person,
            "message": message,
            "kind": media.kind,
            "bot": bot,
            "file_id": media.file_id,
            "file_unique_id": media.unique_id,
            "size": media.size,
            "album": media.album,
            "created_at": now,
        }
        for unit in units or (None,)
    ]
    await audited_writes.insert(db, Action.EVIDENCE_ADD, evidence, *rows)


async def move(db: Connection, logs: Sequence[int], *, to: int, units: Sequence[str], now: datetime) -> None:
    """The files of messages prove from now on what the message ``to`` did to ``units``."""
    moved = await _void(db, Action.EVIDENCE_MOVE, logs, now)
    files = {row.file_unique_id: dict(row._mapping) for row in moved}
    for file in files.values():
        del file["id"], file["voided_at"]
    rows = [
        file | {"message": to, "unit": unit, "province": province_of(unit)}
        for file in files.values()
        for unit in units
    ]
    await audited_writes.insert(db, Action.EVIDENCE_MOVE, evidence, *rows)


async def void_of(db: Connection, logs: Sequence[int], now: datetime) -> int:
    """Voids the files of messages and returns how many there were."""
    return len({row.file_unique_id for row in await _void(db, Action.EVIDENCE_VOID, logs, now)})


async def _void(db: Connection, action: Action, logs: Sequence[int], now: datetime) -> list[Row[Any]]:
    return await audited_writes.change(
        db, action, evidence, {"voided_at": now}, evidence.c.message.in_(logs), _LIVE
    )


async def proven(db: Connection, logs: Sequence[int]) -> list[str | None]:
    """The units that messages of the log had a lasting effect on.

    None stands for an effect without a unit: a note on a province, or a report that waits for a tap.
    """
    live = [
        select(reports.c.unit).where(
            reports.c.message.in_(logs), reports.c.voided_at.is_(None), reports.c.superseded_at.is_(None)
        ),
        select(rechecks.c.unit).where(rechecks.c.message.in_(logs), rechecks.c.voided_at.is_(None)),
        select(inspections.c.unit).where(inspections.c.message.in_(logs), inspections.c.voided_at.is_(None)),
    ]
    waiting = select(null()).where(
        drafts.c.message.in_(logs), drafts.c.state == "open", drafts.c.kind != "evidence"
    )
    units = set((await db.execute(union(*live))).scalars())
    codes = sorted(unit for unit in units if unit)
    if not codes and (units or (await db.execute(waiting)).first()):
        return [None]
    return [*codes]


async def last_message(db: Connection, campaign: str, person: int) -> int | None:
    """The log id of a person's last message that has a lasting effect."""
    tables = (
        (reports, reports.c.worker, reports.c.superseded_at.is_(None) & reports.c.booked_by.is_(None)),
        (rechecks, rechecks.c.inspector, true()),
        (inspections, inspections.c.inspector, true()),
    )
    logs = [
        await db.scalar(
            select(func.max(table.c.message)).where(
                table.c.campaign == campaign, who == person, table.c.voided_at.is_(None), more
            )
        )
        for table, who, more in tables
    ]
    return max((log for log in logs if log is not None), default=None)


async def of_album(db: Connection, campaign: str, person: int, album: str) -> tuple[int, list[str]] | None:
    """The message and units that an earlier photo of the same album proves."""
    rows = (
        await db.execute(
            select(evidence.c.message, evidence.c.unit)
            .where(evidence.c.campaign == campaign, evidence.c.person == person)
            .where(evidence.c.album == album, _LIVE)
        )
    ).all()
    return (rows[0].message, sorted({row.unit for row in rows if row.unit})) if rows else None


async def of_unit(db: Connection, campaign: str, unit: str, bot: str, limit: int) -> list[Evidence]:
    """The last files of a unit that this bot can send, newest first."""
    query = _evidence(evidence.c.campaign == campaign, evidence.c.unit == unit, evidence.c.bot == bot, _LIVE)
    rows = await db.execute(query.order_by(evidence.c.id.desc()).limit(limit))
    return [Evidence(*row) for row in rows]


async def get(db: Connection, number: int) -> Evidence | None:
    """A file that was not voided."""
    row = (await db.execute(_evidence(evidence.c.id == number, _LIVE))).first()
    return None if row is None else Evidence(*row)


async def counts(db: Connection, campaign: str, scope: Sequence[str], limit: int) -> list[tuple[str, int]]:
    """Units of a scope that have files, with how many; those with the newest first."""
    rows = await db.execute(
        select(evidence.c.unit, func.count())
        .join(units, (units.c.campaign == evidence.c.campaign) & (units.c.code == evidence.c.unit))
        .where(evidence.c.campaign == campaign, _LIVE, covered(scope))
        .group_by(evidence.c.unit)
        .order_by(func.max(evidence.c.id).desc())
        .limit(limit)
    )
    return [(unit, int(count)) for unit, count in rows]


def _evidence(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            evidence.c.id,
            evidence.c.unit,
            evidence.c.person,
            evidence.c.kind,
            evidence.c.file_id,
            evidence.c.created_at,
            messages.c.text,
        )
        .join(messages, messages.c.id == evidence.c.message, isouter=True)
        .where(*where)
    )
