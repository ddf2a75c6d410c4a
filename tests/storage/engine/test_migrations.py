"""The migrations make what the tables say, and make it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Constraint, Table, UniqueConstraint, inspect
from sqlalchemy.sql.schema import SchemaItem

from storage.engine.database import Database, migration_config
from storage.planning import milestones
from storage.tables import ONLY, metadata
from tests.field import NOW, opened


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


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(migration_config())
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
