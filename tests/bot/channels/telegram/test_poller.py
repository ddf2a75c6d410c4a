"""Polling: nothing that Telegram gave us is lost, and nothing it says can end the stream."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.errors import BadToken
from bot.channels.telegram.http import Request
from bot.channels.telegram.poller import Poller
from bot.simulator import Fault, FaultKind, create_app, serve
from storage.messaging import inbox
from storage.tables import inbox as rows
from tests.bot.post_office import Office, at_work, post_office, request, until


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with post_office(tmp_path) as office:
        yield office


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the poller wanted to pause; it need not really wait."""
    wanted: list[float] = []

    async def noted(seconds: float) -> None:
        wanted.append(seconds)
        await asyncio.sleep(0.01)

    monkeypatch.setattr("bot.channels.telegram.poller.asyncio", SimpleNamespace(sleep=noted))
    return wanted


def offsets(office: Office) -> list[int]:
    """The offset of each poll; 0 where it had none."""
    return [call.number("offset", 0) for call in office.simulator.calls if call.method == "getUpdates"]


def answer_once(monkeypatch: pytest.MonkeyPatch, body: str) -> list[str]:
    """The next poll gets this answer, whoever gives it; the list tells that it did."""
    real, given = Request.do_request, list[str]()

    async def do_request(self: Request, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        if not given and "getUpdates" in url:
            given.append(body)
            return 200, body.encode()
        return await real(self, url, *args, **kwargs)

    monkeypatch.setattr(Request, "do_request", do_request)
    return given


async def test_what_is_said_is_in_the_inbox(office: Office) -> None:
    phone = await office.phone()
    told: list[bool] = []
    async with at_work(office.poller(lambda: told.append(True))):
        await phone.says("h3 phát 30")
        await phone.says("thu 5")
        first, second = await office.received(2)
    assert second == first + 1
    assert told
    async with office.database.read() as db:
        stored = (await db.execute(select(rows.c.chat, rows.c.state, rows.c.payload))).all()
    assert [(row.chat, row.state) for row in stored] == [("101", "new"), ("101", "new")]
    assert "h3 phát 30" in stored[0].payload


async def test_an_update_is_confirmed_after_it_was_committed(office: Office) -> None:
    phone = await office.phone()
    await phone.says("một")
    async with at_work(office.poller()):
        (number,) = await office.received(1)
        await phone.says("hai")
        await office.received(2)
    assert offsets(office)[:2] == [0, number + 1]


async def test_a_database_that_fails_once_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails: the update stays with Telegram and comes again with the next poll."""
    real, failing = inbox.add, True

    async def add(*args: Any) -> None:
        nonlocal failing
        await real(*args)
        if failing:
            failing = False
            raise OSError("disk full")

    monkeypatch.setattr(inbox, "add", add)
    phone = await office.phone()
    await phone.says("h3 phát 30")
    poller = office.poller()
    with pytest.raises(OSError, match="disk full"):
        await poller.run()
    assert await office.arrived() == []
    assert office.simulator.updates.count() == 1
    async with at_work(poller):
        await office.received(1)
    assert offsets(office)[:2] == [0, 0]


async def test_after_a_crash_between_commit_and_offset_it_is_stored_once(office: Office) -> None:
    phone = await office.phone()
    await phone.says("h3 phát 30")
    async with at_work(office.poller()):
        before = await office.received(1)
    await phone.says("thu 5")
    async with at_work(office.poller()):  # a new process: it knows no offset, Telegram gives both
        after = await office.received(2)
    assert after[0] == before[0]
    assert len(after) == 2


async def test_nothing_that_can_be_sent_stops_the_stream(office: Office) -> None:
    strange: list[dict[str, Any]] = [
        {"message": "text"},
        {"message": {"chat": {"id": 101}, "date": "never"}},
        {"something_new": {"of": "tomorrow"}},
        {},
    ]
    for update in strange:
        office.simulator.updates.inject(update)
    async with at_work(office.poller()):
        await office.received(len(strange))
        await (await office.phone()).says("h3 phát 30")
        await office.received(len(strange) + 1)


async def test_half_a_character_stops_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone surrogate is good JSON and no text that a database takes."""
    answer_once(monkeypatch, '{"ok": true, "result": [{"update_id": 7, "message": {"text": "\\ud83d"}}]}')
    async with at_work(office.poller()):
        assert await office.received(1) == [7]
    async with office.database.read() as db:
        payload = await db.scalar(select(rows.c.payload))
    assert json.loads(str(payload))["message"]["text"] == "\ud83d"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", status=409, description="Conflict: terminated by other getUpdates request"),
        Fault("getUpdates", status=502, description="Bad Gateway"),
        Fault("getUpdates", kind=FaultKind.GARBAGE, status=502),
        Fault("getUpdates", kind=FaultKind.GARBAGE, status=200),
        Fault("getUpdates", kind=FaultKind.CUT_BEFORE),
        Fault("getUpdates", kind=FaultKind.CUT_AFTER),
    ],
    ids=["409", "502", "garbage", "garbage that says 200", "cut", "cut on the way back"],
)
async def test_a_breakdown_passes(office: Office, fault: Fault, pauses: list[float]) -> None:
    fault.times = 4
    office.simulator.faults.add(fault)
    await (await office.phone()).says("h3 phát 30")
    async with at_work(office.poller()):
        await office.received(1)
    assert pauses == [1, 2, 4, 8]


async def test_pauses_are_never_longer_than_half_a_minute(office: Office, pauses: list[float]) -> None:
    office.simulator.faults.add(Fault("getUpdates", status=409, description="Conflict", times=12))
    await (await office.phone()).says("h3 phát 30")
    async with at_work(office.poller()):
        await office.received(1)
    assert max(pauses) == 30


async def test_too_many_polls(office: Office, pauses: list[float]) -> None:
    office.simulator.faults.add(Fault("getUpdates", status=429, description="Too Many", retry_after=7))
    await (await office.phone()).says("h3 phát 30")
    async with at_work(office.poller()):
        await office.received(1)
    assert pauses == [7]


@pytest.mark.parametrize("body", ["[]", "{}", '{"ok": true, "result": null}', '"ok"', "5"])
async def test_an_answer_of_another_shape_is_no_answer(
    office: Office, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = answer_once(monkeypatch, body)
    await (await office.phone()).says("h3 phát 30")
    async with at_work(office.poller()):
        await office.received(1)
    assert answered


async def test_a_foreign_token_ends_it(office: Office) -> None:
    with pytest.raises(BadToken):
        await office.poller(token="8019:another-token").run()


async def test_the_network_is_down_at_the_start_and_comes_up(office: Office, pauses: list[float]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    poller = Poller(request, f"http://127.0.0.1:{port}/bot{office.simulator.token}", office.intake())
    phone = await office.phone()
    async with at_work(poller):

        async def tried() -> bool:
            return len(pauses) >= 2

        await until(tried)
        await phone.says("h3 phát 30")
        async with serve(create_app(office.simulator), port=port):
            await office.received(1)
