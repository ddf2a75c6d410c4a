"""What inspectors find."""

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
    Text,
)

from storage.tables.auditing import AUDIT, PROVINCIAL, RowAudit
from storage.tables.columns import Moment, key_column, metadata, one_of
from storage.tables.personal import KEPT, OFFICIAL
from storage.words.counts import Outcome

rechecks = Table(
    "rechecks",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("province", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("ballot", String),
    Column("outcome", String, nullable=False),
    Column("count", Integer, nullable=False),
    Column("probability", Float),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("inspector", ForeignKey("people.id"), nullable=False),
    Column("agency", String, nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("comment", Text),
    Column("question", String),
    Column("checked_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("supersedes", ForeignKey("rechecks.id")),
    Column("voided_at", Moment),
    Column("voided_by", ForeignKey("people.id")),
    Index(None, "campaign", "unit"),
    Index(None, "campaign", "inspector", "unit"),
    Index(None, "campaign", "ballot"),
    Index(None, "message"),
    CheckConstraint("count > 0", name="count"),
    CheckConstraint("ballot IS NULL OR count = 1", name="one_ballot"),
    one_of("outcome", Outcome),
    comment="question: what a mismatch is about: overall, q4, or several with commas; supersedes: the same "
    "inspector's row of the ballot before, live again when this one is undone",
    info={AUDIT: RowAudit(texts={"comment": "inspector"}, place=PROVINCIAL)},
)


inspections = Table(
    "inspections",
    metadata,
    key_column(),
    Column("campaign", String, nullable=False),
    Column("province", String, nullable=False),
    Column("unit", String),
    Column("inspector", ForeignKey("people.id"), nullable=False),
    Column("agency", String, nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("note", Text, nullable=False),
    Column("inspected_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("voided_at", Moment),
    Column("voided_by", ForeignKey("people.id")),
    Index(None, "campaign", "province"),
    Index(None, "campaign", "inspector"),
    Index(None, "message"),
    info={
        AUDIT: RowAudit(texts={"note": "inspector"}, place=PROVINCIAL),
        KEPT: OFFICIAL,
    },
)


minutes = Table(
    "minutes",
    metadata,
    Column("inspection", ForeignKey("inspections.id"), primary_key=True),
    Column("heading", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("message", ForeignKey("messages.id"), nullable=False),
    Index(None, "message"),
    CheckConstraint("heading BETWEEN 1 AND 6", name="heading"),
    comment="an inspection's minutes under the six headings, each with the message that it was typed in",
    info={
        AUDIT: RowAudit(texts={"text": "inspector"}, place=PROVINCIAL, through="inspection"),
        KEPT: OFFICIAL,
    },
)
