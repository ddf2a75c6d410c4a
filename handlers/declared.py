"""The registry with all handlers in it: they declare themselves when their modules are loaded."""

from __future__ import annotations

from handlers import (  # noqa: F401
    absences,
    broadcasts,
    bulletins,
    calendars,
    closings,
    completions,
    corrections,
    drafts,
    evidence,
    guided,
    history,
    holders,
    inspections,
    invites,
    minutes,
    minutes_shown,
    moves,
    onboarding,
    people,
    plan,
    privacy,
    progress,
    questions,
    recheck_booking,
    recheck_guide,
    rechecks,
    remarks,
    reports,
    scores,
    silences,
    tasks,
    undo,
)
from handlers.registry import registry

__all__ = ["registry"]
