"""The server as a process sees it: tokens, restarts, ports, faults, limits, the page's API."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import telegram
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram.error import EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.simulator import Fault, FaultKind, Limits, Persona, Phone, Simulator, create_app, serve
from bot.simulator.calls import METHODS, Call
from bot.simulator.problems import Problem
from bot.texts.texts import LANGUAGES
from storage.words.roles import Role
from tests.bot.simulator.simulator_world import GROUP, HA, LAN, TOKEN, HandClock


async def test_get_me_knows_the_bot_by_its_token(bot: telegram.Bot) -> None:
    assert (bot.bot.id, bot.bot.username, bot.bot.is_bot) == (4242, "sipas_bot", True)


@pytest.mark.parametrize("token", ["4242:wrong", "no-token"])
async def test_a_foreign_token_is_refused(url: str, token: str) -> None:
    async with telegram.request.HTTPXRequest() as wire:
        with pytest.raises(InvalidToken):
            await telegram.Bot(token, base_url=f"{url}/bot", request=wire).get_me()


async def test_an_unknown_method_is_not_found(bot: telegram.Bot, http: httpx.AsyncClient) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("makeCoffee")
    answer = await http.get(f"/bot{TOKEN}/makeCoffee")
    assert (answer.status_code, answer.json()) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "params": {"chat_id": LAN, "text": "chào"}},
        {"method": "POST", "data": {"chat_id": LAN, "text": "chào"}},
        {"method": "POST", "json": {"chat_id": LAN, "text": "chào"}},
        {"method": "POST", "data": {"chat_id": LAN}, "files": {"text": (None, "chào")}},
    ],
    ids=["query", "form", "json", "multipart"],
)
async def test_parameters_come_in_any_of_telegrams_ways(
    http: httpx.AsyncClient, phone: Phone, request_: dict[str, object]
) -> None:
    answer = await http.request(url=f"/bot{TOKEN}/sendmessage", **request_)  # type: ignore[arg-type]
    assert answer.json()["result"]["text"] == "chào"
    assert (await phone.hears())[0].text == "chào"


async def test_a_file_may_be_attached_under_another_name(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        f"/bot{TOKEN}/sendDocument",
        data={"chat_id": LAN, "document": "attach://part7"},
        files={"part7": ("bao-cao.csv", b"a,b")},
    )
    assert answer.json()["result"]["document"]["file_name"] == "bao-cao.csv"


async def test_the_menu_is_kept_for_each_scope_and_language(
    bot: telegram.Bot, http: httpx.AsyncClient
) -> None:
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "Trợ giúp")], language_code="vi")
    own = telegram.BotCommandScopeChat(HA)
    await bot.set_my_commands([("tiendo", "Tiến độ")], scope=own)
    assert [command.description for command in await bot.get_my_commands()] == ["Help"]
    assert [command.command for command in await bot.get_my_commands(scope=own)] == ["tiendo"]
    lan, ha = [(await http.get(f"/sim/chats/{chat}")).json()["commands"] for chat in (LAN, HA)]
    assert (lan[0]["description"], ha[0]["command"]) == ("Trợ giúp", "tiendo")
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Tiến_độ", "Tiến độ")])
    await bot.delete_my_commands(scope=own)
    assert await bot.get_my_commands(scope=own) == ()


async def test_get_chat_and_chat_action(bot: telegram.Bot, http: httpx.AsyncClient) -> None:
    assert (await bot.get_chat(HA)).username == "ha"
    await bot.send_chat_action(LAN, "typing")
    events = (await http.get("/sim/events", params={"after": 0, "chat": LAN})).json()["events"]
    assert events[-1] | {"seq": 0} == {"seq": 0, "chat": LAN, "kind": "action", "action": "typing"}
    with pytest.raises(telegram.error.BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(LAN, "dancing")


async def test_the_wait_is_told_where_too_much_is_sent(clock: HandClock) -> None:
    seconds = 0.0
    simulator = Simulator(None, clock, TOKEN, timer=lambda: seconds)
    simulator.add_user(Persona(LAN, "Lan"))
    simulator.add_user(Persona(GROUP, type="group", title="Tổ"))
    async with (
        serve(create_app(simulator)) as url,
        telegram.Bot(TOKEN, base_url=f"{url}/bot") as bot,
    ):
        for number in range(5):
            await bot.send_message(LAN, f"tin {number}")
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(LAN, "tin 6")
        assert refused.value.retry_after == timedelta(seconds=1)
        seconds = 1.0
        await bot.send_message(LAN, "tin 6")
        for number in range(20):
            await bot.send_message(GROUP, f"tin {number}")
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(GROUP, "tin 21")
        assert refused.value.retry_after == timedelta(seconds=3)
    simulator.close()


async def test_thirty_messages_a_second_overall(clock: HandClock) -> None:
    simulator = Simulator(None, clock, TOKEN, Limits(chat_burst=100), timer=lambda: 0.0)
    simulator.add_user(Persona(LAN, "Lan"))
    async with serve(create_app(simulator)) as url, telegram.Bot(TOKEN, base_url=f"{url}/bot") as bot:
        for number in range(30):
            await bot.send_message(LAN, f"tin {number}")
        with pytest.raises(RetryAfter):
            await bot.send_message(LAN, "tin 31")
    simulator.close()


async def test_faults_happen_on_order(
    bot: telegram.Bot, simulator: Simulator, http: httpx.AsyncClient
) -> None:
    simulator.faults.add(Fault("sendMessage", FaultKind.STATUS, status=502, description="Bad Gateway"))
    simulator.faults.add(Fault("sendMessage", FaultKind.CUT_BEFORE))
    simulator.faults.add(Fault("sendMessage", FaultKind.CUT_AFTER, chat=LAN))
    simulator.faults.add(Fault("sendMessage", FaultKind.GARBAGE, status=504, description="<html>"))
    await http.post(
        "/sim/faults",
        json={"kind": "status", "status": 429, "description": "Too Many", "retry_after": 7, "skip": 1},
    )
    arrived: list[type[TelegramError] | None] = []
    for text in ("502", "cắt trước", "cắt sau", "rác", "qua", "429"):
        try:
            await bot.send_message(LAN, text)
        except TelegramError as error:
            arrived.append(type(error))
        else:
            arrived.append(None)
    assert arrived == [NetworkError, NetworkError, NetworkError, NetworkError, None, RetryAfter]
    kept = [message["text"] for message in simulator.transcript(LAN)["messages"]]
    assert kept == ["cắt sau", "qua"]


async def test_a_slow_call_times_out_and_was_still_made(
    bot: telegram.Bot, simulator: Simulator, phone: Phone
) -> None:
    simulator.faults.add(Fault("sendMessage", FaultKind.DELAY, seconds=0.3))
    with pytest.raises(TimedOut):
        await bot.send_message(LAN, "chậm", read_timeout=0.05)
    assert (await phone.hears())[0].text == "chậm"


async def test_all_goes_on_after_a_restart(tmp_path: Path, clock: HandClock) -> None:
    state = tmp_path / "simulator.db"
    before = await _one_talk(Simulator(state, clock, TOKEN), clock)
    later = HandClock(clock.now() - timedelta(days=30))
    simulator = Simulator(state, later, TOKEN)
    assert later.now() == clock.now()
    assert [message["text"] for message in simulator.transcript(LAN)["messages"]] == ["phát 30", "đã ghi"]
    after = await _one_talk(simulator, clock)
    assert all(new > old for new, old in zip(after, before, strict=True))


async def _one_talk(simulator: Simulator, clock: HandClock) -> tuple[int, int, int]:
    """The new update's, message's and callback query's id."""
    simulator.add_user(Persona(LAN, "Lan"))
    async with (
        serve(create_app(simulator)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        telegram.Bot(TOKEN, base_url=f"{url}/bot") as bot,
    ):
        phone = await Phone.pick_up(http, LAN)
        await phone.says("phát 30")
        sent = await bot.send_message(LAN, "đã ghi")
        query = await phone.taps("undo:1", sent.message_id)
        clock.wait(hours=1)
        simulator.move_clock(clock.now())
        updates = await bot.get_updates()
    simulator.close()
    return updates[-1].update_id, sent.message_id, int(query)


def test_a_killed_server_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    state = tmp_path / "simulator.db"
    script = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from bot.clock import Clock\n"
        "from bot.simulator import Persona, Simulator, people\n"
        f"simulator = Simulator(Path(sys.argv[1]), Clock(), {TOKEN!r})\n"
        "simulator.add_user(Persona(101, 'Lan'))\n"
        "people.say(simulator, 101, 'phát 30')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(state)], check=False)
    assert killed.returncode == -9
    simulator = Simulator(state, HandClock(), TOKEN)
    assert [update["message"]["text"] for update in simulator.updates.pending()] == ["phát 30"]
    simulator.close()


async def test_a_taken_port_is_named(url: str, simulator: Simulator) -> None:
    port = int(url.rpartition(":")[2])
    with pytest.raises(OSError, match=str(port)):
        async with serve(create_app(simulator), port=port):
            pass


async def test_a_server_with_waiting_polls_stops_at_once(simulator: Simulator) -> None:
    async with asyncio.timeout(10), httpx.AsyncClient(trust_env=False, timeout=60) as http:
        async with serve(create_app(simulator)) as url:
            poll = asyncio.create_task(http.get(f"{url}/bot{TOKEN}/getUpdates?timeout=50"))
            listening = asyncio.create_task(http.get(f"{url}/sim/events?timeout=30"))
            while not simulator.calls:
                await http.get(f"{url}/sim")
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await listening).json()["events"] == []


async def test_the_clock_of_the_page_goes_only_forward(http: httpx.AsyncClient, clock: HandClock) -> None:
    assert (await http.post("/sim/clock", json={"day": "2019-09-02"})).json() == {
        "now": "2019-09-02T08:00:00+07:00"
    }
    await http.post("/sim/clock", json={"hours": 24})
    assert clock.now().isoformat() == "2019-09-03T08:00:00+07:00"
    back = await http.post("/sim/clock", json={"to": "2019-09-03T07:00:00+07:00"})
    assert (back.status_code, back.json()["description"]) == (400, "Bad Request: the clock only goes forward")
    for wrong in ({}, {"day": "mai"}, {"to": "2019-09-04T08:00"}, {"hours": "x"}):
        assert (await http.post("/sim/clock", json=wrong)).status_code == 400


async def test_the_page_has_all_its_texts_and_no_text_is_idle(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert "script-src 'sha256-" in page.headers["content-security-policy"]
    used = set(re.findall(r"""(?:data-(?:text|label|hint)=|say\()["']([\w-]+)["']""", page.text))
    used |= set(re.findall(r"""say\(\w+ \? "(\w+)" : "(\w+)"\)""", page.text)[0])
    roles = {*Role, "other"}
    used |= {f"try-{role}" for role in roles} | {f"role-{role}" for role in (*roles, "group", "channel")}
    for language in LANGUAGES:
        texts = (await http.get("/sim/texts", params={"language": language})).json()
        assert texts.keys() == used


async def test_a_strange_web_page_cannot_drive_the_phones(http: httpx.AsyncClient) -> None:
    says = f"/sim/chats/{LAN}/says"
    foreign = await http.post(says, json={"text": "phát 30"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    own = await http.post(says, json={"text": "phát 30"}, headers={"Origin": str(http.base_url).rstrip("/")})
    assert own.status_code == 200


async def test_the_control_api_refuses_nonsense(http: httpx.AsyncClient) -> None:
    wrong = [
        ("/sim/users", {"first_name": "Ai"}),
        ("/sim/users", {"id": 1, "colour": "red"}),
        ("/sim/chats/999/says", {"text": "phát"}),
        (f"/sim/chats/{LAN}/says", {"text": " "}),
        (f"/sim/chats/{LAN}/sends", {}),
        (f"/sim/chats/{LAN}/messages/9/edit", {"text": "phát"}),
        (f"/sim/chats/{LAN}/messages/9/tap", {"row": 1}),
        (f"/sim/chats/{GROUP}/says", {"text": "phát"}),
        ("/sim/faults", {"kind": "earthquake"}),
    ]
    for path, body in wrong:
        assert (await http.post(path, content=json.dumps(body))).status_code == 400, path
    assert (await http.get("/sim/files/none")).status_code == 404
    assert (await http.post("/sim/users", content="{")).status_code == 400


ODD: tuple[object, ...] = (
    "",
    "x",
    -1,
    10**30,
    1.5,
    True,
    [],
    [1],
    {},
    {"a": 1},
    "\ud800",
    "²",
    None,
    "[",
    "<",
)
NAMES = [
    "chat_id",
    "text",
    "parse_mode",
    "entities",
    "reply_markup",
    "reply_parameters",
    "message_id",
    "offset",
    "limit",
    "allowed_updates",
    "commands",
    "scope",
    "language_code",
    "callback_query_id",
    "action",
    "url",
    "file_id",
    "photo",
    "document",
    "caption",
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(sorted(METHODS)),
    params=st.dictionaries(st.sampled_from(NAMES), st.sampled_from((*ODD, LAN, "HTML")), max_size=6),
)
async def test_nonsense_is_refused_and_never_breaks_the_server(
    simulator: Simulator, method: str, params: dict[str, object]
) -> None:
    with contextlib.suppress(Problem):
        await simulator.call(Call(method, {"chat_id": LAN, **params}))
