"""The log of all changes, and the ends of its chains."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    String,
    Table,
    Text,
)

from storage.tables.auditing import AUDIT, NoAudit
from storage.tables.columns import Moment, metadata
from storage.tables.personal import IMPERSONAL, KEPT

audit = Table(
    "audit",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("chain", String, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment),
    Column("via", String, nullable=False),
    Column("person", BigInteger),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("cause", BigInteger),
    Column("message", BigInteger),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    comment="append-only, chained by digests; refers to rows by number alone: no other table binds it",
    info={
        AUDIT: NoAudit("the log"),
        KEPT: "texts of people are digests, with a salt that goes with their identity",
    },
)


audit_heads = Table(
    "audit_heads",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("chain", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    comment="the last entry of each chain: locked by whoever lengthens it",
    info={AUDIT: NoAudit("the ends of the log's chains"), KEPT: IMPERSONAL},
)
