"""What may be wrong around the bot, found before it hurts: each finding with its state and the way out."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx

from bot.settings import Settings
from storage.engine.database import Database, DatabaseUnusable
from storage.operating import backups, vitals
from storage.operating.vitals import Server, Vitals

TIMEOUT = 5.0
"""Seconds that Telegram and the database have to answer."""
LITTLE_ROOM, NO_ROOM = 2 * 10**9, 200 * 10**6
FEW_INODES = 1_000
SKEW, BAD_SKEW = timedelta(seconds=5), timedelta(minutes=1)
WAITING, LONG_WAITING = timedelta(minutes=2), timedelta(minutes=30)
OLD_BACKUP, TOO_OLD_BACKUP = timedelta(hours=26), timedelta(days=3)
PENDING = 100
RECENT = timedelta(hours=1)


class State(StrEnum):
    """How bad it is. ``bad``: people are or soon will be hurt."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``said`` and ``fix`` are text keys; both texts get ``values``."""

    about: str
    state: State
    said: str
    values: Mapping[str, object] = field(default_factory=dict)
    fix: str | None = None


async def examine(given: Settings, now: datetime) -> list[Finding]:
    """All findings. Never raises for what it examines; ``now`` is the real time."""
    findings = [*_engine(given), *_disks(given), _zone(given, now)]
    outside, inside = await asyncio.gather(_telegram(given, now), _database(given, now))
    return [*findings, *outside, *inside, _backups(given, now)]


def _engine(given: Settings) -> Iterator[Finding]:
    if given.url.startswith("sqlite"):
        found = {"version": sqlite3.sqlite_version}
        if vitals.sqlite_is_mended():
            yield Finding("sqlite", State.OK, "doctor.sqlite.ok", found)
        else:
            yield Finding("sqlite", State.WARN, "doctor.sqlite.old", found, "doctor.sqlite.fix")


def _disks(given: Settings) -> Iterator[Finding]:
    folders = {
        _existing(folder).stat().st_dev: _existing(folder) for folder in (given.backups, given.data_dir)
    }
    for folder in folders.values():
        room = shutil.disk_usage(folder)
        found = {"folder": str(folder), "free": round(room.free / 10**9, 1)}
        state = State.BAD if room.free < NO_ROOM else State.WARN if room.free < LITTLE_ROOM else State.OK
        yield Finding(
            "disk", state, "doctor.disk.room", found, None if state is State.OK else "doctor.disk.fix"
        )
        inodes = os.statvfs(folder) if hasattr(os, "statvfs") else None
        if inodes and inodes.f_files and inodes.f_favail < FEW_INODES:
            few = {"folder": str(folder), "free": inodes.f_favail}
            yield Finding("disk", State.BAD, "doctor.disk.inodes", few, "doctor.disk.fix")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _zone(given: Settings, now: datetime) -> Finding:
    found = {"zone": given.timezone, "time": now.astimezone(given.zone).strftime("%Y-%m-%d %H:%M:%S %z")}
    if given.clock is not None and given.bot_token is not None:
        return Finding("clock", State.BAD, "doctor.clock.set", found, "doctor.clock.set_fix")
    return Finding("clock", State.OK, "doctor.clock.zone", found)


async def _telegram(given: Settings, now: datetime) -> list[Finding]:
    if given.bot_token is None:
        return [Finding("token", State.OK, "doctor.token.none")]
    root = f"{str(given.telegram_api_url).rstrip('/')}/bot{given.bot_token.get_secret_value()}"
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        async with asyncio.timeout(TIMEOUT), httpx.AsyncClient() as client:
            me, hook = await asyncio.gather(client.get(f"{root}/getMe"), client.get(f"{root}/getWebhookInfo"))
            took = timedelta(seconds=loop.time() - begun)
            told, info = me.json(), hook.json()
    except (httpx.HTTPError, TimeoutError, ValueError, OSError) as error:
        found = {"kind": type(error).__name__}
        return [Finding("token", State.BAD, "doctor.telegram.silent", found, "doctor.telegram.fix")]
    findings = [*_skew(me, now, took)]
    if not told.get("ok"):
        found = {"detail": str(told.get("description", me.status_code))}
        return [*findings, Finding("token", State.BAD, "doctor.token.refused", found, "doctor.token.fix")]
    findings.append(
        Finding("token", State.OK, "doctor.token.ok", {"bot": told["result"].get("username", "?")})
    )
    return [*findings, *_webhook(given, info.get("result") or {}, now)]


def _skew(answer: httpx.Response, now: datetime, took: timedelta) -> Iterator[Finding]:
    """Our clock against the server's, whose header has whole seconds; the way there is allowed for."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return
    skew = max(timedelta(0), abs(now - theirs) - took - timedelta(seconds=1))
    found = {"seconds": round(skew.total_seconds())}
    state = State.BAD if skew > BAD_SKEW else State.WARN if skew > SKEW else State.OK
    yield Finding(
        "clock", state, "doctor.clock.skew", found, None if state is State.OK else "doctor.clock.fix"
    )


def _webhook(given: Settings, info: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    there, wanted = str(info.get("url") or ""), str(given.webhook_url or "")
    if there.rstrip("/") != wanted.rstrip("/"):
        found = {"there": there or "–", "wanted": wanted or "–"}
        yield Finding("webhook", State.BAD, "doctor.webhook.other", found, "doctor.webhook.other_fix")
    elif there:
        yield Finding("webhook", State.OK, "doctor.webhook.ok", {"there": there})
    else:
        yield Finding("webhook", State.OK, "doctor.webhook.polling")
    count = int(info.get("pending_update_count") or 0)
    if count > PENDING:
        yield Finding("webhook", State.WARN, "doctor.webhook.pending", {"count": count}, "doctor.webhook.fix")
    if there and (moment := info.get("last_error_date")):
        failed = datetime.fromtimestamp(int(moment), UTC)
        if now - failed < RECENT:
            found = {"detail": str(info.get("last_error_message", "?")), "moment": _local(given, failed)}
            yield Finding("webhook", State.BAD, "doctor.webhook.failed", found, "doctor.webhook.fix")


async def _database(given: Settings, now: datetime) -> list[Finding]:
    database = Database(given.url, guest=True)
    try:
        async with asyncio.timeout(2 * TIMEOUT):
            await database.join()
            found = await vitals.take(database, now)
    except DatabaseUnusable as error:
        return [Finding("database", State.BAD, error.key, {"detail": error.detail})]
    except Exception as error:
        return [Finding("database", State.BAD, "database.fault", {"detail": type(error).__name__})]
    finally:
        await database.close()
    head = Finding("database", State.OK, "doctor.database.ok", {"place": database.place})
    server = list(_server(found.server)) if found.server else []
    return [head, *server, *_work(found, given, now)]


def _server(server: Server) -> Iterator[Finding]:
    found = {"version": server.version, "used": server.connections, "most": server.most}
    crowded = server.connections > 0.8 * server.most
    yield Finding(
        "server",
        State.WARN if crowded else State.OK,
        "doctor.server.ok",
        found,
        "doctor.server.crowded_fix" if crowded else None,
    )
    if server.recovering or server.readonly:
        yield Finding("server", State.BAD, "doctor.server.readonly", {}, "doctor.server.readonly_fix")


def _work(found: Vitals, given: Settings, now: datetime) -> Iterator[Finding]:
    if found.led:
        yield Finding("leader", State.OK, "doctor.leader.ok")
    else:
        yield Finding("leader", State.WARN, "doctor.leader.none", {}, "doctor.leader.fix")
    for about, since, said in (
        ("inbox", found.oldest, "doctor.inbox.waiting"),
        ("outbox", found.unsent, "doctor.outbox.waiting"),
    ):
        age = now - since if since else timedelta(0)
        if since is None or age < WAITING:
            continue
        state = State.BAD if age > LONG_WAITING else State.WARN
        yield Finding(about, state, said, {"since": _local(given, since)}, "doctor.queue.fix")
    if found.unsent is None:
        yield Finding("outbox", State.OK, "doctor.outbox.ok")
    if found.parked:
        yield Finding("inbox", State.WARN, "doctor.inbox.parked", {"count": found.parked}, "doctor.inbox.fix")
    else:
        yield Finding("inbox", State.OK, "doctor.inbox.ok", {"count": found.waiting})
    if found.unreachable:
        people = {"count": found.unreachable}
        yield Finding("people", State.WARN, "doctor.people.unreachable", people, "doctor.people.fix")


def _backups(given: Settings, now: datetime) -> Finding:
    folder = {"folder": str(given.backups)}
    newest = next(iter(backups.listed(given.backups)), None)
    if newest is None:
        state = State.WARN if given.bot_token is not None else State.OK
        return Finding("backup", state, "doctor.backup.none", folder, "doctor.backup.fix")
    made = backups.made_at(newest)
    age = now - made
    state = State.BAD if age > TOO_OLD_BACKUP else State.WARN if age > OLD_BACKUP else State.OK
    found = {"file": str(newest), "moment": _local(given, made)}
    return Finding(
        "backup", state, "doctor.backup.newest", found, None if state is State.OK else "doctor.backup.fix"
    )


def _local(given: Settings, moment: datetime) -> str:
    return moment.astimezone(given.zone).strftime("%Y-%m-%d %H:%M")
