"""The campaign as the bot uses it: what it began with, and each changed file that was applied since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import func, select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.campaign.types import Campaign
from storage.engine.database import Connection
from storage.tables import campaign_files as rows


@dataclass(frozen=True, slots=True)
class Edition:
    """A campaign with its number. ``applied``: it came by ``apply``, not with the first start."""

    number: int
    campaign: Campaign
    applied: bool
    at: datetime


async def number(db: Connection, code: str) -> int:
    """The number of the edition that holds; 0 where there is none."""
    return await db.scalar(select(func.max(rows.c.number)).where(rows.c.campaign == code)) or 0


async def current(db: Connection, code: str) -> Edition | None:
    """The edition that holds; None where there is none, or it is of a version that wrote otherwise."""
    found = await db.execute(
        select(rows).where(rows.c.campaign == code).order_by(rows.c.number.desc()).limit(1)
    )
    row = found.first()
    if row is None:
        return None
    try:
        campaign = Campaign.model_validate_json(row.content)
    except ValidationError:
        return None
    return Edition(row.number, campaign, row.applied, row.at)


async def begin(db: Connection, campaign: Campaign, now: datetime, *, fresh: bool = False) -> Edition:
    """The edition that holds from the start of a bot on; the given campaign where none does.

    ``fresh``: what was begun with earlier does not count, only what was applied.
    """
    held = await current(db, campaign.code)
    if held is not None and (held.applied or not fresh or held.campaign == campaign):
        return held
    await keep(db, campaign, now, applied=False)
    return await current(db, campaign.code) or Edition(0, campaign, applied=False, at=now)


async def keep(db: Connection, campaign: Campaign, now: datetime, *, applied: bool) -> bool:
    """Makes a campaign the one that holds; False where somebody else did so at the same time."""
    content = campaign.model_dump_json(by_alias=True)
    row = {
        "campaign": campaign.code,
        "number": await number(db, campaign.code) + 1,
        "content": content,
        "digest": hashlib.sha256(content.encode()).hexdigest(),
        "applied": applied,
        "at": now,
    }
    return await audited_writes.insert_new(db, Action.CAMPAIGN_FILE, rows, row) is not None
