"""A running bot notices that a changed campaign file was applied, and goes on with it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from storage.campaign.types import Campaign
from storage.engine.database import Database
from storage.planning import campaign_editions
from storage.planning.campaign_editions import Edition

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0


class User(Protocol):
    """What goes by a campaign."""

    campaign: Campaign


class CampaignReload:
    """Keeps everything that goes by the campaign at the edition that holds."""

    def __init__(self, database: Database, first: Edition, *users: User) -> None:
        self._database, self._number, self._users = database, first.number, users
        self._code = first.campaign.code

    async def look(self) -> None:
        """Exchanges the campaign where a newer edition was applied."""
        async with self._database.read() as db:
            newest = await campaign_editions.number(db, self._code)
            if newest == self._number:
                return
            edition = await campaign_editions.current(db, self._code)
        self._number = newest
        if edition is None:
            log.error("campaign.unreadable", campaign=self._code, number=newest)
            return
        for user in self._users:
            user.campaign = edition.campaign
        log.info("campaign.exchanged", campaign=self._code, number=newest)

    async def run(self) -> None:
        """Looks every few seconds until cancelled: each process for itself, ticks run in one of them only."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)
