"""What is wrong around the bot is told in one line, in the operator's language, with an exit code."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.simulator import Fault, FaultKind, Phone
from storage.campaign import load as campaigns
from storage.campaign.file import FOLDER
from storage.engine.database import Database
from tests.processes.processes import Finished, sipas, started, typed, unable, world
from tests.stack import START, STRANGER, TOKEN, Stack, running, settle

pytestmark = pytest.mark.sqlite
Settings = dict[str, object]
UNKNOWN = "8019:somebody-s-token"
UNITS = "unit,name,level,province_code,quota\n"


async def said(folder: Path, *words: str, **settings: object) -> tuple[Finished, Finished]:
    """The same call in Vietnamese and in English."""
    return await _call(folder, None, words, settings), await _call(folder, "en", words, settings)


async def _call(folder: Path, language: str | None, words: tuple[str, ...], settings: Settings) -> Finished:
    place = folder / (language or "vi")
    place.mkdir()
    call = unable if words[0] == "run" else typed
    return await call(place, *words, **{"data_dir": folder / "data", "language": language} | settings)


@dataclass(frozen=True)
class Trouble:
    """Something wrong with the place or the settings, and what is told of it in both languages."""

    name: str
    vi: str
    en: str
    prepare: Callable[[Path], Settings] = lambda _folder: {}
    settings: Settings = field(default_factory=dict)
    words: tuple[str, ...] = ("run",)
    code: int = 1


def written(name: str, content: str | bytes) -> Callable[[Path], Settings]:
    """Puts a file into the folder."""

    def prepare(folder: Path) -> Settings:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return {}

    return prepare


def folder_for_file(folder: Path) -> Settings:
    """Whatever SQLite cannot open for writing, root's rights or not."""
    (folder / "data" / "sipas.db").mkdir(parents=True)
    return {}


def campaign_with_a_slip(folder: Path) -> Settings:
    text = (FOLDER / "2019.toml").read_text(encoding="utf-8")
    (folder / "slip.toml").write_text(text.replace("quota", "qouta", 1), encoding="utf-8")
    return {"campaign": folder / "slip.toml"}


TROUBLES = [
    Trouble("corrupt", "Cơ sở dữ liệu hỏng", "corrupt", written("data/sipas.db", b"no database" * 999)),
    Trouble(
        "torn", "Cơ sở dữ liệu hỏng", "corrupt", written("data/sipas.db", b"SQLite format 3\0" + b"x" * 9999)
    ),
    Trouble(
        "file for a folder", "không tạo hoặc không ghi được thư mục", "cannot be made", written("data", "")
    ),
    Trouble("folder for a file", "Không ghi được cơ sở dữ liệu", "cannot be written", folder_for_file),
    Trouble(
        "database elsewhere, file for a folder",
        "không tạo hoặc không ghi được thư mục",
        "cannot be made",
        lambda folder: (
            written("data", "")(folder) | {"database_url": f"sqlite+aiosqlite:///{folder}/other.db"}
        ),
    ),
    Trouble(
        "corrupt phones", "simulator.db", "simulator.db", written("data/simulator.db", b"no database" * 999)
    ),
    Trouble("port", "SIPAS_PORT: phải là số nguyên", "SIPAS_PORT: must be", settings={"port": "eighty"}),
    Trouble("token", "SIPAS_BOT_TOKEN: mã bot có dạng", "looks like", settings={"bot_token": "token"}),
    Trouble("clock", "SIPAS_CLOCK: ghi ngày giờ", "SIPAS_CLOCK: write", settings={"clock": "yesterday"}),
    Trouble(
        "unknown campaign",
        "Không có đợt điều tra",
        "There is no campaign",
        settings={"campaign": "1066"},
        code=2,
    ),
    Trouble("bad campaign", "Không dùng được tệp", "cannot be used", campaign_with_a_slip),
    Trouble(
        "init, corrupt", "hỏng", "corrupt", written("data/sipas.db", b"no database" * 999), words=("init",)
    ),
    Trouble(
        "init, no folder", "không tạo hoặc", "cannot be made", written("data", ""), words=("init", "--demo")
    ),
    Trouble(
        "init, no file", "không đọc được", "cannot be read", words=("init", "--units", "none.csv"), code=2
    ),
    Trouble("init, both", "Chỉ dùng một", "Use one of", words=("init", "--demo", "--units", "x.csv"), code=2),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
async def test_trouble_is_told_in_one_line_in_both_languages(tmp_path: Path, trouble: Trouble) -> None:
    settings = {**trouble.settings, **trouble.prepare(tmp_path)}
    vietnamese, english = await said(tmp_path, *trouble.words, **settings)
    assert trouble.vi in vietnamese.failed_clearly(trouble.code)
    assert trouble.en in english.failed_clearly(trouble.code)


async def test_a_process_ends_with_the_code_and_tells_on_stderr_alone(tmp_path: Path) -> None:
    refused = await sipas(tmp_path, "run", campaign="1066")
    assert "Không có đợt điều tra" in refused.failed_clearly(2)
    assert refused.out == ""


async def test_a_database_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "data" / "sipas.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.open()
    await database.close()
    # Root may write anywhere, so it is SQLite that is told not to.
    vietnamese, english = await said(
        tmp_path, "run", database_url=f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true"
    )
    assert "Không ghi được cơ sở dữ liệu" in vietnamese.failed_clearly()
    assert "cannot be written" in english.failed_clearly()


async def test_a_port_that_is_taken_is_told_with_its_number(tmp_path: Path) -> None:
    (await typed(tmp_path, "init", "--demo")).well()
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        refused = await sipas(tmp_path, "run", port=port)
    line = refused.failed_clearly()
    assert refused.out == ""
    assert line.startswith("SIPAS_PORT: không mở được cổng")
    assert f"127.0.0.1:{port}" in line


async def test_real_data_are_not_played_with(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'sipas.db'}")
    await database.open()
    await settle(database, campaigns.load("2019"))
    await database.close()
    vietnamese, english = await said(tmp_path, "run")
    assert "có số liệu thật" in vietnamese.failed_clearly()
    assert "holds real data" in english.failed_clearly()


async def test_a_token_that_telegram_does_not_know_is_told_and_not_shown(tmp_path: Path) -> None:
    async with world(tmp_path) as around:
        for language, words in (("vi", "Telegram không nhận"), ("en", "Telegram does not accept")):
            refused = await unable(
                tmp_path, "run", **around.settings | {"bot_token": UNKNOWN, "language": language}
            )
            assert words in refused.failed_clearly()
            assert UNKNOWN not in refused.err + refused.out


async def test_a_token_that_is_withdrawn_ends_the_bot(tmp_path: Path) -> None:
    async with world(tmp_path) as around, started(tmp_path, "run", **around.settings) as bot:
        await bot.says("@sipas_bot")
        around.simulator.faults.add(
            Fault("getUpdates", FaultKind.STATUS, status=401, description="Unauthorized")
        )
        await (await around.phone(STRANGER)).says("/start")
        ended = await bot.ends()
    assert ended.code == 1
    assert "SIPAS_BOT_TOKEN" in ended.err
    assert "Traceback" not in ended.err


async def test_units_are_loaded_once_and_all_or_none(tmp_path: Path) -> None:
    good = UNITS + "01-H03,UBND quận Ba Đình,H,01,50\n01-X07,UBND phường Trúc Bạch,X,01,20\n"
    (tmp_path / "good.csv").write_text(good, encoding="utf-8-sig")
    for name, row, column in (
        ("quota", "01-H04,UBND,H,01,-5", "quota"),
        ("twice", "01-H03,UBND,H,01,50", "unit"),
    ):
        (tmp_path / f"{name}.csv").write_text(good + row + "\n", encoding="utf-8")
        refused = await typed(tmp_path, "init", "--units", f"{name}.csv")
        assert f"{name}.csv, dòng 4: cột {column}" in refused.failed_clearly()

    loaded = await typed(tmp_path, "init", "--units", "good.csv")
    assert (loaded.code, loaded.err) == (0, "")
    assert loaded.out.strip().endswith("Đợt 2019, 2 đơn vị.")
    again = await typed(tmp_path, "init", "--units", "good.csv")
    assert "đã có 2 đơn vị" in again.failed_clearly()
    assert "đã có 2 đơn vị" in (await typed(tmp_path, "init", "--demo")).failed_clearly()
    assert (await typed(tmp_path, "init")).code == 0, "migrating again is no harm"


async def test_an_invite_made_beside_a_running_bot_lets_one_person_in(tmp_path: Path) -> None:
    async with running(tmp_path) as stack:
        await stack.rests()  # what it logs would stand beside what the command prints
        printed = json.loads(
            (await invite(tmp_path, "Nguyễn Thị Hoa", "01-S02", **beside(stack, tmp_path))).out
        )
        assert printed["link"] == f"https://t.me/sipas_bot?start={printed['token']}"
        assert printed["expires_at"].startswith("2019-09-12")

        hoa, other = await stack.phone(STRANGER), await newcomer(stack, 120)
        await hoa.says(f"/start {printed['token']}")
        (welcome,) = await hoa.hears()
        assert "Nguyễn Thị Hoa" in welcome.text
        await hoa.says("phát 3")
        (booked,) = await hoa.hears()
        assert "phát +3 → 3" in booked.text

        await other.says(f"/start {printed['token']}")
        (refused,) = await other.hears()
        assert "đã dùng" in refused.text


async def test_an_invite_runs_out(tmp_path: Path) -> None:
    async with running(tmp_path) as stack:
        await stack.rests()
        late, in_time = [
            json.loads((await invite(tmp_path, "Hoa", "01-S02", **beside(stack, tmp_path))).out)
            for _ in range(2)
        ]
        hoa, other = await stack.phone(STRANGER), await newcomer(stack, 120)
        stack.simulator.move_clock(START + timedelta(days=13, hours=23))
        await hoa.says(f"/start {in_time['token']}")
        assert "Hoa" in (await hoa.hears())[0].text
        stack.simulator.move_clock(START + timedelta(days=14, minutes=1))
        await other.says(f"/start {late['token']}")
        assert "hết hạn" in (await other.hears())[0].text


async def test_an_invite_for_what_does_not_exist_is_a_bad_call(tmp_path: Path) -> None:
    async with world(tmp_path) as around:
        unknown = await invite(tmp_path, "Hoa", "01-H99", **around.settings)
        assert "01-H99" in unknown.failed_clearly(2)
        assert unknown.out == ""
        assert "để trống" in (await invite(tmp_path, " ", "01-S02", **around.settings)).failed_clearly(2)
        nobody_there = around.settings | {"telegram_api_url": "http://127.0.0.1:1"}
        offline = await invite(tmp_path, "Hoa", "01-S02", **nobody_there)
        printed = json.loads(offline.out)
        assert offline.code == 0
        assert printed["token"]
        assert printed["link"] is None
        assert re.search("chưa có đường dẫn", offline.err)


def beside(stack: Stack, folder: Path) -> Settings:
    """What a command beside a running bot needs to know."""
    return {
        "bot_token": TOKEN,
        "telegram_api_url": stack.address,
        "database_url": f"sqlite+aiosqlite:///{folder / 'sipas.db'}",
        "clock": START.isoformat(),
    }


async def invite(folder: Path, name: str, scope: str, **settings: object) -> Finished:
    """``sipas people invite`` for a worker, as JSON."""
    words = ["--name", name, "--role", "postal_worker", "--agency", "BDT", "--scope", scope]
    return await typed(folder, "people", "invite", *words, "--format", "json", **settings)


async def newcomer(stack: Stack, chat: int) -> Phone:
    """The phone of somebody whom nobody knows yet."""
    return await Phone.register(stack.client, chat, first_name="Người mới")
