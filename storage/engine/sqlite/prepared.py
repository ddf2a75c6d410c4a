"""Statements made ready: what SQLAlchemy finds out anew at each execution is found out once.

A statement that is executed a second time is a constant of some module, and will be executed thousands of
times more. Its words for SQLite, the order of its parameters and what turns values into columns and back are
then kept as long as the object lives (docs/decisions/0019-statements-made-ready.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, IteratorResult, Select
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.expression import Executable

Parameters = Mapping[str, Any]
Process = Callable[[Any], Any]
_Slot = tuple[str, int | None, Any, Process | None]
"""Where a value comes from: a parameter, which of its list, or a constant; and what turns it."""

_MOST_SHAPES: Final = 256
"""For so many lengths of its lists a statement is kept ready."""
_LISTS: Final = (list, tuple)
_CONSTANT: Final = ""
_UNSEEN: Final = object()


class ReadyResult(IteratorResult[Any]):
    """The rows of a statement, all of them fetched. ``rowcount`` is how many it changed."""

    def __init__(self, metadata: SimpleResultMetaData, rows: Sequence[Any], rowcount: int) -> None:
        super().__init__(metadata, iter(rows))
        self._fetched = rows
        self.rowcount = rowcount

    def scalar(self) -> Any:
        """The first value of the first row, None where there is none."""
        return self._value() if self._fetched else None

    def scalar_one(self) -> Any:
        """The first value of the only row. Raises as SQLAlchemy does where it is not the only one."""
        return self._value() if len(self._fetched) == 1 else super().scalar_one()

    def _value(self) -> Any:
        value = self._fetched[0][0]
        process = self._metadata._processors[0]  # type: ignore[index]
        return value if process is None else process(value)


class Ready:
    """A statement for parameters of one shape: the same names, and lists of the same lengths."""

    __slots__ = ("_dialect", "_metadata", "_processes", "_slots", "sql")

    def __init__(self, statement: Select[Any] | UpdateBase, compiled: SQLCompiler, given: Parameters) -> None:
        dialect = self._dialect = compiled.dialect
        state = compiled.construct_expanded_state(dict(given))
        of_list = {
            part: (name, place)
            for name, parts in state.parameter_expansion.items()
            for place, part in enumerate(parts)
        }
        self.sql = state.statement
        self._slots: list[_Slot] = []
        for part in state.positiontup or ():
            name, place = of_list.get(part, (part, None))
            turn = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            if name in given:
                self._slots.append((name, place, None, turn))
            else:
                value = state.parameters[part]
                self._slots.append((_CONSTANT, None, turn(value) if turn else value, None))
        self._processes = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.exported_columns
        ]
        self._metadata: SimpleResultMetaData | None = None

    def values(self, given: Parameters) -> list[Any]:
        """The values in the order of the statement's marks. Raises StatementError."""
        try:
            found = []
            for name, place, value, turn in self._slots:
                if name:
                    value = given[name] if place is None else given[name][place]
                    if turn is not None:
                        value = turn(value)
                found.append(value)
        except Exception as error:
            raise StatementError(str(error), self.sql, None, error, hide_parameters=True) from error
        return found

    def columns(self, given: Sequence[Parameters]) -> list[tuple[Any, ...]]:
        """``values`` of many rows. What many of them have in common is turned once. Raises StatementError."""
        try:
            columns = [
                repeat(value, len(given)) if not name else _turned([row[name] for row in given], turn)
                for name, _, value, turn in self._slots
            ]
        except Exception as error:
            raise StatementError(str(error), self.sql, None, error, hide_parameters=True) from error
        return list(zip(*columns, strict=True))

    def found(self, cursor: sqlite3.Cursor) -> ReadyResult:
        """All that the statement found."""
        if self._metadata is None:
            names = [column[0] for column in cursor.description or ()]
            self._metadata = SimpleResultMetaData(names, _processors=self._processes)
        return ReadyResult(self._metadata, cursor.fetchall() if self._processes else (), cursor.rowcount)

    def failed(self, error: sqlite3.Error) -> BaseException:
        """The error as SQLAlchemy raises it."""
        return as_raised(error, self.sql, self._dialect)


def _turned(column: list[Any], turn: Process | None) -> list[Any]:
    if turn is None:
        return column
    turned: list[Any] = []
    last: Any = _UNSEEN
    for value in column:
        turned.append(turned[-1] if value is last else turn(value))
        last = value
    return turned


def as_raised(error: sqlite3.Error, sql: str, dialect: Dialect) -> BaseException:
    """The error as SQLAlchemy raises it, without the values: what people wrote is not for logs."""
    return DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect)


_seen: WeakKeyDictionary[Executable, dict[object, Ready | None]] = WeakKeyDictionary()


def ready(
    statement: Executable, given: Parameters | Sequence[Parameters] | None, dialect: Dialect
) -> Ready | None:
    """The statement made ready; None the first time, and for what is left to SQLAlchemy.

    A sequence of parameters has the shape of its first.
    """
    many = isinstance(given, _LISTS)
    if many and not given:
        return None
    shapes = _seen.get(statement)
    if shapes is None:
        if isinstance(statement, Select | UpdateBase):
            _seen[statement] = {}
        return None
    first: Parameters = (given[0] if many else given) or {}  # type: ignore[index, assignment]
    shape = (many, *[(key, len(value)) if type(value) in _LISTS else key for key, value in first.items()])
    try:
        return shapes[shape]
    except KeyError:
        if len(shapes) >= _MOST_SHAPES:
            shapes.clear()
        made = shapes[shape] = _made(statement, first, many, dialect)  # type: ignore[arg-type]
        return made


def _made(
    statement: Select[Any] | UpdateBase, given: Parameters, many: bool, dialect: Dialect
) -> Ready | None:
    compiled = statement.compile(dialect=dialect, column_keys=sorted(given), for_executemany=many)
    lists = [value for value in given.values() if isinstance(value, _LISTS)]
    peculiar = (
        compiled.literal_execute_params
        or any(bind.callable for bind in compiled.binds.values())
        or compiled.insert_prefetch
        or compiled.update_prefetch
        or (many and (lists or statement.exported_columns))
        or any(isinstance(item, _LISTS) for value in lists for item in value)
    )
    return None if peculiar else Ready(statement, compiled, given)
