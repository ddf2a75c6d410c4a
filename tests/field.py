"""A small field for tests below the bot: a database file, a few units and people, and messages of theirs."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from zoneinfo import ZoneInfo

from storage.audit import audit_log
from storage.campaign import load as campaigns
from storage.counting import units
from storage.engine.database import Connection, Database
from storage.messaging import messages
from storage.messaging.message import ArrivalKind, Message
from storage.people import people
from storage.planning import milestones
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION
from tests import postgres

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime.fromisoformat("2019-08-29T08:30:00+07:00")
CODE = "2019"
CAMPAIGN = campaigns.load(CODE)
BOT = "8019"
CHANNEL = "telegram"

UNITS = (
    # code, name, level, quota
    ("01-H03", "UBND quận Ba Đình", "H", 50),
    ("01-X07", "UBND phường Trúc Bạch", "X", 20),
    ("02-H01", "UBND thành phố Hà Giang", "H", 30),
)
CAST = (
    # address, name, role, agency, scope
    ("101", "Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-H03", "01-X07")),
    ("102", "Tư", Role.POSTAL_WORKER, Agency.BDT, ("01-H03",)),
    ("103", "Hà", Role.COORDINATOR, Agency.BNV, (NATION,)),
    ("104", "Hùng", Role.INSPECTOR, Agency.SNV, ("01",)),
)
LAN, TU, HA, HUNG = 1, 2, 3, 4
"""The ids of the cast, who are registered in this order."""


class Engine:
    """Which database the test at hand runs on. On PostgreSQL a file's path names a database of its own."""

    name = "sqlite"
    made: ClassVar[set[str]] = set()


def url_of(file: Path) -> str:
    if Engine.name == "sqlite":
        return f"sqlite+aiosqlite:///{file}"
    return postgres.server().url(_name_of(file))


def _name_of(file: Path) -> str:
    return "t" + hashlib.sha256(str(file).encode()).hexdigest()[:20]


Scene = Callable[[Database], Awaitable[object]]
"""What fills a database that was just migrated. Each is played once, and copied by every test."""


async def nobody(database: Database) -> None:
    """Leaves it empty."""


async def cast(database: Database) -> None:
    """Lets ``CAST`` come on."""
    async with database.write() as db:
        await furnish(db)


async def play(url: str, scene: Scene) -> None:
    """Makes, migrates and fills a database."""
    database = Database(url)
    await database.open()
    try:
        await scene(database)
    finally:
        await database.close()


@cache
def _filled(scene: Scene) -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as aside:
        file = Path(folder) / "sipas.db"
        aside.submit(asyncio.run, play(f"sqlite+aiosqlite:///{file}", scene)).result()
        return file.read_bytes()


@cache
def _template(scene: Scene) -> str:
    return postgres.server().template(scene.__name__, lambda url: play(url, scene))


def prepare(file: Path, scene: Scene = nobody) -> None:
    """Puts a copy of the scene's database where none is."""
    if Engine.name == "sqlite":
        if not file.exists():
            file.write_bytes(_filled(scene))
    elif (name := _name_of(file)) not in Engine.made:
        Engine.made.add(name)
        postgres.server().make(name, _template(scene))


def clear() -> None:
    """Takes away the databases that the test at hand has made on the server."""
    while Engine.made:
        postgres.server().drop(Engine.made.pop())


@asynccontextmanager
async def opened(file: Path, scene: Scene = nobody, *, guest: bool = False) -> AsyncIterator[Database]:
    """A database that exists for the length of a test."""
    prepare(file, scene)
    database = Database(url_of(file), guest=guest)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def furnish(db: Connection) -> None:
    """Registers ``CAST`` for ``UNITS``, two weeks ago."""
    joined = NOW - timedelta(days=14)
    audit_log.attribute(db, audit_log.Origin(at=joined))
    await milestones.activate(db, CODE, joined)
    await units.add(
        db,
        CODE,
        [
            {"code": code, "name": name, "level": level, "province": code[:2], "quota": quota}
            for code, name, level, quota in UNITS
        ],
    )
    for address, name, role, agency, scope in CAST:
        person = await people.register(
            db, CODE, name=name, role=role, agency=agency, scope=scope, language="vi", now=joined
        )
        await people.link(db, CHANNEL, address, person)


async def person(db: Connection, number: int) -> Person:
    found = await people.get(db, CODE, number)
    assert found is not None
    return found


def message(
    sender: Person, text: str = "", *, sent_at: datetime = NOW, update: int = 1, number: str = "1"
) -> Message:
    """What a person typed; ``update`` is the update's id, ``number`` that of the message."""
    return Message(
        kind=ArrivalKind.TEXT,
        bot=BOT,
        seq=update,
        update_id=str(update),
        channel=CHANNEL,
        address=str(100 + sender.id),
        message_id=number,
        text=text,
        args=(),
        sent_at=sent_at,
        now=max(sent_at, NOW),
        zone=ZONE,
        person=sender,
        campaign=CAMPAIGN,
    )


async def logged(db: Connection, typed: Message) -> int:
    return await messages.log(db, typed)
