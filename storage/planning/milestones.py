"""Where the plan's tasks stand: activation, moved dates, done or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from storage.audit import audited_writes, verify
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import campaigns, milestones


@dataclass(frozen=True, slots=True)
class Milestone:
    """A task in a scope (a province code or ``VN``): its moved due date, when it was done and by whom."""

    task: str
    scope: str
    due: date | None
    done_at: datetime | None
    done_by: int | None = None


async def activate(db: Connection, campaign: str, now: datetime) -> datetime:
    """Notes the campaign's first start and returns when that was."""
    await verify.adopt(db)
    row = {"code": campaign, "activated_at": now}
    await audited_writes.insert_new(db, Action.CAMPAIGN_ACTIVATE, campaigns, row)
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


async def hold(db: Connection, campaign: str) -> None:
    """Until the transaction ends nobody else changes where the tasks stand, or who does the work.

    For what people do now and then: the campaign's row is locked, which reports never touch.
    """
    await db.execute(
        select(campaigns.c.code).where(campaigns.c.code == campaign).with_for_update(key_share=True)
    )


async def begin_demo(db: Connection, campaign: str, now: datetime) -> None:
    """Marks the campaign's data as invented, begun at ``now``, whatever was noted before."""
    await verify.adopt(db)
    values = {"activated_at": now, "demo": True}
    await audited_writes.put(db, Action.CAMPAIGN_DEMO, campaigns, {"code": campaign}, values)


async def is_demo(db: Connection, campaign: str) -> bool:
    """Whether the campaign's data are invented."""
    return bool(await db.scalar(select(campaigns.c.demo).where(campaigns.c.code == campaign)))


async def every(db: Connection, campaign: str) -> list[Milestone]:
    """All that is known beyond the plan itself."""
    rows = await db.execute(select(*_COLUMNS).where(milestones.c.campaign == campaign))
    return [Milestone(*row) for row in rows]


async def finish(db: Connection, campaign: str, task: str, scope: str, by: int | None, now: datetime) -> bool:
    """Marks a task done in a scope; False where it was done before."""
    key = {"campaign": campaign, "task": task, "scope": scope}
    values: dict[str, object] = {"done_at": now, "done_by": by}
    if await audited_writes.insert_new(db, Action.MILESTONE_DONE, milestones, {**key, **values}) is not None:
        return True
    still_open = (*_at(campaign, task, scope), milestones.c.done_at.is_(None))
    return bool(await audited_writes.change(db, Action.MILESTONE_DONE, milestones, values, *still_open))


async def reopen(db: Connection, campaign: str, task: str, scope: str) -> bool:
    """The task is not done after all; False where it was not."""
    done = (*_at(campaign, task, scope), milestones.c.done_at.is_not(None))
    values = {"done_at": None, "done_by": None}
    return bool(await audited_writes.change(db, Action.MILESTONE_UNDONE, milestones, values, *done))


async def move(
    db: Connection, campaign: str, task: str, scope: str, due: date, by: int | None, now: datetime
) -> None:
    """Gives a task another due date in a scope."""
    key = {"campaign": campaign, "task": task, "scope": scope}
    values = {"due": due, "changed_by": by, "changed_at": now}
    await audited_writes.put(db, Action.MILESTONE_MOVE, milestones, key, values)


_COLUMNS = (
    milestones.c.task,
    milestones.c.scope,
    milestones.c.due,
    milestones.c.done_at,
    milestones.c.done_by,
)


def _at(campaign: str, task: str, scope: str) -> tuple[ColumnElement[bool], ...]:
    return milestones.c.campaign == campaign, milestones.c.task == task, milestones.c.scope == scope
