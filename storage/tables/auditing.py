"""How the changes of a table are audited: each table says it in its ``info``, ``storage/audit`` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AUDIT = "audit"
"""The key in a table's ``info``."""
PROVINCIAL = ("campaign", "province")
NO_CAMPAIGN = (None, None)
"""The place of what stands above the campaigns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAudit:
    """Every row has its own entries.

    ``texts``: columns that hold what a person wrote or is called, with the column that says who.
    ``hidden``: columns that the log has nothing of. ``place``: the columns of campaign and chain, where
    the row has them. ``person_of_key``: the key holds an address of this person, and is disguised, too.
    ``through``: the key of the row in another table that has the columns which are missing here.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    place: tuple[str | None, str | None] = ("campaign", None)
    person_of_key: str | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAudit:
    """Rows that are audited together, as the list ``name`` of a column's values.

    ``by``: the columns of the campaign and of what the list belongs to. ``order``: that of the list.
    """

    by: tuple[str, ...]
    column: str
    name: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAudit:
    """Rows that are audited together, as their number, some sums and a digest of all columns.

    ``by``: the column of the campaign.
    """

    by: tuple[str, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoAudit:
    """Changes leave no entries, for a reason."""

    reason: str


WholeAudit = ListAudit | DigestAudit
Audit = RowAudit | WholeAudit | NoAudit
