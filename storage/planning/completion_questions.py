"""Whether a task is done whose figure has reached its target: asked once each time that it gets there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.tables import milestone_questions as rows

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Question:
    """Where a question stands. ``state``: open, confirmed, declined, or withdrawn (the figure fell)."""

    task: str
    scope: str
    round: int
    state: str


async def every(db: Connection, campaign: str) -> list[Question]:
    """The last question of each task and scope that ever had one."""
    found = await db.execute(
        select(rows.c.task, rows.c.scope, rows.c.round, rows.c.state).where(rows.c.campaign == campaign)
    )
    return [Question(*row) for row in found]


async def ask(db: Connection, campaign: str, task: str, scope: str, now: datetime) -> int | None:
    """Opens a question and returns its round; None where it was asked and not withdrawn since."""
    row = insert(db, rows).values(campaign=campaign, task=task, scope=scope, asked_at=now)
    asked = await db.execute(
        row.on_conflict_do_update(
            index_elements=[rows.c.campaign, rows.c.task, rows.c.scope],
            set_={"round": rows.c.round + 1, "state": "open", "asked_at": now},
            where=rows.c.state == WITHDRAWN,
        ).returning(rows.c.round)
    )
    found: int | None = asked.scalar_one_or_none()
    return found


async def answer(db: Connection, campaign: str, question: Question, state: str) -> bool:
    """Ends an open question; False where it is open no more."""
    return await _change(db, campaign, question, state, "open")


async def withdraw(db: Connection, campaign: str, question: Question) -> bool:
    """Takes a question back as it stands: it may be asked anew. False where it has changed meanwhile."""
    return await _change(db, campaign, question, WITHDRAWN, question.state)


async def _change(db: Connection, campaign: str, question: Question, state: str, before: str) -> bool:
    changed = await db.execute(
        update(rows)
        .where(
            rows.c.campaign == campaign,
            rows.c.task == question.task,
            rows.c.scope == question.scope,
            rows.c.round == question.round,
            rows.c.state == before,
        )
        .values(state=state)
        .returning(rows.c.task)
    )
    return changed.first() is not None
