"""What two transactions do at one moment comes out as if one had come after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from storage import privacy
from storage.counting import absences
from storage.counting.absences import Absence
from storage.engine.database import Connection, Database
from storage.messaging import inbox
from storage.messaging.inbox import Raw
from storage.people import invites, people, phone_holders, staff_list
from storage.people.invites import Invite
from storage.people.staff_list import Fate, Placed
from storage.tables import absences as absence_rows
from storage.tables import contacts, scopes
from storage.tables import inbox as inbox_rows
from storage.tables import invites as invite_rows
from storage.words.roles import Agency, Role
from tests.field import BOT, CHANNEL, CODE, HA, LAN, NOW, TU, message, person
from tests.overlaps import overlap, two_processes

pytestmark = pytest.mark.postgresql

TODAY = date(2019, 8, 29)
AN = Invite("Nguyễn Văn An", Role.POSTAL_WORKER, Agency.BDT, ("01-H03",), phone="+84912345678")


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    async with two_processes(tmp_path) as both:
        yield both


async def place(db: Connection) -> list[Placed]:
    return await staff_list.place(db, CODE, [AN], NOW, links=True)


async def test_two_phones_of_one_person_take_turns(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        await people.link(db, CHANNEL, "901", LAN)

    async def absent_until(db: Connection, address: str, last: date) -> None:
        await people.contact(db, CHANNEL, address)
        await absences.begin(db, CODE, LAN, Absence(TODAY, last), None, NOW)

    await overlap(
        doors,
        lambda db: absent_until(db, "101", TODAY + timedelta(days=1)),
        lambda db: absent_until(db, "901", TODAY + timedelta(days=3)),
    )
    async with doors[0].read() as db:
        rows = await db.execute(select(absence_rows.c.last_day).where(absence_rows.c.ended_at.is_(None)))
        assert [row.last_day for row in rows] == [TODAY + timedelta(days=3)]


async def test_phones_of_different_people_do_not_wait_for_each_other(doors: list[Database]) -> None:
    async with doors[0].write() as db, doors[1].write() as other:
        assert await people.contact(db, CHANNEL, "101")
        assert await people.contact(other, CHANNEL, "102")


async def test_whoever_is_forgotten_leaves_a_shared_phone_to_who_holds_it_now(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        for who in (LAN, TU, HA):
            await phone_holders.take(db, CHANNEL, "shared", who, NOW)
        await phone_holders.take(db, CHANNEL, "shared", LAN, NOW)
        forgetting = message(await person(db, LAN))
    await overlap(
        doors,
        lambda db: phone_holders.take(db, CHANNEL, "shared", HA, NOW),
        lambda db: privacy.forget(db, forgetting),
    )
    async with doors[0].read() as db:
        holder = await db.scalar(select(contacts.c.person).where(contacts.c.address == "shared"))
    assert holder == HA


async def test_two_imports_of_one_list_invite_everybody_once(doors: list[Database]) -> None:
    first, second = await overlap(doors, place, place)
    assert [item.fate for item in (*first, *second)] == [Fate.INVITED, Fate.WAITING]
    async with doors[0].read() as db:
        assert await db.scalar(select(func.count()).select_from(invite_rows)) == 1


async def test_whoever_joins_while_the_list_is_imported_has_joined(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        [invited] = await place(db)
    token = invited.token or ""

    async def join(db: Connection) -> int:
        found = await invites.redeem(db, CODE, token, NOW)
        assert found is not None
        number = await people.register(
            db,
            CODE,
            name=AN.name,
            role=AN.role,
            agency=AN.agency,
            scope=AN.scope,
            language="vi",
            now=NOW,
        )
        await phone_holders.set_phone(db, number, AN.phone or "")
        await invites.credit(db, token, number)
        await phone_holders.take(db, CHANNEL, "777", number, NOW)
        return number

    number, [placed] = await overlap(doors, join, place)
    assert (placed.fate, placed.invite.person, placed.token) == (Fate.JOINED, number, None)


async def test_whoever_is_forgotten_meanwhile_is_given_no_work_by_an_import(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        lan = await person(db, LAN)
        listed = Invite(lan.name, lan.role, lan.agency, ("01-X07",))
        forgetting = message(lan)

    async def forget(db: Connection) -> None:
        await privacy.forget(db, forgetting)

    await overlap(doors, forget, lambda db: staff_list.place(db, CODE, [listed], NOW, links=False))
    async with doors[0].read() as db:
        assert not (await db.execute(select(scopes).where(scopes.c.person == LAN))).all()


async def test_an_update_that_is_put_back_keeps_what_it_said(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        await inbox.add(db, BOT, [Raw("1", "101", '{"update_id": 1}', CHANNEL)], NOW - timedelta(days=100))
        await db.execute(update(inbox_rows).values(state="parked"))
    back, pruned = await overlap(doors, inbox.put_back, lambda db: inbox.prune(db, NOW))
    assert (back, pruned) == (["1"], 0)
    async with doors[0].read() as db:
        [waiting] = await inbox.waiting(db, BOT, 0, 10)
    assert waiting.payload == '{"update_id": 1}'
