"""Who is who, where they are reached, what they cover."""

from __future__ import annotations

from datetime import timedelta

from storage.engine.database import Database
from storage.people import people
from storage.people.people import Address
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION
from tests.field import CHANNEL, CODE, HA, HUNG, LAN, NOW, TU


async def test_a_person_is_found_by_address(field: Database) -> None:
    async with field.read() as db:
        found = await people.find(db, CODE, CHANNEL, "101")
        assert found == Person(LAN, "Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-H03", "01-X07"), "vi")
        assert await people.get(db, CODE, LAN) == found
        assert await people.find(db, CODE, CHANNEL, "999") is None
        assert await people.find(db, CODE, "zalo", "101") is None
        assert await people.get(db, CODE, 99) is None


async def test_another_year_is_another_scope(field: Database) -> None:
    async with field.read() as db:
        found = await people.find(db, "2018", CHANNEL, "101")
        assert found is not None
        assert found.scope == ()
        assert await people.everyone(db, "2018") == []


async def test_everyone_or_some_roles(field: Database) -> None:
    async with field.read() as db:
        assert [person.id for person in await people.everyone(db, CODE)] == [LAN, TU, HA, HUNG]
        workers = await people.everyone(db, CODE, Role.POSTAL_WORKER, Role.INSPECTOR)
        assert [person.id for person in workers] == [LAN, TU, HUNG]


async def test_how_many_share_a_unit(field: Database) -> None:
    async with field.read() as db:
        assert await people.workers_of(db, CODE, "01-H03") == 2
        assert await people.workers_of(db, CODE, "01-X07") == 1
        assert await people.workers_of(db, CODE, "02-H01") == 0


async def test_a_person_without_a_scope_can_be_registered(field: Database) -> None:
    async with field.write() as db:
        number = await people.register(
            db, CODE, name="Mai", role=Role.ADMIN, agency=Agency.BNV, scope=(), language="en", now=NOW
        )
        found = await people.get(db, CODE, number)
        assert found is not None
        assert (found.scope, found.language) == ((), "en")


async def test_a_scope_grows_at_its_end(field: Database) -> None:
    async with field.write() as db:
        await people.extend_scope(db, CODE, LAN, ["01-X07", "01-A01"])
        found = await people.get(db, CODE, LAN)
        assert found is not None
        assert found.scope == ("01-H03", "01-X07", "01-A01")


async def test_a_phone_changes_hands(field: Database) -> None:
    async with field.write() as db:
        await people.set_commands(db, CHANNEL, "101", "menu")
        await people.set_reachable(db, CHANNEL, "101", since=NOW)
        await people.link(db, CHANNEL, "101", TU)
        found = await people.find(db, CODE, CHANNEL, "101")
        contact = await people.contact(db, CHANNEL, "101")
        assert found is not None
        assert contact is not None
        assert found.id == TU
        assert (contact.unreachable, contact.commands) == (False, None)
        assert await people.addresses(db, [LAN]) == []


async def test_whoever_blocked_us_is_not_reached_until_they_come_back(field: Database) -> None:
    async with field.write() as db:
        await people.set_reachable(db, CHANNEL, "101", since=NOW)
        assert await people.addresses(db, [LAN, TU]) == [Address(TU, CHANNEL, "102")]
        await people.set_reachable(db, CHANNEL, "101", since=None)
        assert len(await people.addresses(db, [LAN, TU])) == 2


async def test_a_stranger_is_remembered_without_a_name(field: Database) -> None:
    async with field.write() as db:
        assert await people.contact(db, CHANNEL, "999") is None
        await people.greet(db, CHANNEL, "999", NOW)
        await people.greet(db, CHANNEL, "999", NOW + timedelta(hours=1))
        contact = await people.contact(db, CHANNEL, "999")
        assert contact is not None
        assert contact.person is None
        assert contact.greeted_at == NOW + timedelta(hours=1)
        assert await people.find(db, CODE, CHANNEL, "999") is None


async def test_a_language_of_ones_own(field: Database) -> None:
    async with field.write() as db:
        await people.set_language(db, LAN, "en")
        found = {person.id: person.language for person in await people.everyone(db, CODE)}
        assert found == {LAN: "en", TU: "vi", HA: "vi", HUNG: "vi"}


async def test_names_and_dates(field: Database) -> None:
    async with field.read() as db:
        assert await people.names(db, [LAN, 99]) == {LAN: "Lan"}
        assert (await people.registered(db))[HA] == NOW - timedelta(days=14)
        assert (await people.get(db, CODE, HA)).scope == (NATION,)  # type: ignore[union-attr]
