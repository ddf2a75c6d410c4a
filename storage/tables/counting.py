"""What postal workers report."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy import text as sql

from storage.tables.auditing import AUDIT, PROVINCIAL, NoAudit, RowAudit
from storage.tables.columns import Moment, count_columns, key_column, metadata, one_of
from storage.tables.personal import KEPT, OFFICIAL
from storage.words.counts import Mode

reports = Table(
    "reports",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("province", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("worker", ForeignKey("people.id"), nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("mode", String, nullable=False),
    *count_columns(nullable=True),
    Column("comment", Text),
    Column("marked", String),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("supersedes", ForeignKey("reports.id")),
    Column("superseded_at", Moment),
    Column("voided_at", Moment),
    Column("voided_by", ForeignKey("people.id")),
    Column("booked_by", ForeignKey("people.id")),
    Column("reason", Text),
    Index(None, "campaign", "unit", "worker"),
    Index(None, "campaign", "sent_at"),
    Index(None, "campaign", "worker"),
    Index(None, "message"),
    Index(None, "supersedes"),
    CheckConstraint("voided_at IS NULL OR superseded_at IS NULL", name="one_end"),
    one_of("mode", Mode),
    comment="append-only; live rows are neither superseded nor voided; position is the order of arrival; "
    "booked_by and reason: a supervisor's correction in the worker's stead",
    info={AUDIT: RowAudit(texts={"comment": "worker", "reason": "booked_by"}, place=PROVINCIAL)},
)


daily = Table(
    "daily",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("unit", String, primary_key=True),
    Column("worker", ForeignKey("people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("province", String, nullable=False),
    *count_columns(nullable=False),
    Index(None, "campaign", "province"),
    comment="derived: the live reports replayed, additions per unit, worker and local day",
    info={AUDIT: NoAudit("derived from the reports"), KEPT: "figures"},
)


drafts = Table(
    "drafts",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("kind", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False, server_default="open"),
    Column("created_at", Moment, nullable=False),
    Column("reminded_at", Moment),
    Column("closed_at", Moment),
    Index(None, "person", "state"),
    Index(None, "message"),
    CheckConstraint("state IN ('open', 'booked', 'dropped')", name="state"),
    info={AUDIT: RowAudit(hidden=frozenset({"payload", "reminded_at"}))},
)


evidence = Table(
    "evidence",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("province", String),
    Column("unit", String),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("kind", String, nullable=False),
    Column("bot", String, nullable=False),
    Column("file_id", String, nullable=False),
    Column("file_unique_id", String, nullable=False),
    Column("size", Integer),
    Column("album", String),
    Column("created_at", Moment, nullable=False),
    Column("voided_at", Moment),
    Index(None, "campaign", "unit"),
    Index(None, "campaign", "person"),
    Index(None, "message"),
    CheckConstraint("kind IN ('photo', 'document')", name="kind"),
    comment="photos and documents by Telegram's file id, with the message whose effect they prove",
    info={AUDIT: RowAudit(place=PROVINCIAL), KEPT: OFFICIAL},
)


closings = Table(
    "closings",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("province", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("declared_by", ForeignKey("people.id"), nullable=False),
    Column("declared_at", Moment, nullable=False),
    Column("confirmed_by", ForeignKey("people.id")),
    Column("confirmed_at", Moment),
    Column("reopened_by", ForeignKey("people.id")),
    Column("reopened_at", Moment),
    Column("reason", Text),
    Index(None, "campaign", "unit"),
    Index(None, "campaign", "province"),
    Index(
        "ix_closings_open",
        "campaign",
        "unit",
        unique=True,
        sqlite_where=sql("reopened_at IS NULL"),
        postgresql_where=sql("reopened_at IS NULL"),
    ),
    comment="a worker says that a unit is finished; a supervisor confirms or reopens it",
    info={
        AUDIT: RowAudit(texts={"reason": "reopened_by"}, place=PROVINCIAL),
        KEPT: OFFICIAL,
    },
)


absences = Table(
    "absences",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", Text),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "campaign", "person"),
    CheckConstraint("last_day >= first_day", name="days"),
    comment="days without a signal or off work: no nudges, no alerts",
    info={AUDIT: RowAudit(texts={"reason": "person"})},
)
