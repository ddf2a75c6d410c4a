"""Bulletins and announcements."""

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

from storage.tables.auditing import AUDIT, NO_CAMPAIGN, NoAudit, RowAudit
from storage.tables.columns import Moment, key_column, metadata
from storage.tables.personal import IMPERSONAL, KEPT

bulletin_wishes = Table(
    "bulletin_wishes",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("daily_since", Moment),
    Column("weekly_since", Moment),
    comment="who wants the day's and the week's bulletin, since when; null: not",
    info={AUDIT: RowAudit(place=NO_CAMPAIGN), KEPT: "days alone"},
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
    info={AUDIT: NoAudit("a log itself"), KEPT: "figures"},
)


broadcasts = Table(
    "broadcasts",
    metadata,
    key_column(),
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
    info={AUDIT: RowAudit(texts={"text": "sender"}, hidden=frozenset({"reported_at"}))},
)


broadcast_parcels = Table(
    "broadcast_parcels",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("outbox", ForeignKey("outbox.id"), primary_key=True),
    Index(None, "outbox"),
    info={AUDIT: NoAudit("which messages of the queue an announcement became"), KEPT: IMPERSONAL},
)
