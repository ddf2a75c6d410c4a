"""SQLite's connections as SQLAlchemy sees them: one trip to aiosqlite's thread a statement, or none.

A trip costs several times what a short statement costs. The adapter of SQLAlchemy makes four of them a
statement; here it is one, and none for the short statements of the writing connection, which are run where
they stand (docs/decisions/0015-statements-without-a-trip.md).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util import EMPTY_DICT
from sqlalchemy.util.concurrency import await_only

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

        run, short = self._adapt_connection.run, operation.startswith(_SHORT)
        run(work, short=short, unbroken=short and operation.startswith(_MARKS))
        return self

    def executemany(self, operation: Any, seq_of_parameters: Sequence[Any]) -> Any:
        def work() -> None:
            self._cursor = self._connection._conn.executemany(operation, seq_of_parameters)

        short = len(seq_of_parameters) <= _MOST_AT_ONCE and operation.startswith(_SHORT)
        self._adapt_connection.run(work, short=short)
        return self


class _Connection(AsyncAdapt_aiosqlite_connection):
    """Makes a trip a statement."""

    __slots__ = ()
    _cursor_cls = _Cursor  # type: ignore[assignment]

    def run(self, work: Callable[[], None], *, short: bool, unbroken: bool = False) -> None:
        """Does the work of a statement."""
        try:
            await_only(self._connection._execute(work))
        except Exception as error:
            self._handle_exception(error)


class _Writer(_Connection):
    """Makes no trip for short statements, unless one is under way that nobody waits for any more."""

    __slots__ = ("_breath", "_trip")

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._trip: asyncio.Task[None] | None = None
        self._breath = 0

    def run(self, work: Callable[[], None], *, short: bool, unbroken: bool = False) -> None:
        """Does the work of a statement, in the order of the calls also after a cancelled one."""
        try:
            if short and (self._trip is None or self._trip.done()):
                await_only(self._breathe(unbroken))
                work()
            else:
                await_only(self._travel(work))
        except Exception as error:
            self._handle_exception(error)

    async def _travel(self, work: Callable[[], None]) -> None:
        self._breath = 0
        self._trip = asyncio.ensure_future(self._connection._execute(work))
        self._trip.add_done_callback(_ended)
        await asyncio.shield(self._trip)

    async def _breathe(self, unbroken: bool) -> None:
        self._breath += 1
        if self._breath >= _BREATH and not unbroken:
            self._breath = 0
            await asyncio.sleep(0)


def _ended(trip: asyncio.Task[None]) -> None:
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
    return (_Writer if writing else _Connection)(dialect.dbapi, made)
