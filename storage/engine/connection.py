"""What queries take first, whichever engine and driver it is."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import cast

from sqlalchemy.ext.asyncio import AsyncConnection

Connection = AsyncConnection
"""Inside ``Database.write()`` a transaction is open; inside ``read()`` a snapshot."""

ORIGIN = "origin"
"""Where, in a connection's ``info``, its caller says where the changes come from. Each begins without."""


def savepoint(db: Connection) -> AbstractAsyncContextManager[object]:
    """A part of the transaction that is undone alone where it fails."""
    quick = getattr(db, "savepoint", None)
    return cast(AbstractAsyncContextManager[object], quick()) if quick else db.begin_nested()
