"""The selected units."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from storage.tables.auditing import AUDIT, DigestAudit
from storage.tables.columns import metadata
from storage.tables.personal import IMPERSONAL, KEPT

units = Table(
    "units",
    metadata,
    Column("campaign", ForeignKey("campaigns.code"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("level", String, nullable=False),
    Column("province", String, nullable=False),
    Column("district", String),
    Column("quota", Integer, nullable=False),
    Column("stratum", String),
    Column("cluster", String),
    Column("probability", Float),
    Column("weight", Float),
    Index(None, "campaign", "province"),
    CheckConstraint("quota >= 0", name="quota"),
    info={AUDIT: DigestAudit(by=("campaign",), sums=("quota",)), KEPT: IMPERSONAL},
)
