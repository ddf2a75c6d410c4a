"""What the bot answers to an inspector: re-check outcomes of ballots and batches."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers import inspections, wording
from handlers.grammar import Parsed, Recheck, parse
from handlers.registry import edit, text
from storage import messages, rechecks, units
from storage.database import Connection
from storage.model import Button, Message, Outcome, Refusal, Reply, Role, Text, Unit
from storage.rechecks import Finding

_BALLOT = re.compile(r"^(?P<unit>(?:\d{2}-)?[A-Z]\d{2,3})-(?P<serial>\d{3,})$")


@text(role=Role.INSPECTOR)
async def recheck(db: Connection, message: Message) -> Reply:
    """A typed re-check or inspection note: books what is clear, names the rest."""
    known = await units.of(db, message.campaign.code, message.person)
    parsed = parse(message.text, known)
    match parsed.intent:
        case "inspection":
            return await inspections.book(db, message, parsed, known)
        case "report":
            raise Refusal("recheck.is_for_workers")
        case "unknown":
            raise Refusal("recheck.not_understood", example=known[0].code if known else "01-H03")
    return await _book(db, message, parsed, known)


@edit(role=Role.INSPECTOR)
async def correct(db: Connection, message: Message) -> Reply:
    """An edited message replaces what it booked; one that is not understood leaves it as it was."""
    versions = await messages.versions(db, message)
    known = await units.of(db, message.campaign.code, message.person)
    parsed = parse(message.text, known)
    if parsed.problems or parsed.intent not in ("recheck", "inspection"):
        return wording.lines(Text("edit.kept_recheck"), *_problems(parsed))
    old = await rechecks.void_of(db, versions, message.person.id, message.now)
    notes = await inspections.void(db, message, versions)
    reply = await recheck(db, message)
    if not old and not notes:
        return reply
    return Reply(
        "pair_lines", {"first": Text("edit.replaced"), "second": Text(reply.key, reply.values)}, reply.buttons
    )


async def _book(db: Connection, message: Message, parsed: Parsed, known: Sequence[Unit]) -> Reply:
    by_code: dict[str, Unit] = {unit.code: unit for unit in known}
    findings: list[Finding] = []
    faults = _problems(parsed)
    for entry in parsed.rechecks:
        unit = by_code.get(_unit_of(entry, known))
        if unit is None:
            faults.append(Text("recheck.not_in_scope", {"what": entry.ballot or entry.unit or ""}))
        elif fault := _fault(entry, unit):
            faults.append(fault)
        else:
            findings += _findings(entry, unit)
    if not findings:
        return wording.lines(Text("recheck.nothing_booked"), *faults)
    await rechecks.add(
        db,
        message.campaign.code,
        findings,
        message.person,
        message=message.log,
        checked_at=message.sent_at,
        received_at=message.now,
    )
    done = await rechecks.of_inspector(db, message.campaign.code, message.person.id)
    parts = [_told(finding) for finding in findings]
    parts += [
        _standing(by_code[code], done.get(code, {})) for code in dict.fromkeys(item.unit for item in findings)
    ]
    return wording.lines(*parts, *faults, buttons=[[Button("undo.button", f"undo:{message.log}")]])


def _unit_of(entry: Recheck, known: Sequence[Unit]) -> str:
    if entry.ballot is None:
        return entry.unit or (known[0].code if len(known) == 1 else "")
    match = _BALLOT.match(entry.ballot)
    return match["unit"] if match else ""


def _fault(entry: Recheck, unit: Unit) -> Text | None:
    """A serial beyond the unit's ballots, or more re-checks than it has ballots."""
    if entry.ballot is not None:
        serial = int(entry.ballot.rpartition("-")[2])
        if not 1 <= serial <= unit.quota:
            return Text("recheck.no_such_ballot", {"ballot": entry.ballot, "quota": unit.quota})
        return None
    checked = sum(entry.outcomes.values())
    if checked > unit.quota:
        return Text("recheck.too_many", {"code": unit.code, "checked": checked, "quota": unit.quota})
    return None


def _findings(entry: Recheck, unit: Unit) -> list[Finding]:
    if entry.ballot is not None and entry.outcome is not None:
        return [Finding(unit.code, entry.outcome, 1, entry.ballot, entry.comment)]
    return [
        Finding(unit.code, outcome, count, None, entry.comment)
        for outcome, count in entry.outcomes.items()
        if count
    ]


def _told(finding: Finding) -> Text:
    return Text(
        "recheck.ballot" if finding.ballot else "recheck.batch",
        {
            "what": finding.ballot or finding.unit,
            "outcome": Text(f"outcome.{finding.outcome.value}"),
            "count": finding.count,
            "comment": Text("recheck.comment", {"comment": finding.comment}) if finding.comment else "",
        },
    )


def _standing(unit: Unit, found: dict[Outcome, int]) -> Text:
    return Text(
        "recheck.standing",
        {
            "code": unit.code,
            "name": unit.name,
            "checked": sum(found.values()),
            "match": found.get(Outcome.MATCH, 0),
        },
    )


def _problems(parsed: Parsed) -> list[Text]:
    return [Text(f"problem.{problem.code}", {"words": problem.text}) for problem in parsed.problems]
