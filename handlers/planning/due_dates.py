"""``/doihan 2019-4.5 2019-10-05 lý do``: a task's due date moves; the plan's own stays beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from handlers.planning import permissions, plan_loading, tasks
from handlers.registry import command
from handlers.replies import phrases
from storage.campaign.types import Task
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.planning import milestone_changes, milestones, reminders
from storage.words.replies import Refusal, Reply, Text
from storage.words.tasks import Change

SHORTEST_REASON = 3
LONGEST_MOVE = timedelta(days=366)
"""How far from the plan's own date: further away it is a slip of the year."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_BETWEEN = ",;"
"""May stand behind a word, as in ``/moi``."""


@command("doihan", role=tasks.PLANNERS)
async def move_typed(db: Connection, message: Message) -> Reply:
    """The task, a province where the sender leads several, the new date, the reason."""
    if not message.args:
        raise Refusal("move.how", example=message.campaign.leaves[0].number)
    task = tasks.acting(message.campaign, message.args[0].rstrip(_BETWEEN))
    head = [word.rstrip(_BETWEEN) for word in message.args[1:]]
    said, taken = tasks.province_ahead(message.campaign, head)
    if said is None and task.provincial:
        _refuse_strange_province(head, task)
    scope = tasks.scope_of(message, task, said)
    if not permissions.moves(message.person, task, scope):
        raise Refusal("move.not_yours", id=task.id, agencies=plan_loading.agencies(task.lead))
    if taken == len(head):
        raise Refusal("move.how", example=task.number)
    due = date_of(head[taken], task.due)
    if due is None:
        raise Refusal("move.no_date", words=head[taken], id=task.number)
    reason = " ".join(message.args[taken + 2 :])
    if len(reason) < SHORTEST_REASON:
        raise Refusal("move.no_reason", id=task.number, due=f"{due:%d/%m/%Y}")
    return await _move(db, message, task, scope, due, reason)


def _refuse_strange_province(words: Sequence[str], task: Task) -> None:
    """What stands between the task and the date, where it names no province."""
    dated = next((place for place, word in enumerate(words) if date_of(word, task.due)), 0)
    if dated:
        raise Refusal("move.unknown_province", words=" ".join(words[:dated]), id=task.number)


async def _move(db: Connection, message: Message, task: Task, scope: str, due: date, reason: str) -> Reply:
    await milestones.hold(db, message.campaign.code)
    plan = await plan_loading.plan(db, message.campaign, message.zone, message.now)
    before, code = plan.due(task, scope), message.campaign.code
    if plan.is_done(task, scope):
        raise Refusal("move.is_done", id=task.id, number=task.number)
    if due == before:
        raise Refusal("move.same", id=task.id, due=due)
    if due < message.today:
        raise Refusal("move.past", due=due)
    if abs(due - task.due) > LONGEST_MOVE:
        raise Refusal("move.too_far", due=due, planned=task.due)
    await milestones.move(db, code, task.id, scope, due, message.person.id, message.now)
    change = tasks.line(
        message, task, scope, Change.MOVED, before=before.isoformat(), after=due.isoformat(), reason=reason
    )
    await milestone_changes.record(db, code, change)
    await reminders.withdraw(db, code, task.id, scope)
    return phrases.lines(
        Text("move.moved", tasks.titled(message.campaign, task, scope)),
        plan_loading.when(due, (due - message.today).days),
        Text("move.before", {"before": before, "planned": task.due}),
        Text("move.reason", {"reason": reason, "by": message.person.name}),
        None if plan.calendar.is_working(due) else Text("move.day_off"),
    )


def date_of(word: str, near: date) -> date | None:
    """``2019-10-05``, ``05/10/2019``, ``5/10``: without a year the one that is nearest to ``near``."""
    try:
        if match := _ISO.fullmatch(word):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _LOCAL.fullmatch(word):
            day, month = int(match[1]), int(match[2])
            if match[3]:
                return date(int(match[3]), month, day)
            return _nearest(day, month, near)
    except ValueError:
        return None
    return None


def _nearest(day: int, month: int, near: date) -> date | None:
    """Of the years around; 29 February is not in each."""
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError):
            found.append(date(year, month, day))
    return min(found, key=lambda one: abs(one - near), default=None)
