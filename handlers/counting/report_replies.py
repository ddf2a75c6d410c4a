"""The reply to a report: per unit what was added and the new figures, what waits, what is unclear."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.counting.booking import Booked, Held, Option, Outcome, Shut
from handlers.grammar import Parsed
from handlers.replies import phrases
from storage.counting.reports import Report
from storage.words.counting_rules import Judgement
from storage.words.counts import Count, Mode
from storage.words.replies import Button, Reply, Text


def answer(
    log: int, outcomes: Sequence[Outcome], parsed: Parsed | None = None, lead: Text | None = None
) -> Reply:
    """The reply to what came of a message; ``lead`` comes first, ``parsed`` tells what was not understood."""
    parts: list[Text | None] = [lead] if lead else []
    buttons: list[list[Button]] = []
    booked = [outcome for outcome in outcomes if isinstance(outcome, Booked)]
    for outcome in outcomes:
        prefix = outcome.unit.code if len(outcomes) > 1 else ""
        match outcome:
            case Booked():
                parts += booked_lines(outcome)
            case Held():
                parts += held_lines(outcome)
                buttons += options(outcome.draft, outcome.options, prefix)
            case Shut():
                parts += _shut_lines(outcome)
                buttons += _shut_buttons(outcome, prefix)
    if parsed is not None:
        unclear = problems(parsed)
        if unclear and not outcomes:
            parts.append(Text("report.nothing_booked"))
        parts += unclear
        if parsed.ignored:
            parts.append(Text("report.ignored", {"words": ", ".join(parsed.ignored)}))
    if any(outcome.entries for outcome in booked):
        buttons.append(_report_buttons(log, booked))
    buttons += [
        [Button("closing.declare", f"close:{outcome.unit.code}", {"code": outcome.unit.code})]
        for outcome in booked
        if _is_complete(outcome.judgement)
    ]
    return phrases.lines(*parts, buttons=buttons)


def booked_lines(outcome: Booked) -> list[Text | None]:
    """What was added to a unit, and how far it is now."""
    judgement = outcome.judgement
    reported = [count for entry in outcome.entries for count in entry.counts]
    moved = [count for count in Count if judgement.after.get(count) != judgement.before.get(count)]
    return [
        phrases.heading(judgement.unit),
        *phrases.changes(judgement, list(dict.fromkeys(reported + moved))),
        phrases.standing(judgement.unit, judgement.after),
        Text("report.shared", {"workers": outcome.workers}) if outcome.workers > 1 else None,
        Text("report.late", {"at": outcome.late}) if outcome.late else None,
        Text("report.marked") if outcome.marked else None,
    ]


def held_lines(outcome: Held) -> list[Text | None]:
    """Why a unit's entries wait."""
    said = [phrases.count_list(entry.counts) for entry in outcome.entries]
    key = "draft.kept" if outcome.options else "draft.stuck"
    kept = Text(key, {"said": phrases.joined(said)}) if said else None
    return [phrases.heading(outcome.unit), *phrases.reasons(outcome.judgement), kept]


def options(draft: int, offered: Sequence[Option], prefix: str = "") -> list[list[Button]]:
    """A draft's buttons; ``prefix`` tells of which unit, where a message has several."""
    return choices(draft, [Text(option.key, option.values) for option in offered], prefix)


def choices(draft: int, labels: Sequence[Text], prefix: str = "") -> list[list[Button]]:
    """A button for each label, in the order of the draft's options, and one that drops the draft."""
    rows = [
        [_prefixed(Button(label.key, f"draft:{draft}:{number}", label.values), prefix)]
        for number, label in enumerate(labels)
    ]
    return [*rows, [_prefixed(Button("draft.drop", f"draft:{draft}:drop"), prefix)]]


def problems(parsed: Parsed) -> list[Text]:
    """What was not understood, in the sender's words."""
    return [Text(f"problem.{problem.code}", {"words": problem.text}) for problem in parsed.problems]


def counts_of(old: Sequence[Report]) -> Text:
    """What reports said."""
    return phrases.joined([phrases.count_list(report.row.counts) for report in old])


def _report_buttons(log: int, booked: Sequence[Booked]) -> list[Button]:
    row = [Button("undo.button", f"undo:{log}")]
    modes = {entry.mode for outcome in booked for entry in outcome.entries}
    if modes == {Mode.ADD}:
        row.append(Button("mode.to_total", f"mode:{log}:total"))
    elif modes == {Mode.TOTAL}:
        row.append(Button("mode.to_add", f"mode:{log}:add"))
    return [*row, Button("fix.button", f"fix:{log}")]


def _shut_lines(outcome: Shut) -> list[Text | None]:
    if not outcome.entries:
        return [phrases.heading(outcome.unit), Text("closing.stays")]
    said = phrases.joined([phrases.count_list(entry.counts) for entry in outcome.entries])
    key = "closing.shut_confirmed" if outcome.confirmed else "closing.shut"
    return [phrases.heading(outcome.unit), Text(key, {"said": said})]


def _shut_buttons(outcome: Shut, prefix: str) -> list[list[Button]]:
    if not outcome.entries:
        return []
    key = "closing.ask_reopen" if outcome.confirmed else "closing.reopen_and_book"
    return [
        [_prefixed(Button(key, f"reopen:{outcome.draft}"), prefix)],
        [_prefixed(Button("draft.drop", f"draft:{outcome.draft}:drop"), prefix)],
    ]


def _is_complete(judgement: Judgement) -> bool:
    """Whether every ballot of the quota is accounted for: time to ask if the unit is finished."""
    after = judgement.after
    back = after.collected + after.blank + after.lost + after.spoiled
    return after.outstanding == 0 and back >= judgement.unit.quota > 0


def _prefixed(button: Button, code: str) -> Button:
    if not code:
        return button
    return Button("draft.of_unit", button.tap, {"code": code, "label": Text(button.key, button.values)})
