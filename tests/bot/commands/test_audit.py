"""``sipas audit`` as an operator types it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from bot.commands import audit as command
from bot.texts.texts import LANGUAGES, texts
from storage.audit import audit_log
from storage.audit.audit_log import Action, Origin, Via
from storage.audit.verify import AuditFault
from storage.counting import reports
from storage.engine.database import Connection
from storage.tables import audit as table
from storage.tables import reports as report_table
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Mode
from tests.field import CODE, LAN, NOW, TU, furnish, opened, url_of


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A survey on whose second day Lan reports three times and undoes the first."""
    file = tmp_path / "sipas.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    monkeypatch.setenv("SIPAS_CAMPAIGN", CODE)
    write(file, furnish)
    for count in (1, 2, 3):
        write(file, partial(_report, count=count))
    write(file, _undo)
    monkeypatch.setenv("SIPAS_DATABASE_URL", url_of(file))
    return file


def write(file: Path, work: Callable[[Connection], Awaitable[object]]) -> None:
    async def once() -> None:
        async with opened(file) as database, database.write() as db:
            await work(db)

    asyncio.run(once())


async def _report(db: Connection, count: int) -> None:
    audit_log.attribute(db, Origin(Via.CHAT, NOW, LAN, cause=40 + count))
    entry = Entry("01-H03", Mode.ADD, {Count.COLLECTED: count}, None)
    await reports.add(db, CODE, entry, worker=LAN, message=None, sent_at=NOW, received_at=NOW, position=count)


async def _undo(db: Connection) -> None:
    later = NOW + timedelta(days=1)
    audit_log.attribute(db, Origin(Via.CHAT, later, TU, cause=50))
    await reports.void(db, [1], TU, later)


async def _alter_entry(db: Connection) -> None:
    await db.execute(update(table).where(table.c.chain == "01", table.c.number == 2).values(person=TU))


async def _alter_report(db: Connection) -> None:
    await db.execute(update(report_table).where(report_table.c.id == 3).values(collected=30))


async def _cut(db: Connection) -> None:
    await db.execute(delete(table).where(table.c.chain == "01", table.c.number == 4))


def run(*words: str) -> Result:
    return CliRunner().invoke(command.app, words)


def test_a_whole_log_is_said_to_be_whole(office: Path) -> None:
    result = run("verify")
    assert result.exit_code == 0
    assert "✓ Nhật ký nguyên vẹn: 18 mục" in result.stdout
    chains = {
        row["chain"]: row for row in csv.DictReader(io.StringIO(run("verify", "--format", "csv").stdout))
    }
    assert chains["01"]["number"] == "4"
    digest = chains["01"]["digest"]
    assert " ".join((digest[:4], digest[4:8], digest[8:12], digest[12:16])) in result.stdout


@pytest.mark.parametrize(
    ("alter", "fault", "words"),
    [
        (_alter_entry, AuditFault.CHANGED, "2019/01 #2: nội dung mục này đã bị sửa (reports:2)."),
        (_alter_report, AuditFault.ROW_CHANGED, "2019/01 #3: dòng reports:3 khác với mục cuối cùng về nó."),
        (_cut, AuditFault.CUT, "2019/01 #4: chuỗi bị cắt hoặc nối thêm ở cuối, từ mục này."),
    ],
)
def test_the_first_fault_is_named_and_the_exit_code_is_1(
    office: Path, alter: Callable[[Connection], Awaitable[object]], fault: AuditFault, words: str
) -> None:
    write(office, alter)
    result = run("verify")
    assert result.exit_code == 1
    assert words in result.stderr
    assert f"✗ {words}" in result.stdout
    told = json.loads(run("verify", "--format", "json").stdout)
    assert told["faults"][0]["fault"] == fault
    assert told["count"] == len(told["faults"])


def test_heads_that_were_noted_are_compared(office: Path) -> None:
    noted = office.with_name("heads.csv")
    noted.write_text(run("verify", "--format", "csv").stdout, encoding="utf-8")
    write(office, partial(_report, count=4))
    assert run("verify", "--heads", str(noted)).exit_code == 0
    lines = noted.read_text(encoding="utf-8").splitlines()
    forged = [line.rpartition(",")[0] + "," + "0" * 64 if ",01," in line else line for line in lines]
    noted.write_text("\n".join(forged), encoding="utf-8")
    result = run("verify", "--heads", str(noted))
    assert result.exit_code == 1
    assert "2019/01 #4: chuỗi không khớp với mã đã ghi lại lần trước." in result.stderr


@pytest.mark.parametrize(
    "text", ["", "campaign,chain\n2019,01\n", "campaign,chain,number,digest\n2019,01,x,y\n"]
)
def test_a_file_without_heads_is_a_bad_call(office: Path, text: str) -> None:
    file = office.with_name("heads.csv")
    file.write_text(text, encoding="utf-8")
    result = run("verify", "--heads", str(file))
    assert result.exit_code == 2
    assert "cần các cột campaign,chain,number,digest" in result.stderr


def test_a_missing_file_or_database_is_one_line(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("verify", "--heads", str(tmp_path / "none.csv"))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    monkeypatch.setenv("SIPAS_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    for words in (("verify",), ("show",)):
        result = run(*words)
        assert result.exit_code == 1
        assert "Xin chạy sipas init trước." in result.stderr


def test_the_log_is_read_as_lines(office: Path) -> None:
    lines = run("show", "--subject", "reports:1").stdout.splitlines()
    assert lines[0] == (
        "2019-08-29 08:30:00 · Lan (1) · ghi báo cáo · reports:1 · mục 2019/01 #1 · tin đến 41"
    )
    assert "    collected: 1" in lines
    undone = lines.index(
        "2019-08-30 08:30:00 · Tư (2) · hủy báo cáo · reports:1 · mục 2019/01 #4 · tin đến 50"
    )
    assert lines[undone + 1 :] == [
        "    voided_at: – → 2019-08-30T01:30:00.000000+00:00",
        "    voided_by: – → 2",
    ]


def test_the_log_is_chosen_from(office: Path) -> None:
    def numbers(*words: str) -> list[int]:
        return [entry["number"] for entry in json.loads(run("show", "--format", "json", *words).stdout)]

    assert numbers("--chain", "01") == [1, 2, 3, 4]
    assert numbers("--chain", "01", "--limit", "2") == [3, 4]
    assert numbers("--person", str(TU)) == [4]
    assert numbers("--since", "2019-08-30") == [4]
    assert numbers("--chain", "01", "--until", "2019-08-29") == [1, 2, 3]
    assert numbers("--chain", "01", "--until", "2019-08-29T08:30") == []
    assert numbers("--campaign", "2018") == []
    rows = list(csv.DictReader(io.StringIO(run("show", "--format", "csv", "--chain", "01").stdout)))
    assert [row["action"] for row in rows] == ["report.book"] * 3 + ["report.void"]
    assert run("show", "--campaign", "1999").exit_code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_log_has_a_text(language: str) -> None:
    wording = texts(language)
    for key in (
        *(f"audit.action.{action}" for action in Action),
        *(f"audit.fault.{fault}" for fault in AuditFault),
        *(f"audit.via.{via}" for via in Via),
    ):
        assert key in wording
