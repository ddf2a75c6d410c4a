"""The registry with all handlers in it: they declare themselves when their modules are loaded."""

from __future__ import annotations

from handlers import undo
from handlers.announcing import broadcasts, bulletins
from handlers.counting import absences, closings, corrections, drafts, evidence, history, reports
from handlers.counting import report_form as guided
from handlers.counting import silent_workers as silences
from handlers.inspecting import form_questions as questions
from handlers.inspecting import inspections, minutes, recheck_booking, rechecks
from handlers.inspecting import minutes_views as minutes_shown
from handlers.inspecting import recheck_form as recheck_guide
from handlers.inspecting import recheck_notes as remarks
from handlers.overview import progress, scores
from handlers.people import help_and_language as people
from handlers.people import invites, onboarding, privacy
from handlers.people import shared_phones as holders
from handlers.planning import calendar_file as calendars
from handlers.planning import completion_questions as completions
from handlers.planning import due_dates as moves
from handlers.planning import plan_views as plan
from handlers.planning import tasks
from handlers.registry import registry

__all__ = ["MODULES", "registry"]

MODULES = (
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
"""Whatever declares a handler."""
