"""A staff list is placed: who is new, who waits, who has joined; and the same list again doubles nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from storage.engine.database import Connection, Database
from storage.people import invites, people, phone_holders, staff_list
from storage.people.invites import VALID, Invite
from storage.people.staff_list import Fate, Placed
from storage.planning import milestones
from storage.tables import invites as rows
from storage.tables import people as people_rows
from storage.words.roles import Agency, Role
from tests.field import CHANNEL, CODE, LAN, NOW

AN = Invite("Nguyễn Văn An", Role.POSTAL_WORKER, Agency.BDT, ("01-H03",), phone="+84912345678")
LONG = Invite("Trần Long", Role.INSPECTOR, Agency.SNV, ("01",))


async def place(db: Connection, *listed: Invite, links: bool = False) -> list[Placed]:
    return await staff_list.place(db, CODE, listed, NOW, links=links)


async def count(db: Connection) -> tuple[int, int]:
    """Invites and people."""
    return (
        int(await db.scalar(select(func.count()).select_from(rows)) or 0),
        int(await db.scalar(select(func.count()).select_from(people_rows)) or 0),
    )


async def test_a_new_list_invites_everybody(field: Database) -> None:
    async with field.write() as db:
        placed = await place(db, AN, LONG)
        assert [item.fate for item in placed] == [Fate.INVITED, Fate.INVITED]
        assert await count(db) == (2, 4)
        token = placed[0].token
        assert token is not None
        assert await invites.redeem(db, CODE, token, NOW) == AN


async def test_the_same_list_again_leaves_the_links_as_they_are(field: Database) -> None:
    async with field.write() as db:
        [first, _] = await place(db, AN, LONG)
        again = await place(db, AN, LONG)
        assert [(item.fate, item.token) for item in again] == [(Fate.WAITING, None)] * 2
        assert await count(db) == (2, 4)
        assert await invites.redeem(db, CODE, first.token or "", NOW) is not None


async def test_new_links_end_the_old_ones(field: Database) -> None:
    async with field.write() as db:
        [first] = await place(db, AN)
        [again] = await place(db, AN, links=True)
        assert await invites.redeem(db, CODE, first.token or "", NOW) is None
        assert await invites.redeem(db, CODE, again.token or "", NOW) is not None


async def test_an_expired_invite_is_renewed(field: Database) -> None:
    async with field.write() as db:
        await place(db, AN)
        [again] = await staff_list.place(db, CODE, [AN], NOW + VALID + timedelta(days=1), links=False)
        assert (again.fate, again.token is not None) == (Fate.WAITING, True)
        assert await count(db) == (1, 4)


async def test_what_the_new_list_says_holds(field: Database) -> None:
    async with field.write() as db:
        await place(db, AN, LONG)
        married = replace(AN, name="Nguyễn Văn Ân", scope=("01-X07",))
        moved = replace(LONG, phone="+84987654321")
        placed = await place(db, married, moved, links=True)
        assert await count(db) == (2, 4)
        found = await invites.redeem(db, CODE, placed[0].token or "", NOW)
        assert found == married
        assert await invites.redeem(db, CODE, placed[1].token or "", NOW) == moved


async def test_two_people_who_share_a_telephone_stay_two(field: Database) -> None:
    async with field.write() as db:
        wife = replace(AN, name="Lê Thị Bé")
        assert [item.fate for item in await place(db, AN, wife)] == [Fate.INVITED] * 2
        again = await place(db, replace(wife, scope=("01-X07",)), AN)
        assert [(item.invite.name, item.fate) for item in again] == [
            ("Lê Thị Bé", Fate.WAITING),
            ("Nguyễn Văn An", Fate.WAITING),
        ]
        assert await count(db) == (2, 4)


async def test_namesakes_of_two_provinces_stay_two(field: Database) -> None:
    async with field.write() as db:
        here, there = replace(AN, phone=None), replace(AN, phone=None, scope=("02-H01",))
        await place(db, here)
        assert [item.fate for item in await place(db, there)] == [Fate.INVITED]
        assert [item.fate for item in await place(db, there, here)] == [Fate.WAITING] * 2


async def test_marks_tell_names_apart_case_and_spaces_do_not(field: Database) -> None:
    async with field.write() as db:
        ha = replace(AN, name="Lê Hà", phone=None)
        await place(db, ha)
        assert (await place(db, replace(ha, name="LÊ  hà")))[0].fate is Fate.WAITING
        assert (await place(db, replace(ha, name="Lê Hạ")))[0].fate is Fate.INVITED


async def test_who_has_joined_is_updated_and_not_invited_again(field: Database) -> None:
    async with field.write() as db:
        listed = Invite("Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-X07",), "en", "+84911222333")
        [placed] = await place(db, listed)
        assert (placed.fate, placed.token) == (Fate.JOINED, None)
        assert await count(db) == (0, 4)
        lan = await people.get(db, CODE, LAN)
        assert lan is not None
        assert (lan.scope, lan.language) == (("01-X07",), "vi")
        assert await phone_holders.phone_of(db, LAN) == "+84911222333"
        [renamed] = await place(db, replace(listed, name="Hoàng Lan", role=Role.INSPECTOR, agency=Agency.SNV))
        assert renamed.fate is Fate.JOINED
        lan = await people.get(db, CODE, LAN)
        assert lan is not None
        assert (lan.name, lan.role, lan.agency) == ("Hoàng Lan", Role.INSPECTOR, Agency.SNV)


async def test_somebody_known_without_a_phone_gets_an_invite_of_their_own(field: Database) -> None:
    async with field.write() as db:
        number = await people.register(
            db, CODE, name="Mai", role=LONG.role, agency=LONG.agency, scope=("01",), language="vi", now=NOW
        )
        [placed] = await place(db, replace(LONG, name="Mai"))
        assert placed.fate is Fate.INVITED
        found = await invites.redeem(db, CODE, placed.token or "", NOW)
        assert found is not None
        assert found.person == number
        await phone_holders.take(db, CHANNEL, "777", number, NOW)
        assert [item.fate for item in await place(db, replace(LONG, name="Mai"))] == [Fate.JOINED]


async def test_who_worked_last_year_is_found_again(field: Database) -> None:
    async with field.write() as db:
        await milestones.activate(db, "2018", NOW)
        [placed] = await staff_list.place(
            db, "2018", [Invite("Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-H03",))], NOW, links=True
        )
        assert placed.fate is Fate.JOINED
        lan = await people.get(db, "2018", LAN)
        assert lan is not None
        assert lan.scope == ("01-H03",)


async def test_two_namesakes_known_are_not_guessed_between(field: Database) -> None:
    async with field.write() as db:
        twin = replace(AN, phone="+84987654321")
        await place(db, AN, twin)
        [placed] = await place(db, replace(AN, phone=None))
        assert placed.fate is Fate.INVITED
