"""A simulator on the wire, an unmodified python-telegram-bot and a phone; nothing in between is ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.simulator import Limits, Persona, Phone, Simulator, create_app, serve
from tests.bot.simulator.simulator_world import CHANNEL, GROUP, HA, LAN, TOKEN, HandClock


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB's own opt-in: waits are timedeltas, without a deprecation warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2019, 8, 29, 9, 30, tzinfo=UTC))


@pytest.fixture
def simulator(clock: HandClock) -> Iterator[Simulator]:
    simulator = Simulator(None, clock, TOKEN, Limits.none())
    simulator.add_user(Persona(LAN, "Nguyễn Thị Lan", role="postal_worker", featured=True))
    simulator.add_user(Persona(HA, "Phạm Thu Hà", username="ha", role="coordinator"))
    simulator.add_user(Persona(GROUP, type="supergroup", title="Tổ bưu tá", username="to_buu_ta"))
    simulator.add_user(Persona(CHANNEL, type="channel", title="Thông báo"))
    yield simulator
    simulator.close()


@pytest.fixture
async def url(simulator: Simulator) -> AsyncIterator[str]:
    async with serve(create_app(simulator)) as address:
        yield address


@pytest.fixture
async def bot(url: str) -> AsyncIterator[telegram.Bot]:
    calls, polls = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    async with telegram.Bot(
        TOKEN,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=calls,
        get_updates_request=polls,
    ) as bot:
        yield bot


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
async def phone(http: httpx.AsyncClient) -> Phone:
    return await Phone.pick_up(http, LAN)
