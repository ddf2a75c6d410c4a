"""Our calls to Telegram over a real wire: what comes back, what each failure means, and what stays secret."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.channels.telegram.http import NEVER_LEFT, Request
from bot.clock import Clock
from bot.simulator import Fault, FaultKind, Limits, Persona, Simulator, create_app, serve

TOKEN = "8019:token-of-the-requests-tests"
LAN = 101


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB's own opt-in: waits are timedeltas, without a deprecation warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def simulator() -> Simulator:
    simulator = Simulator(None, Clock(), TOKEN, Limits.none())
    simulator.add_user(Persona(LAN, "Lan"))
    return simulator


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[telegram.Bot]:
    async with serve(create_app(simulator)) as address, connected(address) as bot:
        yield bot


def connected(address: str, **patience: float) -> telegram.Bot:
    request = Request(2, **patience)
    return telegram.Bot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)


def said(simulator: Simulator) -> list[str]:
    return [one.get("text", "") for one in simulator.transcript(LAN)["messages"]]


async def test_what_is_said_arrives_as_it_is(bot: telegram.Bot, simulator: Simulator) -> None:
    text = "Đã ghi: phát 1.200 phiếu & thu 5 + 7 = 12 %\n📅"
    sent = await bot.send_message(LAN, text)
    assert sent.text == text
    assert said(simulator) == [text]


async def test_a_file_arrives_with_its_name(bot: telegram.Bot, simulator: Simulator) -> None:
    sent = await bot.send_document(LAN, b"a,b\n1,2\n", filename="tiến độ.csv", caption="Số liệu")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("tiến độ.csv", 8)
    assert sent.caption == "Số liệu"


async def test_calls_beside_each_other_wait_for_a_free_connection(
    bot: telegram.Bot, simulator: Simulator
) -> None:
    await asyncio.gather(*(bot.send_message(LAN, str(number)) for number in range(20)))
    assert sorted(said(simulator), key=int) == [str(number) for number in range(20)]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=429, description="Too Many Requests", retry_after=3), RetryAfter),
        (Fault(status=403, description="Forbidden: bot was blocked by the user"), Forbidden),
        (Fault(status=400, description="Bad Request: chat not found"), BadRequest),
        (Fault(status=502, description="Bad Gateway"), NetworkError),
        (Fault(kind=FaultKind.GARBAGE), telegram.error.TelegramError),
        (Fault(kind=FaultKind.CUT_BEFORE), NetworkError),
        (Fault(kind=FaultKind.CUT_AFTER), NetworkError),
    ],
    ids=["429", "403", "400", "502", "garbage", "cut before", "cut after"],
)
async def test_what_telegram_answers_is_told(
    bot: telegram.Bot, simulator: Simulator, fault: Fault, error: type[Exception]
) -> None:
    fault.method = "sendMessage"
    simulator.faults.add(fault)
    with pytest.raises(error) as failed:
        await bot.send_message(LAN, "once")
    assert not isinstance(failed.value.__cause__, NEVER_LEFT), "it may have arrived"
    assert TOKEN not in str(failed.value)
    assert said(simulator) == ["once"] * (fault.kind is FaultKind.CUT_AFTER), "it was not tried again"
    assert (await bot.send_message(LAN, "after it")).text == "after it"


async def test_an_answer_that_takes_too_long_leaves_open_whether_it_arrived(simulator: Simulator) -> None:
    simulator.faults.add(Fault("sendMessage", kind=FaultKind.DELAY, seconds=30))
    async with serve(create_app(simulator)) as address, connected(address, read=0.2) as bot:
        with pytest.raises(TimedOut) as failed:
            await bot.send_message(LAN, "slow")
    assert not isinstance(failed.value.__cause__, NEVER_LEFT)
    assert TOKEN not in str(failed.value)


async def test_where_all_connections_are_busy_nothing_has_left(simulator: Simulator) -> None:
    simulator.faults.add(Fault("sendMessage", kind=FaultKind.DELAY, seconds=30, times=2))
    async with serve(create_app(simulator)) as address, connected(address, connect=0.1, free=0.1) as bot:
        busy = [asyncio.create_task(bot.send_message(LAN, "busy", read_timeout=40)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TimedOut) as failed:
            await bot.send_message(LAN, "third")
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
    assert isinstance(failed.value.__cause__, NEVER_LEFT)
    assert TOKEN not in str(failed.value)


async def test_where_nobody_listens_nothing_has_left() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    request = Request()
    await request.initialize()
    with pytest.raises(NetworkError) as failed:
        await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
    await request.shutdown()
    assert isinstance(failed.value.__cause__, NEVER_LEFT)
    assert TOKEN not in str(failed.value)


async def test_an_answer_that_is_no_http_says_nothing_of_the_address() -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Xin chao!\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Request() as request:
        with pytest.raises(NetworkError) as failed:
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")
    assert TOKEN not in str(failed.value)
    assert isinstance(failed.value.__cause__, aiohttp.ClientError)


async def test_it_may_be_closed_twice_and_opened_again(bot: telegram.Bot, simulator: Simulator) -> None:
    await bot.shutdown()
    await bot.shutdown()
    await bot.initialize()
    await bot.send_message(LAN, "again")
    assert said(simulator) == ["again"]
