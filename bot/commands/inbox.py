"""``sipas inbox``: the updates that could not be handled, and having them tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Annotated

import typer

from bot.console import Format, FormatOption, bad_call, fail, say, show, warn
from bot.settings import load_settings
from storage.engine.database import Database, DatabaseUnusable
from storage.messaging import inbox
from storage.messaging.inbox import InboxEntry

app = typer.Typer(help=say("inbox.help"), no_args_is_help=True)


class State(StrEnum):
    """Where an update can be stuck."""

    PARKED = "parked"
    NEW = "new"
    IGNORED = "ignored"


@app.command("list", help=say("inbox.list.help"))
def list_updates(
    state: Annotated[State, typer.Option(help=say("inbox.option.state"))] = State.PARKED,
    limit: Annotated[int, typer.Option(min=1, help=say("inbox.option.limit"))] = 100,
    reveal: Annotated[bool, typer.Option("--show", help=say("inbox.option.show"))] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Errors by their kind alone: their words, like the update itself, may hold what people wrote."""
    try:
        entries = asyncio.run(_listed(state, limit))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    zone = load_settings().zone
    rows = [
        {
            "update_id": entry.update_id,
            "received_at": entry.received_at.astimezone(zone).isoformat(timespec="seconds"),
            "chat": entry.chat,
            "kind": entry.kind,
            "attempts": entry.attempts,
            "error": entry.error if reveal else kind_of(entry.error),
            "payload": entry.payload,
        }
        for entry in entries
    ]
    columns = {
        "update_id": say("inbox.column.update_id"),
        "received_at": say("inbox.column.received_at"),
        "chat": say("inbox.column.chat"),
        "kind": say("inbox.column.kind"),
        "attempts": say("inbox.column.attempts"),
        "error": say("inbox.column.error"),
    }
    if reveal:
        columns["payload"] = say("inbox.column.payload")
    show(rows, columns, form)


@app.command("retry", help=say("inbox.retry.help"))
def retry(
    update_ids: Annotated[
        list[str] | None, typer.Argument(metavar="UPDATE_ID", help=say("inbox.option.update_ids"))
    ] = None,
    all_parked: Annotated[bool, typer.Option("--all-parked", help=say("inbox.option.all_parked"))] = False,
) -> None:
    """Exit code 1 where an update that was named cannot be tried again."""
    if bool(update_ids) == all_parked:
        bad_call("inbox.which")
    try:
        back = asyncio.run(_put_back(update_ids or None))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    typer.echo(say("inbox.put_back", count=len(back)))
    if missing := sorted(set(update_ids or ()) - set(back)):
        warn("inbox.not_there", updates=", ".join(map(str, missing)))
        raise typer.Exit(1)


def kind_of(error: str | None) -> str | None:
    """The class of a stored error: ``ValueError`` of ``ValueError('…')``."""
    return None if error is None else error.partition("(")[0]


async def _listed(state: State, limit: int) -> list[InboxEntry]:
    async with _joined() as database, database.read() as db:
        return await inbox.listed(db, state.value, limit)


async def _put_back(update_ids: list[str] | None) -> list[str]:
    async with _joined() as database, database.write() as db:
        return await inbox.put_back(db, update_ids)


@asynccontextmanager
async def _joined() -> AsyncIterator[Database]:
    database = Database(load_settings().url, guest=True)
    await database.join()
    try:
        yield database
    finally:
        await database.close()
