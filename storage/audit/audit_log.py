"""The audit log: who changed what, when and because of which message, chained per province.

What is recorded in a transaction waits on its connection and is chained right before the commit: the
heads are the last rows that a transaction locks, always in the same order, so that they cannot make two
transactions wait for each other; a refusal takes its entries away with its savepoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Row, Select, and_, bindparam, event, insert, or_, select, tuple_, update
from sqlalchemy.engine import Engine

from storage.audit.chain import Head, LogEntry, canonical, sealed
from storage.engine import upserts
from storage.engine.database import ORIGIN, Connection
from storage.tables import audit, audit_heads
from storage.words.units import NATION

EVERYWHERE = "*"
"""The campaign of what stands above the campaigns: people, their names, their chats."""
_PENDING = "audit"
_ENTRIES = insert(audit)
_FIELDS = tuple(field.name for field in fields(LogEntry))
_THIS = (audit_heads.c.campaign == bindparam("of"), audit_heads.c.chain == bindparam("which"))
_KNOWN = select(audit_heads.c.campaign, audit_heads.c.chain).where(
    tuple_(audit_heads.c.campaign, audit_heads.c.chain).in_(bindparam("chains", expanding=True))
)
_HEADS = (
    _KNOWN.add_columns(audit_heads.c.number, audit_heads.c.digest)
    .order_by(audit_heads.c.campaign, audit_heads.c.chain)
    .with_for_update()
)
_LENGTHEN = update(audit_heads).where(*_THIS).values(number=bindparam("to"), digest=bindparam("end"))
_PAGE = 1000


class Via(StrEnum):
    """The way by which a change came."""

    CHAT = "chat"
    COMMAND = "command"
    """The command line of the server."""
    SYSTEM = "system"
    """The running bot itself."""


class Action(StrEnum):
    """What was done. Closed: a reader of the log must be able to know them all."""

    ADOPT = "adopt"
    """The row was there before the log began."""
    CAMPAIGN_ACTIVATE = "campaign.activate"
    CAMPAIGN_DEMO = "campaign.demo"
    CAMPAIGN_FILE = "campaign.file"
    """The campaign's file, as the bot begins with it or as it was applied later."""
    UNITS_LOAD = "units.load"
    PERSON_REGISTER = "person.register"
    PERSON_UPDATE = "person.update"
    PERSON_CONSENT = "person.consent"
    PERSON_FORGET = "person.forget"
    SCOPE_CHANGE = "scope.change"
    PIN_SET = "pin.set"
    PHONE_SET = "phone.set"
    CHAT_TAKE = "chat.take"
    CHAT_CHECK = "chat.check"
    INVITE_ISSUE = "invite.issue"
    INVITE_CHANGE = "invite.change"
    INVITE_USE = "invite.use"
    INVITE_CLOSE = "invite.close"
    REPORT_BOOK = "report.book"
    REPORT_LOAD = "report.load"
    REPORT_SUPERSEDE = "report.supersede"
    REPORT_VOID = "report.void"
    DRAFT_KEEP = "draft.keep"
    DRAFT_BOOK = "draft.book"
    DRAFT_DROP = "draft.drop"
    DRAFT_REOPEN = "draft.reopen"
    RECHECK_BOOK = "recheck.book"
    RECHECK_CHANGE = "recheck.change"
    RECHECK_SUPERSEDE = "recheck.supersede"
    RECHECK_RESTORE = "recheck.restore"
    RECHECK_VOID = "recheck.void"
    INSPECTION_BOOK = "inspection.book"
    INSPECTION_VOID = "inspection.void"
    MINUTES_BOOK = "minutes.book"
    MINUTES_CORRECT = "minutes.correct"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_MOVE = "evidence.move"
    EVIDENCE_VOID = "evidence.void"
    UNIT_CLOSE = "unit.close"
    UNIT_CONFIRM = "unit.confirm"
    UNIT_REOPEN = "unit.reopen"
    ABSENCE_BEGIN = "absence.begin"
    ABSENCE_END = "absence.end"
    MILESTONE_DONE = "milestone.done"
    MILESTONE_UNDONE = "milestone.undone"
    MILESTONE_MOVE = "milestone.move"
    MILESTONE_NOTE = "milestone.note"
    """A line of the task's own history."""
    BULLETIN_SET = "bulletin.set"
    BROADCAST_SEND = "broadcast.send"
    BROADCAST_CANCEL = "broadcast.cancel"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the changes of a transaction come from: ``cause`` is an inbox row, ``message`` one of the log."""

    via: Via = Via.SYSTEM
    at: datetime | None = None
    person: int | None = None
    cause: int | None = None
    message: int | None = None


_NOBODY = Origin()


@dataclass(slots=True)
class _Pending:
    """What a transaction has changed until now; ``marks``: how much that was at each open savepoint."""

    entries: list[LogEntry] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)


def attribute(db: Connection, origin: Origin) -> None:
    """All that this caller of ``write()`` records comes from there."""
    db.info[ORIGIN] = origin


def record(
    db: Connection,
    campaign: str,
    chain: str,
    action: Action,
    subject: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    """Notes a change of ``subject`` (table:key): ids and figures as they were and are, None for no row.

    ``chain`` is a province code or ``VN``. Free texts, names and numbers of phones come disguised.
    """
    pending = _pending(db.info)
    origin = db.info.get(ORIGIN, _NOBODY)
    pending.entries.append(
        LogEntry(
            campaign=campaign,
            chain=chain,
            number=0,
            at=origin.at,
            via=origin.via.value,
            person=origin.person,
            action=action.value,
            subject=subject,
            before=None if before is None else canonical(before),
            after=None if after is None else canonical(after),
            cause=origin.cause,
            message=origin.message,
        )
    )


def _pending(info: dict[str, object]) -> _Pending:
    return cast(_Pending, info[_PENDING])


@event.listens_for(Engine, "begin")
def _open(connection: SyncConnection) -> None:
    connection.info[_PENDING] = _Pending()
    connection.info.pop(ORIGIN, None)


@event.listens_for(Engine, "savepoint")
def _mark(connection: SyncConnection, _name: str | None) -> None:
    pending = _pending(connection.info)
    pending.marks.append(len(pending.entries))


@event.listens_for(Engine, "release_savepoint")
def _keep(connection: SyncConnection, _name: str, _context: object) -> None:
    _pending(connection.info).marks.pop()


@event.listens_for(Engine, "rollback_savepoint")
def _drop(connection: SyncConnection, _name: str, _context: object) -> None:
    pending = _pending(connection.info)
    del pending.entries[pending.marks.pop() :]


@event.listens_for(Engine, "commit")
def _seal(connection: SyncConnection) -> None:
    """SQLAlchemy fires this before the commit itself: what fails here rolls all back."""
    pending = connection.info.pop(_PENDING, None)
    if pending is None or not pending.entries:
        return
    chains: dict[tuple[str, str], list[LogEntry]] = defaultdict(list)
    for entry in pending.entries:
        chains[entry.campaign, entry.chain].append(entry)
    found = _lock(connection, sorted(chains))
    rows, ends = [], []
    for (campaign, chain), head in found.items():
        for entry in chains[campaign, chain]:
            following = sealed(entry, head)
            head = Head(following.number, following.digest)
            rows.append({name: getattr(following, name) for name in _FIELDS})
        ends.append({"of": campaign, "which": chain, "to": head.number, "end": head.digest})
    connection.execute(_ENTRIES, rows)
    connection.execute(_LENGTHEN, ends)


def _lock(connection: SyncConnection, chains: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Head]:
    """The heads of chains, which nobody else can lengthen until this transaction ends, in their order.

    New ones are begun before any is locked: who waits for somebody else's beginning holds nothing back.
    """
    named = {"chains": list(chains)}
    known = {tuple(row) for row in connection.execute(_KNOWN, named)}
    if starts := [
        asdict(Head()) | {"campaign": campaign, "chain": chain}
        for campaign, chain in chains
        if (campaign, chain) not in known
    ]:
        connection.execute(upserts.insert_if_new(connection.dialect.name, audit_heads), starts)
    rows = connection.execute(_HEADS, named)
    return {(row.campaign, row.chain): Head(row.number, row.digest) for row in rows}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to show; None and empty for all. ``subject`` may be a table alone: ``reports``."""

    campaign: str | None = None
    chain: str | None = None
    subject: str | None = None
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None


async def show(db: Connection, wanted: Wanted) -> AsyncIterator[LogEntry]:
    """The entries, the oldest first; those of one moment in the order of their chain."""
    rows = await db.stream(
        _query(wanted)
        .order_by(audit.c.at, audit.c.campaign, audit.c.chain, audit.c.number)
        .execution_options(yield_per=_PAGE)
    )
    async for row in rows:
        yield entry_of(row)


async def latest(db: Connection, wanted: Wanted, limit: int) -> list[LogEntry]:
    """The last entries, the oldest of them first."""
    rows = await db.execute(
        _query(wanted)
        .order_by(audit.c.at.desc(), audit.c.campaign.desc(), audit.c.chain.desc(), audit.c.number.desc())
        .limit(limit)
    )
    return [entry_of(row) for row in rows][::-1]


async def heads(db: Connection, campaign: str | None) -> dict[tuple[str, str], Head]:
    """The noted heads of the chains of a campaign, and of what stands above the campaigns; all for None."""
    rows = await db.execute(select(audit_heads).order_by(audit_heads.c.campaign, audit_heads.c.chain))
    return {
        (row.campaign, row.chain): Head(row.number, row.digest)
        for row in rows
        if campaign is None or row.campaign in (campaign, EVERYWHERE)
    }


def chain_of(province: str | None) -> str:
    """The chain of what belongs to a province, or to none."""
    return province or NATION


def entry_of(row: Row[tuple[object, ...]]) -> LogEntry:
    """The entry in a row of the table."""
    return LogEntry(**row._mapping)


def _query(wanted: Wanted) -> Select[tuple[object, ...]]:
    conditions = [
        column == value
        for column, value in (
            (audit.c.campaign, wanted.campaign),
            (audit.c.chain, wanted.chain),
            (audit.c.person, wanted.person),
        )
        if value is not None
    ]
    if wanted.subject is not None:
        rows_of = audit.c.subject.startswith(f"{wanted.subject}:", autoescape=True)
        conditions.append(or_(audit.c.subject == wanted.subject, rows_of))
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    return select(audit).where(and_(True, *conditions))
