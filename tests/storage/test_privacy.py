"""Every table says what becomes of it when somebody is forgotten, and every noun that knows is asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Delete, Engine, Update, event

from storage import privacy
from storage.engine.database import Database
from storage.messaging import dialogues
from storage.people import phone_holders
from storage.tables import metadata
from storage.tables.personal import KEPT, OWNERS, SHOWN, Shown
from tests.field import CHANNEL, LAN, NOW, message, person
from tests.tracing import modules


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are updated or deleted from meanwhile."""
    tables: set[str] = set()

    def see(_connection: object, statement: Any, *_rest: object) -> None:
        if isinstance(statement, Update | Delete):
            tables.add(statement.table.name)

    event.listen(Engine, "before_execute", see)
    try:
        yield tables
    finally:
        event.remove(Engine, "before_execute", see)


async def test_every_table_is_erased_or_says_why_it_is_kept(field: Database) -> None:
    async with field.write() as db:
        asked = message(await person(db, LAN))
        await phone_holders.take(db, CHANNEL, asked.address, LAN, NOW)
        await dialogues.ask(db, asked, "sua", {})
    with written() as erased:
        async with field.write() as db:
            await privacy.forget(db, asked)
    kept = {name for name, table in metadata.tables.items() if table.info.get(KEPT)}
    assert erased - {"audit_heads"} == metadata.tables.keys() - kept


@pytest.mark.parametrize(
    ("name", "nouns"), [("forget", privacy.FORGETTING), ("belonging_to", privacy.SHOWING)]
)
def test_every_noun_that_knows_something_of_people_is_asked(name: str, nouns: tuple[Any, ...]) -> None:
    knowing = {
        module.name
        for module in modules().values()
        if module.name.startswith("storage.")
        if isinstance(module.functions.get(name), ast.AsyncFunctionDef)
    } - {privacy.__name__}
    assert {noun.__name__ for noun in nouns} == knowing
    assert len(nouns) == len(knowing)


def test_secrets_are_not_shown() -> None:
    marked = {
        f"{table.name}.{column.name}": column.info[SHOWN]
        for table in metadata.tables.values()
        for column in table.columns
        if SHOWN in column.info
    }
    assert marked == {
        "identities.pin": Shown.WHETHER,
        "identities.salt": Shown.NEVER,
        "invites.digest": Shown.NEVER,
    }


def test_owners_are_columns_that_name_a_person() -> None:
    owners = {
        f"{table.name}.{name}": {key.target_fullname for key in table.columns[name].foreign_keys}
        for table in metadata.tables.values()
        for name in table.info.get(OWNERS, ())
    }
    assert owners == {"invites.person": {"people.id"}, "invites.used_by": {"people.id"}}
