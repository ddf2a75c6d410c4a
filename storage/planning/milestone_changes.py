"""The history of the plan's tasks: who did, moved, acknowledged or snoozed what, and why. Append-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import milestone_changes as rows
from storage.words.tasks import Change


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history. ``before`` and ``after`` depend on the kind.

    Due dates of a move, the slot of an acknowledgement, ``slot@due`` and the new day of a snooze.
    ``message`` is the log id of what was typed, None for a tap.
    """

    task: str
    scope: str
    kind: Change
    person: int | None
    at: datetime
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    message: int | None = None


async def record(db: Connection, campaign: str, line: Line) -> None:
    """Writes a line."""
    row = {
        "campaign": campaign,
        "task": line.task,
        "scope": line.scope,
        "kind": line.kind.value,
        "person": line.person,
        "at": line.at,
        "before": line.before,
        "after": line.after,
        "reason": line.reason,
        "message": line.message,
    }
    await audited_writes.insert(db, Action.MILESTONE_NOTE, rows, row)


async def every(db: Connection, campaign: str, *kinds: Change) -> list[Line]:
    """All lines of some kinds (of all where none is named), oldest first."""
    named = rows.c.kind.in_([kind.value for kind in kinds])
    return await _load(db, rows.c.campaign == campaign, *([named] if kinds else []))


async def of(db: Connection, campaign: str, tasks: Sequence[str], *kinds: Change) -> list[Line]:
    """The history of some tasks in all their scopes, oldest first."""
    named = rows.c.kind.in_([kind.value for kind in kinds])
    where = (rows.c.campaign == campaign, rows.c.task.in_(tasks))
    return await _load(db, *where, *([named] if kinds else []))


async def _load(db: Connection, *where: ColumnElement[bool]) -> list[Line]:
    query = select(
        rows.c.task,
        rows.c.scope,
        rows.c.kind,
        rows.c.person,
        rows.c.at,
        rows.c.before,
        rows.c.after,
        rows.c.reason,
        rows.c.message,
    )
    found = await db.execute(query.where(*where).order_by(rows.c.id))
    return [Line(row[0], row[1], Change(row[2]), *row[3:]) for row in found]
