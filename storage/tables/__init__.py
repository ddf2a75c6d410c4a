"""The tables. Migrations are written from them; a test compares the two.

Rows carry campaign and province so that they can be sharded. What identifies a person beyond a number
stands in tables that can be erased: ``identities``, ``contacts``, ``messages`` and the inbox payloads.
"""

from storage.tables.announcing import broadcast_parcels, broadcasts, bulletin_wishes, bulletins
from storage.tables.audit import audit, audit_heads
from storage.tables.campaigns import campaign_files, campaigns
from storage.tables.columns import ONLY, Moment, metadata
from storage.tables.counting import absences, closings, daily, drafts, evidence, reports
from storage.tables.inspecting import inspections, minutes, rechecks
from storage.tables.messaging import dialogues, inbox, lanes, messages, outbox
from storage.tables.people import contacts, holders, identities, invites, people, scopes
from storage.tables.planning import milestone_changes, milestone_questions, milestones, reminders
from storage.tables.units import units

__all__ = [
    "ONLY",
    "Moment",
    "absences",
    "audit",
    "audit_heads",
    "broadcast_parcels",
    "broadcasts",
    "bulletin_wishes",
    "bulletins",
    "campaign_files",
    "campaigns",
    "closings",
    "contacts",
    "daily",
    "dialogues",
    "drafts",
    "evidence",
    "holders",
    "identities",
    "inbox",
    "inspections",
    "invites",
    "lanes",
    "messages",
    "metadata",
    "milestone_changes",
    "milestone_questions",
    "milestones",
    "minutes",
    "outbox",
    "people",
    "rechecks",
    "reminders",
    "reports",
    "scopes",
    "units",
]
