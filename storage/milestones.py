"""Where the plan's tasks stand: activation, moved dates, done or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from storage.database import Connection
from storage.tables import campaigns, milestones


@dataclass(frozen=True, slots=True)
class Milestone:
    """A task in a scope (a province code or ``VN``): its moved due date, and when it was done."""

    task: str
    scope: str
    due: date | None
    done_at: datetime | None


async def activate(db: Connection, campaign: str, now: datetime) -> datetime:
    """Notes the campaign's first start and returns when that was."""
    await db.execute(insert(campaigns).values(code=campaign, activated_at=now).on_conflict_do_nothing())
    activated: datetime | None = await db.scalar(
        select(campaigns.c.activated_at).where(campaigns.c.code == campaign)
    )
    return activated or now


async def activated(db: Connection, campaign: str) -> datetime | None:
    """When the campaign was first started."""
    found: datetime | None = await db.scalar(
        select(campaigns.c.activated_at).where(campaigns.c.code == campaign)
    )
    return found


async def begin_demo(db: Connection, campaign: str, now: datetime) -> None:
    """Marks the campaign's data as invented, begun at ``now``, whatever was noted before."""
    values = {"activated_at": now, "demo": True}
    row = insert(campaigns).values(code=campaign, **values)
    await db.execute(row.on_conflict_do_update(index_elements=[campaigns.c.code], set_=values))


async def is_demo(db: Connection, campaign: str) -> bool:
    """Whether the campaign's data are invented."""
    return bool(await db.scalar(select(campaigns.c.demo).where(campaigns.c.code == campaign)))


async def every(db: Connection, campaign: str) -> list[Milestone]:
    """All that is known beyond the plan itself."""
    rows = await db.execute(
        select(milestones.c.task, milestones.c.scope, milestones.c.due, milestones.c.done_at).where(
            milestones.c.campaign == campaign
        )
    )
    return [Milestone(*row) for row in rows]


async def finish(db: Connection, campaign: str, task: str, scope: str, by: int | None, now: datetime) -> None:
    """Marks a task done in a scope."""
    values = {"done_at": now, "done_by": by}
    row = insert(milestones).values(campaign=campaign, task=task, scope=scope, **values)
    await db.execute(
        row.on_conflict_do_update(
            index_elements=[milestones.c.campaign, milestones.c.task, milestones.c.scope], set_=values
        )
    )
