"""A changed campaign file is applied: what differs, what was queued, what is reminded of from now on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import Clock
from bot.demo import demo_units, populate
from bot.inbound.context import Context
from bot.reminding import remind
from bot.simulator import Simulator
from handlers.declared import registry
from handlers.planning import plan_loading
from scheduler.plan import Plan
from storage.audit import audit_log
from storage.campaign import load as campaigns
from storage.campaign.file import available
from storage.campaign.types import Campaign, Task
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import DeliveryResult, ParcelState
from storage.planning import campaign_changes, campaign_editions, milestone_changes, milestones
from storage.planning.campaign_changes import ChangeKind, Difference
from storage.tables import outbox as parcels
from storage.tables import reminders as ledger
from storage.words.tasks import Change
from storage.words.units import NATION
from tests.field import BOT, CAMPAIGN, CHANNEL, CODE, HA, NOW, ZONE, furnish, opened, prepare, url_of
from tests.handlers.overview.test_coordinator_stories import ministry
from tests.handlers.stories import MAI, says
from tests.stack import Stack, running

CLI = CliRunner()
SHIPPED = Path(campaigns.__file__).parents[1] / "campaigns" / "2019.toml"
YEAR_2019 = SHIPPED.read_text(encoding="utf-8")
NEW_TASK = """
[[tasks]]
id = "2019-9"
number = "9"
title = "Tập huấn điều tra viên bổ sung"
period = "Tháng 9"
start = 2019-08-01
due = {due}
lead = ["BNV"]
"""


def changed(change: Callable[[Task], Task | None]) -> Campaign:
    """The campaign with other tasks; what becomes None goes."""
    tasks = tuple(task for task in map(change, CAMPAIGN.tasks) if task is not None)
    return CAMPAIGN.model_copy(update={"tasks": tasks})


def due(task: str, day: str) -> Callable[[Task], Task]:
    moved = datetime.fromisoformat(day).date()
    return lambda item: item.model_copy(update={"due": moved}) if item.id == task else item


def added(day: str) -> Campaign:
    last = CAMPAIGN.tasks[-1].model_copy(
        update={
            "id": "2019-9",
            "number": "9",
            "title": "Tập huấn bổ sung",
            "start": datetime.fromisoformat("2019-08-01").date(),
            "due": datetime.fromisoformat(day).date(),
            "group": False,
            "tracks": None,
        }
    )
    return CAMPAIGN.model_copy(update={"tasks": (*CAMPAIGN.tasks, last)})


class Office:
    """A bot's ticks over a database, without a bot."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock()
        self.frame = Context(BOT, database, CAMPAIGN, self.clock, ZONE, registry)

    async def tick(self, moment: str, *, deliver: bool = True) -> list[str]:
        """What goes out at a moment: the task ids and slots of the messages of the Ministry."""
        now = datetime.fromisoformat(f"{moment}:00+07:00")
        self.clock.now = lambda: now  # type: ignore[method-assign]
        await remind(self.frame)
        while deliver:
            async with self.database.write() as db:
                claimed = await outbox.claim(db, BOT, CHANNEL, now)
                await outbox.settle(
                    db,
                    [DeliveryResult(id=item.id, state=ParcelState.SENT, message_id="1") for item in claimed],
                    now,
                )
            if not claimed:
                break
        async with self.database.read() as db:
            rows = await db.execute(
                select(ledger.c.task, ledger.c.slot).where(
                    ledger.c.person == HA, ledger.c.decided_at == now, ledger.c.verdict == "send"
                )
            )
            return sorted(f"{task} {slot}" for task, slot in rows)

    async def apply(self, new: Campaign, moment: str) -> int:
        now = datetime.fromisoformat(f"{moment}:00+07:00")
        async with self.database.write() as db:
            audit_log.attribute(db, audit_log.Origin(audit_log.Via.COMMAND, now))
            assert await campaign_editions.keep(db, new, now, applied=True)
            withdrawn = await campaign_changes.reconcile(db, self.frame.campaign, new, now)
        self.frame.campaign = new
        return withdrawn


async def test_a_new_date_cancels_what_waits_and_only_future_slots_are_due(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
        office = Office(database)
        await office.tick("2019-09-03T08:00")
        waiting = await office.tick("2019-09-16T08:00", deliver=False)
        assert "2019-5.1 before-14" in waiting
        assert await office.apply(changed(due("2019-5.1", "2019-10-31")), "2019-09-16T08:10") >= 1
        again = await office.tick("2019-09-16T08:30")
        assert "2019-5.1 before-14" not in again
        assert [item for item in again if not item.startswith("2019-5.1")], "the others of that message stay"
        assert "2019-5.1 before-30" in await office.tick("2019-10-01T08:00")
        async with database.read() as db:
            [line] = await milestone_changes.of(db, CODE, ["2019-5.1"])
        assert (line.kind, line.before, line.after) == (Change.REPLANNED, "2019-09-30", "2019-10-31")


async def test_a_date_that_a_coordinator_moved_still_holds(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
            at = datetime.fromisoformat("2019-08-29T08:00:00+07:00")
            await milestones.move(db, CODE, "2019-5.1", NATION, at.date().replace(month=10, day=15), HA, at)
        office = Office(database)
        await office.tick("2019-09-03T08:00")
        await office.apply(changed(due("2019-5.1", "2019-10-31")), "2019-09-16T08:10")
        plan = await plan_of(office)
        assert plan.due(plan.campaign.task("2019-5.1"), NATION).isoformat() == "2019-10-15"


async def plan_of(office: Office) -> Plan:
    async with office.database.read() as db:
        return await plan_loading.plan(db, office.frame.campaign, ZONE, office.clock.now())


async def test_a_removed_task_is_silent_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
        office = Office(database)
        await office.tick("2019-09-03T08:00")
        assert "2019-5.1 before-14" in await office.tick("2019-09-16T08:00", deliver=False)
        await office.apply(changed(lambda task: None if task.id == "2019-5.1" else task), "2019-09-16T08:10")
        for moment in ("2019-09-16T08:30", "2019-09-23T08:00", "2019-09-30T08:00", "2019-10-07T08:00"):
            assert not [item for item in await office.tick(moment) if item.startswith("2019-5.1")]


async def test_a_new_tasks_past_slots_never_existed(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
        office = Office(database)
        await office.tick("2019-09-03T08:00")
        await office.apply(added("2019-09-20"), "2019-09-16T08:10")
        assert not [item for item in await office.tick("2019-09-16T09:00") if item.startswith("2019-9")]
        assert "2019-9 before-3" in await office.tick("2019-09-17T08:00")


async def test_a_new_task_that_is_overdue_is_asked_about_once_and_not_reminded_of(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
        office = Office(database)
        assert "activation confirm" in await office.tick("2019-08-30T08:00")
        await office.apply(added("2019-09-10"), "2019-09-16T08:10")
        assert "activation confirm" in await office.tick("2019-09-16T09:00")
        async with database.read() as db:
            payloads = await db.execute(select(parcels.c.payload).order_by(parcels.c.id.desc()))
            [asked] = [text for text in payloads.scalars() if "reminder.confirm_added" in text]
        assert "2019-9" in asked
        assert "2019-4.4" not in asked, "what was asked before is not asked again"
        for moment in ("2019-09-17T08:00", "2019-09-24T08:00"):
            found = await office.tick(moment)
            assert not [item for item in found if item.startswith(("2019-9", "activation"))]


def test_every_key_that_differs_is_told() -> None:
    other = CAMPAIGN.reminders.model_copy(update={"shortfall": 0.2})
    new = changed(due("2019-5.1", "2019-10-31")).model_copy(update={"reminders": other})
    assert campaign_changes.differences(CAMPAIGN, new) == [
        Difference(ChangeKind.CHANGED, "tasks.2019-5.1.due", "2019-09-30", "2019-10-31"),
        Difference(ChangeKind.CHANGED, "reminders.shortfall", 0.15, 0.2),
    ]
    assert campaign_changes.differences(CAMPAIGN, CAMPAIGN) == []
    [one] = campaign_changes.differences(CAMPAIGN, added("2019-09-20"))
    assert (one.kind, one.key) == (ChangeKind.ADDED, "tasks.2019-9")


def test_a_campaign_comes_back_from_the_database_as_it_was() -> None:
    for code in available():
        whole = campaigns.load(code)
        assert Campaign.model_validate_json(whole.model_dump_json(by_alias=True)) == whole


async def test_the_running_bot_goes_by_the_applied_file_also_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.toml"
    file.write_text(YEAR_2019 + NEW_TASK.format(due="2019-09-20"), encoding="utf-8")
    async with running(tmp_path) as stack:
        ha = await ministry(stack)
        assert "Không có việc “2019-9”" in (await says(ha, "/kehoach 2019-9")).text
        told = await _apply(stack, monkeypatch, file, "--yes")
        assert "2019-9" in told
        stack.clock.move_to(datetime.fromisoformat("2019-08-29T09:00:00+07:00"))
        for _ in range(100):
            heard = await says(ha, "/kehoach 2019-9")
            if "Tập huấn" in heard.text:
                break
        assert "Tập huấn điều tra viên bổ sung" in heard.text
        assert "việc mới trong kế hoạch" in heard.text
    async with running(tmp_path) as stack:
        mai = await stack.phone(MAI)
        assert "Tập huấn" in (await says(mai, "/kehoach 2019-9")).text


async def _apply(stack: Stack, monkeypatch: pytest.MonkeyPatch, file: Path, *words: str) -> str:
    """The command beside the running bot, in a thread of its own as it has a loop of its own."""
    monkeypatch.setenv("SIPAS_DATABASE_URL", str(stack.database.url.render_as_string(hide_password=False)))
    monkeypatch.setenv("SIPAS_CLOCK", "2019-08-29T08:45:00+07:00")
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    result = await asyncio.to_thread(CLI.invoke, app, ["campaign", "apply", str(file), *words])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


async def demo(database: Database) -> None:
    await populate(database, CAMPAIGN, demo_units(CAMPAIGN), NOW, ZONE)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose database is the demo's."""
    prepare(tmp_path / "sipas.db", demo)
    monkeypatch.setenv("SIPAS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SIPAS_DATABASE_URL", url_of(tmp_path / "sipas.db"))
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    monkeypatch.setenv("SIPAS_CLOCK", "2019-08-29T08:45:00+07:00")
    return tmp_path


def test_the_difference_comes_first_and_nothing_is_applied_without_a_yes(begun: Path) -> None:
    file = begun / "new.toml"
    file.write_text(YEAR_2019 + NEW_TASK.format(due="2019-08-20"), encoding="utf-8")
    asked = CLI.invoke(app, ["campaign", "apply", str(file)])
    assert asked.exit_code == 2
    assert "--yes" in asked.stderr
    assert "hạn 20/08/2019 đã qua" in asked.stdout
    done = CLI.invoke(app, ["campaign", "apply", str(file), "--yes", "--format", "json"])
    assert done.exit_code == 0
    assert [row["key"] for row in json.loads(done.stdout)] == ["tasks.2019-9"]
    again = CLI.invoke(app, ["campaign", "apply", str(file), "--yes"])
    assert "Không có gì khác" in again.stdout
    back = CLI.invoke(app, ["campaign", "apply", "2019", "--yes"])
    assert "không nhắc nữa" in back.stdout


def test_in_a_demo_today_is_the_day_of_its_phones(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIPAS_CLOCK")
    phones = Simulator(
        begun / "simulator.db", Clock(datetime.fromisoformat("2019-08-29T08:30:00+07:00")), "8019:x"
    )
    phones.move_clock(datetime.fromisoformat("2019-09-16T08:00:00+07:00"))
    file = begun / "new.toml"
    for due, told in (("2019-09-20", "chỉ nhắc các mốc từ hôm nay"), ("2019-09-10", "hạn 10/09/2019 đã qua")):
        file.write_text(YEAR_2019 + NEW_TASK.format(due=due), encoding="utf-8")
        assert told in CLI.invoke(app, ["campaign", "apply", str(file)]).stdout
    phones.close()


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("code = ", 1, "TOML"),
        ('code = "2018"', 1, "thiếu mục này"),
        (
            SHIPPED.read_text(encoding="utf-8").replace("due = 2019-09-30", "due = 2019-01-30", 1),
            1,
            "sớm hơn",
        ),
        ((SHIPPED.parent / "2018.toml").read_text(encoding="utf-8"), 2, "2018"),
    ],
)
def test_a_file_that_cannot_be_applied_stops_with_a_line(
    begun: Path, text: str, code: int, problem: str
) -> None:
    file = begun / "bad.toml"
    file.write_text(text, encoding="utf-8")
    result = CLI.invoke(app, ["campaign", "apply", str(file), "--yes"])
    assert result.exit_code == code
    assert problem in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
