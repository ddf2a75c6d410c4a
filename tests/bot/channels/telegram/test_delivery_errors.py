"""What can become of a call, with a Telegram that really refuses, and lines that are really cut."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from sqlalchemy import select
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.telegram.delivery_errors import translate
from bot.channels.telegram.http import Request
from bot.outbound.judgement import ATTEMPTS, judge
from bot.simulator import Access, Fault, FaultKind, Persona
from storage.messaging import outbox
from storage.messaging.parcels import Parcel, Priority, TextPayload
from storage.people import people
from storage.tables import contacts, holders
from storage.words.replies import Reply, Text
from tests.bot.post_office import TOKEN, Office, at_work, post_office, target, until
from tests.field import CHANNEL, LAN, NOW

REMINDER = Priority.REMINDER
OLD, NEW = -55, -1009055


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with post_office(tmp_path) as office:
        yield office


def hurry(office: Office) -> None:
    office.clock.move_to(office.clock.now() + timedelta(seconds=61))


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
        "Bad Request: chat not found",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: not enough rights to send text messages to the chat",
    ],
)
async def test_who_is_not_reached_gets_nothing_more(office: Office, description: str) -> None:
    status = 403 if description.startswith("Forbidden") else 400
    office.simulator.faults.add(Fault("sendMessage", status=status, description=description))
    await office.put("one")
    await office.put("two", priority=REMINDER)
    await office.put("for another", 102)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "cancelled", "sent"]
    assert await office.unreachable(101)
    assert not await office.unreachable(102)


async def test_a_deleted_account_and_a_group_that_threw_us_out(office: Office) -> None:
    office.simulator.add_user(Persona(102, "Tư"))
    office.simulator.personas.put(Persona(102, "Tư", access=Access.GONE))
    office.simulator.personas.put(Persona(OLD, type="group", title="Tổ", access=Access.BLOCKED))
    await office.put("to nobody", 102)
    await office.put("to no group", OLD)
    await office.put("nor this", OLD)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "failed", "cancelled"]
    assert await office.states("error") == ["blocked", "blocked", None]
    assert await office.unreachable(102)


async def test_who_wrote_meanwhile_is_reached_after_all(office: Office) -> None:
    """The 403 of a reminder arrives after the person has started the bot again and is being answered."""
    blocked = "Forbidden: bot was blocked by the user"
    office.simulator.faults.add(Fault("sendMessage", status=403, description=blocked, seconds=0.2))
    await office.put("reminder", priority=REMINDER)
    async with at_work(office.sender()):
        await until(lambda: called(office))
        async with office.database.write() as db:
            await outbox.put_text(db, target(101), Text("lines", {"lines": ["hi"]}), office.clock.now())
        assert await office.settled() == ["failed", "sent"]
    assert not await office.unreachable(101)


async def called(office: Office) -> bool:
    return office.calls("sendMessage") > 0


async def test_a_group_that_became_a_supergroup_is_written_to_under_its_new_id(office: Office) -> None:
    for chat in (OLD, NEW):
        office.simulator.add_user(Persona(chat, type="group", title="Tổ thu phiếu"))
    migrated = "Bad Request: group chat was upgraded to a supergroup chat"
    fault = Fault("sendMessage", chat=OLD, status=400, description=migrated, migrate_to=NEW)
    office.simulator.faults.add(fault)
    async with office.database.write() as db:
        await people.link(db, CHANNEL, str(OLD), LAN)
        await db.execute(holders.insert().values(channel=CHANNEL, address=str(OLD), person=LAN, since=NOW))
    await office.put("one", OLD)
    await office.put("two", OLD)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent", "sent"]
    assert office.said(NEW) == ["one", "two"]
    assert office.said(OLD) == []
    async with office.database.read() as db:
        for table in (contacts, holders):
            known = await db.execute(select(table.c.address).where(table.c.person == LAN))
            assert str(NEW) in (found := set(known.scalars()))
            assert str(OLD) not in found


@pytest.mark.parametrize("kind", [FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER, FaultKind.GARBAGE])
async def test_a_cut_line_doubles_no_reminder_and_loses_no_reply(office: Office, kind: FaultKind) -> None:
    office.simulator.faults.add(Fault("sendMessage", kind=kind, chat=101))
    office.simulator.faults.add(Fault("sendMessage", kind=kind, chat=102))
    await office.put("reply", 101)
    await office.put("reminder", 102, REMINDER)
    async with at_work(office.sender()):
        await until(lambda: tried(office))
        hurry(office)
        assert await office.settled() == ["sent", "unknown"]
    arrived = kind is FaultKind.CUT_AFTER
    assert office.said(101) == ["reply"] * (2 if arrived else 1)
    assert office.said(102) == ["reminder"] * arrived


async def tried(office: Office) -> bool:
    return await office.states() == ["queued", "unknown"]


async def test_where_nobody_listens_nothing_is_given_up(office: Office) -> None:
    """Nothing left the house: even a reminder is tried again."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    request = Request()
    await request.initialize()
    nowhere = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
    await office.put("reply", 101)
    await office.put("reminder", 102, REMINDER)
    async with at_work(replace(office, bot=nowhere).sender()):
        await until(lambda: waiting(office))
    await request.shutdown()
    hurry(office)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent", "sent"]


async def waiting(office: Office) -> bool:
    found = await office.states("state", "error")
    return all(state == "queued" and "ClientConnectorError" in str(error) for state, error in found)


async def test_a_file_that_is_too_large_is_not_tried_for_ever(office: Office) -> None:
    fault = Fault("sendMessage", status=413, description="Request Entity Too Large", times=1)
    office.simulator.faults.add(fault)
    await office.put("too much")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]


def parcel(priority: Priority = Priority.REPLY, **fields: Any) -> Parcel:
    whole = {
        "id": 1,
        "channel": CHANNEL,
        "address": "101",
        "person": None,
        "cause": None,
        "priority": priority,
        "kind": "text",
        "language": "vi",
        "payload": TextPayload(reply=Reply("x")),
        "attempts": 0,
        "pieces": 0,
        "created_at": NOW,
        "received_at": None,
        "claimed_at": NOW,
    }
    return Parcel(**(whole | fields))


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


_PLACE = ConnectionKey("127.0.0.1", 443, True, True, None, None, None)
NEVER_LEFT = [
    caused(NetworkError("x"), aiohttp.ClientConnectorError(_PLACE, OSError("refused"))),
    caused(TimedOut(), aiohttp.ConnectionTimeoutError("slow")),
    caused(NetworkError("x"), aiohttp.ClientConnectorDNSError(_PLACE, OSError("no such name"))),
]
IN_DOUBT = [
    caused(TimedOut(), aiohttp.SocketTimeoutError("slow")),
    caused(TimedOut(), TimeoutError("slow")),
    caused(NetworkError("x"), aiohttp.ServerDisconnectedError()),
    caused(NetworkError("x"), aiohttp.ClientOSError("reset")),
    NetworkError("Bad Gateway"),
    TelegramError("Invalid server response"),
]


@pytest.mark.parametrize("error", NEVER_LEFT, ids=lambda error: type(error.__cause__).__name__)
def test_what_never_left_is_tried_again_for_ever(error: TelegramError) -> None:
    for priority in Priority:
        for attempts in (0, 3, ATTEMPTS, 500):
            outcome = judge(parcel(priority, attempts=attempts), translate(error), NOW).outcome
            assert outcome.state == "queued"
            assert outcome.not_before is not None
            assert timedelta(seconds=1) <= outcome.not_before - NOW <= timedelta(seconds=60)


@pytest.mark.parametrize("error", IN_DOUBT, ids=str)
def test_what_may_have_arrived_is_repeated_only_where_somebody_waits(error: TelegramError) -> None:
    assert judge(parcel(), translate(error), NOW).outcome.state == "queued"
    for priority in (REMINDER, Priority.BROADCAST):
        assert judge(parcel(priority), translate(error), NOW).outcome.state == "unknown"


def test_a_reply_that_may_have_arrived_each_time_is_given_up_in_the_end() -> None:
    slow = caused(TimedOut(), aiohttp.SocketTimeoutError("slow"))
    assert judge(parcel(attempts=ATTEMPTS - 2), translate(slow), NOW).outcome.state == "queued"
    assert judge(parcel(attempts=ATTEMPTS - 1), translate(slow), NOW).outcome.state == "failed"
