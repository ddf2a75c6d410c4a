"""A database of before the move, full of open things, on the code of today: names that are stored stay."""

from __future__ import annotations

import asyncio
import json
import lzma
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import text
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.attachments.makers import MAKERS
from bot.commands import audit as command
from bot.simulator import Phone
from bot.texts.texts import LANGUAGES, texts
from handlers.registry import registry
from storage.engine.database import Database
from storage.operating import transfer
from tests.field import BOT, prepare, url_of
from tests.stack import Stack, running

OLD = Path(__file__).parent.parent / "data" / "old_database"
INDEX: dict[str, Any] = json.loads((OLD / "index.json").read_text())
STEPS: list[dict[str, Any]] = INDEX["steps"]
WAITING: list[dict[str, Any]] = INDEX["waiting"]
EXPECTED: dict[str, Any] = INDEX["expected"]
STOPPED = datetime.fromisoformat(INDEX["stopped_at"])

DECLARED = {
    "taps": set(registry.taps),
    "dialogues": set(registry.dialogues),
    "attachments": set(MAKERS),
}
UNCOVERED: dict[str, dict[str, str]] = {"taps": {}, "dialogues": {}, "attachments": {}}
"""What the old files hold nothing of, with the reason: above all what has come since."""


async def play(folder: Path) -> dict[str, Any]:
    """What becomes of everything that waits when the bot starts on the old files, in plain data."""
    async with running(folder, start=STOPPED) as stack:
        await stack.rests()
        seen: dict[str, Any] = {"parcels": dict(await _rows(stack, _PARCELS)), "steps": {}}
        updates = {step["name"]: await _do(stack, step) for step in STEPS}
        await stack.rests()
        updates |= {item["name"]: item["update"] for item in WAITING}
        for name, update in updates.items():
            seen["steps"][name] = await _seen(stack, update)
        seen["failed"] = await _rows(
            stack, "SELECT id, kind, state, error FROM outbox WHERE state = 'failed'"
        )
        seen["open"] = await _rows(stack, "SELECT update_id, state FROM inbox WHERE state <> 'done'")
        return seen


_STORED = {
    "dialogues": "SELECT DISTINCT name FROM dialogues",
    "attachments": "SELECT DISTINCT json_extract(payload, '$.name') FROM outbox "
    "WHERE kind IN ('chart', 'file', 'view') AND state = 'queued'",
}
_TEXTS = """
    SELECT payload FROM outbox WHERE state IN ('queued', 'sending')
    UNION ALL SELECT payload FROM drafts WHERE state = 'open'
"""
_PARCELS = "SELECT CAST(id AS VARCHAR), state FROM outbox"


async def _do(stack: Stack, step: dict[str, Any]) -> int:
    """Types or taps; the number of the update."""
    phone = Phone(stack.client, step["chat"], 0)
    if "tap" not in step:
        await phone.says(step["text"])
    else:
        shown = stack.simulator.store.message(step["chat"], step["message"])
        assert step["tap"] in json.dumps(shown), f"{step['name']}: the button is gone"
        await phone.taps(step["tap"], step["message"])
    row = stack.simulator.store.row("SELECT value FROM counters WHERE name = 'update'")
    assert row is not None
    return int(row[0])


async def _seen(stack: Stack, update: int) -> dict[str, Any]:
    """What came of an update, by the names under which it is stored; of answers alike, one."""
    found = await _rows(
        stack,
        "SELECT seq, state FROM inbox WHERE bot = :bot AND update_id = :update",
        bot=BOT,
        update=str(update),
    )
    if not found:
        return {"state": "lost"}
    seq, state = found[0]
    parcels = await _rows(
        stack, "SELECT kind, payload FROM outbox WHERE cause = :seq ORDER BY kind, id", seq=seq
    )
    waits = await _rows(
        stack, "SELECT name FROM dialogues JOIN inbox ON chat = address WHERE seq = :seq", seq=seq
    )
    changes = await _rows(stack, "SELECT action, subject FROM audit WHERE cause = :seq", seq=seq)
    return {
        "state": state,
        "answers": list(
            dict.fromkeys(f"{kind}: {' '.join(_names(json.loads(payload)))}" for kind, payload in parcels)
        ),
        "waits": [name for (name,) in waits],
        "changes": sorted({f"{action} {subject.partition(':')[0]}" for action, subject in changes}),
    }


def _names(value: Any) -> list[str]:
    """The keys of texts and buttons, the names of taps and attachments, each once."""
    found: list[str] = []
    match value:
        case {"$button": str(key), "tap": str(tap), "values": values}:
            found = [f"{key}→{tap.partition(':')[0]}", *_names(values)]
        case {"name": str(name), "query": dict()}:
            found = [name]
        case dict():
            for key, item in value.items():
                found += [item] if key in ("$text", "$reply") else _names(item)
        case list():
            found = [name for item in value for name in _names(item)]
    return list(dict.fromkeys(found))


def _keys(value: Any) -> set[str]:
    """The keys of texts and buttons."""
    match value:
        case dict():
            own = {item for key, item in value.items() if key in ("$text", "$reply", "$button") and item}
            return own.union(*map(_keys, value.values()))
        case list():
            return set().union(*map(_keys, value))
    return set()


async def _rows(stack: Stack, query: str, **values: Any) -> list[Any]:
    async with stack.database.read() as db:
        return [tuple(row) for row in await db.execute(text(query), values)]


async def old_database(database: Database) -> None:
    """The old file's rows, in a database of another engine."""
    with TemporaryDirectory() as folder:
        source = Database(f"sqlite+aiosqlite:///{_unpack('sipas.db', Path(folder))}")
        await source.open()
        try:
            await transfer.transfer(source, database)
        finally:
            await source.close()


def _unpack(name: str, folder: Path) -> Path:
    file = folder / name
    file.write_bytes(lzma.decompress((OLD / f"{name}.xz").read_bytes()))
    return file


async def _migrate(url: str) -> None:
    database = Database(url)
    await database.open()
    await database.close()


def _faults(url: str) -> str:
    """What ``sipas audit verify --heads`` says that is not good."""
    verify = ["verify", "--heads", str(OLD / "heads.csv")]
    result = CliRunner(env={"SIPAS_DATABASE_URL": url}).invoke(command.app, verify)
    return "" if result.exit_code == 0 else result.output


def _played(folder: Path, engine: str) -> dict[str, Any]:
    _unpack("simulator.db", folder)
    file = folder / "sipas.db"
    if engine == "sqlite":
        _unpack(file.name, folder)
    else:
        prepare(file, old_database)
    asyncio.run(_migrate(url_of(file)))
    before = _faults(url_of(file))
    with capture_logs() as logs:
        seen = asyncio.run(play(folder))
    errors = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    return seen | {"audit": [before, _faults(url_of(file))], "errors": [repr(entry) for entry in errors]}


@pytest.fixture
def seen(engine: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of it all: played once a run, whichever of its processes asks first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"old-database-{engine}"
    file = folder / "seen.json"
    with FileLock(f"{folder}.lock"):
        if not file.exists():
            folder.mkdir()
            file.write_text(json.dumps(_played(folder, engine)))
    found: dict[str, Any] = json.loads(file.read_text())
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_what_was_left_open_goes_on(seen: dict[str, Any], name: str) -> None:
    assert seen["steps"][name] == EXPECTED[name]


def test_what_waited_is_sent(seen: dict[str, Any]) -> None:
    assert {parcel: seen["parcels"][parcel] for parcel in INDEX["parcels"]} == INDEX["parcels"]
    assert seen["failed"] == []


def test_every_update_is_handled_and_nothing_goes_wrong(seen: dict[str, Any]) -> None:
    assert seen["open"] == []
    assert seen["errors"] == []


def test_the_log_of_changes_goes_on_from_the_heads_that_were_noted(seen: dict[str, Any]) -> None:
    assert seen["audit"] == ["", ""]


@pytest.mark.sqlite
@pytest.mark.parametrize("kind", DECLARED)
def test_the_names_that_are_stored_are_those_that_are_known(tmp_path: Path, kind: str) -> None:
    if kind == "taps":
        stored = {step["tap"].partition(":")[0] for step in [*STEPS, *WAITING] if "tap" in step}
    else:
        with closing(sqlite3.connect(_unpack("sipas.db", tmp_path))) as db:
            stored = {str(name) for (name,) in db.execute(_STORED[kind])}
    assert stored == DECLARED[kind] - UNCOVERED[kind].keys()


@pytest.mark.sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_is_stored_can_still_be_told(tmp_path: Path, language: str) -> None:
    with closing(sqlite3.connect(_unpack("sipas.db", tmp_path))) as db:
        found = {key for (payload,) in db.execute(_TEXTS) for key in _keys(json.loads(payload))}
    assert {key for key in found if key not in texts(language)} == set()
