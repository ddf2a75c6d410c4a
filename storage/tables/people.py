"""People, how they are reached, what they cover. What identifies them can be erased."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy import text as sql

from storage.tables.auditing import AUDIT, NO_CAMPAIGN, ListAudit, NoAudit, RowAudit
from storage.tables.columns import Moment, key_column, metadata, one_of
from storage.tables.personal import OWNERS, SHOWN, Shown
from storage.words.roles import Agency, Role

people = Table(
    "people",
    metadata,
    key_column(),
    Column("role", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("language", String, nullable=False, server_default="vi"),
    Column("registered_at", Moment, nullable=False),
    Column("consented_at", Moment),
    Column("consent_asked_at", Moment),
    Column("forgotten_at", Moment),
    one_of("role", Role),
    one_of("agency", Agency),
    info={AUDIT: RowAudit(hidden=frozenset({"consent_asked_at"}), place=NO_CAMPAIGN)},
)


identities = Table(
    "identities",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("name", String, nullable=False),
    Column("phone", String),
    Column("pin", String, info={SHOWN: Shown.WHETHER}),
    Column("salt", String, info={SHOWN: Shown.NEVER}),
    Index(None, "phone"),
    comment="phone in E.164; pin is a salted digest; salt disguises the person's texts in the audit log",
    info={
        AUDIT: RowAudit(
            texts={"name": "person", "phone": "person", "pin": "person"},
            hidden=frozenset({"salt"}),
            place=NO_CAMPAIGN,
        )
    },
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
    Column("choices", Text),
    Index(None, "person"),
    comment="person is who holds the phone now, null for a stranger; greeted_at: a stranger got the answer; "
    "choices: which taps numbers stand for, where no buttons are shown",
    info={AUDIT: NoAudit("where people are reached just now; who may use a chat is audited")},
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
    info={
        AUDIT: RowAudit(
            hidden=frozenset({"misses", "locked_until"}), place=NO_CAMPAIGN, person_of_key="person"
        )
    },
)


scopes = Table(
    "scopes",
    metadata,
    Column("campaign", ForeignKey("campaigns.code"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "campaign", "code", "person"),
    info={
        AUDIT: ListAudit(by=("campaign", "person"), column="code", name="codes", order=("position", "code"))
    },
)


invites = Table(
    "invites",
    metadata,
    Column("digest", String, primary_key=True, info={SHOWN: Shown.NEVER}),
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
    one_of("role", Role),
    one_of("agency", Agency),
    comment="person: who the token is for, where we know them; imported: from a staff list",
    info={AUDIT: RowAudit(hidden=frozenset({"name", "phone"})), OWNERS: ("person", "used_by")},
)
