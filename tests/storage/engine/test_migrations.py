"""The migrations make what the tables say, and make it once."""

from __future__ import annotations

import lzma
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Constraint, Table, UniqueConstraint, inspect
from sqlalchemy.sql.schema import SchemaItem

from storage.engine import migrations
from storage.engine.database import Database, DatabaseUnusable
from storage.planning import milestones
from storage.tables import ONLY, metadata
from tests.field import NOW, opened, url_of

OLD = Path(__file__).parents[2] / "data" / "old_database" / "sipas.db.xz"
_HEAD = ScriptDirectory.from_config(migrations.config()).get_current_head()


def differences(connection: Connection) -> list[Any]:
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_object": lambda item, *_: is_used(item, connection.dialect.name),
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def is_used(item: SchemaItem, engine: str) -> bool:
    return bool(item.info.get(ONLY, engine) == engine)


async def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    async with database.read() as db:
        assert await db.run_sync(differences) == []


async def test_constraints_and_indexes_have_their_names(database: Database) -> None:
    """Autogenerate does not look at check constraints, nor at the names of keys."""
    async with database.read() as db:
        found = await db.run_sync(lambda sync: {name: reflected(sync, name) for name in metadata.tables})
        engine = db.dialect.name
    assert found == {name: declared(table, engine) for name, table in metadata.tables.items()}


def reflected(connection: Connection, name: str) -> dict[str, Any]:
    inspector = inspect(connection)
    uniques = {item["name"] for item in inspector.get_unique_constraints(name)}
    return {
        "checks": {item["name"]: _words(connection, item) for item in inspector.get_check_constraints(name)},
        "uniques": uniques,
        # PostgreSQL tells the index behind a unique constraint too.
        "indexes": {item["name"] for item in inspector.get_indexes(name)} - uniques,
        "foreign keys": {item["name"] for item in inspector.get_foreign_keys(name)},
        "primary key": inspector.get_pk_constraint(name)["name"],
    }


def _words(connection: Connection, check: Any) -> str:
    """A check's own words. PostgreSQL rewords them: there, those of the table with that name are taken."""
    if connection.dialect.name == "sqlite":
        return str(check["sqltext"])
    return next(
        words
        for table in metadata.tables.values()
        for name, words in declared(table, connection.dialect.name)["checks"].items()
        if name == check["name"]
    )


def declared(table: Table, engine: str) -> dict[str, Any]:
    def of(kind: type[Constraint]) -> list[Any]:
        return [item for item in table.constraints if isinstance(item, kind)]

    prefix = f"ck_{table.name}_"
    return {
        "checks": {
            prefix + str(item.name).removeprefix(prefix): str(item.sqltext) for item in of(CheckConstraint)
        },
        "uniques": {str(item.name) for item in of(UniqueConstraint)},
        "indexes": {str(item.name) for item in table.indexes if is_used(item, engine)},
        "foreign keys": {str(item.name) for item in table.foreign_key_constraints},
        "primary key": f"pk_{table.name}",
    }


async def test_migrating_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    async def schema(of: Database) -> dict[str, Any]:
        async with of.read() as db:
            return await db.run_sync(lambda sync: {name: reflected(sync, name) for name in metadata.tables})

    async with database.write() as db:
        await milestones.activate(db, "2019", NOW)
    before = await schema(database)
    async with opened(tmp_path / "sipas.db") as again:
        assert await schema(again) == before
        async with again.read() as db:
            assert await milestones.activated(db, "2019") == NOW


@pytest.fixture
def orphaned(tmp_path: Path) -> Path:
    """The database of an older version, in which a row has lost its parent."""
    file = tmp_path / "sipas.db"
    file.write_bytes(lzma.decompress(OLD.read_bytes()))
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("INSERT INTO scopes (campaign, person, code, position) VALUES ('2019', 999, '01', 0)")
    return file


@pytest.mark.sqlite
async def test_a_start_without_a_migration_looks_for_no_orphans(orphaned: Path) -> None:
    await _at_the_newest(orphaned)
    async with opened(orphaned) as database, database.read() as db:
        assert await db.run_sync(_revision) == _HEAD


@pytest.mark.sqlite
async def test_a_migration_that_leaves_orphans_is_undone(orphaned: Path) -> None:
    await _one_step_behind(orphaned)
    before = _schema(orphaned)
    with pytest.raises(DatabaseUnusable, match=r"rows without their parents.*scopes"):
        await Database(url_of(orphaned)).open()
    assert _schema(orphaned) == before


async def _at_the_newest(file: Path) -> None:
    await _move(file, command.upgrade, "head")


async def _one_step_behind(file: Path) -> None:
    await _at_the_newest(file)
    await _move(file, command.downgrade, "-1")


async def _move(file: Path, step: Callable[[Config, str], None], to: str) -> None:
    """Alembic alone, which looks at no parents."""

    def move(connection: Connection) -> None:
        config = migrations.config()
        config.attributes["connection"] = connection
        step(config, to)

    database = Database(url_of(file))
    async with database.engine.migrating() as db:
        await db.run_sync(move)
    await database.close()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _schema(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("SELECT version_num, name, sql FROM alembic_version, sqlite_schema").fetchall()


def test_there_is_one_line_of_migrations_in_the_order_of_their_files() -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    assert len(scripts.get_bases()) == 1
    line = [script.revision for script in scripts.walk_revisions("base", "heads")]
    assert migrations.revisions() == line[::-1]
