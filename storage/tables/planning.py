"""Where the plan stands, and what was reminded of."""

from __future__ import annotations

from sqlalchemy import (
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

from storage.tables.auditing import AUDIT, NoAudit, RowAudit
from storage.tables.columns import Moment, key_column, metadata, one_of
from storage.tables.personal import IMPERSONAL, KEPT, OFFICIAL
from storage.words.tasks import Change

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
    info={AUDIT: RowAudit(place=("campaign", "scope")), KEPT: "who did it, by number"},
)


milestone_changes = Table(
    "milestone_changes",
    metadata,
    key_column(),
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
    one_of("kind", Change),
    comment="append-only: who did what to a task; before and after are due dates of a move, "
    "slots of an acknowledgement, slot and day of a snooze",
    info={
        AUDIT: RowAudit(texts={"reason": "person"}, place=("campaign", "scope")),
        KEPT: OFFICIAL,
    },
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
    info={AUDIT: NoAudit("what was asked; the answer changes a milestone"), KEPT: IMPERSONAL},
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
    info={AUDIT: NoAudit("a log itself"), KEPT: "who was reminded of what, by number"},
)
