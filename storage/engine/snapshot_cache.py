"""Within a snapshot nothing changes: what a long walk through it asks again and again is asked once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from storage.engine.database import Connection

P = ParamSpec("P")
T = TypeVar("T")

_memories: WeakKeyDictionary[Connection, dict[Hashable, Any]] = WeakKeyDictionary()


@contextmanager
def remembering(db: Connection) -> Iterator[None]:
    """Answers of ``remembered`` queries are kept. For connections that only read, within one snapshot."""
    _memories[db] = {}
    try:
        yield
    finally:
        del _memories[db]


def remembered(
    query: Callable[Concatenate[Connection, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[Connection, P], Coroutine[Any, Any, T]]:
    """A query whose answer may be kept. Nobody may change it: the next one gets the same."""

    @wraps(query)
    async def ask(db: Connection, /, *given: P.args, **named: P.kwargs) -> T:
        memory = _memories.get(db)
        if memory is None:
            return await query(db, *given, **named)
        asked = (query, *map(_fixed, given), *((name, _fixed(value)) for name, value in named.items()))
        if asked not in memory:
            memory[asked] = await query(db, *given, **named)
        found: T = memory[asked]
        return found

    return ask


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
