"""``sipas migrate-data``: everything from one database into another, say from SQLite to PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.console import Format, FormatOption, bad_call, fail, progress, say, show
from storage.engine.database import Database, DatabaseUnusable
from storage.engine.exclusive import still
from storage.engine.leader import Occupied
from storage.operating import transfer
from storage.operating.transfer import Copied, Interrupted, NotEmpty, NotEqual, NotTaken

_ENGINES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")


def migrate_data(
    source: Annotated[str, typer.Argument(metavar="FROM_URL", help=say("migrate.option.source"))],
    target: Annotated[str, typer.Argument(metavar="TO_URL", help=say("migrate.option.target"))],
    form: FormatOption = Format.TABLE,
) -> None:
    """Copies all tables and proves each; nothing is written where one differs."""
    for url in (source, target):
        if not url.startswith(_ENGINES):
            bad_call("migrate.bad_url")
    if source == target:
        bad_call("migrate.same")
    try:
        copied = asyncio.run(_migrate(source, target))
    except Occupied as error:
        fail("migrate.occupied", place=str(error))
    except NotEmpty as error:
        fail("migrate.not_empty", table=str(error))
    except NotTaken as error:
        fail("migrate.not_taken", table=error.table, detail=error.detail)
    except Interrupted as error:
        fail("migrate.interrupted", detail=str(error))
    except NotEqual as error:
        _tell(error.tables, form)
        fail("migrate.not_equal", tables=str(error))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    _tell(copied, form)
    if form is Format.TABLE:
        typer.echo(say("migrate.done", rows=sum(one.source.rows for one in copied), tables=len(copied)))


async def _migrate(from_url: str, to_url: str) -> list[Copied]:
    source, target = Database(from_url, guest=True), Database(to_url, guest=True)
    if source.is_missing():
        raise DatabaseUnusable("database.missing", source.place)
    try:
        # The lock comes first: what is migrated to this version's tables must not be in use.
        async with still(source):
            await source.open(create=False)
            await target.open()
            async with still(target):
                async with source.read() as db:
                    total = sum((await transfer.counts(db)).values())
                with progress(total, "migrate.copying") as step:

                    def forward(_table: str, rows: int) -> None:
                        for _ in range(rows):
                            step()

                    return await transfer.transfer(source, target, progress=forward)
    finally:
        await source.close()
        await target.close()


def _tell(copied: Sequence[Copied], form: Format) -> None:
    rows = [
        {
            "table": one.table,
            "rows_from": one.source.rows,
            "rows_to": one.target.rows,
            "checksum_from": one.source.checksum,
            "checksum_to": one.target.checksum,
            "equal": one.equal,
        }
        for one in copied
    ]
    if form is Format.TABLE:
        for row in rows:
            row |= {name: str(row[name])[:16] for name in ("checksum_from", "checksum_to")}
            row["equal"] = say("migrate.equal") if row["equal"] else say("migrate.differs")
    show(
        rows,
        {
            "table": say("migrate.column.table"),
            "rows_from": say("migrate.column.rows_from"),
            "rows_to": say("migrate.column.rows_to"),
            "checksum_from": say("migrate.column.checksum_from"),
            "checksum_to": say("migrate.column.checksum_to"),
            "equal": say("migrate.column.equal"),
        },
        form,
    )
