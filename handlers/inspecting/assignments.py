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
    known = await units.of(db, campaign, person)
    found = await rechecks.of_inspector(db, campaign, person.id)
    written = await minutes.count_of(db, campaign, person.id)
    notes = await inspections.count_of(db, campaign, person.id) - written
    done = [unit for unit in known if unit.code in found]
    parts = [
        Text("assigned.title", {"name": person.name, "units": len(known)}),
        Text(
            "assigned.done",
            {
                "done": len(done),
                "left": len(known) - len(done),
                "ballots": sum(sum(counts.values()) for counts in found.values()),
            },
        ),
        *_failed(done, found),
        *_codes("assigned.fine", [unit for unit in done if not _failures(found[unit.code])], found),
        *_codes("assigned.left", [unit for unit in known if unit.code not in found], {}),
        Text("assigned.notes", {"minutes": written, "notes": notes}),
        *await _waiting(db, message),
    ]
    return phrases.lines(*parts)


def _failed(done: Sequence[Unit], found: Mapping[str, Mapping[Outcome, int]]) -> list[Text]:
    """Units with failures, the worst first."""
    failed = sorted(
        (unit for unit in done if _failures(found[unit.code])),
        key=lambda unit: (-_failures(found[unit.code]), unit.code),
    )
    lines = [
        Text(
            "assigned.failed",
            {
                "code": unit.code,
                "name": unit.name,
                "checked": sum(found[unit.code].values()),
                "found": outcomes(found[unit.code]),
            },
        )
        for unit in failed[:MOST_FAILED]
    ]
    if len(failed) > MOST_FAILED:
        lines.append(Text("assigned.more", {"count": len(failed) - MOST_FAILED}))
    return lines


def _codes(key: str, listed: Sequence[Unit], found: Mapping[str, Mapping[Outcome, int]]) -> list[Text]:
    if not listed:
        return []
    codes = [
        f"{unit.code} ({sum(found[unit.code].values())})" if unit.code in found else unit.code
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


def _failures(found: Mapping[Outcome, int]) -> int:
    return sum(found.get(outcome, 0) for outcome in FAILURES)
