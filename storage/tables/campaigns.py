"""Campaigns and the editions of their files."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy import text as sql

from storage.tables.auditing import AUDIT, RowAudit
from storage.tables.columns import Moment, metadata
from storage.tables.personal import IMPERSONAL, KEPT

campaigns = Table(
    "campaigns",
    metadata,
    Column("code", String, primary_key=True),
    Column("activated_at", Moment, nullable=False),
    Column("demo", Boolean, nullable=False, server_default=sql("false")),
    info={AUDIT: RowAudit(place=("code", None)), KEPT: IMPERSONAL},
)


campaign_files = Table(
    "campaign_files",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("applied", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    comment="the campaign as the bot uses it, as JSON: what it began with, then each changed file that was "
    "applied; the highest number holds",
    info={AUDIT: RowAudit(hidden=frozenset({"content"})), KEPT: IMPERSONAL},
)
