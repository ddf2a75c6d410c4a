import asyncio
import re
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from storage import privacy
from storage.audit import audit_log, verify
from storage.audit.audit_log import EVERYWHERE, Action, Origin, Via, Wanted
from storage.audit.chain import Head, LogEntry, sealed
from storage.audit.images import AUDITED, WHOLE
from storage.audit.verify import AuditFault, AuditVerdict
from storage.counting import absences, closings, drafts, reports, units
from storage.counting.absences import Absence
from storage.engine.database import Connection, Database
from storage.inspecting import inspections, minutes, rechecks
from storage.inspecting.inspections import Inspection
from storage.inspecting.minutes import Section
from storage.inspecting.rechecks import Finding
from storage.people import invites, people, phone_holders, staff_list
from storage.people.invites import Invite
from storage.planning import milestones
from storage.tables import audit as table
from storage.tables import audit_heads, identities, metadata
from storage.tables import reports as report_table
from storage.tables import scopes as scope_table
from storage.tables import units as unit_table
from storage.tables.auditing import AUDIT, NoAudit
from storage.words.counting_rules import Entry as Counted
from storage.words.counts import Count, Mode, Outcome
from storage.words.replies import Refusal
from storage.words.roles import Agency, Role
from tests.field import CHANNEL, CODE, HA, HUNG, LAN, NOW, TU, furnish, logged, message, opened, person

SAID = "Tổ dân phố vắng nhà cả ngày"
NUMBER = "+84912345678"


async def book(db: Connection, collected: int, *, unit: str = "01-H03", campaign: str = CODE) -> int:
    """Lan reports, with a remark of her own."""
    said = message(await person(db, LAN), update=collected)
    log = await logged(db, said)
    audit_log.attribute(db, Origin(Via.CHAT, said.now, LAN, collected, log))
    return await reports.add(
        db,
        campaign,
        Counted(unit, Mode.ADD, {Count.COLLECTED: collected}, SAID),
        worker=LAN,
        message=log,
        sent_at=said.sent_at,
        received_at=said.now,
        position=collected,
    )


async def day(database: Database, *collected: int) -> list[int]:
    """A message a report, each in its own transaction."""
    booked = []
    for count in collected:
        async with database.write() as db:
            booked.append(await book(db, count))
    return booked


async def verified(database: Database, noted: verify.Heads | None = None) -> AuditVerdict:
    async with database.read() as db:
        return await verify.verify(db, None, noted or {})


async def faults(database: Database) -> list[tuple[str, int | None, AuditFault]]:
    return [(found.chain, found.number, found.fault) for found in (await verified(database)).faults]


async def entries(database: Database, wanted: Wanted | None = None) -> list[LogEntry]:
    async with database.read() as db:
        return [entry async for entry in audit_log.show(db, wanted or Wanted())]


async def tamper(database: Database, place: int, /, **values: object) -> None:
    """Somebody changes an entry of the chain of Hà Nội by hand."""
    async with database.write() as db:
        await db.execute(update(table).where(table.c.chain == "01", table.c.number == place).values(values))


async def test_an_entry_says_who_what_when_and_because_of_which_message(field: Database) -> None:
    [number] = await day(field, 12)
    async with field.write() as db:
        audit_log.attribute(db, Origin(Via.CHAT, NOW, TU, 2))
        await reports.void(db, [number], TU, NOW)
    booked, voided = await entries(field, Wanted(chain="01"))
    assert (booked.at, booked.via, booked.person, booked.cause, booked.message) == (NOW, "chat", LAN, 12, 1)
    assert (booked.action, booked.subject, booked.before) == (Action.REPORT_BOOK, f"reports:{number}", None)
    assert '"collected":12' in str(booked.after)
    assert (voided.number, voided.person, voided.action) == (2, TU, Action.REPORT_VOID)
    assert voided.before == booked.after
    assert '"voided_by":2' in str(voided.after)
    assert (await verified(field)).faults == []


async def test_what_people_wrote_is_in_the_log_only_in_disguise(field: Database) -> None:
    await day(field, 12)
    async with field.write() as db:
        await phone_holders.set_phone(db, LAN, NUMBER)
        await phone_holders.set_pin(db, LAN, "4711")
        await phone_holders.take(db, CHANNEL, "777555333", LAN, NOW)
        await invites.issue(
            db, CODE, Invite("Hoàng Kim Yến", Role.ADMIN, Agency.BNV, ("VN",), phone=NUMBER), NOW
        )
        await absences.begin(db, CODE, LAN, Absence(date(2019, 9, 1), date(2019, 9, 2)), "ốm", NOW)
    text = "".join(str(asdict(entry)) for entry in await entries(field))
    text = re.sub("[0-9a-f]{32,}", "", text)  # where four digits may stand by chance
    for secret in (SAID, "Lan", NUMBER, "4711", "777555333", "Hoàng Kim Yến", "ốm"):
        assert secret not in text
    assert '"comment":"#' in text
    assert (await verified(field)).faults == []


async def test_a_refusal_takes_its_entries_away(field: Database) -> None:
    async with field.write() as db:
        await book(db, 5)
        with suppress(Refusal):
            async with db.begin_nested():
                await book(db, 6)
                async with db.begin_nested():
                    await book(db, 7)
                raise Refusal("report.nothing")
        async with db.begin_nested():
            await book(db, 8)
    told = [entry.after for entry in await entries(field, Wanted(chain="01"))]
    assert [text and text.split(",")[0] for text in told] == ['{"collected":5', '{"collected":8']
    assert (await verified(field)).faults == []


async def test_a_transaction_that_fails_leaves_no_entry(field: Database) -> None:
    before = await entries(field)
    with suppress(RuntimeError):
        async with field.write() as db:
            await book(db, 5)
            raise RuntimeError
    assert await entries(field) == before
    await day(field, 6)
    assert (await verified(field)).faults == []


COLUMNS = {
    "campaign": "2018",
    "chain": "02",
    "number": 7,
    "at": NOW - timedelta(days=1),
    "via": "command",
    "person": TU,
    "action": "report.void",
    "subject": "reports:77",
    "before": "{}",
    "after": '{"collected":90}',
    "cause": 999,
    "message": None,
    "previous": "f" * 64,
    "digest": "f" * 64,
}


def test_every_column_is_tampered_with() -> None:
    assert set(COLUMNS) == {column.name for column in table.columns}


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_column_is_found_where_it_is(field: Database, column: str) -> None:
    await day(field, 1, 2, 3)
    await tamper(field, 2, **{column: COLUMNS[column]})
    found = await faults(field)
    if column in ("campaign", "chain", "number"):
        assert ("01", 3, AuditFault.MISSING) in found
    else:
        assert found[0] == ("01", 2, AuditFault.CHANGED)


async def test_a_missing_entry_is_found_in_the_middle_and_at_the_end(field: Database) -> None:
    booked = await day(field, 1, 2, 3)
    last = (table.c.chain == "01") & (table.c.number == 3)
    async with field.write() as db:
        kept = (await db.execute(select(table).where(last))).one()
        await db.execute(delete(table).where(last))
    assert (await faults(field))[0] == ("01", 3, AuditFault.CUT)
    async with field.write() as db:
        await db.execute(insert(table).values(kept._mapping))
        await db.execute(delete(table).where(table.c.chain == "01", table.c.number == 2))
    verdict = await verified(field)
    assert [(found.number, found.fault) for found in verdict.faults] == [
        (3, AuditFault.MISSING),
        (None, AuditFault.ROW_UNKNOWN),
    ]
    assert verdict.faults[1].subject == f"reports:{booked[1]}"


async def test_two_entries_that_changed_places_are_found(field: Database) -> None:
    await day(field, 1, 2, 3)
    for old, new in ((1, 10), (2, 1), (10, 2)):
        await tamper(field, old, number=new)
    assert (await faults(field))[:2] == [("01", 1, AuditFault.CHANGED), ("01", 1, AuditFault.MOVED)]


async def test_an_entry_that_was_put_in_is_found(field: Database) -> None:
    await day(field, 1, 2)
    first, second = await entries(field, Wanted(chain="01"))
    forged = sealed(replace(first, subject="reports:99"), Head(second.number, second.digest))
    async with field.write() as db:
        await db.execute(insert(table).values(asdict(forged)))
    assert ("01", 4, AuditFault.CUT) in await faults(field)


async def test_a_chain_written_anew_is_told_by_the_head_that_was_noted(field: Database) -> None:
    await day(field, 1, 2)
    noted = {(chain.campaign, chain.chain): chain.head for chain in (await verified(field)).chains}
    await day(field, 3)
    assert (await verified(field, noted)).faults == []
    head, forged = Head(), []
    for entry in await entries(field, Wanted(chain="01")):
        forged.append(sealed(replace(entry, person=TU), head))
        head = Head(forged[-1].number, forged[-1].digest)
    async with field.write() as db:
        await db.execute(delete(table).where(table.c.chain == "01"))
        await db.execute(insert(table), [asdict(entry) for entry in forged])
        await db.execute(update(audit_heads).where(audit_heads.c.chain == "01").values(asdict(head)))
    assert await faults(field) == []
    [found] = (await verified(field, noted)).faults
    assert (found.chain, found.number, found.fault) == ("01", 2, AuditFault.REWRITTEN)


async def test_a_chain_that_is_gone_is_missed(field: Database) -> None:
    [number] = await day(field, 1)
    noted = {(chain.campaign, chain.chain): chain.head for chain in (await verified(field)).chains}
    async with field.write() as db:
        await db.execute(delete(table).where(table.c.chain == "01"))
    assert (await faults(field))[0] == ("01", 1, AuditFault.CUT)
    async with field.write() as db:
        await db.execute(delete(audit_heads).where(audit_heads.c.chain == "01"))
        await db.execute(delete(report_table).where(report_table.c.id == number))
    assert await faults(field) == []
    assert [found.fault for found in (await verified(field, noted)).faults] == [AuditFault.REWRITTEN]


async def test_a_row_that_somebody_changed_by_hand_is_found(field: Database) -> None:
    first, second, third = await day(field, 1, 2, 3)
    async with field.write() as db:
        await db.execute(update(report_table).where(report_table.c.id == first).values(collected=50))
        await db.execute(update(report_table).where(report_table.c.id == second).values(comment="khác"))
        await db.execute(delete(report_table).where(report_table.c.id == third))
        await db.execute(update(scope_table).where(scope_table.c.person == TU).values(code="01-X07"))
        await db.execute(update(unit_table).where(unit_table.c.code == "01-X07").values(quota=999))
    found = {item.subject: item.fault for item in (await verified(field)).faults}
    assert found == {
        f"reports:{first}": AuditFault.ROW_CHANGED,
        f"reports:{second}": AuditFault.ROW_CHANGED,
        f"reports:{third}": AuditFault.ROW_GONE,
        f"scopes:{CODE}:{TU}": AuditFault.ROW_CHANGED,
        f"units:{CODE}": AuditFault.ROW_CHANGED,
    }


async def test_a_change_by_hand_is_found_also_below_a_later_one(field: Database) -> None:
    [number] = await day(field, 1)
    async with field.write() as db:
        await db.execute(update(report_table).where(report_table.c.id == number).values(collected=50))
    async with field.write() as db:
        await reports.void(db, [number], LAN, NOW)
    assert await faults(field) == [("01", 2, AuditFault.UNSAID)]


async def test_an_erased_salt_does_not_hide_a_changed_text(field: Database) -> None:
    [number] = await day(field, 1)
    async with field.write() as db:
        await db.execute(update(identities).where(identities.c.person == LAN).values(salt=None))
        await db.execute(update(report_table).where(report_table.c.id == number).values(comment="khác"))
    assert {found.subject for found in (await verified(field)).faults} == {
        f"reports:{number}",
        f"identities:{LAN}",
    }


async def test_provinces_have_their_own_chains(field: Database) -> None:
    await day(field, 1)
    async with field.write() as db:
        await book(db, 2, unit="02-H01")
    await day(field, 3)
    verdict = await verified(field)
    assert {chain.chain: chain.head.number for chain in verdict.chains if chain.chain != "VN"} == {
        "01": 2,
        "02": 1,
    }
    async with field.write() as db:
        await db.execute(delete(table).where(table.c.chain == "02"))
    assert {found.chain for found in (await verified(field)).faults} == {"02"}


async def test_two_campaigns_are_verified_apart(field: Database) -> None:
    async with field.write() as db:
        await milestones.activate(db, "2018", NOW)
        await people.extend_scope(db, "2018", LAN, ["01"])
        await units.add(
            db, "2018", [{"code": "01-H03", "name": "a", "level": "H", "province": "01", "quota": 9}]
        )
        await book(db, 4, campaign="2018")
    await day(field, 5)
    async with field.write() as db:
        await db.execute(update(table).where(table.c.campaign == "2018").values(cause=4711))
    async with field.read() as db:
        broken, whole = await verify.verify(db, "2018", {}), await verify.verify(db, CODE, {})
    assert {found.campaign for found in broken.faults} == {"2018"}
    assert {chain.campaign for chain in broken.chains} == {"2018", EVERYWHERE}
    assert whole.faults == []
    assert {chain.campaign for chain in whole.chains} == {CODE, EVERYWHERE}


async def test_forgetting_breaks_neither_chain_nor_rows(field: Database) -> None:
    [number] = await day(field, 12)
    async with field.write() as db:
        await phone_holders.take(db, CHANNEL, "101", LAN, NOW)
        await drafts.keep(db, CODE, LAN, None, "report", {"said": SAID}, NOW)
        await absences.begin(db, CODE, LAN, Absence(date(2019, 9, 1), date(2019, 9, 2)), "ốm", NOW)
        await privacy.forget(db, message(await person(db, LAN)))
    assert (await verified(field)).faults == []
    async with field.write() as db:
        assert await db.scalar(select(identities.c.salt).where(identities.c.person == LAN)) is None
        await reports.void(db, [number], TU, NOW)
    assert (await verified(field)).faults == []
    assert {Action.PERSON_FORGET, Action.SCOPE_CHANGE} <= {
        Action(entry.action) for entry in await entries(field)
    }


async def test_rows_from_before_the_log_are_adopted_once(field: Database) -> None:
    """As in a database of the released version: rows, and neither log nor salts."""
    await day(field, 1)
    async with field.write() as db:
        await db.execute(delete(table))
        await db.execute(delete(audit_heads))
        await db.execute(update(identities).values(salt=None))
    for _ in range(2):
        async with field.write() as db:
            await milestones.activate(db, CODE, NOW)
    told = await entries(field)
    assert {entry.action for entry in told} == {Action.ADOPT}
    assert len(told) == len({entry.subject for entry in told})
    await day(field, 2)
    assert (await verified(field)).faults == []


async def test_all_that_storage_writes_is_in_the_log(field: Database) -> None:
    async with field.write() as db:
        lan, hung = await person(db, LAN), await person(db, HUNG)
        log = await logged(db, message(lan))
        first, second = await book(db, 3), await book(db, 4)
        await reports.supersede(db, [first], NOW)
        await reports.void(db, [second], LAN, NOW)
        when = {"checked_at": NOW, "received_at": NOW}
        for outcome in (Outcome.MATCH, Outcome.MISMATCH):
            log = await logged(db, message(hung, update=40))
            [checked] = await rechecks.add(
                db, CODE, [Finding("01-H03", outcome, ballot="01-H03-007")], hung, message=log, **when
            )
        await rechecks.set_question(db, checked.id, "q4")
        await rechecks.add_note(db, [checked.id], SAID)
        await rechecks.void_of(db, [log], HUNG, NOW)
        when = {"inspected_at": NOW, "received_at": NOW}
        note = Inspection("01", "01-H03", SAID)
        inspection = await inspections.add(db, CODE, note, hung, message=log, **when)
        await minutes.add(db, inspection, {1: Section(SAID, log)})
        await minutes.correct(db, inspection, 1, Section("khác", log))
        await inspections.void_of(db, [log], HUNG, NOW)
        closing = await closings.declare(db, CODE, "01-H03", LAN, NOW)
        assert closing is not None
        assert await closings.confirm(db, closing, HA, NOW)
        assert await closings.reopen(db, closing, HA, SAID, NOW)
        draft = await drafts.keep(db, CODE, LAN, log, "report", {}, NOW)
        await drafts.close(db, draft, "booked", NOW)
        await drafts.keep(db, CODE, LAN, log, "report", {}, NOW)
        assert await drafts.drop_of(db, [log], NOW) == 1
        await absences.begin(db, CODE, LAN, Absence(date(2019, 8, 29), date(2019, 9, 9)), None, NOW)
        assert await absences.end(db, CODE, LAN, date(2019, 9, 1), NOW)
        await people.set_language(db, LAN, "en")
        await phone_holders.check_phone(db, CHANNEL, "101", LAN, NOW)
        await milestones.begin_demo(db, CODE, NOW)
    async with field.write() as db:
        placed = await staff_list.place(
            db,
            CODE,
            [
                Invite("Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-X07",)),
                Invite("Mới", Role.INSPECTOR, Agency.SNV, ("01",), phone=NUMBER),
            ],
            NOW,
            links=True,
        )
        [waiting] = [item for item in await staff_list.outstanding(db, CODE) if item.invite.name == "Mới"]
        token, _ = await staff_list.renew(db, waiting, NOW)
        assert await invites.redeem(db, CODE, token, NOW)
        await invites.credit(db, token, TU)
    assert len(placed) == 2
    assert (await verified(field)).faults == []
    told = Counter(entry.action for entry in await entries(field))
    for action in (Action.RECHECK_SUPERSEDE, Action.RECHECK_RESTORE, Action.INVITE_CHANGE, Action.DRAFT_DROP):
        assert told[action]


BY_ROW = {
    *("absences", "broadcasts", "bulletin_wishes", "campaign_files", "campaigns", "closings", "drafts"),
    *("evidence", "holders", "identities", "inspections", "invites", "milestone_changes", "milestones"),
    *("minutes", "people", "rechecks", "reports"),
}


def test_every_table_says_how_it_is_audited_or_why_it_is_not() -> None:
    silent = {name for name, table in metadata.tables.items() if AUDIT not in table.info}
    reasons = {
        name: rule.reason
        for name, table in metadata.tables.items()
        if isinstance(rule := table.info.get(AUDIT), NoAudit)
    }
    assert silent == set()
    assert all(reasons.values())
    assert (AUDITED.keys(), WHOLE.keys()) == (BY_ROW, {"scopes", "units"})
    assert reasons.keys() == metadata.tables.keys() - BY_ROW - {"scopes", "units"}


@pytest.mark.parametrize("name", sorted(BY_ROW))
def test_a_table_names_columns_that_it_has(name: str) -> None:
    table, rule = AUDITED[name].table, AUDITED[name].rule
    named = {*rule.texts, *rule.texts.values(), *rule.hidden, *rule.place, rule.person_of_key, rule.through}
    assert named - {None} <= set(AUDITED[name].rows(None).selected_columns.keys())
    assert {*rule.texts, *rule.hidden} <= set(table.columns.keys())


async def test_writers_side_by_side_make_one_chain(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)

        async def write(count: int) -> None:
            async with database.write() as db:
                await book(db, count)
                await book(db, count + 100, unit="02-H01")

        await asyncio.gather(*(write(count) for count in range(1, 25)))
        verdict = await verified(database)
    assert verdict.faults == []
    assert {chain.head.number for chain in verdict.chains if chain.chain in ("01", "02")} == {24}


async def test_the_log_is_shown_by_what_is_asked_for(field: Database) -> None:
    first, *_ = await day(field, 1, 2, 3)
    assert [entry.number for entry in await entries(field, Wanted(subject="reports"))] == [1, 2, 3]
    assert [entry.number for entry in await entries(field, Wanted(subject=f"reports:{first}"))] == [1]
    assert len(await entries(field, Wanted(person=LAN, campaign=CODE))) == 3
    assert await entries(field, Wanted(since=NOW + timedelta(seconds=1))) == []
    assert await entries(field, Wanted(chain="01", until=NOW)) == []
    async with field.read() as db:
        assert [entry.number for entry in await audit_log.latest(db, Wanted(chain="01"), 2)] == [2, 3]
