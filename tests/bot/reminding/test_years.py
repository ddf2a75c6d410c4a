"""The clock walks through the years 2018 and 2019, and everybody gets exactly what the plan says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.inbound.context import Context
from bot.reminding import remind
from handlers.declared import registry
from storage.audit import audit_log
from storage.campaign import load as campaigns
from storage.campaign.types import Campaign
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import DeliveryResult, ParcelState
from storage.people import people
from storage.planning import milestones
from storage.tables import outbox as outbox_rows
from storage.tables import reminders as reminder_rows
from storage.words.roles import PROVINCIAL_AGENCIES, Agency, Role
from storage.words.units import NATION
from tests.field import BOT, CHANNEL, ZONE, opened
from tests.scheduler.years import ACTIVATED, BNV, ENDS, PLANS, days

PROVINCES = ("01", "02", "04")
Told = tuple[date, str, str, frozenset[tuple[str, str]]]
"""A message: day, agency, province or the nation, tasks with their slots."""


def cut(code: str) -> Campaign:
    """The campaign with its whole plan, in three provinces."""
    full = campaigns.load(code)
    few = tuple(province for province in full.provinces if province.code in PROVINCES)
    return full.model_copy(update={"provinces": few})


def expected(code: str) -> set[Told]:
    """One message a person and day, made of the rows written by hand."""
    mornings: defaultdict[tuple[date, str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in PLANS[code]:
        year = int(code) + row.next_year
        for agencies, text in ((row.lead, row.acts), (row.support, row.informed)):
            for agency in agencies:
                provincial = Agency(agency) in PROVINCIAL_AGENCIES
                for scope in PROVINCES if provincial else (NATION,):
                    for day, slot in days(text, year):
                        mornings[day, agency, scope] |= {(task, slot) for task in row.tasks}
        for day, slot in days(row.escalated, year):
            mornings[day, BNV, NATION] |= {(task, slot) for task in row.tasks}
    if code == "2019":
        # Due in March, before the system starts on 3 April: asked about once, never reminded.
        mornings[ACTIVATED[code], BNV, NATION] |= {("activation", "confirm")}
    return {(*place, frozenset(tasks)) for place, tasks in mornings.items()}


@dataclass
class Year:
    """A database, everybody in it, and as many processes as there are frames."""

    code: str
    campaign: Campaign
    databases: list[Database]
    clocks: list[Clock]
    who: dict[int, tuple[str, str]]

    async def settle(self) -> None:
        """One person for each agency, in each province where it is provincial."""
        joined = at(ACTIVATED[self.code], 0)
        async with self.databases[0].write() as db:
            audit_log.attribute(db, audit_log.Origin(at=joined))
            await milestones.activate(db, self.code, joined)
            for agency in Agency:
                for scope in PROVINCES if agency in PROVINCIAL_AGENCIES else (NATION,):
                    role = Role.POSTAL_SUPERVISOR if agency is Agency.BDT else Role.COORDINATOR
                    person = await people.register(
                        db,
                        self.code,
                        name=f"{agency} {scope}",
                        role=role,
                        agency=agency,
                        scope=(scope,),
                        language="vi",
                        now=joined,
                    )
                    await people.link(db, CHANNEL, str(1000 + person), person)
                    self.who[person] = (agency.value, scope)

    async def tick(self, now: datetime) -> int:
        """All processes look at the same moment; what they queue arrives."""
        queued = 0
        for database, clock in zip(self.databases, self.clocks, strict=True):
            clock.now = lambda: now  # type: ignore[method-assign]
            queued += await remind(Context(BOT, database, self.campaign, clock, ZONE, registry))
        while queued:
            async with self.databases[0].write() as db:
                parcels = await outbox.claim(db, BOT, CHANNEL, now)
                sent = [
                    DeliveryResult(id=parcel.id, state=ParcelState.SENT, message_id=str(parcel.id))
                    for parcel in parcels
                ]
                await outbox.settle(db, sent, now)
            if not parcels:
                break
        return queued

    async def walk(self, first: date, last: date, down: Collection[date] = (), hour: int = 8) -> None:
        """A tick each day but on those on which the bot is down."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day not in down:
                await self.tick(at(day, hour))

    async def told(self) -> list[Told]:
        """Every message that was sent, read from the ledger and the outbox."""
        ledger, sent = reminder_rows.c, outbox_rows.c
        query = select(sent.id, sent.person, sent.sent_at, ledger.task, ledger.slot)
        messages: defaultdict[tuple[int, date, str, str], set[tuple[str, str]]] = defaultdict(set)
        async with self.databases[0].read() as db:
            joined = await db.execute(query.join(reminder_rows, ledger.outbox == sent.id))
            for parcel, person, moment, task, slot in joined:
                day = moment.astimezone(ZONE).date()
                messages[parcel, day, *self.who[person]].add((task, slot))
        return [(day, agency, scope, frozenset(tasks)) for (_, day, agency, scope), tasks in messages.items()]


def at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def year_of(code: str, *databases: Database) -> Year:
    clocks = [Clock() for _ in databases]
    return Year(code, cut(code), list(databases), clocks, {})


@pytest.mark.sqlite
@pytest.mark.parametrize("code", ["2018", "2019"])
async def test_the_year_sends_exactly_what_was_written_by_hand(code: str, tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        year = year_of(code, database)
        await year.settle()
        await year.walk(ACTIVATED[code], ENDS[code])
        told = await year.told()
    written = {task for row in PLANS[code] for task in row.tasks} | {"2019-1.1"}
    assert {task.id for task in year.campaign.leaves} <= written
    assert max(Counter((day, agency, scope) for day, agency, scope, _ in told).values()) == 1
    assert sorted(set(told) - expected(code), key=str) == []
    assert sorted(expected(code) - set(told), key=str) == []


OUTAGE = {date(2019, 9, 20) + timedelta(days=number) for number in range(21)}
"""From Friday 20 September through Thursday 10 October."""


@pytest.mark.sqlite
async def test_an_outage_of_three_weeks_only_makes_late(tmp_path: Path) -> None:
    first, last = date(2019, 8, 1), date(2019, 11, 15)
    async with opened(tmp_path / "sipas.db") as database:
        year = year_of("2019", database)
        await year.settle()
        await year.walk(first - timedelta(days=60), last, down=OUTAGE)
        told = await year.told()
    back = date(2019, 10, 11)
    late = {
        # The newest slot of each task that is still of use; who is only informed hears of no past due day.
        (back, "VNPOST", "VN", frozenset({("2019-4.5", "after-7")})),
        *((back, "SNV", code, frozenset({("2019-5.2", "after-7")})) for code in PROVINCES),
        (
            back,
            "BNV",
            "VN",
            frozenset(
                {
                    ("2019-5.1", "after-7"),
                    ("2019-5.2", "after-7"),
                    ("2019-6.1", "before-30"),
                    ("2019-6.2", "start"),
                }
            ),
        ),
        *((back, agency, "VN", frozenset({("2019-6.2", "start")})) for agency in ("MTTQ_TW", "CCB_TW")),
    }
    planned = {item for item in expected("2019") if first <= item[0] <= last and item[0] not in OUTAGE}
    assert {item for item in told if item[0] >= first} == planned | late


async def test_two_processes_and_restarts_send_nothing_twice(tmp_path: Path) -> None:
    first, last = date(2019, 8, 20), date(2019, 10, 10)
    file = tmp_path / "sipas.db"
    async with opened(file) as one, opened(file, guest=True) as other:
        year = year_of("2019", one, other)
        await year.settle()
        await year.walk(first - timedelta(days=25), last)
        # The same day once more, by processes that know nothing of the morning.
        assert await year.tick(at(date(2019, 10, 10), 9)) == 0
        told = await year.told()
    assert len(told) == len(set(told))
    assert {item for item in told if item[0] >= first} == {
        item for item in expected("2019") if first <= item[0] <= last
    }
