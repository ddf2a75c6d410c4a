"""What the simulator keeps: one SQLite file, or memory. It survives a killed process, not a power cut."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.simulator.problems import Json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chats (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat INTEGER NOT NULL, id INTEGER NOT NULL, data TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY, queued_at INTEGER NOT NULL, chat INTEGER, message INTEGER, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS taps (
    id TEXT PRIMARY KEY, chat INTEGER NOT NULL, tapped_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, data TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER, kind TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_of_chat ON events (chat, seq);
"""


class Store:
    """Tables of the simulated Telegram. All changes happen in a ``transaction``; reads need none."""

    def __init__(self, file: Path | None) -> None:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file or ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits at the end, takes all back on an exception. One inside another joins it."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a query."""
        found: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        return found

    def run(self, sql: str, *values: object) -> int:
        """Changes rows; how many."""
        return self._db.execute(sql, values).rowcount

    def next(self, counter: str) -> int:
        """The next number of a counter that never goes back, not even over a restart."""
        sql = (
            "INSERT INTO counters VALUES (?, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self._db.execute(sql, (counter,)).fetchall()[0][0])

    def raise_to(self, counter: str, value: int) -> None:
        """Lets a counter go on after ``value``, where it is not beyond it already."""
        self.run(
            "INSERT INTO counters VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            counter,
            value,
        )

    def setting(self, name: str) -> Any:
        """A kept JSON value, or None."""
        found = self.row("SELECT value FROM settings WHERE name = ?", name)
        return None if found is None else json.loads(found[0])

    def set(self, name: str, value: object) -> None:
        """Keeps a JSON value."""
        self.run(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            _dump(value),
        )

    def message(self, chat: int, number: int) -> Json | None:
        """A message as Telegram would show it, or None."""
        found = self.row("SELECT data FROM messages WHERE chat = ? AND id = ?", chat, number)
        return None if found is None else _object(found[0])

    def keep_message(self, message: Json) -> None:
        """Stores a message, or its new state."""
        self.run(
            "INSERT INTO messages (chat, id, data) VALUES (?, ?, ?) "
            "ON CONFLICT (chat, id) DO UPDATE SET data = excluded.data",
            message["chat"]["id"],
            message["message_id"],
            _dump(message),
        )

    def add_event(self, chat: int | None, kind: str, data: Json) -> None:
        """Writes down what phones are to hear of."""
        self.run("INSERT INTO events (chat, kind, data) VALUES (?, ?, ?)", chat, kind, _dump(data))

    def events(self, after: int, chat: int | None, count: int = 500) -> list[Json]:
        """Events later than ``after``, oldest first: ``{"seq", "chat", "kind", …}``."""
        where = "" if chat is None else "AND chat = ? "
        sql = f"SELECT seq, chat, kind, data FROM events WHERE seq > ? {where}ORDER BY seq LIMIT ?"  # noqa: S608
        found = self.rows(sql, after, *([] if chat is None else [chat]), count)
        return [{"seq": seq, "chat": of, "kind": kind, **_object(data)} for seq, of, kind, data in found]

    def last_event(self) -> int:
        """The number of the newest event, 0 where there is none."""
        found = self.row("SELECT max(seq) FROM events")
        return int(found[0] or 0) if found else 0


def kept(file: Path, name: str) -> Any:
    """A JSON value in the file of a simulator that may be running; None without one, or without a file."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    except sqlite3.Error:
        return None
    return None if found is None else json.loads(found[0])


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _object(text: str) -> Json:
    value: Json = json.loads(text)
    return value
