"""What ``sipas reminders preview`` prints is what the bot then sends."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.channels.telegram.keyboards import Renderer
from bot.cli import app
from bot.clock import Clock
from bot.commands.reminders import text_of
from bot.inbound.context import Context
from bot.reminding import remind
from bot.reminding.preview import Foreseen, walk
from handlers.declared import registry
from handlers.planning import plan_loading
from storage.announcing import bulletins
from storage.audit import audit_log
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import DeliveryResult, ParcelState, TextPayload
from storage.people import people
from storage.tables import reminders as ledger
from storage.words.bulletin_words import BulletinKind
from storage.words.replies import Reply
from storage.words.roles import Agency, Person, Role
from tests.field import BOT, CAMPAIGN, CHANNEL, CODE, HA, NOW, ZONE, furnish, opened

FIRST, LAST = date(2019, 8, 30), date(2019, 9, 30)
RENDERER = Renderer("sipas_bot", ZONE)
Told = tuple[datetime, int, str]
"""When, to whom, what."""


async def settle(database: Database) -> None:
    """Two units with workers, the Ministry, and a coordinator of Hà Nội who wants bulletins."""
    async with database.write() as db:
        await furnish(db)
        mai = await people.register(
            db,
            CODE,
            name="Mai",
            role=Role.COORDINATOR,
            agency=Agency.SNV,
            scope=("01",),
            language="vi",
            now=NOW,
        )
        await people.link(db, CHANNEL, "106", mai)
        for person in (mai, HA):
            for kind in BulletinKind:
                await bulletins.wish(db, person, kind, NOW)
        audit_log.attribute(db, audit_log.Origin(at=NOW))


async def foreseen(database: Database) -> list[Foreseen]:
    async with database.read() as db:
        plan = await plan_loading.plan(db, CAMPAIGN, ZONE, NOW)
        return [item async for _, told in walk(db, plan, FIRST, LAST) for item in told]


async def really_sent(database: Database) -> list[Told]:
    """The tick at each moment of the same days; what it queues arrives at once."""
    clock, sent = Clock(NOW), []
    frame = Context(BOT, database, CAMPAIGN, clock, ZONE, registry)
    for number in range((LAST - FIRST).days + 1):
        for hour in ("08:00", "16:30", "17:30"):
            now = datetime.fromisoformat(f"{FIRST + timedelta(days=number)}T{hour}:00+07:00")
            clock.now = lambda now=now: now  # type: ignore[method-assign, misc]
            await remind(frame)
            while True:
                async with database.write() as db:
                    parcels = await outbox.claim(db, BOT, CHANNEL, now)
                    outcomes = [
                        DeliveryResult(id=item.id, state=ParcelState.SENT, message_id=str(item.id))
                        for item in parcels
                    ]
                    await outbox.settle(db, outcomes, now)
                if not parcels:
                    break
                for item in parcels:
                    payload = item.payload
                    reply = payload.reply if isinstance(payload, TextPayload) else payload.query["told"]
                    sent.append((now, item.person or 0, "\n".join(RENDERER.pieces(reply, item.language))))
    return sent


async def test_a_month_is_sent_as_it_was_foreseen(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        await settle(database)
        before = await foreseen(database)
        async with database.read() as db:
            assert await db.scalar(select(func.count()).select_from(ledger)) == 0, "a preview writes nothing"
        sent = await really_sent(database)
        assert await foreseen(database) == [], "what was sent is not foreseen again"
    told = [
        (item.at, item.person.id, "\n".join(RENDERER.pieces(item.reply, item.person.language)))
        for item in before
    ]
    assert sorted(told) == sorted(sent)
    assert {item.kind for item in before} == {"morning", "nudge", "daily", "weekly"}
    assert len(told) > 30


CLI = CliRunner()


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a database."""
    monkeypatch.setenv("SIPAS_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIPAS_DATABASE_URL", raising=False)
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    return tmp_path


def preview(*words: str) -> str:
    result = CLI.invoke(app, ["reminders", "preview", "--campaign", "2019", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_a_database_each_agency_has_somebody(outside: Path) -> None:
    rows = json.loads(preview("--from", "2019-04-03", "--to", "2019-10-15", "--format", "json"))
    due = [row for row in rows if row["at"].startswith("2019-09-30")]
    assert {row["agency"] for row in due} >= {"VNPOST", "BDT", "BNV", "SNV", "MTTQ_TINH"}
    (vnpost,) = [row for row in due if row["agency"] == "VNPOST"]
    assert vnpost["at"] == "2019-09-30T08:00:00+07:00"
    assert vnpost["tasks"] == ["2019-4.5:due"]
    assert "Hạn hôm nay, thứ Hai 30/09/2019" in vnpost["text"]
    assert "✅ Đã xong" in vnpost["buttons"]
    assert "<b>" not in vnpost["text"]
    assert list(outside.iterdir()) == [], "nothing is left behind"


def test_one_person_as_a_table_and_as_csv(outside: Path) -> None:
    words = ("--from", "2019-09-30", "--to", "2019-09-30", "--person", "vnpost")
    table = preview(*words)
    assert "2019-4.5" in table
    assert "1 tin" in table
    (row,) = csv.DictReader(io.StringIO(preview(*words, "--format", "csv")))
    assert row["kind"] == "morning"
    assert row["tasks"] == "2019-4.5:due"


def test_the_calendar_of_the_plan_can_be_read_back(outside: Path) -> None:
    text = preview("--from", "2019-04-01", "--to", "2020-01-31", "--format", "ics")
    file = icalendar.Calendar.from_ical(text)
    events = {str(event["uid"]): event for event in file.walk("VEVENT")}
    begun = {task.id for task in CAMPAIGN.leaves if task.start >= date(2019, 4, 1)}
    assert {uid.removesuffix(".start@sipas") for uid in events if ".start" in uid} == begun
    due = events["2019-4.5.due.VN@sipas"]
    assert due.decoded("dtstart") == date(2019, 9, 30)
    assert due.decoded("dtend") == date(2019, 10, 1)
    rings = sorted(alarm.decoded("trigger") for alarm in due.walk("VALARM"))
    assert rings == [timedelta(hours=8) - timedelta(days=days) for days in (7, 1, 0)]
    assert str(due["summary"]) == "⏰ 2019-4.5 đến hạn: Phát, thu phiếu điều tra xã hội học"
    assert all(len(line.encode()) <= 75 for line in text.replace("\r\n", "\n").splitlines())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2019-05-01", "--to", "2019-04-01"), "sớm hơn ngày đầu"),
        (("--from", "2019-05-01", "--to", "2119-04-01"), "quá dài"),
        (("--person", "Nguyễn Không Ai", "--from", "2019-05-01"), "Không có ai"),
        (("--person", "Bộ", "--from", "2019-05-01"), "xin dùng số"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_in_a_line(
    outside: Path, words: tuple[str, ...], told: str
) -> None:
    result = CLI.invoke(app, ["reminders", "preview", "--campaign", "2019", *words])
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_text_of_a_message_has_no_markup() -> None:
    ha = Person(1, "Hà <b>", Role.COORDINATOR, Agency.BNV, ("VN",))
    reply = Reply("unit.heading", {"code": "01-H03", "name": ha.name})
    assert "Hà <b>" in text_of(Foreseen(NOW, ha, "morning", (), reply), RENDERER)
