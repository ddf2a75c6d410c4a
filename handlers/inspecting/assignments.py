"""``/toi`` of an inspector: what is assigned, what was found, what is left, on one screen of a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.inspecting.recheck_booking import FAILURES, KIND, outcomes
from handlers.replies import phrases
from storage.counting import drafts, units
from storage.engine.database import Connection
from storage.inspecting import inspections, minutes, rechecks
from storage.messaging.message import Message
from storage.words.counts import Outcome
from storage.words.replies import Reply, Text
from storage.words.units import Unit

MOST_FAILED = 8
"""Units with failures that have a line of their own."""
MOST_CODES = 12
"""Units told by their codes only."""


async def overview(db: Connection, message: Message) -> Reply:
    """The units with failures one by one, the others by their codes; minutes, notes, open drafts."""
    campaign, person = message.campaign.code, message.person
    own_units = await units.of(db, campaign, person)
    checked = await rechecks.of_inspector(db, campaign, person.id)
    written = await minutes.count_of(db, campaign, person.id)
    notes = await inspections.count_of(db, campaign, person.id) - written
    done = [unit for unit in own_units if unit.code in checked]
    parts = [
        Text("assigned.title", {"name": person.name, "units": len(own_units)}),
        Text(
            "assigned.done",
            {
                "done": len(done),
                "left": len(own_units) - len(done),
                "ballots": sum(sum(counts.values()) for counts in checked.values()),
            },
        ),
        *_failed(done, checked),
        *_codes("assigned.fine", [unit for unit in done if not _failures(checked[unit.code])], checked),
        *_codes("assigned.left", [unit for unit in own_units if unit.code not in checked], {}),
        Text("assigned.notes", {"minutes": written, "notes": notes}),
        *await _waiting(db, message),
    ]
    return phrases.lines(*parts)


def _failed(done: Sequence[Unit], checked: Mapping[str, Mapping[Outcome, int]]) -> list[Text]:
    """Units with failures, the worst first."""
    failed = sorted(
        (unit for unit in done if _failures(checked[unit.code])),
        key=lambda unit: (-_failures(checked[unit.code]), unit.code),
    )
    lines = [
        Text(
            "assigned.failed",
            {
                "code": unit.code,
                "name": unit.name,
                "checked": sum(checked[unit.code].values()),
                "found": outcomes(checked[unit.code]),
            },
        )
        for unit in failed[:MOST_FAILED]
    ]
    if len(failed) > MOST_FAILED:
        lines.append(Text("assigned.more", {"count": len(failed) - MOST_FAILED}))
    return lines


def _codes(key: str, listed: Sequence[Unit], checked: Mapping[str, Mapping[Outcome, int]]) -> list[Text]:
    if not listed:
        return []
    codes = [
        f"{unit.code} ({sum(checked[unit.code].values())})" if unit.code in checked else unit.code
        for unit in listed[:MOST_CODES]
    ]
    more = "…" if len(listed) > MOST_CODES else ""
    return [Text(key, {"count": len(listed), "codes": ", ".join(codes), "more": more})]


async def _waiting(db: Connection, message: Message) -> list[Text]:
    """What waits for the inspector: ballots without an outcome, minutes begun."""
    parts = []
    asked = await drafts.waiting(db, message.campaign.code, message.person.id, KIND)
    ballots = [item["ballot"] for draft in reversed(asked) for item in draft.payload["ballots"]]
    if ballots:
        more = "…" if len(ballots) > MOST_CODES else ""
        parts.append(
            Text(
                "assigned.asked",
                {"count": len(ballots), "ballots": ", ".join(ballots[:MOST_CODES]), "more": more},
            )
        )
    if (draft := await minutes.open_draft(db, message.campaign.code, message.person.id)) is not None:
        sheet = draft.sheet
        where = sheet.unit or message.campaign.province(sheet.province).name
        values = {"where": where, "told": len(sheet.sections), "headings": len(minutes.HEADINGS)}
        parts.append(Text("assigned.minutes", values))
    return parts


def _failures(counts: Mapping[Outcome, int]) -> int:
    return sum(counts.get(outcome, 0) for outcome in FAILURES)
