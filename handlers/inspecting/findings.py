"""What an inspector's words found: of which ballots, in whose unit; and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.grammar import Parsed, Recheck, parse
from handlers.grammar.text.lines import part
from handlers.inspecting import form_questions
from storage.inspecting.rechecks import Finding
from storage.messaging.message import Message
from storage.words import ballot_numbers
from storage.words.ballot_numbers import Ballot
from storage.words.counts import Outcome
from storage.words.replies import Text
from storage.words.units import Unit


@dataclass(frozen=True, slots=True)
class Named:
    """A ballot of which no outcome was said yet."""

    unit: str
    ballot: str
    comment: str | None = None


@dataclass(slots=True)
class Findings:
    """``bookable`` has what can be booked, ``named`` waits for an outcome, ``faults`` are told to the sender.

    ``passed``: words that were passed over, told too, but nothing is wrong.
    """

    bookable: list[Finding] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    faults: list[Text] = field(default_factory=list)
    passed: list[Text] = field(default_factory=list)


def read(message: Message, parsed: Parsed, own_units: Sequence[Unit], near: str | None = None) -> Findings:
    """What a parsed message found. ``near``: the unit in whose province a short code is looked for first."""
    findings = Findings()
    mistyped = _of_other_years(message)
    for entry in parsed.rechecks:
        if entry.ballot is None:
            _read_batch(findings, entry, own_units)
        else:
            question = _question(entry, message.text, alone=len(parsed.entries) == 1)
            match resolve(entry.ballot, entry.check, own_units, message.campaign.year, near):
                case (_, ballot) if ballot in mistyped or ballot[3:] in mistyped:
                    findings.faults.append(Text("recheck.mistyped", {"ballot": ballot}))
                case Text() as fault:
                    findings.faults.append(fault)
                case (unit, ballot) if entry.outcome is not None:
                    findings.bookable.append(
                        Finding(unit.code, entry.outcome, 1, ballot, entry.comment, question)
                    )
    _read_problems(findings, message, parsed, own_units, near)
    if parsed.ignored:
        findings.passed.append(Text("report.ignored", {"words": ", ".join(parsed.ignored)}))
    return findings


def resolve(
    number: str, check: str | None, own_units: Sequence[Unit], year: int, near: str | None = None
) -> tuple[Unit, str] | Text:
    """The unit of a typed number and the ballot as it is stored (``01-H03-007``), or what is wrong.

    ``own_units`` are the units of the sender's scope: no other province's ballot is found.
    """
    typed = number_of(number)
    if typed is None:
        return Text("recheck.not_in_scope", {"what": number})
    check = check or typed.check
    short = f"{typed.unit}-{typed.serial:03d}"
    units = [unit for unit in own_units if unit.code == typed.unit or unit.code[3:] == typed.unit]
    beside = [unit for unit in units if near and unit.province == near[:2]]
    units = beside if len(units) > 1 and beside else units
    if not units:
        return Text("recheck.not_in_scope", {"what": short})
    if len(units) > 1:
        return Text(
            "recheck.which_province", {"what": short, "example": f"{units[0].code}-{typed.serial:03d}"}
        )
    (unit,) = units
    ballot = f"{unit.code}-{typed.serial:03d}"
    if typed.year not in (None, year) or not ballot_numbers.agrees(check, year, unit.code, typed.serial):
        return Text("recheck.mistyped", {"ballot": ballot})
    if not 1 <= typed.serial <= unit.quota:
        return Text("recheck.no_such_ballot", {"ballot": ballot, "quota": unit.quota})
    return unit, ballot


def is_booking(text: str, own_units: Sequence[Unit]) -> bool:
    """Whether a text beyond doubt names ballots with outcomes, even where another text was asked for."""
    parsed = parse(text, own_units)
    return bool(parsed.rechecks) and not parsed.problems and all(entry.ballot for entry in parsed.rechecks)


def _read_batch(findings: Findings, entry: Recheck, own_units: Sequence[Unit]) -> None:
    code = entry.unit or (own_units[0].code if len(own_units) == 1 else "")
    unit = next((unit for unit in own_units if unit.code == code), None)
    checked = sum(entry.outcomes.values())
    if unit is None:
        findings.faults.append(Text("recheck.not_in_scope", {"what": code}))
    elif checked > unit.quota:
        findings.faults.append(
            Text("recheck.too_many", {"code": unit.code, "checked": checked, "quota": unit.quota})
        )
    else:
        findings.bookable += [
            Finding(unit.code, outcome, count, None, entry.comment)
            for outcome, count in entry.outcomes.items()
            if count
        ]


def _read_problems(
    findings: Findings, message: Message, parsed: Parsed, own_units: Sequence[Unit], near: str | None
) -> None:
    for problem in parsed.problems:
        if problem.code != "missing_outcome" or number_of(problem.text) is None:
            findings.faults.append(Text(f"problem.{problem.code}", {"words": problem.text}))
            continue
        match resolve(problem.text, None, own_units, message.campaign.year, near):
            case Text() as fault:
                findings.faults.append(fault)
            case (unit, ballot):
                findings.named.append(Named(unit.code, ballot, _comment(message.text, problem.text)))


def number_of(text: str) -> Ballot | None:
    """A ballot's number, None where a text is none."""
    try:
        return ballot_numbers.parse(text)
    except ballot_numbers.BadBallotNumber:
        return None


def _of_other_years(message: Message) -> set[str]:
    """The ballots of a message that were typed with the year of another campaign: ``18-01-H03-007``."""
    typed = [number_of(word) for word in re.split(r"[\s,;:]+", message.text)]
    return {
        f"{ballot.unit}-{ballot.serial:03d}"
        for ballot in typed
        if ballot and ballot.year not in (None, message.campaign.year)
    }


def _comment(text: str, words: str) -> str | None:
    """The comment of the line in which words stand, or of the message's only one."""
    lines = part(text)
    return next((line.comment for line in lines if words in line.raw or len(lines) == 1), None) or None


def _question(entry: Recheck, text: str, *, alone: bool) -> str | None:
    """The question of a mismatch, from its comment; from the whole message where it names one ballot."""
    if entry.outcome is not Outcome.MISMATCH:
        return None
    return form_questions.named_in(text if alone else entry.comment or "")
