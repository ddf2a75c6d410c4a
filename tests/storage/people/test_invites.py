"""An invite works once, for a while, and in one campaign; its token is not kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from storage.engine.database import Connection, Database
from storage.people import invites
from storage.people.invites import VALID, Invite
from storage.planning import milestones
from storage.tables import invites as rows
from storage.words.roles import Agency, Role
from tests.field import CODE, HA, LAN, NOW

MAI = Invite("Mai", Role.POSTAL_WORKER, Agency.BDT, ("01-H03", "01-X07"), "en")


async def issue(db: Connection, **options: Any) -> str:
    token, expires = await invites.issue(db, CODE, MAI, NOW, **options)
    assert expires == NOW + VALID
    return token


async def test_an_invite_says_who_and_for_what_once(field: Database) -> None:
    async with field.write() as db:
        token = await issue(db, by=HA)
        assert await invites.redeem(db, CODE, token, NOW) == MAI
        assert await invites.redeem(db, CODE, token, NOW) is None
        await invites.credit(db, token, LAN)
        row = (await db.execute(select(rows.c.created_by, rows.c.used_by, rows.c.used_at))).one()
        assert row == (HA, LAN, NOW)


async def test_a_token_fits_a_deep_link_and_is_not_kept(field: Database) -> None:
    async with field.write() as db:
        token = await issue(db)
        assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", token)
        stored = (await db.execute(select(rows))).one()
        assert token not in str(tuple(stored))


async def test_a_token_expires(field: Database) -> None:
    async with field.write() as db:
        token = await issue(db)
        assert await invites.redeem(db, CODE, token, NOW + VALID) is None
        assert await invites.redeem(db, CODE, token, NOW + VALID - timedelta(seconds=1)) == MAI


async def test_a_token_of_nobody_or_of_another_year(field: Database) -> None:
    async with field.write() as db:
        await milestones.activate(db, "2018", NOW)
        token = await issue(db)
        assert await invites.redeem(db, CODE, token + "x", NOW) is None
        assert await invites.redeem(db, "2018", token, NOW) is None


async def test_an_undone_registration_leaves_the_token_good(field: Database) -> None:
    """The handler that redeems may refuse afterwards: its savepoint takes the use back."""
    async with field.write() as db:
        token = await issue(db)
        savepoint = await db.begin_nested()
        assert await invites.redeem(db, CODE, token, NOW) == MAI
        await savepoint.rollback()
        assert await invites.redeem(db, CODE, token, NOW) == MAI


def test_a_scope_as_it_is_typed() -> None:
    assert invites.scope_of(" vn ") == ("VN",)
    assert invites.scope_of("01-h03, 01-X07,") == ("01-H03", "01-X07")
    assert invites.scope_of("") == ()
