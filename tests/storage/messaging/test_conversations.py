"""What a chat leaves behind: the log of what was typed, drafts, an open question."""

from __future__ import annotations

from dataclasses import replace

from storage.counting import drafts
from storage.engine.database import Connection, Database
from storage.messaging import dialogues, messages
from tests.field import CHANNEL, CODE, LAN, NOW, TU, logged, message, person


async def draft(db: Connection, log: int | None, payload: object = None) -> int:
    return await drafts.keep(db, CODE, LAN, log, "report", payload, NOW)


async def test_versions_of_a_message_belong_together(field: Database) -> None:
    async with field.write() as db:
        lan = await person(db, LAN)
        said = message(lan, "phát 30", number="7")
        first = await logged(db, said)
        other = await logged(db, message(lan, "thu 5", number="8", update=2))
        edited = message(lan, "phát 31", number="7", update=3)
        second = await logged(db, edited)
        assert await messages.versions(db, edited) == [first, second]
        assert await messages.siblings(db, first, LAN) == [first, second]
        assert await messages.siblings(db, other, LAN) == [other]
        assert await messages.recent(db, CODE, LAN, 2) == [second, other]


async def test_nobody_reaches_the_messages_of_another(field: Database) -> None:
    async with field.write() as db:
        log = await logged(db, message(await person(db, LAN), "phát 30"))
        assert await messages.siblings(db, log, TU) == []
        tu = replace(message(await person(db, TU), "phát 1"), address="101")
        assert await messages.versions(db, tu) == []


async def test_a_draft_comes_back_to_whom_it_belongs_while_it_is_open(field: Database) -> None:
    async with field.write() as db:
        log = await logged(db, message(await person(db, LAN), "phát 300"))
        number = await draft(db, log, {"options": [], "sent_at": NOW})
        found = await drafts.find(db, CODE, LAN, number)
        assert found is not None
        assert (found.message, found.kind, found.payload["sent_at"]) == (log, "report", NOW)
        assert await drafts.find(db, CODE, TU, number) is None
        assert await drafts.find(db, "2018", LAN, number) is None
        assert await drafts.count_open(db, CODE, LAN) == 1
        await drafts.close(db, number, "booked", NOW)
        assert await drafts.find(db, CODE, LAN, number) is None
        assert await drafts.count_open(db, CODE, LAN) == 0


async def test_correcting_a_message_drops_its_drafts_only(field: Database) -> None:
    async with field.write() as db:
        lan = await person(db, LAN)
        first = await logged(db, message(lan, "phát 300"))
        second = await logged(db, message(lan, "phát 400", number="2", update=2))
        dropped, kept = await draft(db, first), await draft(db, second)
        await drafts.drop_of(db, [first], NOW)
        assert await drafts.find(db, CODE, LAN, dropped) is None
        assert await drafts.find(db, CODE, LAN, kept) is not None


async def test_one_open_question_a_chat(field: Database) -> None:
    async with field.write() as db:
        asked = message(await person(db, LAN))
        await dialogues.ask(db, asked, "note", {"unit": "01-H03"})
        await dialogues.ask(db, asked, "name", None)
        found = await dialogues.current(db, CODE, CHANNEL, asked.address)
        assert found is not None
        assert (found.name, found.payload) == ("name", None)
        assert await dialogues.current(db, "2018", CHANNEL, asked.address) is None
        assert await dialogues.current(db, CODE, CHANNEL, "102") is None
        await dialogues.end(db, CHANNEL, asked.address)
        assert await dialogues.current(db, CODE, CHANNEL, asked.address) is None
