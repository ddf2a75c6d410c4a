"""Which failures of the database are nobody's fault, and how each engine tells what is wrong."""

from __future__ import annotations

import sys

from sqlalchemy.exc import DBAPIError, PendingRollbackError

_PASSING_STATES = ("08", "25P03", "40", "53", "55P03", "57")
"""SQLSTATEs that a later try may not meet: connection, hung, rollback, resources, locked, operator."""
_PASSING_WORDS = (
    "locked",
    "disk is full",
    "disk i/o",
    "readonly",
    "unable to open",
    "connection is closed",
    "the database system is",
)


def is_passing(error: BaseException) -> bool:
    """Whether the database failed in a way that a later try may not meet: the statement was not at fault."""
    if isinstance(error, PendingRollbackError):  # the connection was lost inside a savepoint
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        return state(error).startswith(_PASSING_STATES) or any(
            word in words(error) for word in _PASSING_WORDS
        )
    if _is_asyncpg(error, "PostgresError"):
        return state(error).startswith(_PASSING_STATES)
    return isinstance(error, OSError | TimeoutError) or _is_asyncpg(error, "InterfaceError")


def is_of_database(error: BaseException) -> bool:
    """Whether the database, its driver or the system said no."""
    return isinstance(error, DBAPIError | OSError) or _is_asyncpg(error, "PostgresError")


def _is_asyncpg(error: BaseException, name: str) -> bool:
    """Whether it is an error of PostgreSQL's driver, which is loaded only where it is used."""
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, getattr(driver, name))


def state(error: BaseException) -> str:
    """The SQLSTATE; empty where the engine has none."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(origin, "sqlstate", None) or "")


def words(error: BaseException) -> str:
    """What the engine itself said, in small letters."""
    return str(error.orig if isinstance(error, DBAPIError) else error).lower()
