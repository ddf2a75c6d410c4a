"""Stopping and starting again: nothing is forgotten, nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.simulator import Fault, FaultKind, Phone
from tests.processes.processes import Finished, Running, child, children, gone, sipas, started, world

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, and /proc to see children")

STOPS = [signal.SIGINT, signal.SIGTERM]
LAN, HA = 101, 103
WATCHERS = (103, 104, 106, 110)
_TOTAL = re.compile(r"phát \+1 → (\d+)")


async def test_the_second_run_goes_on_where_the_first_one_stopped(tmp_path: Path) -> None:
    """Both are stopped, each by another signal, while a browser listens."""
    async with started(tmp_path, "run") as bot:
        address = address_in(await bot.says("http://"))
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            lan = await Phone.pick_up(client, LAN)
            await lan.says("/toi")
            (mine,) = await lan.hears()
            unit = re.findall(r"\d\d-[HXS]\d\d", mine.text)[0]
            first_id = await lan.says(f"{unit} phát 1")
            (first,) = await lan.hears()
            stopped = await stops_before_a_browser(bot, client, signal.SIGINT)
    stopped.well()

    async with started(tmp_path, "run") as bot:
        address = address_in(await bot.says("http://"))
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            told = (await client.get(f"/sim/chats/{LAN}")).json()["messages"]
            assert [message["text"] for message in told][-2:] == [f"{unit} phát 1", first.text]
            lan = await Phone.pick_up(client, LAN)
            assert await lan.says(f"{unit} phát 1") > first_id
            (second,) = await lan.hears()
            assert total(second.text) == total(first.text) + 1
            await lan.taps(first.buttons[0][0][1], first.id)
            (undone,) = await lan.hears()
            assert undone.edited
            assert undone.id == first.id
            assert f"{unit} " in undone.text
            assert "Đã hủy" in undone.text
            stopped = await stops_before_a_browser(bot, client, signal.SIGTERM)
    stopped.well()


async def stops_before_a_browser(
    bot: Running, browser: httpx.AsyncClient, number: signal.Signals
) -> Finished:
    """A browser waits for news when the signal comes."""
    seq = (await browser.get("/sim")).json()["seq"]
    listening = asyncio.create_task(browser.get("/sim/events", params={"after": seq, "timeout": 25}))
    stopped = await bot.stops(number, group=True)
    await asyncio.wait([listening])
    listening.exception()
    return stopped


@pytest.mark.parametrize("number", STOPS)
async def test_a_signal_ends_a_bot_whose_poll_is_open(tmp_path: Path, number: signal.Signals) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        await bot.says("@sipas_bot")
        lan = await around.phone(LAN)
        await lan.says("/toi")
        await lan.hears(timeout=20)
        stopped = await bot.stops(number, group=True)
    stopped.well()


@pytest.mark.sqlite
async def test_ctrl_c_while_it_still_loads_leaves_no_traceback(tmp_path: Path) -> None:
    async with started(tmp_path, "run") as bot:
        await bot.loads("sqlalchemy")
        stopped = await bot.stops(signal.SIGINT, group=True)
    assert (stopped.code, stopped.out, stopped.err) == (-signal.SIGINT, "", "")


@pytest.mark.sqlite
async def test_a_signal_ends_a_bot_that_cannot_reach_telegram(tmp_path: Path) -> None:
    async with world(tmp_path) as around:
        nobody_there = around.settings | {"telegram_api_url": "http://127.0.0.1:1"}
        async with started(tmp_path, "run", **nobody_there) as bot:
            await bot.warns("telegram.unreachable")
            stopped = await bot.stops(signal.SIGINT, group=True)
    stopped.well()


async def test_an_answer_that_telegram_holds_up_is_given_after_the_restart(tmp_path: Path) -> None:
    async with world(tmp_path) as around:
        around.simulator.faults.add(Fault("sendMessage", FaultKind.DELAY, seconds=3600))
        lan = await around.phone(LAN)
        async with started(tmp_path, "run", **around.settings) as bot:
            await bot.says("@sipas_bot")
            await lan.says("H03 phát 5")
            await around.calls("sendMessage")
            stopped = await bot.stops(signal.SIGTERM)
            stopped.well()
        async with started(tmp_path, "run", **around.settings) as bot:
            (answer,) = await lan.hears(timeout=20)
            assert "phát +5 → 5" in answer.text
            await bot.stops_well()


@pytest.mark.sqlite
@pytest.mark.parametrize("number", STOPS)
async def test_a_signal_ends_a_worker_process_that_has_just_begun(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        await bot.says("@sipas_bot")
        ha = await around.phone(HA)
        await ha.says("/tiendo")
        await child(bot.pid)
        family = children(bot.pid)
        stopped = await bot.stops(number, group=True)
        for one in family:
            await gone(one)
    stopped.well()


@pytest.mark.sqlite
async def test_a_stop_ends_a_worker_process_that_hangs(tmp_path: Path) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        ha = await around.phone(HA)
        await ha.says("/tiendo")
        await ha.hears(2, timeout=30)
        family, worker = children(bot.pid), await child(bot.pid)
        os.kill(worker, signal.SIGSTOP)
        for chat in WATCHERS:  # more charts than the pool takes at once
            await (await around.phone(chat)).says("/tiendo")
        await around.calls("sendChatAction", 1 + len(WATCHERS))
        stopped = await bot.stops(signal.SIGTERM)
        for one in family:
            await gone(one)
    stopped.well()


@pytest.mark.sqlite
async def test_a_killed_worker_process_is_replaced_and_does_not_outlive_the_bot(tmp_path: Path) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        ha = await around.phone(HA)
        await ha.says("/tiendo")
        await ha.hears(2, timeout=30)
        os.kill(await child(bot.pid), signal.SIGKILL)
        await ha.says("/tiendo")
        _table, chart = await ha.hears(2, timeout=30)
        assert chart.photo
        worker, family = await child(bot.pid), children(bot.pid)
        assert worker in family
        bot.kill()
        for one in family:
            await gone(one)


@pytest.mark.sqlite
async def test_a_command_beside_a_running_bot_disturbs_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        lan = await around.phone(LAN)
        await lan.says("H03 phát 5")
        await lan.hears(timeout=20)
        assert (await sipas(tmp_path, "init")).code == 0
        await lan.says("H03 phát 5")
        (answer,) = await lan.hears(timeout=20)
        assert "phát +5 → 10" in answer.text
        await bot.stops_well()
        with closing(sqlite3.connect(around.file)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def address_in(line: str) -> str:
    """The address in the line that tells where to look."""
    found = re.search(r"http://[\w.:]+", line)
    assert found is not None, line
    return found[0]


def total(text: str) -> int:
    """The new total of a booked report."""
    found = _TOTAL.search(text)
    assert found is not None, text
    return int(found[1])
