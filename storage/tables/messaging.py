"""What came in, what is to be sent, and what a chat is about."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from storage.tables.auditing import AUDIT, NoAudit
from storage.tables.columns import ONLY, Moment, key_column, metadata
from storage.tables.personal import KEPT

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("bot", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("update_id", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text),
    Column("state", String, nullable=False, server_default="new"),
    Column("kind", String),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("done_at", Moment),
    UniqueConstraint("bot", "channel", "update_id"),
    Index(
        "ix_inbox_new", "bot", "seq", sqlite_where=sql("state = 'new'"), postgresql_where=sql("state = 'new'")
    ),
    Index(
        "ix_inbox_lane",
        "bot",
        "chat",
        "seq",
        postgresql_where=sql("state = 'new'"),
        info={ONLY: "postgresql"},  # lanes are looked up where processes share them
    ),
    CheckConstraint("state IN ('new', 'done', 'ignored', 'parked')", name="state"),
    comment="raw updates, committed before the channel is told; seq is the order of arrival",
    info={AUDIT: NoAudit("a queue")},
)


lanes = Table(
    "lanes",
    metadata,
    Column("bot", String, primary_key=True),
    Column("chat", String, primary_key=True),
    comment="a chat whose updates are handled in order; locked by the process that handles the next one",
    info={AUDIT: NoAudit("locks"), KEPT: "locks, by the number of a chat to which nothing leads any more"},
)


messages = Table(
    "messages",
    metadata,
    key_column(),
    Column("campaign", ForeignKey("campaigns.code"), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("update_id", String, nullable=False),
    Column("text", Text),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(None, "channel", "address", "message_id"),
    Index(None, "campaign", "person"),
    comment="what people typed, edits included: each version is a row",
    info={AUDIT: NoAudit("a log itself")},
)


outbox = Table(
    "outbox",
    metadata,
    key_column(),
    Column("bot", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("cause", ForeignKey("inbox.seq")),
    Column("priority", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("language", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False, server_default="queued"),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment),
    Column("not_after", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("pieces", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment),
    Column("message_id", String),
    Column("error", Text),
    Index(
        "ix_outbox_open",
        "bot",
        "channel",
        "priority",
        "id",
        sqlite_where=sql("state IN ('queued', 'sending')"),
        postgresql_where=sql("state IN ('queued', 'sending')"),
    ),
    Index(
        "ix_outbox_chat",
        "channel",
        "address",
        "bot",
        "priority",
        "id",
        sqlite_where=sql("state IN ('queued', 'sending')"),
        postgresql_where=sql("state IN ('queued', 'sending')"),
    ),
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled')",
        name="state",
    ),
    comment="kind: of any channel's, or its own; pieces: how many pieces of a long text have arrived",
    info={AUDIT: NoAudit("a queue")},
)


dialogues = Table(
    "dialogues",
    metadata,
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("campaign", String, nullable=False),
    Column("name", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
    comment="what the bot is waiting for in a chat; at most one thing",
    info={AUDIT: NoAudit("what a chat is about just now")},
)
