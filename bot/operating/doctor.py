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
    """``text`` and ``fix`` are text keys; both texts get ``values``."""

    about: str
    state: State
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    fix: str | None = None


async def examine(settings: Settings, now: datetime) -> list[Finding]:
    """All findings. Never raises for what it examines; ``now`` is the real time."""
    findings = [*_engine(settings), *_disks(settings), _zone(settings, now)]
    outside, inside = await asyncio.gather(_telegram(settings, now), _database(settings, now))
    return [*findings, *outside, *inside, _backups(settings, now)]


def _engine(settings: Settings) -> Iterator[Finding]:
    if settings.url.startswith("sqlite"):
        values = {"version": sqlite3.sqlite_version}
        if vitals.sqlite_is_mended():
            yield Finding("sqlite", State.OK, "doctor.sqlite.ok", values)
        else:
            yield Finding("sqlite", State.WARN, "doctor.sqlite.old", values, "doctor.sqlite.fix")


def _disks(settings: Settings) -> Iterator[Finding]:
    folders = {
        _existing(folder).stat().st_dev: _existing(folder) for folder in (settings.backups, settings.data_dir)
    }
    for folder in folders.values():
        room = shutil.disk_usage(folder)
        values = {"folder": str(folder), "free": round(room.free / 10**9, 1)}
        state = State.BAD if room.free < NO_ROOM else State.WARN if room.free < LITTLE_ROOM else State.OK
        yield Finding(
            "disk", state, "doctor.disk.room", values, None if state is State.OK else "doctor.disk.fix"
        )
        inodes = os.statvfs(folder) if hasattr(os, "statvfs") else None
        if inodes and inodes.f_files and inodes.f_favail < FEW_INODES:
            few = {"folder": str(folder), "free": inodes.f_favail}
            yield Finding("disk", State.BAD, "doctor.disk.inodes", few, "doctor.disk.fix")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _zone(settings: Settings, now: datetime) -> Finding:
    values = {
        "zone": settings.timezone,
        "time": now.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M:%S %z"),
    }
    if settings.clock is not None and settings.bot_token is not None:
        return Finding("clock", State.BAD, "doctor.clock.set", values, "doctor.clock.set_fix")
    return Finding("clock", State.OK, "doctor.clock.zone", values)


async def _telegram(settings: Settings, now: datetime) -> list[Finding]:
    if settings.bot_token is None:
        return [Finding("token", State.OK, "doctor.token.none")]
    root = f"{str(settings.telegram_api_url).rstrip('/')}/bot{settings.bot_token.get_secret_value()}"
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        async with asyncio.timeout(TIMEOUT), httpx.AsyncClient() as client:
            me, hook = await asyncio.gather(client.get(f"{root}/getMe"), client.get(f"{root}/getWebhookInfo"))
            took = timedelta(seconds=loop.time() - begun)
            answer, info = me.json(), hook.json()
    except (httpx.HTTPError, TimeoutError, ValueError, OSError) as error:
        values = {"kind": type(error).__name__}
        return [Finding("token", State.BAD, "doctor.telegram.silent", values, "doctor.telegram.fix")]
    findings = [*_skew(me, now, took)]
    if not answer.get("ok"):
        values = {"detail": str(answer.get("description", me.status_code))}
        return [*findings, Finding("token", State.BAD, "doctor.token.refused", values, "doctor.token.fix")]
    findings.append(
        Finding("token", State.OK, "doctor.token.ok", {"bot": answer["result"].get("username", "?")})
    )
    return [*findings, *_webhook(settings, info.get("result") or {}, now)]


def _skew(answer: httpx.Response, now: datetime, took: timedelta) -> Iterator[Finding]:
    """Our clock against the server's, whose header has whole seconds; the way there is allowed for."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return
    skew = max(timedelta(0), abs(now - theirs) - took - timedelta(seconds=1))
    values = {"seconds": round(skew.total_seconds())}
    state = State.BAD if skew > BAD_SKEW else State.WARN if skew > SKEW else State.OK
    yield Finding(
        "clock", state, "doctor.clock.skew", values, None if state is State.OK else "doctor.clock.fix"
    )


def _webhook(settings: Settings, info: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    there, wanted = str(info.get("url") or ""), str(settings.webhook_url or "")
    if there.rstrip("/") != wanted.rstrip("/"):
        values = {"there": there or "–", "wanted": wanted or "–"}
        yield Finding("webhook", State.BAD, "doctor.webhook.other", values, "doctor.webhook.other_fix")
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
            values = {"detail": str(info.get("last_error_message", "?")), "moment": _local(settings, failed)}
            yield Finding("webhook", State.BAD, "doctor.webhook.failed", values, "doctor.webhook.fix")


async def _database(settings: Settings, now: datetime) -> list[Finding]:
    database = Database(settings.url, guest=True)
    try:
        async with asyncio.timeout(2 * TIMEOUT):
            await database.join()
            signs = await vitals.take(database, now)
    except DatabaseUnusable as error:
        return [Finding("database", State.BAD, error.key, {"detail": error.detail})]
    except Exception as error:
        return [Finding("database", State.BAD, "database.fault", {"detail": type(error).__name__})]
    finally:
        await database.close()
    head = Finding("database", State.OK, "doctor.database.ok", {"place": database.place})
    server = list(_server(signs.server)) if signs.server else []
    return [head, *server, *_work(signs, settings, now)]


def _server(server: Server) -> Iterator[Finding]:
    values = {"version": server.version, "used": server.connections, "most": server.most}
    crowded = server.connections > 0.8 * server.most
    yield Finding(
        "server",
        State.WARN if crowded else State.OK,
        "doctor.server.ok",
        values,
        "doctor.server.crowded_fix" if crowded else None,
    )
    if server.recovering or server.readonly:
        yield Finding("server", State.BAD, "doctor.server.readonly", {}, "doctor.server.readonly_fix")


def _work(signs: Vitals, settings: Settings, now: datetime) -> Iterator[Finding]:
    if signs.led:
        yield Finding("leader", State.OK, "doctor.leader.ok")
    else:
        yield Finding("leader", State.WARN, "doctor.leader.none", {}, "doctor.leader.fix")
    for about, since, text in (
        ("inbox", signs.oldest, "doctor.inbox.waiting"),
        ("outbox", signs.unsent, "doctor.outbox.waiting"),
    ):
        age = now - since if since else timedelta(0)
        if since is None or age < WAITING:
            continue
        state = State.BAD if age > LONG_WAITING else State.WARN
        yield Finding(about, state, text, {"since": _local(settings, since)}, "doctor.queue.fix")
    if signs.unsent is None:
        yield Finding("outbox", State.OK, "doctor.outbox.ok")
    if signs.parked:
        yield Finding("inbox", State.WARN, "doctor.inbox.parked", {"count": signs.parked}, "doctor.inbox.fix")
    else:
        yield Finding("inbox", State.OK, "doctor.inbox.ok", {"count": signs.waiting})
    if signs.unreachable:
        people = {"count": signs.unreachable}
        yield Finding("people", State.WARN, "doctor.people.unreachable", people, "doctor.people.fix")


def _backups(settings: Settings, now: datetime) -> Finding:
    folder = {"folder": str(settings.backups)}
    newest = next(iter(backups.listed(settings.backups)), None)
    if newest is None:
        state = State.WARN if settings.bot_token is not None else State.OK
        return Finding("backup", state, "doctor.backup.none", folder, "doctor.backup.fix")
    made = backups.made_at(newest)
    age = now - made
    state = State.BAD if age > TOO_OLD_BACKUP else State.WARN if age > OLD_BACKUP else State.OK
    values = {"file": str(newest), "moment": _local(settings, made)}
    return Finding(
        "backup", state, "doctor.backup.newest", values, None if state is State.OK else "doctor.backup.fix"
    )


def _local(settings: Settings, moment: datetime) -> str:
    return moment.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
