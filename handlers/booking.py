"""Booking what workers report: each unit is judged on its own; what breaks a balance becomes a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from storage import drafts, ledger, reports, units
from storage.database import Connection
from storage.ledger import Entry, Judgement, Row
from storage.model import Count, Message, Mode, Unit
from storage.reports import Report

OVER_QUOTA = "over_quota"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where entries come from: the log row, and the place that they take in the replay."""

    log: int | None
    sent_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Option:
    """One likely meaning of a held message: a button, and what it would book."""

    key: str
    entries: tuple[Entry, ...]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Booked:
    """A unit whose entries are in the ledger."""

    judgement: Judgement
    entries: tuple[Entry, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A unit whose entries wait for a tap; ``draft`` is where they are kept."""

    judgement: Judgement
    entries: tuple[Entry, ...]
    options: tuple[Option, ...]
    draft: int


async def book(
    db: Connection,
    message: Message,
    entries: Sequence[Entry],
    origin: Origin,
    *,
    replacing: Sequence[Report] = (),
    confirmed: bool = False,
) -> list[Booked | Held]:
    """Books entries unit by unit, in the order in which the units were named.

    ``replacing`` are reports that the entries correct; those of a unit that is held stay as they were.
    ``confirmed`` lets counts above the quota pass, marked.
    """
    named = list(dict.fromkeys([entry.unit for entry in entries] + [old.unit for old in replacing]))
    found = await units.locked(db, message.campaign.code, sorted(named))
    outcomes: list[Booked | Held] = []
    for code in named:
        mine = tuple(entry for entry in entries if entry.unit == code)
        old = [report for report in replacing if report.unit == code]
        live = await reports.live(db, message.campaign.code, code)
        judgement = _judge(found[code], live, mine, message, origin, old)
        if judgement.breaches or (judgement.excesses and not confirmed):
            outcomes.append(await _hold(db, message, judgement, live, mine, origin, old))
        else:
            await _enter(db, message, mine, origin, old, marked=bool(judgement.excesses))
            outcomes.append(Booked(judgement, mine, bool(judgement.excesses)))
    return outcomes


async def _enter(
    db: Connection,
    message: Message,
    entries: Sequence[Entry],
    origin: Origin,
    old: Sequence[Report],
    *,
    marked: bool,
) -> None:
    worker, campaign = message.person.id, message.campaign.code
    await reports.supersede(db, [report.row.id for report in old], message.now)
    for number, entry in enumerate(entries):
        await reports.add(
            db,
            campaign,
            entry,
            worker=worker,
            message=origin.log,
            sent_at=origin.sent_at,
            received_at=message.now,
            position=origin.position,
            marked=OVER_QUOTA if marked else None,
            supersedes=old[min(number, len(old) - 1)].row.id if old else None,
        )
    for unit in {entry.unit for entry in entries} | {report.unit for report in old}:
        await reports.refresh(db, campaign, unit, worker, message.zone)


async def _hold(
    db: Connection,
    message: Message,
    judgement: Judgement,
    live: Sequence[Row],
    entries: tuple[Entry, ...],
    origin: Origin,
    old: Sequence[Report],
) -> Held:
    options = tuple(
        option
        for option in _readings(judgement, entries)
        if not _judge(judgement.unit, live, option.entries, message, origin, old).breaches
    )
    draft = await keep(db, message, options, origin, replacing=[report.row.id for report in old])
    return Held(judgement, entries, options, draft)


async def keep(
    db: Connection,
    message: Message,
    options: Sequence[Option],
    origin: Origin,
    *,
    replacing: Sequence[int] = (),
) -> int:
    """Keeps a draft with the meanings that its buttons offer, and returns its id."""
    payload = {
        "options": [[_packed(entry) for entry in option.entries] for option in options],
        "sent_at": origin.sent_at,
        "position": origin.position,
        "replacing": list(replacing),
    }
    return await drafts.keep(
        db, message.campaign.code, message.person.id, origin.log, "report", payload, message.now
    )


def chosen(payload: Mapping[str, Any], number: int, log: int | None) -> tuple[list[Entry], Origin]:
    """The entries behind a draft's button. Raises IndexError where there is no such button."""
    if number < 0:
        raise IndexError(number)
    entries = [
        Entry(
            item["unit"],
            Mode(item["mode"]),
            {Count(count): value for count, value in item["counts"].items()},
            item["comment"],
        )
        for item in payload["options"][number]
    ]
    return entries, Origin(log, payload["sent_at"], payload["position"])


def _packed(entry: Entry) -> dict[str, object]:
    return {
        "unit": entry.unit,
        "mode": entry.mode.value,
        "counts": {count.value: value for count, value in entry.counts.items()},
        "comment": entry.comment,
    }


def flipped(entry: Entry) -> Entry:
    """The same counts, read as a total instead of an addition, or back."""
    return replace(entry, mode=Mode.TOTAL if entry.mode is Mode.ADD else Mode.ADD)


def _judge(
    unit: Unit,
    live: Sequence[Row],
    entries: Sequence[Entry],
    message: Message,
    origin: Origin,
    old: Sequence[Report],
) -> Judgement:
    # Ids above all stored ones keep the entries last among those of the same moment and update.
    new = [
        Row(2**62 + number, message.person.id, origin.sent_at, origin.position, entry.mode, entry.counts)
        for number, entry in enumerate(entries)
    ]
    return ledger.judge(unit, live, new, frozenset(report.row.id for report in old))


def _readings(judgement: Judgement, entries: tuple[Entry, ...]) -> list[Option]:
    """What the sender may have meant, likeliest first; those that break a balance too are dropped later."""
    unit = judgement.unit
    readings: list[Option] = []
    if judgement.excesses and not judgement.breaches:
        readings.append(Option("draft.confirm", entries, {}))
    modes = {entry.mode for entry in entries}
    if len(modes) == 1:
        key = "draft.as_total" if Mode.ADD in modes else "draft.as_add"
        readings.append(Option(key, tuple(flipped(entry) for entry in entries), {}))
    for breach in judgement.breaches:
        if breach.balance == "in_hand":
            # Nothing was issued by message so far: the quota is, and the first "nhận" replaces it.
            presumed = unit.quota if judgement.after.issued is None else 0
            more = Entry(unit.code, Mode.ADD, {Count.ISSUED: presumed + breach.by})
            readings.append(Option("draft.issued_more", (*entries, more), {"by": breach.by}))
        elif breach.balance == "outstanding":
            more = Entry(unit.code, Mode.ADD, {Count.DISTRIBUTED: breach.by})
            readings.append(Option("draft.distributed_more", (*entries, more), {"by": breach.by}))
    return readings
