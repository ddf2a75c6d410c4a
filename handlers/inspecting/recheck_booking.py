"""Booking what an inspector found, and the buttons that ask for an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.inspecting import form_questions, open_questions
from handlers.inspecting.findings import Findings, Named
from handlers.registry import tap
from handlers.replies import phrases, tap_arguments
from storage.counting import drafts, units
from storage.engine.database import Connection
from storage.inspecting import rechecks
from storage.inspecting.rechecks import BookedFinding, Finding
from storage.messaging.message import Message
from storage.words.counts import Outcome
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

KIND = "recheck"
"""The kind of draft that waits for an outcome."""
FAILURES = (Outcome.MISMATCH, Outcome.NOT_RECEIVED, Outcome.ANSWERED_BY_OTHER)
"""Outcomes that call a ballot into question; unreachable and refused say nothing of it."""
MOST_QUESTIONS = 3
"""Mismatches of one message that are asked about."""
_KEYS = (
    (Outcome.MATCH, Outcome.MISMATCH),
    (Outcome.NOT_RECEIVED, Outcome.ANSWERED_BY_OTHER),
    (Outcome.UNREACHABLE, Outcome.REFUSED),
)


async def settle(db: Connection, message: Message, findings: Findings, *, guided: str | None = None) -> Reply:
    """Books what a typed message found, asks for missing outcomes, names the rest.

    ``guided``: the unit whose next ballot ``/phuctra`` asks for.
    """
    parts: list[Text] = []
    buttons: list[list[Button]] = []
    if findings.bookable:
        booked = await _book(
            db,
            message,
            findings.bookable,
            message.log,
            message.sent_at,
            guided=guided if not findings.named else None,
        )
        parts += booked[0]
        buttons += booked[1]
    if findings.named:
        alone = not findings.bookable and not findings.faults
        asked = await _ask(db, message, findings.named, guided=guided, alone=alone)
        parts.append(asked[0])
        buttons = [*asked[1], *buttons]
    if not parts:
        parts.append(Text("recheck.nothing_booked"))
    return phrases.lines(*parts, *findings.faults, *findings.passed, buttons=buttons)


@tap("outcome", role=Role.INSPECTOR)
async def choose(db: Connection, message: Message) -> Reply:
    """``outcome:12:match`` books the ballots of a draft, ``outcome:12:drop`` forgets them."""
    draft = await drafts.find(db, message.campaign.code, message.person.id, tap_arguments.number(message, 0))
    if draft is None or draft.kind != KIND:
        raise Refusal("draft.gone")
    payload: Mapping[str, Any] = draft.payload
    wanted = ":".join(message.args[1:])
    if wanted == "drop":
        await drafts.close(db, draft.id, "dropped", message.now)
        return Reply("outcome.dropped", {"ballots": _listed(payload)}, edit=payload["alone"])
    if wanted not in set(Outcome):
        raise Refusal("tap.unknown")
    named = [Named(**item) for item in payload["ballots"]]
    for item in named:
        if not message.person.covers(item.unit):
            raise Refusal("recheck.not_in_scope", what=item.ballot)
    outcome = Outcome(wanted)
    findings = [
        Finding(item.unit, outcome, 1, item.ballot, item.comment, _question(outcome, item)) for item in named
    ]
    parts, buttons = await _book(
        db, message, findings, draft.message or 0, payload["sent_at"], guided=payload["guided"]
    )
    await drafts.close(db, draft.id, "booked", message.now)
    return phrases.lines(*parts, buttons=buttons, edit=payload["alone"])


async def _ask(
    db: Connection, message: Message, named: Sequence[Named], *, guided: str | None, alone: bool
) -> tuple[Text, list[list[Button]]]:
    payload = {
        "ballots": [{"unit": item.unit, "ballot": item.ballot, "comment": item.comment} for item in named],
        "sent_at": message.sent_at,
        "guided": guided,
        "alone": alone,
    }
    draft = await drafts.keep(
        db, message.campaign.code, message.person.id, message.log, KIND, payload, message.now
    )
    keys = [
        [Button(f"outcome.{outcome.value}", f"outcome:{draft}:{outcome.value}") for outcome in row]
        for row in _KEYS
    ]
    keys.append([Button("draft.drop", f"outcome:{draft}:drop")])
    return Text("outcome.ask", {"ballots": _listed(payload), "count": len(named)}), keys


async def _book(
    db: Connection,
    message: Message,
    findings: Sequence[Finding],
    log: int,
    checked_at: datetime,
    *,
    guided: str | None,
) -> tuple[list[Text], list[list[Button]]]:
    """Books findings; the lines that tell of them and the buttons below."""
    campaign, person = message.campaign.code, message.person
    codes = list(dict.fromkeys(finding.unit for finding in findings))
    # Locked, so that of two who check one ballot at the same time the second hears of the first.
    locked = await units.locked(db, campaign, sorted(codes))
    booked = await rechecks.add(
        db, campaign, findings, person, message=log, checked_at=checked_at, received_at=message.now
    )
    done = await rechecks.of_inspector(db, campaign, person.id)
    parts = _lines(booked, locked)
    named = [finding.ballot for finding in findings if finding.ballot]
    parts += [
        Text(
            "recheck.before",
            {"ballot": recheck.finding.ballot or "", "outcome": Text(f"outcome.{recheck.before.value}")},
        )
        for recheck in booked
        if recheck.before and recheck.before is not recheck.finding.outcome
    ]
    parts += [
        Text(
            "recheck.beside",
            {
                "agency": Text(f"agency.{other.agency.value}"),
                "ballot": other.ballot,
                "outcome": Text(f"outcome.{other.outcome.value}"),
            },
        )
        for other in await rechecks.beside(db, campaign, named, person.id)
    ]
    parts += [standing(locked[code], done.get(code, {})) for code in codes]
    asked = [(recheck, button) for recheck in booked if (button := form_questions.button(recheck))]
    if len(asked) == 1:
        await open_questions.listen_if_free(db, message, recheck=asked[0][0].id, wants=None)
    if guided:
        parts.append(Text("guide.next", {"code": guided}))
    return parts, _buttons(log, booked, asked, guided)


def _buttons(
    log: int,
    booked: Sequence[BookedFinding],
    asked: Sequence[tuple[BookedFinding, Button]],
    guided: str | None,
) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if len(booked) == 1:
        rows += [[button] for _, button in asked]
    elif len(asked) <= MOST_QUESTIONS:
        rows += [
            [Button("question.button_of", button.tap, {"ballot": recheck.finding.ballot or ""})]
            for recheck, button in asked
        ]
    rows.append([Button("note.button", f"note:{log}"), Button("undo.button", f"undo:{log}")])
    if guided:
        rows.append([Button("guide.another", f"phuctra:unit:{guided}"), Button("guide.done", "phuctra:done")])
    return rows


def standing(unit: Unit, counts: Mapping[Outcome, int]) -> Text:
    """What this inspector found in a unit so far."""
    return Text(
        "recheck.standing",
        {"code": unit.code, "name": unit.name, "checked": sum(counts.values()), "found": outcomes(counts)},
    )


def outcomes(counts: Mapping[Outcome, int]) -> Text | str:
    """``khớp 8, lệch 1``, failures in bold, in the order of the outcomes."""
    parts = [
        Text(
            "outcome.failed" if outcome in FAILURES else "outcome.said",
            {"outcome": Text(f"outcome.{outcome.value}"), "count": counts[outcome]},
        )
        for outcome in Outcome
        if counts.get(outcome)
    ]
    return phrases.joined(parts) if parts else ""


def _lines(booked: Sequence[BookedFinding], locked: Mapping[str, Unit]) -> list[Text]:
    """A line a finding; a list of ballots grouped by unit and outcome."""
    if sum(recheck.finding.ballot is not None for recheck in booked) < 2:
        return [_line(recheck.finding) for recheck in booked]
    parts: list[Text] = []
    for code in dict.fromkeys(recheck.finding.unit for recheck in booked):
        mine = [recheck.finding for recheck in booked if recheck.finding.unit == code]
        count = sum(finding.count for finding in mine)
        parts.append(Text("recheck.list", {"code": code, "name": locked[code].name, "count": count}))
        for outcome in dict.fromkeys(finding.outcome for finding in mine):
            of_outcome = [finding for finding in mine if finding.outcome is outcome]
            parts.append(
                Text(
                    "recheck.group",
                    {
                        "outcome": Text(f"outcome.{outcome.value}"),
                        "count": sum(finding.count for finding in of_outcome),
                        "ballots": phrases.joined([_short(finding) for finding in of_outcome]),
                    },
                )
            )
    return parts


def _line(finding: Finding) -> Text:
    return Text(
        "recheck.ballot" if finding.ballot else "recheck.batch",
        {
            "what": finding.ballot or finding.unit,
            "outcome": Text(f"outcome.{finding.outcome.value}"),
            "count": finding.count,
            "comment": _remark(finding),
        },
    )


def _short(finding: Finding) -> Text:
    serial = finding.ballot.rpartition("-")[2] if finding.ballot else str(finding.count)
    key = "recheck.serial" if finding.ballot else "recheck.more"
    return Text(key, {"serial": serial, "comment": _remark(finding)})


def _remark(finding: Finding) -> Text | str:
    """The question and the comment, behind the outcome."""
    if finding.comment:
        return Text("recheck.comment", {"comment": finding.comment})
    if finding.question:
        return Text("recheck.comment", {"comment": form_questions.words_of(finding.question)})
    return ""


def _question(outcome: Outcome, ballot: Named) -> str | None:
    return form_questions.named_in(ballot.comment or "") if outcome is Outcome.MISMATCH else None


def _listed(payload: Mapping[str, Any]) -> str:
    return ", ".join(_names(payload["ballots"]))


def _names(ballots: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ballots' numbers; the unit is told once where they follow each other."""
    names: list[str] = []
    unit = ""
    for item in ballots:
        names.append(item["ballot"].rpartition("-")[2] if item["unit"] == unit else item["ballot"])
        unit = item["unit"]
    return names
