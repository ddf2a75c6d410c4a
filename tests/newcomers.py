"""Invitations for tests, and all that the database says, as one text."""

from __future__ import annotations

from sqlalchemy import select

from storage.engine.database import Database
from storage.people import invites
from storage.people.invites import Invite
from storage.tables import metadata
from storage.words.roles import Agency, Role
from tests.stack import Stack


async def invited(
    stack: Stack,
    name: str,
    *scope: str,
    role: Role = Role.POSTAL_WORKER,
    agency: Agency = Agency.BDT,
    phone: str | None = None,
    language: str = "vi",
) -> str:
    """The token of a new invitation."""
    invite = Invite(name, role, agency, scope or ("01-X07",), language, phone)
    async with stack.database.write() as db:
        token, _ = await invites.issue(db, stack.campaign.code, invite, stack.clock.now())
    return token


async def dump(database: Database) -> str:
    """Every cell of every table."""
    async with database.read() as db:
        rows = [
            f"{table.name}: {tuple(row)}"
            for table in metadata.sorted_tables
            for row in await db.execute(select(table))
        ]
    return "\n".join(rows)
