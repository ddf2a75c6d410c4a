"""SQLite's connections as SQLAlchemy sees them: one trip to aiosqlite's thread a statement, or none.

A trip costs several times what a short statement costs. The adapter of SQLAlchemy makes four of them a
statement; here it is one, and none for the short statements of the writing connection, which are run where
they stand (docs/decisions/0015-statements-without-a-trip.md). What SQLAlchemy itself costs is spared where a
statement is a constant (``storage.engine.sqlite.prepared``), and at savepoints.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, cast

import aiosqlite
from sqlalchemy import Dialect
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import EMPTY_DICT
from sqlalchemy.util.concurrency import await_only

from storage.engine.sqlite import prepared

_SHORT = ("SELECT", "INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
"""How statements begin that touch a few rows: what waits for the file or its disk begins otherwise."""
_MARKS = _SHORT[4:]
"""No turn of the loop comes before these: a caller that is cancelled there would leave its savepoint open."""
_MOST_AT_ONCE = 256
"""Sets of parameters of one statement that are still few."""
_BREATH = 16
"""After so many statements without a trip the loop gets a turn: to it they are one piece of work."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Runs a statement and fetches its rows in one go."""

    __slots__ = ()
    _awaitable_cursor_close = False
    _cursor: Any
    _adapt_connection: _Connection

    def __init__(self, connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = connection  # type: ignore[assignment]
        self._connection = connection._connection
        self._cursor = None
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        def work() -> None:
            self._cursor = self._connection._conn.execute(operation, parameters or ())
            if self._cursor.description:
                self._rows = deque(self._cursor.fetchall())

        short = operation.startswith(_SHORT)
        self._adapt_connection.run(work, short=short, unbroken=short and operation.startswith(_MARKS))
        return self

    def executemany(self, operation: Any, seq_of_parameters: Sequence[Any]) -> Any:
        def work() -> None:
            self._cursor = self._connection._conn.executemany(operation, seq_of_parameters)

        short = len(seq_of_parameters) <= _MOST_AT_ONCE and operation.startswith(_SHORT)
        self._adapt_connection.run(work, short=short)
        return self


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A reader: makes a trip a statement; a transaction begins and ends without the disk."""

    __slots__ = ("_trip",)
    _cursor_cls = _Cursor  # type: ignore[assignment]
    BEGIN = "BEGIN"

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._trip: asyncio.Future[None] | None = None

    def run(self, work: Callable[[], None], *, short: bool, unbroken: bool = False) -> None:
        """Does the work of a statement for SQLAlchemy."""
        try:
            await_only(self.do(work, short=short, unbroken=unbroken))
        except Exception as error:
            self._handle_exception(error)

    async def do(self, work: Callable[[], None], *, short: bool, unbroken: bool = False) -> None:
        """Does the work of a statement. Raises what sqlite3 raises."""
        await self._travel(work)

    def begin(self, dialect: Dialect) -> None:
        """Opens a transaction. Raises as SQLAlchemy does."""
        try:
            self._begin()
        except sqlite3.Error as error:
            raise prepared.as_raised(error, self.BEGIN, dialect) from error

    def _begin(self) -> None:
        self._edge(lambda: self._connection._conn.execute(self.BEGIN))

    def commit(self) -> None:
        """Ends the transaction."""
        try:
            self._edge(self._connection._conn.commit)
        except Exception as error:
            self._handle_exception(error)

    def rollback(self) -> None:
        """SQLAlchemy asks for one also when nothing is open."""
        if not self._is_free() or self._connection.in_transaction:
            super().rollback()

    def _edge(self, work: Callable[[], object]) -> None:
        """What begins or ends a transaction."""
        if self._is_free():
            work()
        else:
            await_only(self._travel(work))

    def _is_free(self) -> bool:
        """Whether no trip is under way, not even one that nobody waits for any more."""
        return self._trip is None or self._trip.done()

    async def _travel(self, work: Callable[[], object]) -> None:
        """What aiosqlite does, without a task and two turns of the loop for it."""
        if not self._connection._running:
            raise ValueError("the connection is closed")
        trip = self._trip = asyncio.get_running_loop().create_future()
        trip.add_done_callback(_ended)
        self._connection._tx.put_nowait((trip, work))
        await asyncio.shield(trip)


class _Writer(_Connection):
    """Makes no trip for short statements; one to the disk, and one to begin where that has to wait."""

    __slots__ = ("_breath", "_busy_seconds")
    BEGIN = "BEGIN IMMEDIATE"

    def __init__(self, dbapi: Any, connection: Any, busy_seconds: float) -> None:
        super().__init__(dbapi, connection)
        self._breath = 0
        self._busy_seconds = busy_seconds

    async def do(self, work: Callable[[], None], *, short: bool, unbroken: bool = False) -> None:
        """In the order of the calls also after a cancelled one. Raises what sqlite3 raises."""
        if not short or not self._is_free():
            await self._travel(work)
            return
        self._breath += 1
        if self._breath >= _BREATH and not unbroken:
            self._breath = 0
            await asyncio.sleep(0)
        work()

    def _begin(self) -> None:
        if not (self._is_free() and self._began_at_once()):
            super()._begin()

    def _began_at_once(self) -> bool:
        """Whether nobody else writes at this moment."""
        file: sqlite3.Connection = self._connection._conn
        file.execute("PRAGMA busy_timeout = 0")
        try:
            file.execute(self.BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            file.execute(f"PRAGMA busy_timeout = {self._busy_seconds * 1000:.0f}")
        return True

    def _edge(self, work: Callable[[], object]) -> None:
        self._breath = 0
        await_only(self._travel(work))


class QuickConnection(AsyncConnection):
    """Executes what is ready without a detour through SQLAlchemy. ``parts``: savepoints that are open."""

    __slots__ = ("parts",)

    def __init__(self, engine: AsyncEngine, sync_connection: Any = None) -> None:
        super().__init__(engine, sync_connection)
        self.parts = 0

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """As SQLAlchemy does: within a transaction quicker."""
        sync = self.sync_connection
        if execution_options is None and sync is not None and sync.in_transaction():
            ready = prepared.ready(statement, parameters, sync.dialect)
            if ready is not None:
                return await self._run(ready, parameters or {})
        return await super().execute(statement, parameters, execution_options=execution_options)

    async def _run(self, ready: prepared.Ready, parameters: Any) -> prepared.ReadyResult:
        driver = self.driver()
        file: sqlite3.Connection = driver._connection._conn
        many = isinstance(parameters, list | tuple)
        values: Any = (ready.columns if many else ready.values)(parameters)
        found: prepared.ReadyResult

        def work() -> None:
            nonlocal found
            found = ready.found((file.executemany if many else file.execute)(ready.sql, values))

        try:
            few = not many or len(values) <= _MOST_AT_ONCE
            await driver.do(work, short=few and ready.sql.startswith(_SHORT))
        except sqlite3.Error as error:
            raise ready.failed(error) from error
        return found

    def savepoint(self) -> AbstractAsyncContextManager[object]:
        """A part of the transaction that is undone alone where it fails."""
        return _Part(self)

    def is_whole(self) -> bool:
        """Whether the transaction is open, with no savepoint in it: a full disk ends it without a word."""
        return (
            not self.invalidated
            and self.driver()._connection.in_transaction
            and not self.in_nested_transaction()
            and self.parts == 0
        )

    def driver(self) -> _Connection:
        """The connection behind SQLAlchemy's."""
        return cast(_Connection, cast(Any, self.sync_connection).connection.dbapi_connection)


class QuickEngine(AsyncEngine):
    """An engine whose connections execute what is ready by themselves."""

    def connect(self) -> QuickConnection:
        """As SQLAlchemy does."""
        return QuickConnection(self)


class _Part:
    """A savepoint of ours: a trip to SQLAlchemy and back would cost a hundred times as much.

    SQLAlchemy's listeners hear of it as of its own.
    """

    def __init__(self, db: QuickConnection) -> None:
        self._db, self._sync = db, cast(Any, db.sync_connection)
        self._name = ""

    async def __aenter__(self) -> None:
        self._name = f"part_{self._db.parts + 1}"
        await self._mark("SAVEPOINT")
        self._db.parts += 1
        self._sync.dispatch.savepoint(self._sync, self._name)

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._sync.dispatch.release_savepoint(self._sync, self._name, None)
        else:
            self._sync.dispatch.rollback_savepoint(self._sync, self._name, None)
            if not self._db.driver()._connection.in_transaction:
                return  # the engine has ended the whole of it
            await self._mark("ROLLBACK TO")
        await self._mark("RELEASE")
        self._db.parts -= 1

    async def _mark(self, word: str) -> None:
        driver = self._db.driver()
        statement = f"{word} {self._name}"

        def work() -> None:
            driver._connection._conn.execute(statement)

        try:
            await driver.do(work, short=True, unbroken=True)
        except sqlite3.Error as error:
            raise prepared.as_raised(error, statement, self._sync.dialect) from error


def _ended(trip: asyncio.Future[None]) -> None:
    """Whoever was cancelled does not ask what became of its trip."""
    if not trip.cancelled():
        trip.exception()


_END_SECONDS = 2.0


def connect(dialect: Any, arguments: Sequence[Any], options: dict[str, Any], *, writing: bool) -> Any:
    """A connection for SQLAlchemy's ``do_connect``."""
    opened = aiosqlite.connect(*arguments, **options)
    opened._thread.daemon = True  # as SQLAlchemy does: a process may end without closing it
    try:
        made: Any = await_only(opened)
    except BaseException:
        opened._thread.join(_END_SECONDS)  # it still speaks to the loop, which may be closed a moment later
        raise
    return _Writer(dialect.dbapi, made, options["timeout"]) if writing else _Connection(dialect.dbapi, made)
