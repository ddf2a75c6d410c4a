"""The tables. Migrations are written from them; a test compares the two.

Rows carry campaign and province so that they can be sharded. What identifies a person beyond a number
stands in tables that can be erased: ``identities``, ``contacts``, ``messages`` and the inbox payloads.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from storage.words.model import Agency, Change, Count, Mode, Outcome, Role

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


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word.value) for word in words)})", name=column)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _counts(*, nullable: bool) -> list[Column[Any]]:
    """The nine counts. In daily sums only ``issued`` may be unsaid."""
    return [
        Column(count.value, Integer, nullable=nullable or count is Count.ISSUED)
        if nullable or count is Count.ISSUED
        else Column(count.value, Integer, nullable=False, server_default="0")
        for count in Count
    ]


campaigns = Table(
    "campaigns",
    metadata,
    Column("code", String, primary_key=True),
    Column("activated_at", Moment, nullable=False),
    Column("demo", Boolean, nullable=False, server_default=sql("false")),
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
)

people = Table(
    "people",
    metadata,
    _key(),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("language", String, nullable=False, server_default="vi"),
    Column("registered_at", Moment, nullable=False),
    Column("consented_at", Moment),
    Column("consent_asked_at", Moment),
    Column("forgotten_at", Moment),
    _one_of("role", Role),
    _one_of("agency", Agency),
)

identities = Table(
    "identities",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("name", String, nullable=False),
    Column("phone", String),
    Column("pin", String),
    Column("salt", String),
    Index(None, "phone"),
    comment="phone in E.164; pin is a salted digest; salt disguises the person's texts in the audit log",
)

contacts = Table(
    "contacts",
    metadata,
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("person", ForeignKey("people.id")),
    Column("unreachable_since", Moment),
    Column("greeted_at", Moment),
    Column("commands", String),
    Index(None, "person"),
    comment="person is who holds the phone now, null for a stranger; greeted_at: a stranger got the answer",
)

holders = Table(
    "holders",
    metadata,
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("phone_checked_at", Moment),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
    Index(None, "person"),
    comment="everybody who may use a chat: phones are shared, and people have several; "
    "misses: wrong PINs in a row",
)

scopes = Table(
    "scopes",
    metadata,
    Column("campaign", ForeignKey("campaigns.code"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "campaign", "code", "person"),
)

invites = Table(
    "invites",
    metadata,
    Column("digest", String, primary_key=True),
    Column("campaign", ForeignKey("campaigns.code"), nullable=False),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("language", String, nullable=False),
    Column("phone", String),
    Column("person", ForeignKey("people.id")),
    Column("imported", Boolean, nullable=False, server_default=sql("false")),
    Column("created_by", ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", ForeignKey("people.id")),
    _one_of("role", Role),
    _one_of("agency", Agency),
    comment="person: who the token is for, where we know them; imported: from a staff list",
)

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
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("bot", String, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text),
    Column("state", String, nullable=False, server_default="new"),
    Column("kind", String),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("done_at", Moment),
    UniqueConstraint("bot", "update_id"),
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
    comment="raw updates, committed before Telegram is told; seq is the order of arrival",
)

lanes = Table(
    "lanes",
    metadata,
    Column("bot", String, primary_key=True),
    Column("chat", String, primary_key=True),
    comment="a chat whose updates are handled in order; locked by the process that handles the next one",
)

messages = Table(
    "messages",
    metadata,
    _key(),
    Column("campaign", ForeignKey("campaigns.code"), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("text", Text),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(None, "channel", "address", "message_id"),
    Index(None, "campaign", "person"),
    comment="what people typed, edits included: each version is a row",
)

outbox = Table(
    "outbox",
    metadata,
    _key(),
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
    CheckConstraint("kind IN ('text', 'edit', 'toast', 'chart', 'file', 'view', 'menu')", name="kind"),
    comment="pieces: how many pieces of a long text have arrived",
)

reports = Table(
    "reports",
    metadata,
    _key(),
    Column("campaign", String, nullable=False),
    Column("province", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("worker", ForeignKey("people.id"), nullable=False),
    Column("message", ForeignKey("messages.id")),
    Column("mode", String, nullable=False),
    *_counts(nullable=True),
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
    _one_of("mode", Mode),
    comment="append-only; live rows are neither superseded nor voided; position is the update id; "
    "booked_by and reason: a supervisor's correction in the worker's stead",
)

daily = Table(
    "daily",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("unit", String, primary_key=True),
    Column("worker", ForeignKey("people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("province", String, nullable=False),
    *_counts(nullable=False),
    Index(None, "campaign", "province"),
    comment="derived: the live reports replayed, additions per unit, worker and local day",
)

drafts = Table(
    "drafts",
    metadata,
    _key(),
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
)

rechecks = Table(
    "rechecks",
    metadata,
    _key(),
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
    _one_of("outcome", Outcome),
    comment="question: what a mismatch is about: overall, q4, or several with commas; supersedes: the same "
    "inspector's row of the ballot before, live again when this one is undone",
)

inspections = Table(
    "inspections",
    metadata,
    _key(),
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
)

evidence = Table(
    "evidence",
    metadata,
    _key(),
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
)

closings = Table(
    "closings",
    metadata,
    _key(),
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
)

absences = Table(
    "absences",
    metadata,
    _key(),
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
)

milestones = Table(
    "milestones",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("task", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("due", Date),
    Column("done_at", Moment),
    Column("done_by", ForeignKey("people.id")),
    Column("changed_by", ForeignKey("people.id")),
    Column("changed_at", Moment),
    comment="where a task stands in a scope: its moved due date and whether it is done",
)

milestone_changes = Table(
    "milestone_changes",
    metadata,
    _key(),
    Column("campaign", String, nullable=False),
    Column("task", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("before", String),
    Column("after", String),
    Column("reason", Text),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("message", ForeignKey("messages.id")),
    Index(None, "campaign", "task"),
    Index(None, "person"),
    _one_of("kind", Change),
    comment="append-only: who did what to a task; before and after are due dates of a move, "
    "slots of an acknowledgement, slot and day of a snooze",
)

milestone_questions = Table(
    "milestone_questions",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("task", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("state", String, nullable=False, server_default="open"),
    Column("asked_at", Moment, nullable=False),
    CheckConstraint("state IN ('open', 'confirmed', 'declined', 'withdrawn')", name="state"),
    comment="a tracked figure has reached its target: is the task done? withdrawn when the figure fell again",
)

reminders = Table(
    "reminders",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("task", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("slot", String, primary_key=True),
    Column("due", Date, primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("verdict", String, nullable=False),
    Column("outbox", ForeignKey("outbox.id")),
    Column("decided_at", Moment, nullable=False),
    Index(None, "campaign", "person"),
    Index(None, "outbox"),
    CheckConstraint("verdict IN ('send', 'skip')", name="verdict"),
)

bulletin_wishes = Table(
    "bulletin_wishes",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("daily_since", Moment),
    Column("weekly_since", Moment),
    comment="who wants the day's and the week's bulletin, since when; null: not",
)

bulletins = Table(
    "bulletins",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("figures", Text, nullable=False),
    Column("outbox", ForeignKey("outbox.id"), nullable=False),
    Index(None, "outbox"),
    CheckConstraint("kind IN ('daily', 'weekly')", name="kind"),
    comment="what was told to whom: the next one tells what has changed since, or is not sent",
)

broadcasts = Table(
    "broadcasts",
    metadata,
    _key(),
    Column("campaign", String, nullable=False),
    Column("sender", ForeignKey("people.id"), nullable=False),
    Column("text", Text),
    Column("roles", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("unreached", Integer, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("cancelled_by", ForeignKey("people.id")),
    Column("cancelled_at", Moment),
    Column("reported_at", Moment),
    Index(None, "campaign", "sender"),
    comment="an announcement by a coordinator; unreached: had no phone that could be reached then",
)

broadcast_parcels = Table(
    "broadcast_parcels",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("outbox", ForeignKey("outbox.id"), primary_key=True),
    Index(None, "outbox"),
)

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
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("chain", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    comment="the last entry of each chain: locked by whoever lengthens it",
)
