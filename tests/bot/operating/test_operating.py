"""The operator's evening: backups at night, stuck updates, the doctor, files that start the bot."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
import typer

from bot.assembly import nightly_backup
from bot.assembly.leader import Duty
from bot.assembly.nightly_backup import Vault
from bot.cli import app
from bot.clock import Clock
from bot.commands.inbox import kind_of
from bot.observing import logs
from bot.observing.health import Pulse, Sign, verdict
from bot.operating.doctor import State, examine
from bot.settings import Settings
from handlers.declared import registry
from handlers.registry import Route
from storage.engine.database import Connection
from storage.messaging import inbox
from storage.messaging.message import Message
from storage.operating import backups
from storage.words.replies import Reply
from storage.words.roles import Role
from tests.field import NOW, opened, url_of
from tests.stack import CAST, START, STRANGER, TOKEN, Stack, running
from tests.test_docs import leaves

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"


async def test_a_missed_night_is_made_up_for_once(tmp_path: Path) -> None:
    vault, clock, pulse = Vault(tmp_path / "backups", 2), Clock(NOW), Pulse()
    async with opened(tmp_path / "sipas.db") as database:
        await nightly_backup.catch_up(database, vault, clock, pulse)
        await nightly_backup.catch_up(database, vault, clock, pulse)
        assert len(backups.listed(vault.folder)) == 1
        clock.move_to(NOW + timedelta(hours=26))
        await nightly_backup.catch_up(database, vault, clock, pulse)
        assert len(backups.listed(vault.folder)) == 2
        assert pulse.age(Sign.BACKUP) is not None


async def test_a_backup_that_fails_turns_health_red_until_one_succeeds(tmp_path: Path) -> None:
    clock, pulse = Clock(NOW), Pulse()
    (tmp_path / "file").write_text("no folder")
    async with opened(tmp_path / "sipas.db") as database:
        await nightly_backup.back_up(database, Vault(tmp_path / "file", 2), clock, pulse)
        assert verdict({}, pulse.stumbling, None, 1) == ["database", "backup"]
        await nightly_backup.back_up(database, Vault(tmp_path / "backups", 2), clock, pulse)
        assert pulse.stumbling == frozenset()


def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is a bug of ours, whose error quotes it."""

    async def fail(_db: Connection, message: Message) -> Reply:
        raise ValueError(f"cannot read {message.text!r} of {message.person.name}")

    route = Route("broken", fail, frozenset(Role), reads=False)
    monkeypatch.setattr(registry, "texts", [route])


async def parked(stack: Stack) -> list[inbox.InboxEntry]:
    async with stack.database.read() as db:
        return await inbox.listed(db, "parked", 10)


async def test_a_parked_update_is_handled_after_the_cause_is_mended(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = await stack.phone(101)
    with monkeypatch.context() as broken:
        breaking(broken)
        await lan.says("h3 phát 30")
        (apology,) = await lan.hears()
        assert "chưa xử lý được" in apology.text
    (entry,) = await parked(stack)
    assert entry.attempts == 3
    assert kind_of(entry.error) == "ValueError"
    async with stack.database.write() as db:
        assert await inbox.put_back(db, [entry.update_id, "999"]) == [entry.update_id]
    (answer,) = await lan.hears()
    assert "phát +30" in answer.text
    assert await parked(stack) == []
    async with stack.database.write() as db:
        assert await inbox.put_back(db, [entry.update_id]) == [], "what is done is not done again"
        assert await inbox.put_back(db) == []


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the bot logs at INFO; afterwards logging is as it was."""
    config, root, stream = structlog.get_config(), logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure("INFO")
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**config)


async def test_the_log_of_a_day_tells_numbers_and_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO
) -> None:
    secret = "chị Hoa nhà số 7"
    async with running(tmp_path) as stack:
        lan, stranger = await stack.phone(101), await stack.phone(STRANGER)
        await lan.says(f"h3 phát 30 // {secret}")
        await lan.hears()
        await stranger.says(secret)
        await stranger.hears()
        breaking(monkeypatch)
        await lan.says(f"h3 phát 5 // {secret}")
        await lan.hears()
        person = stack.persons[101]
    log = stderr.getvalue()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    handled = [line for line in lines if line["event"] == "update.handled"]
    assert [(line["person"], line["campaign"], line["kind"]) for line in handled[:2]] == [
        (person, "2019", "text"),
        (None, "2019", "text"),
    ]
    failed = next(line for line in lines if line["event"] == "update.failed")
    assert (failed["person"], failed["campaign"]) == (person, "2019")
    assert "ValueError" in failed["exception"]
    assert "test_operating.py" in failed["exception"], "where it happened is told"
    for word in (secret, "phát 30", "phát 5", TOKEN.partition(":")[2], *(name for name, *_ in CAST.values())):
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", log), word


async def states(settings: Settings) -> dict[str, State]:
    """The worst of what was found, by what it is about."""
    order = list(State)
    worst: dict[str, State] = {}
    for one in await examine(settings, Clock().now()):
        worst[one.about] = max(one.state, worst.get(one.about, State.OK), key=order.index)
    return worst


async def test_the_doctor_finds_a_running_bot_well(tmp_path: Path) -> None:
    async with running(tmp_path, start=Clock().now()) as stack:
        settings = Settings(
            bot_token=TOKEN,
            telegram_api_url=stack.address,
            database_url=url_of(tmp_path / "sipas.db"),
            data_dir=tmp_path,
        )
        async with opened(tmp_path / "sipas.db", guest=True) as database:
            await backups.make(database, settings.backups, 1, Clock().now())
        found = await states(settings)
        ill = {about for about, state in found.items() if state is State.BAD}
        assert ill == set()
        assert found["leader"] is found["backup"] is found["token"] is State.OK


async def test_the_doctor_finds_what_is_wrong(tmp_path: Path) -> None:
    async with running(tmp_path) as stack:
        settings = Settings(
            bot_token="8019:another-token",
            telegram_api_url=stack.address,
            data_dir=tmp_path / "nowhere",
            clock=START,
        )
        found = await states(settings)
    assert found["token"] is found["clock"] is found["database"] is State.BAD
    assert found["backup"] is State.WARN


async def test_the_doctor_does_not_wait_for_a_net_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings(bot_token=TOKEN, telegram_api_url="http://127.0.0.1:9", data_dir=tmp_path)
    assert (await states(settings))["token"] is State.BAD
    assert (await states(Settings(bot_token=None, data_dir=tmp_path)))["token"] is State.OK


def commands() -> set[str]:
    return set(leaves(typer.main.get_command(app), ("sipas",)))


def test_the_unit_starts_a_command_of_ours_without_rights() -> None:
    text = (DEPLOY / "sipas.service").read_text(encoding="utf-8")
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    service = unit["Service"]
    program, *words = service["ExecStart"].split()
    assert " ".join([Path(program).name, *words]) in commands()
    assert Path(program).name in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("true", "strict")
    assert f"SIPAS_DATA_DIR=/var/lib/{service['StateDirectory']}" in service["Environment"].split()
    assert int(service["TimeoutStopSec"]) > 10, "a stop may take ten seconds"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "sipas.service").read_text(encoding="utf-8")
    unit = tmp_path / "sipas.service"
    unit.write_text(text.replace("/opt/sipas/.venv/bin/sipas", shutil.which("true") or ""))
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_the_container_files_name_settings_and_roles_that_exist() -> None:
    known = {f"SIPAS_{name.upper()}" for name in Settings.model_fields}
    for name in ("Containerfile", "compose.yaml", "sipas.service"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert set(re.findall(r"SIPAS_[A-Z_]+[A-Z]", text)) <= known, name
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"--role, (\w+)", compose)) == {duty.value for duty in Duty} - {"all"}
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "USER sipas" in container
    assert "/healthz" in container
    for folder in re.findall(r"^COPY (\w+) \w+$", container, re.MULTILINE):
        assert (ROOT / folder).is_dir()
