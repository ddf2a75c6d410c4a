"""Booking what workers report: each unit is judged on its own; what breaks a balance becomes a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.replies import phrases
from storage.counting import closings, drafts, reports, units
from storage.counting.closings import Closing
from storage.counting.reports import Report
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.people import people
from storage.words import counting_rules
from storage.words.counting_rules import Entry, Judgement, Row
from storage.words.counts import Count, Counts, Mode
from storage.words.replies import Refusal, Text
from storage.words.units import Unit

OVER_QUOTA = "over_quota"


@dataclass(frozen=True, slots=True)
class EntrySource:
    """Where entries come from: the log row, and the place that they take in the replay.

    ``worker`` and ``reason``: whose figures the sender corrects in their stead, and why.
    """

    log: int | None
    sent_at: datetime
    position: int
    worker: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One likely meaning of a held message: a button, and what it would book."""

    key: str
    entries: tuple[Entry, ...]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Booked:
    """A unit whose entries are in the ledger.

    ``late``: when it was written, if before messages that we got earlier and a total is among them, so that
    what was said is not simply what was added. ``workers`` share the unit.
    """

    judgement: Judgement
    entries: tuple[Entry, ...]
    marked: bool
    late: datetime | None
    workers: int

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.judgement.unit


@dataclass(frozen=True, slots=True)
class Held:
    """A unit whose entries wait for a tap; ``draft`` is where they are kept."""

    judgement: Judgement
    entries: tuple[Entry, ...]
    options: tuple[Option, ...]
    draft: int

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.judgement.unit


@dataclass(frozen=True, slots=True)
class Shut:
    """A unit that was declared finished: its entries wait in ``draft`` until it is reopened."""

    unit: Unit
    entries: tuple[Entry, ...]
    confirmed: bool
    draft: int


Outcome = Booked | Held | Shut


async def book(
    db: Connection,
    message: Message,
    entries: Sequence[Entry],
    origin: EntrySource,
    *,
    replacing: Sequence[Report] = (),
    confirmed: bool = False,
) -> list[Outcome]:
    """Books entries unit by unit, in the order in which the units were named.

    ``replacing`` are reports that the entries correct; those of a unit that is held stay as they were.
    ``confirmed`` lets counts above the quota pass, marked. A closed unit takes only what is booked in the
    worker's stead. Raises Refusal where a report to be replaced is not live any more.
    """
    named = list(dict.fromkeys([entry.unit for entry in entries] + [old.unit for old in replacing]))
    locked = await units.locked(db, message.campaign.code, sorted(named))
    closed = {} if origin.worker else await closings.of(db, message.campaign.code, named)
    outcomes: list[Outcome] = []
    for code in named:
        mine = tuple(entry for entry in entries if entry.unit == code)
        if closing := closed.get(code):
            outcomes.append(await _shut(db, message, locked[code], closing, mine, origin))
            continue
        old = [report for report in replacing if report.unit == code]
        live = await reports.live(db, message.campaign.code, code)
        if not {report.row.id for report in old} <= {row.id for row in live}:
            # Undone or corrected by somebody else, after it was read and before the unit was locked.
            raise Refusal("report.changed_meanwhile", code=code)
        judgement = _judge(locked[code], live, mine, message, origin, old)
        if judgement.breaches or (judgement.excesses and not confirmed):
            outcomes.append(await _hold(db, message, judgement, live, mine, origin, old))
        else:
            marked = bool(judgement.excesses)
            late = origin.sent_at if not old and _is_late(message, live, mine, origin) else None
            await _enter(db, message, mine, origin, old, live, marked=marked)
            workers = await people.workers_of(db, message.campaign.code, code)
            outcomes.append(Booked(judgement, mine, marked, late, workers))
    return outcomes


def _is_late(message: Message, live: Sequence[Row], entries: Sequence[Entry], origin: EntrySource) -> bool:
    """Whether a total comes in between: additions alone give the same figure in any order."""
    newer = [
        row
        for row in live
        if row.worker == _worker(message, origin) and row.order[:2] > (origin.sent_at, origin.position)
    ]
    return any(
        Mode.TOTAL in (row.mode, entry.mode) and not entry.counts.keys().isdisjoint(row.counts)
        for row in newer
        for entry in entries
    )


async def _enter(
    db: Connection,
    message: Message,
    entries: Sequence[Entry],
    origin: EntrySource,
    old: Sequence[Report],
    live: Sequence[Row],
    *,
    marked: bool,
) -> None:
    """Books the entries of one unit, whose rows ``live`` are, and its daily sums."""
    worker, campaign = _worker(message, origin), message.campaign.code
    gone = {report.row.id for report in old}
    rows = [row for row in live if row.id not in gone]
    await reports.supersede(db, [report.row.id for report in old], message.now)
    for number, entry in enumerate(entries):
        booked = await reports.add(
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
            booked_by=message.person.id if origin.worker else None,
            reason=origin.reason,
        )
        rows.append(Row(booked, worker, origin.sent_at, origin.position, entry.mode, entry.counts))
    [unit] = {entry.unit for entry in entries} | {report.unit for report in old}
    await reports.refresh(db, campaign, unit, worker, message.zone, rows)


async def _hold(
    db: Connection,
    message: Message,
    judgement: Judgement,
    live: Sequence[Row],
    entries: tuple[Entry, ...],
    origin: EntrySource,
    old: Sequence[Report],
) -> Held:
    options: dict[Counts, Option] = {}
    for option in _readings(judgement, entries, "correction" if origin.worker else "draft"):
        read = _judge(judgement.unit, live, option.entries, message, origin, old)
        if not read.breaches:
            options.setdefault(read.after, option)  # two buttons that book the same would only puzzle
    offered = tuple(options.values())
    question = [phrases.heading(judgement.unit), *phrases.reasons(judgement)]
    draft = await keep(db, message, offered, origin, question, confirmed=True)
    return Held(judgement, entries, offered, draft)


async def _shut(
    db: Connection,
    message: Message,
    unit: Unit,
    closing: Closing,
    entries: tuple[Entry, ...],
    origin: EntrySource,
) -> Shut:
    question = [phrases.heading(unit), Text("closing.asked_before")]
    options = [Option("draft.book", entries, {})]
    draft = await keep(db, message, options, origin, question) if entries else 0
    return Shut(unit, entries, closing.confirmed_at is not None, draft)


async def keep(
    db: Connection,
    message: Message,
    options: Sequence[Option],
    origin: EntrySource,
    question: Sequence[Text],
    *,
    confirmed: bool = False,
) -> int:
    """Keeps a draft with the meanings that its buttons offer, and returns its id.

    ``question`` is what a reminder of it repeats, beside the message's own words. ``confirmed``: its reply
    tells of the quota, so that a tap may go beyond it.
    """
    payload = {
        "options": [[_packed(entry) for entry in option.entries] for option in options],
        "labels": [Text(option.key, option.values) for option in options],
        "question": list(question),
        "sent_at": origin.sent_at,
        "position": origin.position,
        "worker": origin.worker,
        "reason": origin.reason,
        "confirmed": confirmed,
    }
    return await drafts.keep(
        db, message.campaign.code, message.person.id, origin.log, "report", payload, message.now
    )


def chosen(payload: Mapping[str, Any], number: int, log: int | None) -> tuple[list[Entry], EntrySource]:
    """The entries behind a draft's button. Raises IndexError where there is no such button."""
    if number < 0:
        raise IndexError(number)
    entries = [
        Entry(
            packed["unit"],
            Mode(packed["mode"]),
            {Count(count): value for count, value in packed["counts"].items()},
            packed["comment"],
        )
        for packed in payload["options"][number]
    ]
    origin = EntrySource(log, payload["sent_at"], payload["position"], payload["worker"], payload["reason"])
    return entries, origin


def _packed(entry: Entry) -> dict[str, object]:
    return {
        "unit": entry.unit,
        "mode": entry.mode.value,
        "counts": {count.value: value for count, value in entry.counts.items()},
        "comment": entry.comment,
    }


async def figures(db: Connection, campaign: str, unit: str) -> Counts:
    """A unit's figures as they stand."""
    return counting_rules.totals(await reports.live(db, campaign, unit))


def flipped(entry: Entry) -> Entry:
    """The same counts, read as a total instead of an addition, or back."""
    return replace(entry, mode=Mode.TOTAL if entry.mode is Mode.ADD else Mode.ADD)


def _judge(
    unit: Unit,
    live: Sequence[Row],
    entries: Sequence[Entry],
    message: Message,
    origin: EntrySource,
    old: Sequence[Report],
) -> Judgement:
    # Ids above all stored ones keep the entries last among those of the same moment and update.
    new = [
        Row(
            2**62 + number,
            _worker(message, origin),
            origin.sent_at,
            origin.position,
            entry.mode,
            entry.counts,
        )
        for number, entry in enumerate(entries)
    ]
    return counting_rules.judge(unit, live, new, frozenset(report.row.id for report in old))


def _worker(message: Message, origin: EntrySource) -> int:
    return origin.worker or message.person.id


def _readings(judgement: Judgement, entries: tuple[Entry, ...], voice: str) -> list[Option]:
    """What the sender may have meant, likeliest first; those that break a balance too are dropped later.

    ``voice``: whether it is the worker who speaks (``draft``), or somebody else (``correction``).
    """
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
            total = judgement.after.get(Count.ISSUED) + more.counts[Count.ISSUED]
            readings.append(
                Option(f"{voice}.issued_more", (*entries, more), {"by": breach.by, "total": total})
            )
        elif breach.balance == "outstanding":
            more = Entry(unit.code, Mode.ADD, {Count.DISTRIBUTED: breach.by})
            readings.append(Option(f"{voice}.distributed_more", (*entries, more), {"by": breach.by}))
    return readings
