"""Whether the audit log is whole, and whether the rows still are what it says of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, true

from storage.audit import audit_log, audited_writes
from storage.audit.audit_log import EVERYWHERE, Action
from storage.audit.chain import Follower, Head, LogEntry, canonical, figures
from storage.audit.images import AUDITED, WHOLE, whole_image, whole_rows
from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.tables import audit as audit_table
from storage.tables import audit_heads, identities
from storage.words.units import NATION

_PAGE = 1000
_MOST = 100
"""Faults that are told one by one; who has more needs no list."""


class AuditFault(StrEnum):
    """What is wrong: with an entry of a chain, with a chain's end, or with a row that the log speaks of."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    CUT = "cut"
    """The chain does not end where its head says."""
    REWRITTEN = "rewritten"
    """It is not the chain whose head was noted earlier."""
    UNSAID = "unsaid"
    """The row was changed without an entry, before this one."""
    ROW_CHANGED = "row_changed"
    """The row is not what its last entry says."""
    ROW_GONE = "row_gone"
    ROW_UNKNOWN = "row_unknown"
    """No entry speaks of the row."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """A fault and where it is: the number in the chain, and the row (table:key)."""

    campaign: str
    chain: str
    number: int | None
    fault: AuditFault
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as it stands. Its head is worth noting elsewhere."""

    campaign: str
    chain: str
    head: Head


@dataclass(slots=True)
class AuditVerdict:
    """What was found: every chain, the first faults and how many there are in all."""

    chains: list[Chain] = field(default_factory=list)
    faults: list[AuditFinding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: AuditFinding) -> None:
        """Counts a fault, and keeps it where it is one of the first."""
        self.count += 1
        if len(self.faults) < _MOST:
            self.faults.append(finding)


Heads = Mapping[tuple[str, str], Head]
"""By campaign and chain."""


async def size(db: Connection, campaign: str | None) -> int:
    """How many entries and rows there are to look at."""
    counted = [select(func.count()).select_from(audit_table).where(_campaigns(campaign))]
    counted += [
        select(func.count()).select_from(audited.rows(campaign).subquery()) for audited in AUDITED.values()
    ]
    return sum([int(await db.scalar(query) or 0) for query in counted])


async def verify(
    db: Connection, campaign: str | None, noted: Heads, seen: Callable[[], None] = lambda: None
) -> AuditVerdict:
    """Follows the chains of a campaign (None: of all) from their start, then looks at the rows themselves.

    ``noted``: heads from an earlier verdict. ``seen`` is called at each entry and row.
    """
    walk = _Walk(await audit_log.heads(db, campaign), noted)
    entries = await db.stream(
        select(audit_table)
        .where(_campaigns(campaign))
        .order_by(audit_table.c.campaign, audit_table.c.chain, audit_table.c.number)
        .execution_options(yield_per=_PAGE)
    )
    async for row in entries:
        walk.take(audit_log.entry_of(row))
        seen()
    walk.end()
    async for row_now in _images(db, campaign):
        walk.compare(row_now)
        seen()
    walk.miss()
    return walk.verdict


async def adopt(db: Connection) -> None:
    """Enters, once in the life of a database, the rows that were there before the log began."""
    start = {"campaign": EVERYWHERE, "chain": NATION, **asdict(Head())}
    first = insert(db, audit_heads).values(start).on_conflict_do_nothing().returning(audit_heads.c.chain)
    if (await db.execute(first)).first() is None:
        return
    await audited_writes.salts_of(db, set((await db.execute(select(identities.c.person))).scalars()))
    async for row_now in _images(db, None):
        audit_log.record(db, *row_now.place, Action.ADOPT, row_now.subject, None, row_now.image)


@dataclass(slots=True)
class _LastEntry:
    """What the last entry about a row says. ``figures`` is a digest, ``None`` where the row went."""

    place: tuple[str, str]
    number: int
    figures: bytes | None
    texts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _RowNow:
    """A row as it is. ``texts``: those that can still be compared, as their authors are not forgotten."""

    place: tuple[str, str]
    subject: str
    image: Mapping[str, object]
    texts: frozenset[str] = frozenset()


_NOTHING = b""


class _Walk:
    """One walk along all chains; ``_last_entries`` grows to a line a row."""

    def __init__(self, heads: Heads, noted: Heads) -> None:
        self.verdict = AuditVerdict()
        self._heads, self._noted = heads, noted
        self._place: tuple[str, str] | None = None
        self._follower = Follower()
        self._walked: set[tuple[str, str]] = set()
        self._last_entries: dict[str, _LastEntry] = {}

    def take(self, entry: LogEntry) -> None:
        """The next entry: of this chain, or the first of the next one."""
        place = (entry.campaign, entry.chain)
        if place != self._place:
            self._close()
            self._place, self._follower = place, Follower()
        for broken in self._follower.follow(entry):
            self._find(AuditFault(broken.value), entry)
        noted = self._noted.get(place)
        if noted and noted.number == entry.number and noted.digest != entry.digest:
            self._find(AuditFault.REWRITTEN, entry)
        self._learn(place, entry)

    def end(self) -> None:
        """After the last entry: the chains that are gone altogether."""
        self._close()
        lost = [place for place in self._heads.keys() - self._walked if self._heads[place].number]
        for place in sorted(lost):
            self.verdict.add(AuditFinding(*place, 1, AuditFault.CUT))
            self.verdict.chains.append(Chain(*place, Head()))
        for place in sorted(self._noted.keys() - self._walked - self._heads.keys()):
            self.verdict.add(AuditFinding(*place, 1, AuditFault.REWRITTEN))

    def compare(self, row_now: _RowNow) -> None:
        """A row against its last entry."""
        last = self._last_entries.pop(row_now.subject, None)
        now = _digest(row_now.image)
        if last is None or last.figures is None:
            if now != _NOTHING:
                self.verdict.add(AuditFinding(*row_now.place, None, AuditFault.ROW_UNKNOWN, row_now.subject))
        elif (last.place, last.figures) != (row_now.place, now) or any(
            last.texts.get(text) != row_now.image.get(text) for text in row_now.texts
        ):
            self.verdict.add(AuditFinding(*last.place, last.number, AuditFault.ROW_CHANGED, row_now.subject))

    def miss(self) -> None:
        """After the last row: those that the log has and the tables have not."""
        for subject, last in self._last_entries.items():
            if last.figures is not None:
                self.verdict.add(AuditFinding(*last.place, last.number, AuditFault.ROW_GONE, subject))

    def _close(self) -> None:
        if self._place is None:
            return
        head, noted = self._follower.head, self._noted.get(self._place)
        if self._heads.get(self._place, Head()) != head:
            self.verdict.add(AuditFinding(*self._place, head.number + 1, AuditFault.CUT))
        if noted and noted.number > head.number:
            self.verdict.add(AuditFinding(*self._place, head.number + 1, AuditFault.REWRITTEN))
        self.verdict.chains.append(Chain(*self._place, head))
        self._walked.add(self._place)

    def _learn(self, place: tuple[str, str], entry: LogEntry) -> None:
        try:
            before, after = (json.loads(text) if text else None for text in (entry.before, entry.after))
        except ValueError:
            return  # the entry was changed, and that is found already
        last = self._last_entries.get(entry.subject)
        if _digest(before) != ((last and last.figures) or _NOTHING):
            self._find(AuditFault.UNSAID, entry)
        texts = {name: value for name, value in (after or {}).items() if name not in figures(after or {})}
        self._last_entries[entry.subject] = _LastEntry(
            place, entry.number, None if after is None else _digest(after), texts
        )

    def _find(self, fault: AuditFault, entry: LogEntry) -> None:
        self.verdict.add(AuditFinding(entry.campaign, entry.chain, entry.number, fault, entry.subject))


def _digest(image: Mapping[str, object] | None) -> bytes:
    """Of the figures of an image alone; a row without any is like none."""
    values = figures(image or {})
    return hashlib.sha256(canonical(values).encode()).digest()[:16] if values else _NOTHING


async def _images(db: Connection, campaign: str | None) -> AsyncIterator[_RowNow]:
    """Every audited row as the log would show it now."""
    salts: dict[int, str | None] = {
        row.person: row.salt for row in await db.execute(select(identities.c.person, identities.c.salt))
    }
    good = {person: salt for person, salt in salts.items() if salt is not None}
    for audited in AUDITED.values():
        rows = await db.stream(audited.rows(campaign).execution_options(yield_per=_PAGE))
        async for row in rows.mappings():
            texts = frozenset(text for text, author in audited.rule.texts.items() if row[author] in salts)
            yield _RowNow(audited.place(row), audited.subject(row, good), audited.image(row, good), texts)
    for table in WHOLE:
        async for row_now in _wholes(db, table, campaign):
            yield row_now


async def _wholes(db: Connection, name: str, campaign: str | None) -> AsyncIterator[_RowNow]:
    """The images of a table that is audited as a whole."""
    table, rule = WHOLE[name]
    query = whole_rows(table, rule)
    if campaign is not None:
        query = query.where(table.columns[rule.by[0]] == campaign)
    together: dict[tuple[object, ...], list[Row[Any]]] = {}
    for row in await db.execute(query):
        together.setdefault(tuple(row._mapping[part] for part in rule.by), []).append(row)
    for key, rows in together.items():
        if image := whole_image(table, rule, rows):
            yield _RowNow((str(key[0]), NATION), ":".join(map(str, (name, *key))), image)


def _campaigns(campaign: str | None) -> ColumnElement[bool]:
    return true() if campaign is None else audit_table.c.campaign.in_((campaign, EVERYWHERE))
