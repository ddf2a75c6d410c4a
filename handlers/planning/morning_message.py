"""A person's morning in one message: tasks, places behind, silent workers, what was overdue at the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.counting import silent_workers
from handlers.planning import permissions, plan_loading, task_progress
from handlers.planning.task_progress import Standings
from handlers.replies import phrases
from scheduler.digests import DigestLine, items
from scheduler.plan import Key, Plan
from scheduler.recipients import Absent
from scheduler.reminders import AGAIN, Decision, TaskRole, overdue_at_activation
from scheduler.shortfalls import Shortfall
from scheduler.silences import Silence, Step
from scheduler.slots import START
from storage.campaign.types import Campaign, Task
from storage.planning.milestone_changes import Line
from storage.words.replies import Button, Reply, Text
from storage.words.roles import Person
from storage.words.units import NATION, province_of

MOST_SILENT = 10
MOST_BEHIND = 10
_OWN = (TaskRole.LEAD, TaskRole.STAND_IN)


@dataclass(frozen=True, slots=True)
class View:
    """What a digest is written from. ``moves``: the last move by task and scope, with the mover's name."""

    plan: Plan
    standings: Standings
    moves: Mapping[tuple[str, str], tuple[Line, str | Text]]
    today: date


@dataclass(frozen=True, slots=True)
class Morning:
    """What a person is told this morning."""

    person: Person
    decisions: Sequence[Decision] = ()
    shortfalls: Sequence[Shortfall] = ()
    silences: Sequence[Silence] = ()
    confirmations: Sequence[Key] = ()
    """Under which the person is asked what was done before it began."""

    @property
    def keys(self) -> list[Key]:
        """By what the ledger knows all of it."""
        decided = [item.key for group in (self.decisions, self.shortfalls, self.silences) for item in group]
        return [*decided, *self.confirmations]


def compose(morning: Morning, view: View) -> Reply:
    """The message: the most urgent first, with what to press."""
    due = items(morning.decisions)
    blocks = [_task_block(morning.person, line, view) for line in due]
    if due:
        acts = any(decision.role_in_task is TaskRole.LEAD for decision in morning.decisions)
        blocks.append([Text("reminder.act" if acts else "reminder.look")])
    if morning.shortfalls:
        blocks.append(_shortfalls(morning.shortfalls, view.plan.campaign))
    steps = {silence.step for silence in morning.silences}
    blocks += [_silences(morning.silences, step, view.plan.campaign) for step in Step if step in steps]
    overdue = _overdue(view.plan, morning.confirmations)
    if overdue:
        added = all(key.due != view.plan.activated_on for key in morning.confirmations)
        blocks.append(_confirmation(overdue, view.plan, added=added))
    parts: list[Text] = []
    if len(due) > 1:
        weekday = Text(f"weekday.{view.today.isoweekday()}")
        parts.append(Text("digest.title", {"count": len(due), "weekday": weekday, "today": view.today}))
    for block in blocks:
        parts += [Text("digest.gap"), *block] if parts else block
    buttons = _buttons(morning.person, due, view, alone=not overdue) + _done_of(overdue, view.plan.campaign)
    if due:
        buttons.append([Button("task.key_seen", f"seen:{view.today.isoformat()}")])
    return phrases.lines(*parts, buttons=buttons)


def _task_block(person: Person, line: DigestLine, view: View) -> list[Text]:
    task, first, campaign = view.plan.campaign.task(line.task), line.first, view.plan.campaign
    own = [decision for decision in line.decisions if decision.role_in_task is not TaskRole.ESCALATED]
    late = [decision for decision in line.decisions if decision.role_in_task is TaskRole.ESCALATED]
    scopes = [decision.key.scope for decision in own if decision.key.scope != NATION]
    parts = [
        Text(f"reminder.{first.role_in_task.value}", {"number": task.id, "title": task.title}),
        plan_loading.when(first.key.due, first.days_left),
        _moved(task, first, view),
        Text("reminder.start", {"start": task.start}) if str(first.key.slot) == START else None,
        Text("reminder.scope", {"name": phrases.scope(campaign, scopes)}) if scopes else None,
        Text(
            "reminder.late_in", {"names": phrases.scope(campaign, [decision.key.scope for decision in late])}
        )
        if late
        else None,
        Text("reminder.leads", {"agencies": plan_loading.agencies(task.lead)}),
    ]
    seen = scopes or list(task_progress.seen_by(person, NATION))
    parts += task_progress.lines(view.standings, view.plan, task, seen, view.today)
    missing = tuple(dict.fromkeys(absent for decision in line.decisions for absent in decision.missing))
    parts.append(_missing(missing, campaign))
    return [part for part in parts if part is not None]


def _moved(task: Task, decision: Decision, view: View) -> Text | None:
    for scope in (decision.key.scope, NATION):
        if moved := view.moves.get((task.id, scope)):
            line, by = moved
            values = {"due": task.due, "by": by, "reason": line.reason or ""}
            return Text("reminder.moved", values)
    return None


def _missing(missing: Sequence[Absent], campaign: Campaign) -> Text | None:
    if not missing:
        return None
    by_agency: dict[str, list[str]] = {}
    for absent in missing:
        by_agency.setdefault(absent.agency.value, []).append(absent.where)
    return Text(
        "reminder.missing",
        {
            "agencies": [
                Text(
                    "reminder.missing_nation"
                    if places == [NATION]
                    else "reminder.missing_province"
                    if len(places) == 1
                    else "reminder.missing_provinces",
                    {
                        "agency": Text(f"agency.{agency}"),
                        "name": campaign.province(places[0]).name if places[0] != NATION else "",
                        "count": len(places),
                    },
                )
                for agency, places in by_agency.items()
            ]
        },
    )


def _shortfalls(shortfalls: Sequence[Shortfall], campaign: Campaign) -> list[Text]:
    rows = [
        Text(
            "shortfall.row",
            {
                "scope": phrases.scope(campaign, [shortfall.scope]),
                "percent": round(100 * shortfall.progress),
                "planned": round(100 * shortfall.planned),
            },
        )
        for shortfall in sorted(shortfalls, key=lambda one: one.progress - one.planned)[:MOST_BEHIND]
    ]
    if len(shortfalls) > MOST_BEHIND:
        rows.append(Text("digest.more", {"count": len(shortfalls) - MOST_BEHIND}))
    instead = [Text("digest.instead")] if any(shortfall.stands_in for shortfall in shortfalls) else []
    return [Text("shortfall.title", {"day": shortfalls[0].day}), *rows, *instead, Text("shortfall.act")]


def _silences(silences: Sequence[Silence], step: Step, campaign: Campaign) -> list[Text]:
    """By name to whoever knows them; who stands in for provinces is told how many there are in each."""
    of_step = sorted((one for one in silences if one.step is step), key=lambda one: -one.days)
    named = [silent_workers.row(one.load, one.days) for one in of_step if not one.stands_in]
    counted = Counter(province_of(one.load.units[0]) for one in of_step if one.stands_in)
    rows = named + [
        Text("silent.in_province", {"name": campaign.province(code).name, "count": count})
        for code, count in counted.most_common()
    ]
    untold = sum(not one.warned for one in of_step)
    values, whom = {"count": len(of_step), "untold": untold}, step.name.lower()
    title = Text(f"silent.untold_{whom}" if untold else f"silent.told_{whom}", values)
    parts = [title, *rows[:MOST_SILENT]]
    if len(rows) > MOST_SILENT:
        parts.append(Text("digest.more", {"count": len(rows) - MOST_SILENT}))
    if counted:
        parts.append(Text("digest.instead"))
    return [*parts, Text("silent.act")]


def _buttons(person: Person, due: Sequence[DigestLine], view: View, *, alone: bool) -> list[list[Button]]:
    """Done and tomorrow for each task of the person's own; named unless one stands ``alone``."""
    rows, campaign = [], view.plan.campaign
    own = [(line, decision) for line in due for decision in line.decisions if decision.role_in_task in _OWN]
    for line, decision in own[: plan_loading.MOST_BUTTONS]:
        task, key = campaign.task(line.task), decision.key
        where = phrases.within(campaign, key.scope)
        values = {"number": task.number, "where": where}
        row = []
        # Who stands in for some provinces does not speak for the nation.
        whole = decision.role_in_task is TaskRole.LEAD or not task.provincial
        several = len(own) > 1 or not alone
        if whole and permissions.finishes(person, task, key.scope):
            tap = f"task:done:{task.id}:{key.scope}"
            row.append(Button("task.key_done_of" if several else "task.key_done", tap, values))
        if not str(key.slot).endswith(AGAIN):
            tap = f"later:{task.id}:{key.scope}:{key.slot}"
            row.append(Button("task.key_later_of" if several else "task.key_later", tap, values))
        if row:
            rows.append(row)
    return rows


def _overdue(plan: Plan, asked: Sequence[Key]) -> list[tuple[Task, str]]:
    """The tasks and scopes that were overdue when they began, on the days of some confirmations."""
    days = {key.due for key in asked}
    found = [(plan.campaign.task(task), scope) for task, scope in overdue_at_activation(plan)] if days else []
    return [(task, scope) for task, scope in found if plan.begun(task) in days]


def _confirmation(overdue: Sequence[tuple[Task, str]], plan: Plan, *, added: bool) -> list[Text]:
    return [
        Text("reminder.confirm_added" if added else "reminder.confirm_title"),
        *(
            Text("reminder.confirm_row", {"id": task.id, "title": task.title, "due": plan.due(task, scope)})
            for task, scope in overdue
        ),
    ]


def _done_of(overdue: Sequence[tuple[Task, str]], campaign: Campaign) -> list[list[Button]]:
    return [
        [
            Button(
                "task.key_done_of",
                f"task:done:{task.id}:{scope}",
                {"number": task.number, "where": phrases.within(campaign, scope)},
            )
        ]
        for task, scope in overdue[: plan_loading.MOST_BUTTONS]
    ]
