"""The bot's own web address: Telegram brings updates and is told 200 only for what is on the disk."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.assembly.assembly import CannotListen, WebhookRefused
from bot.channels.telegram.channel import SECRET_HEADER
from bot.inbound.handling import Handling
from bot.observing.health import SILENCE, Pulse, Sign
from bot.simulator import Fault
from bot.web.address import Address, Hook
from bot.web.app import LARGEST, RETRY_SECONDS
from storage.engine.database import Database
from storage.messaging import inbox
from tests.bot.observing.test_health import Timer
from tests.bot.post_office import until
from tests.processes.processes import free_port, started, unable, world
from tests.stack import Stack, hand, running

SECRET = "s3cret_of-the-tests"
PATH = "/hooks/telegram"
LAN = 101


@dataclass
class Site:
    """A bot with a web address. ``http`` speaks to it, as Telegram and monitoring do."""

    stack: Stack
    http: httpx.AsyncClient
    timer: Timer

    async def bring(self, body: object, secret: str | None = SECRET, **options: Any) -> httpx.Response:
        """Brings an update (or any bytes) as Telegram would."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET_HEADER.encode(): secret.encode()}
        return await self.http.post(PATH, content=content, headers=headers, **options)

    async def health(self) -> tuple[int, dict[str, Any]]:
        answer = await self.http.get("/healthz")
        return answer.status_code, answer.json()

    async def metrics(self) -> dict[str, float]:
        """All figures by their name and labels."""
        text = (await self.http.get("/metrics")).text
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    async def told(self, error: str) -> None:
        """Waits until Telegram has noted an error of the webhook."""

        async def noted() -> bool:
            info = self.stack.simulator.store.setting("webhook_error") or {}
            return error in info.get("last_error_message", "")

        await until(noted)


@asynccontextmanager
async def site(folder: Path, *, hook: bool = True, **more: Any) -> AsyncIterator[Site]:
    port, timer = free_port(), Timer()
    address = f"http://127.0.0.1:{port}"
    web = Address("127.0.0.1", port, Hook(address + PATH, PATH, SECRET) if hook else None)
    async with (
        running(folder, web=web, pulse=Pulse(timer), **more) as stack,
        hand(address) as http,
    ):
        yield Site(stack, http, timer)


@pytest.fixture
async def hooked(tmp_path: Path, engine: str) -> AsyncIterator[Site]:
    async with site(tmp_path) as place:
        yield place


def update(number: int, text: str = "h3 phát 5", chat: int = LAN) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Lan"}
    message = {
        "message_id": number,
        "date": 1567042200,
        "chat": {"id": chat, "type": "private"},
        "from": person,
        "text": text,
    }
    return {"update_id": number, "message": message}


async def waiting(database: Database) -> int:
    async with database.read() as db:
        return len(await inbox.waiting(db, "8019", 0, 100))


async def test_a_report_by_webhook_is_booked_and_answered(hooked: Site) -> None:
    lan = await hooked.stack.phone(LAN)
    await lan.says("h3 phát 30")
    assert "phát +30 → 30" in (await lan.hears())[0].text
    await lan.says("h3 thu 5")
    assert "thu +5 → 5" in (await lan.hears())[0].text
    calls = {call.method for call in hooked.stack.simulator.calls}
    assert "getUpdates" not in calls
    hook = hooked.stack.simulator.updates.webhook
    assert hook["secret_token"] == SECRET
    assert not hooked.stack.simulator.updates.allowed("edited_channel_post")
    assert hooked.stack.simulator.updates.allowed("callback_query")


@pytest.mark.parametrize("secret", [None, "", "s3cret", SECRET + "x", SECRET.upper(), "bí mật"])
async def test_without_the_secret_nothing_is_taken(hooked: Site, secret: str | None) -> None:
    answer = await hooked.bring(update(70_001), secret)
    assert (answer.status_code, answer.content) == (403, b"")
    assert await waiting(hooked.stack.database) == 0
    assert (await hooked.metrics())['sipas_webhook_refusals_total{status="403"}'] == 1


async def test_a_body_that_is_too_big_is_not_read(hooked: Site) -> None:
    padding = " " * LARGEST
    assert (await hooked.bring(json.dumps(update(70_001)).encode() + padding.encode())).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2_000):
            yield b" " * 1024

    answer = await hooked.http.post(PATH, content=endless(), headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 413
    assert (await hooked.bring(update(70_002))).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"update_id": ' + b"9" * 5_000])
async def test_what_is_no_json_is_refused(hooked: Site, body: bytes) -> None:
    answer = await hooked.bring(body)
    assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.parametrize("body", [{}, [], 5, {"update_id": "7"}, {"update_id": 2**63}, {"update_id": None}])
async def test_what_can_never_be_stored_is_taken_so_that_it_does_not_come_for_ever(
    hooked: Site, body: object
) -> None:
    answer = await hooked.bring(body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await hooked.metrics())['sipas_updates_received_total{kind="unusable"}'] == 1


async def test_an_update_that_comes_twice_is_booked_once(hooked: Site) -> None:
    lan = await hooked.stack.phone(LAN)
    for _ in range(3):
        assert (await hooked.bring(update(70_001))).status_code == 200
    assert "phát +5 → 5" in (await lan.hears())[0].text
    assert (await hooked.bring(update(70_002))).status_code == 200
    assert "phát +5 → 10" in (await lan.hears())[0].text


async def test_other_methods_and_places_are_nobody(hooked: Site) -> None:
    assert (await hooked.http.get(PATH)).status_code == 405
    assert (await hooked.http.post("/", content=b"{}")).status_code == 404
    assert (await hooked.http.post("/healthz", content=b"{}")).status_code == 405


async def test_a_database_that_refuses_is_told_and_the_update_comes_again(
    hooked: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a while: Telegram keeps the message, nothing is lost, health says so."""
    real, full = inbox.add, True

    async def add(*args: Any) -> None:
        await real(*args)
        if full:
            raise OSError("disk full")

    monkeypatch.setattr(inbox, "add", add)
    answer = await hooked.bring(update(70_001))
    assert (answer.status_code, answer.content) == (503, b"")
    assert answer.headers["retry-after"] == str(RETRY_SECONDS)
    lan = await hooked.stack.phone(LAN)
    await lan.says("h3 phát 30")
    await hooked.told("503")
    status, told = await hooked.health()
    assert (status, told["failing"], told["database"]) == (503, ["database"], "failing")
    full = False
    hooked.stack.simulator.bell.ring()
    assert "phát +30 → 30" in (await lan.hears())[0].text
    assert (await hooked.health())[0] == 200


async def test_over_its_bound_the_inbox_takes_nothing_until_it_is_worked_off(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbound.intake._LOOK_SECONDS", 0.0)
    working, real = asyncio.Event(), Handling.attempt

    async def slowly(*args: Any) -> Any:
        await working.wait()
        return await real(*args)

    monkeypatch.setattr(Handling, "attempt", slowly)
    async with site(tmp_path, bound=2) as place:
        lan = await place.stack.phone(LAN)
        for number in (1, 2, 3):
            assert (await place.bring(update(70_000 + number))).status_code == 200
        answer = await place.bring(update(70_004))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_SECONDS))
        status, told = await place.health()
        assert (status, told["failing"], told["inbox_waiting"]) == (503, ["inbox"], 3)
        working.set()
        await lan.hears(3)
        assert (await place.bring(update(70_004))).status_code == 200
        assert "phát +5 → 20" in (await lan.hears())[0].text
        assert (await place.health())[0] == 200


async def test_requests_side_by_side_are_all_booked(hooked: Site) -> None:
    lan = await hooked.stack.phone(LAN)
    answers = await asyncio.gather(
        *(hooked.bring(update(70_000 + number, "h3 phát 1")) for number in range(20))
    )
    assert {answer.status_code for answer in answers} == {200}
    await lan.hears(20)
    assert "→ 20" in lan.last.text


HEALTH_KEYS = {
    "status",
    "failing",
    "database",
    "leader",
    "inbox_waiting",
    "outbox_waiting",
    "last_update_age",
    "poll_age",
    "tick_age",
    "send_age",
    "inbox_age",
    "outbox_age",
}


async def test_health_tells_figures_and_nobody_s_words(hooked: Site) -> None:
    lan = await hooked.stack.phone(LAN)
    await lan.says("h3 phát 30")
    await lan.hears()

    async def sent() -> bool:
        found = (await hooked.health())[1]
        return found["outbox_waiting"] == 0 and found["tick_age"] is not None

    await until(sent)
    status, told = await hooked.health()
    assert status == 200
    assert set(told) == HEALTH_KEYS
    assert (told["status"], told["failing"], told["inbox_waiting"]) == ("ok", [], 0)
    assert told["poll_age"] is None
    assert None not in (told["last_update_age"], told["tick_age"], told["send_age"])
    both = (await hooked.http.get("/healthz")).text + (await hooked.http.get("/metrics")).text
    for private in ("Lan", "phát", SECRET, "token-of-the-tests", "Ba Đình"):
        assert private not in both


async def test_ticks_that_stop_are_red(hooked: Site) -> None:
    async def has_ticked() -> bool:
        return (await hooked.health())[1]["tick_age"] is not None

    await until(has_ticked)
    hooked.timer.seconds += SILENCE[Sign.TICK] + 1
    status, told = await hooked.health()
    assert (status, told["failing"], told["status"]) == (503, ["tick"], "failing")
    hooked.stack.simulator.move_clock(hooked.stack.clock.now())

    async def ticked() -> bool:
        return (await hooked.health())[0] == 200

    await until(ticked)


async def test_a_bot_that_polls_serves_health_where_it_is_told_to(tmp_path: Path, engine: str) -> None:
    async with site(tmp_path, hook=False) as place:
        lan = await place.stack.phone(LAN)
        await lan.says("h3 phát 30")
        await lan.hears()
        status, told = await place.health()
        assert (status, told["status"]) == (200, "ok")
        assert told["poll_age"] is not None
        assert (await place.bring(update(1))).status_code == 404
        assert place.stack.simulator.updates.webhook == {}


async def test_metrics_count_what_came_and_went(hooked: Site) -> None:
    lan = await hooked.stack.phone(LAN)
    await lan.says("h3 phát 30")
    await lan.hears()

    async def settled() -> bool:
        return (await hooked.metrics())['sipas_queue_waiting{queue="outbox_reply"}'] == 0

    await until(settled)
    found = await hooked.metrics()
    assert found['sipas_updates_received_total{kind="message"}'] == 1
    assert found["sipas_reply_seconds_count"] == 1
    assert found['sipas_queue_waiting{queue="inbox"}'] == 0
    assert found['sipas_sends_total{kind="text",result="sent"}'] >= 1
    assert found["sipas_failing_parts"] == 0


async def test_two_bots_in_one_process_count_for_themselves(tmp_path: Path, engine: str) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    async with site(tmp_path / "one") as one, site(tmp_path / "two") as two:
        await one.bring(update(70_001))
        assert (await one.metrics())['sipas_updates_received_total{kind="message"}'] == 1
        assert 'sipas_updates_received_total{kind="message"}' not in await two.metrics()


async def test_an_address_that_telegram_does_not_take_ends_the_bot(tmp_path: Path, engine: str) -> None:
    web = Address("127.0.0.1", 0, Hook("ftp://bot.example.vn/x", "/x", SECRET))
    with pytest.raises(WebhookRefused, match="an https url must be provided"):
        async with running(tmp_path, web=web):
            pass


async def test_a_port_that_is_taken_ends_the_bot(tmp_path: Path, engine: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=str(port)):
            async with running(tmp_path, web=Address("127.0.0.1", port)):
                pass


async def test_a_restart_knows_what_was_brought_before(tmp_path: Path, engine: str) -> None:
    async with site(tmp_path) as place:
        lan = await place.stack.phone(LAN)
        assert (await place.bring(update(70_001))).status_code == 200
        await lan.hears()
    async with hand(str(place.http.base_url)) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("/healthz")
    async with site(tmp_path) as place:
        lan = await place.stack.phone(LAN)
        assert (await place.bring(update(70_001))).status_code == 200
        await lan.says("h3 phát 1")
        assert "phát +1 → 6" in (await lan.hears())[0].text


async def test_what_is_said_while_the_process_is_dead_is_brought_to_the_next_one(tmp_path: Path) -> None:
    port = free_port()
    hook = {
        "webhook_url": f"http://127.0.0.1:{port}{PATH}",
        "webhook_secret": SECRET,
        "web_port": port,
        "language": "en",
    }
    async with world(tmp_path) as around:
        lan = await around.phone(LAN)
        async with started(tmp_path, "run", **around.settings, **hook) as bot:
            await bot.says("@sipas_bot")
            await lan.says("h3 phát 30")
            assert "→ 30" in (await lan.hears())[0].text
            bot.kill()
            await lan.says("h3 thu 5")
        async with started(tmp_path, "run", **around.settings, **hook) as bot:
            await bot.says("@sipas_bot")
            around.simulator.bell.ring()
            while "thu +5 → 5" not in lan.last.text:  # the first answer may come twice
                await lan.hears()
            elsewhere = around.settings | hook | {"data_dir": tmp_path / "second"}
            second = await unable(tmp_path, "run", **elsewhere)
            assert second.code == 1
            assert second.err.splitlines()[-1].startswith("SIPAS_WEB_PORT: cannot listen")
            await bot.stops_well()
        refusal = Fault("setWebhook", status=400, description="Bad Request: bad webhook: no such host")
        around.simulator.faults.add(refusal)
        refused = await unable(tmp_path, "run", **around.settings, **hook)
        assert refused.err.count("\n") == 1
        assert refused.err.startswith("SIPAS_WEBHOOK_URL: Telegram does not take this address")
        assert SECRET not in refused.err + refused.out
