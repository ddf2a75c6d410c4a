"""Bulletins: who wants them, and what each person was told last."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.tables import bulletin_wishes, outbox
from storage.tables import bulletins as rows
from storage.words.bulletin_words import BulletinKind, ToldBulletin, Wishes


async def wishes(db: Connection, person: int) -> Wishes:
    """What a person wants; empty where nothing."""
    return (await everyone(db)).get(person, {})


async def everyone(db: Connection) -> dict[int, Wishes]:
    """What each person wants who wants anything."""
    by_person: dict[int, Wishes] = {}
    for row in await db.execute(select(bulletin_wishes)):
        since = {BulletinKind.DAILY: row.daily_since, BulletinKind.WEEKLY: row.weekly_since}
        if wanted := {kind: moment for kind, moment in since.items() if moment is not None}:
            by_person[row.person] = wanted
    return by_person


async def wish(db: Connection, person: int, kind: BulletinKind, since: datetime | None) -> None:
    """A person wants a kind from a moment on, or (None) no more."""
    values = {f"{kind.value}_since": since}
    await audited_writes.put(db, Action.BULLETIN_SET, bulletin_wishes, {"person": person}, values)


async def last(db: Connection, campaign: str) -> dict[tuple[int, BulletinKind], ToldBulletin]:
    """The newest of each person and kind. What was taken back before it was sent was not told."""
    newest = await db.execute(
        select(rows.c.person, rows.c.kind, rows.c.day, rows.c.figures)
        .join(outbox, outbox.c.id == rows.c.outbox)
        .where(rows.c.campaign == campaign, outbox.c.state != "cancelled")
        .order_by(rows.c.day)
    )
    return {
        (row.person, BulletinKind(row.kind)): ToldBulletin(row.day, json.loads(row.figures)) for row in newest
    }


async def note(
    db: Connection, campaign: str, person: int, kind: BulletinKind, bulletin: ToldBulletin, parcel: int
) -> None:
    """Remembers what a parcel of the outbox tells."""
    key = {"campaign": campaign, "person": person, "kind": kind.value, "day": bulletin.day}
    values = {"figures": json.dumps(bulletin.figures, sort_keys=True), "outbox": parcel}
    row = insert(db, rows).values(**key, **values)
    await db.execute(row.on_conflict_do_update(index_elements=list(rows.primary_key), set_=values))
