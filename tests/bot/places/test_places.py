"""The files of places are whole, in one form, and fit together."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bot.places import Place, below
from bot.places.places import FILE

MERGED = FILE.with_name("provinces34.csv")


def everywhere() -> list[Place]:
    provinces = list(below(""))
    districts = [district for province in provinces for district in below(province.code)]
    return [*provinces, *districts, *(commune for district in districts for commune in below(district.code))]


def test_the_country_is_whole() -> None:
    assert Counter(len(place.code) for place in everywhere()) == {2: 63, 3: 705, 5: 10_599}
    assert len({place.code for place in everywhere()}) == 63 + 705 + 10_599


def test_a_place_stands_below_its_parent_in_the_order_of_codes() -> None:
    assert below("01")[0] == Place("001", "01", "quận", "Ba Đình")
    assert below("001")[0] == Place("00001", "001", "phường", "Phúc Xá")
    for place in everywhere():
        codes = [child.code for child in below(place.code)]
        assert codes == sorted(codes)


def test_only_five_island_districts_have_no_communes() -> None:
    empty = {place.name for place in everywhere() if len(place.code) == 3 and not below(place.code)}
    assert empty == {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}


def test_kinds_fit_the_levels() -> None:
    assert {(len(place.code), place.kind) for place in everywhere()} == {
        *((2, kind) for kind in ("tỉnh", "thành phố")),
        *((3, kind) for kind in ("thành phố", "quận", "thị xã", "huyện")),
        *((5, kind) for kind in ("phường", "thị trấn", "xã")),
    }


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        below("03")


def test_the_34_provinces_are_made_of_the_63() -> None:
    with MERGED.open(newline="", encoding="utf-8") as lines:
        merged = list(csv.DictReader(lines))
    assert len(merged) == 34
    parts = [code for row in merged for code in row["formed_from"].split()]
    assert sorted(parts) == [place.code for place in below("")]
    assert all(row["code"] in row["formed_from"].split() for row in merged)
    cities = {row["name"] for row in merged if row["kind"] == "thành phố"}
    assert cities == {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


@pytest.mark.parametrize("file", [FILE, MERGED], ids=lambda file: file.name)
def test_a_file_is_written_in_one_manner(file: Path) -> None:
    text = file.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert unicodedata.normalize("NFC", text) == text
