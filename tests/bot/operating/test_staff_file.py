"""A staff list from a spreadsheet, the file of links, and the sheet of cards, as an operator makes them."""

from __future__ import annotations

import asyncio
import csv
import html
import json
import re
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands import people
from bot.operating.staff_file import BadCell, BadStaffFile, StaffRow, read_staff
from storage.campaign import load as campaigns
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database
from storage.planning import milestones
from storage.words.roles import Agency, Role
from tests.stack import START, UNITS

HEADER = "name,role,agency,scope,phone,language\n"
GOOD = (
    'Nguyễn Văn An,bưu tá,BDT,"01-H03, 01-x7",0912 345 678,\n'
    "Trần Thị Bình,postal_worker,BDT,01-X08,0912345679,vi\n"
    "Ann Lee,inspector,snv,01,+84 91 234 5680,en\n"
    "Lê Hồng,coordinator,BNV,VN,,\n"
)


@pytest.fixture
def campaign() -> Campaign:
    return campaigns.load("2019")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where ``sipas`` works, with a database of a few units."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIPAS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SIPAS_CLOCK", "2019-08-29T08:30:00+07:00")
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    monkeypatch.delenv("SIPAS_BOT_TOKEN", raising=False)
    return tmp_path


@pytest.fixture
def staffed(office: Path, campaign: Campaign) -> Path:
    asyncio.run(settle(office, campaign))
    return office


async def settle(office: Path, campaign: Campaign) -> None:
    database = Database(f"sqlite+aiosqlite:///{office / 'data' / 'sipas.db'}")
    await database.open()
    names = ("code", "name", "level", "district", "quota")
    async with database.write() as db:
        await milestones.activate(db, campaign.code, START)
        rows = [dict(zip(names, unit, strict=True)) | {"province": unit[0][:2]} for unit in UNITS]
        await units.add(db, campaign.code, rows)
    await database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(people.app, words)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "staff.csv"
    file.write_bytes(text.encode(encoding))
    return file


def read(
    folder: Path, campaign: Campaign, text: str, encoding: str = "utf-8"
) -> tuple[list[StaffRow], list[BadCell]]:
    return read_staff(written(folder, text, encoding), campaign, {unit[0] for unit in UNITS})


def links(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_become_invites(tmp_path: Path, campaign: Campaign, encoding: str, end: str) -> None:
    good, bad = read(tmp_path, campaign, (HEADER + GOOD).replace("\n", end), encoding)
    assert bad == []
    assert [(item.row, item.invite.role, item.invite.scope, item.invite.phone) for item in good] == [
        (2, Role.POSTAL_WORKER, ("01-H03", "01-X07"), "+84912345678"),
        (3, Role.POSTAL_WORKER, ("01-X08",), "+84912345679"),
        (4, Role.INSPECTOR, ("01",), "+84912345680"),
        (5, Role.COORDINATOR, ("VN",), None),
    ]
    assert (good[2].invite.agency, good[2].invite.language) == (Agency.SNV, "en")


def test_semicolons_and_columns_in_any_order(tmp_path: Path, campaign: Campaign) -> None:
    text = "Scope;NAME;role;agency\n01-H03,01-X07;Nguyễn Văn An;bưu tá;BDT\n"
    good, bad = read(tmp_path, campaign, text)
    assert bad == []
    assert good[0].invite.scope == ("01-H03", "01-X07")


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (",bưu tá,BDT,01-H03,,", [("name", "staff.bad_name")]),
        ("A,giám đốc,BDT,01-H03,,", [("role", "staff.bad_role")]),
        ("A,bưu tá,Bưu điện,01-H03,,", [("agency", "staff.bad_agency")]),
        ("A,bưu tá,BDT,,,", [("scope", "staff.no_scope")]),
        ("A,bưu tá,BDT,01-H99,,", [("scope", "staff.unknown_code")]),
        ("A,inspector,SNV,1,,", [("scope", "staff.unknown_code")]),
        ("A,bưu tá,BDT,01,,", [("scope", "staff.worker_needs_units")]),
        ("A,bưu tá,BDT,01-H03,12ab,", [("phone", "staff.bad_phone")]),
        ("A,bưu tá,BDT,01-H03,,fr", [("language", "staff.bad_language")]),
        (
            "A,bưu tá,BDT,01-H03,01-X07,0912345678,vi",
            [("phone", "staff.bad_phone"), ("language", "staff.bad_language"), ("", "staff.too_many_cells")],
        ),
        (
            ",x,y,z,q,fr",
            [
                ("name", "staff.bad_name"),
                ("role", "staff.bad_role"),
                ("agency", "staff.bad_agency"),
                ("scope", "staff.unknown_code"),
                ("phone", "staff.bad_phone"),
                ("language", "staff.bad_language"),
            ],
        ),
    ],
)
def test_every_bad_cell_is_named_with_its_row(
    tmp_path: Path, campaign: Campaign, row: str, named: Sequence[tuple[str, str]]
) -> None:
    good, bad = read(tmp_path, campaign, HEADER + GOOD + "\n" + row + "\n")
    assert len(good) == 4
    assert [(cell.row, cell.column, cell.key) for cell in bad] == [(7, *cell) for cell in named]


def test_somebody_twice_is_named_and_a_shared_telephone_is_no_fault(
    tmp_path: Path, campaign: Campaign
) -> None:
    text = (
        HEADER
        + GOOD
        + "Lê Thị Bé,bưu tá,BDT,01-X08,0912345678,\nnguyễn văn an,bưu tá,BDT,01-X08,0912345678,\n"
    )
    good, bad = read(tmp_path, campaign, text)
    assert [item.invite.name for item in good][-1] == "Lê Thị Bé"
    assert [(cell.row, cell.column, cell.key) for cell in bad] == [(7, "phone", "staff.doubled")]


@pytest.mark.parametrize(
    ("text", "encoding", "key"),
    [
        ("", "utf-8", "staff.no_column"),
        ("name,role,agency\nA,B,C\n", "utf-8", "staff.no_column"),
        (HEADER + GOOD, "utf-16", "staff.not_utf8"),
    ],
)
def test_a_file_that_is_no_list(
    tmp_path: Path, campaign: Campaign, text: str, encoding: str, key: str
) -> None:
    with pytest.raises(BadStaffFile) as fault:
        read(tmp_path, campaign, text, encoding)
    assert fault.value.key == key


def test_import_writes_links_that_only_the_operator_can_read(staffed: Path) -> None:
    file = written(staffed, HEADER + GOOD + '"=1+1",bưu tá,BDT,01-H03,,\n')
    result = run("import", str(file), "--out", "links.csv")
    assert result.exit_code == 0, result.output
    assert "mời mới 5" in result.stdout
    found = links(staffed / "links.csv")
    assert [row["row"] for row in found] == ["2", "3", "4", "5", "6"]
    assert all(row["link"] == f"https://t.me/sipas_bot?start={row['token']}" for row in found)
    assert found[0]["phone"] == "'+84912345678"
    assert found[4]["name"] == "'=1+1"
    assert stat.S_IMODE((staffed / "links.csv").stat().st_mode) == 0o600


def test_good_rows_are_kept_when_others_are_bad(staffed: Path) -> None:
    file = written(staffed, HEADER + GOOD + "A,giám đốc,BDT,01-H99,,\n")
    result = run("import", str(file), "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["invited"], told["bad_rows"]) == (4, 1)
    assert [(cell["row"], cell["column"]) for cell in told["bad"]] == [(6, "role"), (6, "scope")]
    assert "dòng 6, cột role, “giám đốc”" in result.stderr
    assert "dòng 6, cột scope, “01-H99”" in result.stderr


def test_importing_again_doubles_nobody(staffed: Path) -> None:
    file = written(staffed, HEADER + GOOD)
    run("import", str(file))
    told = json.loads(run("import", str(file), "--format", "json").stdout)
    assert told == {"invited": 0, "waiting": 4, "joined": 0, "bad_rows": 0, "bad": []}


def test_a_file_that_cannot_be_used_is_one_line(staffed: Path) -> None:
    missing = run("import", "nobody.csv")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    headless = run("import", str(written(staffed, "a,b\n1,2\n")))
    assert headless.exit_code == 1
    assert "thiếu cột name" in headless.stderr
    nowhere = run("import", str(written(staffed, HEADER + GOOD)), "--out", "no/such/folder.csv")
    assert nowhere.exit_code == 1
    assert "không ghi được" in nowhere.stderr
    assert json.loads(run("import", "staff.csv", "--format", "json").stdout)["invited"] == 4


def test_the_sheet_has_a_card_for_everybody_by_post_office(staffed: Path) -> None:
    hostile = '"<script>alert(1)</script>",bưu tá,BDT,02-H01,,\n'
    run("import", str(written(staffed, HEADER + GOOD + hostile)), "--out", "links.csv")
    result = run("invite", "--sheet", "cards.html")
    assert result.exit_code == 0, result.output
    assert "5 thẻ" in result.stdout

    page = (staffed / "cards.html").read_text(encoding="utf-8")
    assert page.count("<svg") == page.count('class="card"') == 5
    assert "<script" not in page
    titles = [html.unescape(title) for title in re.findall(r"<h[12]>([^<]+)", page)]
    assert [title.strip() for title in titles] == ["Hà Nội", "UBND quận Ba Đình", "Hà Giang", "Cả nước"]
    assert "01-H03, 01-X07" in page
    assert "Dùng đến 08:30 12/09/2019" in page
    assert "Valid until 08:30 12 Sep 2019" in page
    tokens = set(re.findall(r"https://t\.me/sipas_bot\?start=([\w-]+)", page))
    assert len(tokens) == 5
    assert not tokens & {row["token"] for row in links(staffed / "links.csv")}
    assert stat.S_IMODE((staffed / "cards.html").stat().st_mode) == 0o600


def test_no_sheet_without_a_list(staffed: Path) -> None:
    run("invite", "--name", "A", "--role", "admin", "--agency", "BNV", "--scope", "VN")
    result = run("invite", "--sheet", "cards.html")
    assert result.exit_code == 1
    assert "Không có ai đang chờ" in result.stderr
    assert not (staffed / "cards.html").exists()


def test_a_single_invite_needs_all_four_or_a_sheet(staffed: Path) -> None:
    single = run(
        "invite", "--name", "Hà", "--role", "admin", "--agency", "BNV", "--scope", "VN", "--format", "json"
    )
    assert set(json.loads(single.stdout)) == {"token", "link", "expires_at"}
    lacking = run("invite", "--name", "Hà")
    assert (lacking.exit_code, "--role" in lacking.stderr) == (2, True)
    assert run("invite", "--sheet", "cards.html", "--name", "Hà").exit_code == 2
