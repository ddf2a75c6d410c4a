"""``units.csv``: what an operator hands in, and what is wrong with it, by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operating.units_file import BadUnits, read_units
from storage.counting import units
from storage.engine.database import Database
from storage.planning import milestones
from storage.words.units import NATION
from tests.field import CAMPAIGN, CODE, NOW, opened

HEADER = (
    "unit,name,level,province_code,province_name,province_class,"
    "district,quota,stratum,cluster,probability,weight"
)
GOOD = "01-H03,UBND quận Ba Đình,H,01,Hà Nội,I,,50,01-H,01-H03,0.5,2.0"


def file_of(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "units.csv"
    file.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return file


def fault(folder: Path, *lines: str) -> tuple[int, str, str]:
    with pytest.raises(BadUnits) as found:
        read_units(file_of(folder, *lines), CAMPAIGN)
    return found.value.row, found.value.key, found.value.value


def test_a_row_is_a_unit(tmp_path: Path) -> None:
    (row,) = read_units(file_of(tmp_path, HEADER, GOOD), CAMPAIGN)
    assert row == {
        "code": "01-H03",
        "name": "UBND quận Ba Đình",
        "level": "H",
        "province": "01",
        "district": None,
        "quota": 50,
        "stratum": "01-H",
        "cluster": "01-H03",
        "probability": 0.5,
        "weight": 2.0,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_of_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    lines = (HEADER + "\r", ' 01-h3 ," UBND quận Ba Đình ",H,01,,,,50,,,,' + "\r")
    (row,) = read_units(file_of(tmp_path, *lines, encoding=encoding), CAMPAIGN)
    assert (row["code"], row["name"], row["weight"]) == ("01-H03", "UBND quận Ba Đình", None)


def test_columns_in_any_order_and_more_of_them(tmp_path: Path) -> None:
    lines = ("note,quota,province_code,level,name,unit", "x,45,01,S,Sở Nội vụ,01-S01")
    assert read_units(file_of(tmp_path, *lines), CAMPAIGN)[0]["quota"] == 45


def test_a_header_alone_is_no_unit(tmp_path: Path) -> None:
    assert read_units(file_of(tmp_path, HEADER), CAMPAIGN) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "value"),
    [
        ("01-H03,", "01-Ba Đình,", "unit", "01-Ba Đình"),
        ("01-H03,", ",", "unit", ""),
        ("UBND quận Ba Đình", " ", "name", ""),
        (",H,", ",Z,", "level", "Z"),
        (",H,", ",X,", "level", "X"),
        (",01,", ",02,", "province_code", "02"),
        (",01,", ",,", "province_code", ""),
        (",50,", ",năm mươi,", "quota", "năm mươi"),
        (",50,", ",-5,", "quota", "-5"),
        (",50,", ",50.0,", "quota", "50.0"),
        (",50,", ",٥٠,", "quota", "٥٠"),
        (",50,", ",99999999999999999999,", "quota", "99999999999999999999"),
        (",0.5,", ",half,", "probability", "half"),
        (",0.5,", ",1.5,", "probability", "1.5"),
        (",0.5,", ",0,", "probability", "0"),
        (",2.0", ",nan", "weight", "nan"),
        (",2.0", ",-2", "weight", "-2"),
        (",2.0", ",inf", "weight", "inf"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(
    tmp_path: Path, old: str, new: str, key: str, value: str
) -> None:
    assert fault(tmp_path, HEADER, GOOD.replace("01-H03", "01-H04"), GOOD.replace(old, new, 1)) == (
        3,
        key,
        value,
    )


def test_a_unit_twice(tmp_path: Path) -> None:
    assert fault(tmp_path, HEADER, GOOD, GOOD.replace("01-H03,", "01-h3,")) == (3, "unit", "01-H03")


def test_a_missing_column_or_another_separator(tmp_path: Path) -> None:
    assert fault(tmp_path, HEADER.replace(",quota", ""), GOOD) == (1, "quota", "")
    assert fault(tmp_path, HEADER.replace(",", ";"), GOOD.replace(",", ";")) == (1, "unit", "")
    assert fault(tmp_path) == (1, "unit", "")


@pytest.mark.parametrize(("encoding", "row"), [("utf-16", 1), ("latin-1", 3)])
def test_another_encoding_is_told_and_nothing_is_guessed(tmp_path: Path, encoding: str, row: int) -> None:
    plain = GOOD.replace("quận Ba Đình", "Ba Dinh").replace("Hà Nội", "Ha Noi")
    file = file_of(tmp_path, HEADER, plain, plain.replace("Ba", "Bà"), encoding=encoding)
    with pytest.raises(BadUnits) as found:
        read_units(file, CAMPAIGN)
    assert (found.value.row, found.value.key) == (row, "UTF-8")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_units(tmp_path / "none.csv", CAMPAIGN)


async def test_what_was_read_fits_the_table(tmp_path: Path) -> None:
    rows = read_units(file_of(tmp_path, HEADER, GOOD, "02-S01,Sở Y tế,S,02,,,,45,,,,"), CAMPAIGN)
    async with opened(tmp_path / "sipas.db") as database:
        await load(database, rows)
        async with database.read() as db:
            assert [unit.code for unit in await units.within(db, CODE, [NATION])] == ["01-H03", "02-S01"]


async def load(database: Database, rows: list[dict[str, object]]) -> None:
    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
        await units.add(db, CODE, rows)
        await units.add(db, CODE, [])
