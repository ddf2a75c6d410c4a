"""Several processes of one bot: each does its duty, one leads, and who is gone is replaced."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.bot.post_office import until
from tests.processes.processes import Running, World, free_port, started, unable, world

SECRET = "a-secret-of-the-tests"


async def leads(port: int) -> bool:
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            return bool((await http.get("/healthz")).json()["leader"])
    except httpx.ConnectError:
        return False


@pytest.mark.postgresql
async def test_web_worker_and_sender_share_the_work(tmp_path: Path) -> None:
    port = free_port()
    hook = {
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
        "webhook_secret": SECRET,
        "language": "en",
    }
    async with world(tmp_path) as around, AsyncExitStack() as house:
        ports = {"web": port, "worker": None, "sender": None}
        processes = [
            await house.enter_async_context(
                started(tmp_path, "run", "--role", role, **around.settings, **hook, web_port=at)
            )
            for role, at in ports.items()
        ]
        for process in processes:
            await process.says("@sipas_bot")
        lan = await around.phone(101)
        await lan.says("h3 phát 30")
        assert "→ 30" in (await lan.hears())[0].text
        web, worker, sender = processes
        worker.kill()
        await lan.says("h3 thu 5")
        worker = await house.enter_async_context(
            started(tmp_path, "run", "--role", "worker", **around.settings, **hook)
        )
        assert "thu +5 → 5" in (await lan.hears())[0].text
        for process in (web, worker, sender):
            await process.stops_well()


@pytest.mark.postgresql
async def test_when_the_leader_is_killed_another_takes_over(tmp_path: Path) -> None:
    """Who waits for the lead stops as well as who leads."""
    async with world(tmp_path) as around, AsyncExitStack() as house:
        ports = [free_port() for _ in range(3)]
        first, second, third = [await run(house, around, port) for port in ports]
        await until(lambda: leads(ports[0]))
        assert not await leads(ports[1])
        await third.stops_well()
        lan = await around.phone(101)
        await lan.says("h3 phát 30")
        assert "→ 30" in (await lan.hears())[0].text
        first.kill()
        await lan.says("h3 thu 5")
        while "thu +5 → 5" not in lan.last.text:  # the first answer may come twice
            await lan.hears()
        assert await leads(ports[1])
        await second.stops_well()


async def run(house: AsyncExitStack, around: World, port: int) -> Running:
    process = await house.enter_async_context(
        started(around.folder, "run", **around.settings, language="en", web_port=port)
    )
    await process.says("@sipas_bot")
    return process


@pytest.mark.sqlite
async def test_a_file_serves_one_process(tmp_path: Path) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings, language="en") as bot:
        await bot.says("@sipas_bot")
        second = await unable(tmp_path, "run", **around.settings, language="en")
        assert "Another process runs on" in second.failed_clearly()
        await bot.stops_well()
        async with started(tmp_path, "run", **around.settings) as heir:
            await heir.says("@sipas_bot")
            await heir.stops_well()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("role", "more", "complaint"),
    [
        ("worker", {}, "--role: several processes need PostgreSQL"),
        ("sender", {"bot_token": None}, "--role: needs SIPAS_BOT_TOKEN"),
        (
            "web",
            {"database_url": "postgresql+asyncpg://nowhere/sipas"},
            "--role web: needs SIPAS_WEBHOOK_URL",
        ),
    ],
)
async def test_a_duty_that_cannot_be_done_is_a_bad_call(
    tmp_path: Path, role: str, more: dict[str, object], complaint: str
) -> None:
    settings = {"bot_token": "8019:abcdefghijklmnop", "language": "en"} | more
    ended = await unable(tmp_path, "run", "--role", role, **settings)
    assert ended.failed_clearly(2).startswith(complaint)


@pytest.mark.sqlite
async def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    settings = {
        "bot_token": "8019:abcdefghijklmnop",
        "language": "en",
        "database_url": f"postgresql+asyncpg://sipas:secret@127.0.0.1:{free_port()}/sipas",
    }
    said = (await unable(tmp_path, "run", **settings)).failed_clearly()
    assert said.startswith("The database server cannot be reached")
    assert "secret" not in said
