"""A whole campaign to play with: real places, invented people and figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from bot.channels.telegram.updates import CHANNEL
from bot.demo.people import HOME, STRANGER, Cast, phones, workers
from bot.demo.reports import fortnight
from bot.demo.units import SampledUnit, demo_units
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Campaign
from storage.counting import reports, units
from storage.engine.database import Connection, Database
from storage.people import consent, people, phone_holders
from storage.people.people import Newcomer
from storage.planning import milestones
from storage.words.units import Unit

__all__ = ["HOME", "STRANGER", "Cast", "demo_units", "phones", "populate"]


async def populate(
    database: Database, campaign: Campaign, sampled: Sequence[SampledUnit], now: datetime, zone: tzinfo
) -> None:
    """Fills an empty campaign in one transaction: sample, people, tasks done, a fortnight of reports."""
    plain = [drawn.unit for drawn in sampled]
    joined = now - timedelta(days=DAYS_SINCE_START)
    async with database.write() as db:
        audit_log.attribute(db, Origin(Via.COMMAND, now))
        await milestones.begin_demo(db, campaign.code, joined)
        await units.add(
            db,
            campaign.code,
            [
                {
                    "code": drawn.unit.code,
                    "name": drawn.unit.name,
                    "level": drawn.unit.level,
                    "province": drawn.unit.province,
                    "district": drawn.unit.district,
                    "quota": drawn.unit.quota,
                    "stratum": drawn.stratum,
                    "cluster": drawn.cluster,
                    "probability": drawn.probability,
                    "weight": drawn.weight,
                }
                for drawn in sampled
            ],
        )
        worked_by = await _settle(db, campaign, plain, joined)
        today = now.astimezone(zone).date()
        for task in campaign.leaves:
            if task.due < today:
                finished = datetime.combine(task.due, time(16), zone)
                await milestones.finish(db, campaign.code, task.id, "VN", None, finished)
        rows = fortnight(plain, worked_by, today, WorkCalendar(campaign.calendar), zone)
        await reports.load(db, campaign.code, rows, zone)


DAYS_SINCE_START = 14


async def _settle(db: Connection, campaign: Campaign, plain: list[Unit], joined: datetime) -> dict[str, int]:
    """Registers everybody and returns who works each unit."""
    worked_by: dict[str, int] = {}
    cast = phones(plain)
    taken = frozenset(code for item in cast if item.role == "postal_worker" for code in item.scope)
    everybody = [*cast, *workers(plain, taken)]
    newcomers = [Newcomer(item.name, item.role, item.agency, item.scope, "vi") for item in everybody]
    registered = await people.register_all(db, campaign.code, newcomers, joined)
    for item, person in zip(everybody, registered, strict=True):
        if item.chat is not None:
            await phone_holders.take(db, CHANNEL, str(item.chat), person, joined)
            await consent.agree(db, person, joined)
        if item.role == "postal_worker":
            worked_by |= dict.fromkeys(item.scope, person)
    return worked_by
