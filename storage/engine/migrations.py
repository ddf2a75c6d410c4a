"""The revisions of our tables, and the way to the newest: alembic is loaded only where there is one to go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parents[1] / "migrations"


class UnknownRevision(Exception):
    """The tables are of a version of the program that we do not know: a newer one."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"no revision {revision!r} in this version")


@cache
def revisions() -> Sequence[str]:
    """Of our migrations, from the first to the newest: the numbers that their files' names begin with."""
    return sorted(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """The revision of a database's tables; None where it has none. Raises UnknownRevision."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else checked(str(revision))


def checked(revision: str) -> str:
    """The revision itself. Raises UnknownRevision where it is none of ours."""
    if revision not in revisions():
        raise UnknownRevision(revision)
    return revision


def migrate(connection: Connection) -> bool:
    """Whether there was anything to migrate. Raises UnknownRevision."""
    if current(connection) == revisions()[-1]:
        # A file that may only be read is opened without a word: this writes nothing and is refused there.
        connection.execute(text("DELETE FROM alembic_version WHERE false"))
        return False
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
    return True


def config() -> Config:
    """Alembic's configuration for our migrations."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    return settings
