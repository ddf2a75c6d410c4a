"""The registry with all handlers in it: they declare themselves when their modules are loaded."""

from __future__ import annotations

from handlers import undo
from handlers.announcing import broadcasts, bulletins
from handlers.counting import (
    absences,
    closings,
    corrections,
    drafts,
    evidence,
    history,
    report_form,
    reports,
    silent_workers,
)
from handlers.inspecting import (
    form_questions,
    inspections,
    minutes,
    minutes_views,
    recheck_booking,
    recheck_form,
    recheck_notes,
    rechecks,
)
from handlers.overview import progress, scores
from handlers.people import help_and_language, invites, onboarding, privacy, shared_phones
from handlers.planning import calendar_file, completion_questions, due_dates, plan_views, tasks
from handlers.registry import registry

__all__ = ["MODULES", "registry"]

MODULES = (
    absences,
    broadcasts,
    bulletins,
    calendar_file,
    closings,
    completion_questions,
    corrections,
    drafts,
    evidence,
    report_form,
    history,
    shared_phones,
    inspections,
    invites,
    minutes,
    minutes_views,
    due_dates,
    onboarding,
    help_and_language,
    plan_views,
    privacy,
    progress,
    form_questions,
    recheck_booking,
    recheck_form,
    rechecks,
    recheck_notes,
    reports,
    scores,
    silent_workers,
    tasks,
    undo,
)
"""Whatever declares a handler."""
