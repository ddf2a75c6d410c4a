"""One commit for all who wait to write: SQLite has one writer, and its disk is asked once for many callers.

Whoever comes while a transaction is open joins it, in a savepoint of its own, one after the other. It is
committed after the last of those who were waiting when it was opened, and every caller returns only after
that: a group is never larger than the number of those who write at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from storage.engine.connection import ORIGIN
from storage.engine.sqlite.connections import QuickConnection, QuickEngine


class TransactionLost(OSError):
    """Somebody else's fault (a full disk) ended the transaction that was shared: nothing of it is stored."""


class _Group:
    """A transaction that callers share. ``lost``: why it cannot be committed any more."""

    def __init__(self) -> None:
        self.opened: asyncio.Future[QuickConnection] = asyncio.get_running_loop().create_future()
        self.lost: Exception | None = None
        self.keeper: asyncio.Task[None]

    def look(self, db: QuickConnection, error: BaseException | None) -> None:
        """Notes that the engine itself has ended the transaction, with what others wrote in it."""
        if not db.is_whole():
            self.lost = TransactionLost(f"the shared transaction is gone: {error!r}")


class Commits:
    """Opens, shares and commits the transactions of one writing connection.

    It is kept from one to the next: to take it from the pool costs more than to begin.
    """

    def __init__(self, engine: QuickEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._group: _Group | None = None
        self._kept: QuickConnection | None = None

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody else begins to write meanwhile, and the connection is free; what was begun is committed."""
        async with self._turn:
            if self._group is None:
                await self._let_go()
                yield
                return
            keeper = self._group.keeper
        await asyncio.wait([keeper])
        async with self.alone():
            yield

    @asynccontextmanager
    async def write(self) -> AsyncIterator[QuickConnection]:
        """A part of a transaction: undone alone where it fails, else committed with the others.

        Raises what the commit raises. Who is cancelled while waiting for it does not know what came of it.
        """
        async with self._turn:
            group = self._group = self._group or self._begun()
            db = await asyncio.shield(group.opened)
            if group.lost:
                raise group.lost
            db.info.pop(ORIGIN, None)
            try:
                async with db.savepoint():
                    yield db
            except BaseException as error:
                group.look(db, error)
                raise
            group.look(db, None)
        await asyncio.shield(group.keeper)

    def _begun(self) -> _Group:
        """A transaction that its keeper ends, whatever becomes of those who write in it."""
        group = _Group()
        group.opened.add_done_callback(_heard)
        group.keeper = asyncio.create_task(self._keep(group), name="commit")
        group.keeper.add_done_callback(_heard)
        return group

    async def _keep(self, group: _Group) -> None:
        async with AsyncExitStack() as turn:
            try:
                async with self._transaction() as db:
                    group.opened.set_result(db)
                    await turn.enter_async_context(self._turn)  # behind those who wait already
                    if group.lost:
                        raise group.lost
            except BaseException as error:
                if not group.opened.done():
                    group.opened.set_exception(error)
                raise
            finally:
                self._group = None

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[QuickConnection]:
        """A transaction of its own. The pool looks after a connection that failed."""
        db = self._kept or self._engine.connect()
        if self._kept is None:
            await db
            self._kept = db
        try:
            async with db.begin():
                yield db
        except BaseException:
            await self._let_go()
            raise

    async def _let_go(self) -> None:
        db, self._kept = self._kept, None
        if db is not None:
            await db.close()


def _heard(ended: asyncio.Future[Any]) -> None:
    """Nobody may be left who asks what went wrong."""
    if not ended.cancelled():
        ended.exception()
