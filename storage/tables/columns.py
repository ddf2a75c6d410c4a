"""What the tables are made of: their common metadata, moments, words, counts."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    TypeDecorator,
)

from storage.words.counts import Count

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


ONLY = "only"
"""In an index's ``info``: the one engine that has a use for it."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite has no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive datetimes: ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Puts the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Lets a column hold the words of an enumeration alone."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word.value) for word in words)})", name=column)


def key_column() -> Column[int]:
    """The number of a row, given by the database."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def count_columns(*, nullable: bool) -> list[Column[Any]]:
    """The nine counts. In daily sums only ``issued`` may be unsaid."""
    return [
        Column(count.value, Integer, nullable=nullable or count is Count.ISSUED)
        if nullable or count is Count.ISSUED
        else Column(count.value, Integer, nullable=False, server_default="0")
        for count in Count
    ]
