"""What the bot's database says at the end, read with plain SQL: no query of the bot's own is trusted."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import text

from storage.engine.database import Connection, Database
from storage.words.counts import Count


@dataclass(frozen=True, slots=True)
class Taken:
    """An update that the bot took."""

    seq: int
    update: int
    chat: int
    state: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A row of the outbox. ``blank``: it only takes buttons or a message away."""

    id: int
    cause: int | None
    kind: str
    state: str
    number: int | None
    chat: int
    reminder: bool
    error: str | None
    blank: bool


@dataclass(slots=True)
class Archive:
    """``effects``: for each province the inbox rows that changed something there, in order of commit."""

    taken: list[Taken] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    effects: dict[str, list[int]] = field(default_factory=dict)
    live: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    """The figures of each unit and worker's chat, of additions in ``daily``."""
    written: dict[tuple[int, int], int] = field(default_factory=dict)
    """How many rows of reports each message (chat, number) has, ended ones too."""
    rechecks: int = 0
    reminders: list[tuple[str, ...]] = field(default_factory=list)


async def read(database: Database) -> Archive:
    async with database.read() as db:
        archive = Archive(await _taken(db), await _posted(db))
        await _effects(db, archive)
        await _figures(db, archive)
        rows = await db.execute(text("SELECT count(*) FROM rechecks"))
        archive.rechecks = int(rows.scalar_one())
        rows = await db.execute(
            text(
                "SELECT m.task, m.scope, m.slot, m.person, m.verdict, o.state, m.outbox "
                "FROM reminders m LEFT JOIN outbox o ON o.id = m.outbox"
            )
        )
        archive.reminders = [tuple(str(value) for value in row) for row in rows]
    return archive


async def _taken(db: Connection) -> list[Taken]:
    rows = await db.execute(text("SELECT seq, update_id, chat, state, error FROM inbox ORDER BY seq"))
    return [Taken(row[0], int(row[1]), int(row[2]), row[3], row[4]) for row in rows]


async def _posted(db: Connection) -> list[Posted]:
    rows = await db.execute(
        text(
            "SELECT id, cause, kind, state, message_id, address, priority, error, payload "
            "FROM outbox ORDER BY id"
        )
    )
    return [
        Posted(
            row[0],
            row[1],
            row[2],
            row[3],
            int(row[4]) if row[4] else None,
            int(row[5]),
            row[6] > 0,
            row[7],
            row[2] == "edit" and _is_blank(row[8]),
        )
        for row in rows
    ]


def _is_blank(payload: str) -> bool:
    reply = json.loads(payload)["reply"]
    return not reply or not reply["$reply"]


async def _effects(db: Connection, archive: Archive) -> None:
    rows = await db.execute(
        text(
            "SELECT chain, cause FROM audit WHERE campaign = '2019' AND chain <> 'VN' AND cause IS NOT NULL "
            "GROUP BY chain, cause ORDER BY chain, min(number)"
        )
    )
    found: dict[str, list[int]] = defaultdict(list)
    for chain, cause in rows:
        found[chain].append(cause)
    archive.effects = dict(found)


async def _figures(db: Connection, archive: Archive) -> None:
    sums = ", ".join(f"sum({count.value})" for count in Count)
    rows = await db.execute(
        text(
            f"SELECT d.unit, c.address, {sums} FROM daily d JOIN contacts c ON c.person = d.worker "
            "GROUP BY d.unit, c.address"
        )
    )
    for unit, address, *values in rows:
        figures = {count.value: int(value) for count, value in zip(Count, values, strict=True) if value}
        archive.live[unit, int(address)] = figures
    rows = await db.execute(
        text(
            "SELECT m.address, m.message_id, count(*) FROM reports r JOIN messages m ON m.id = r.message "
            "GROUP BY m.address, m.message_id"
        )
    )
    archive.written = {(int(row[0]), int(row[1])): int(row[2]) for row in rows}
