"""Which unit some words name, in a sender's list of many kinds."""

from dataclasses import dataclass

import pytest

from handlers.grammar import find_unit, find_units, parse


@dataclass(frozen=True)
class OwnUnit:
    code: str
    name: str


UNITS = (
    OwnUnit("01-S01", "Sở Tư pháp"),
    OwnUnit("01-S02", "Sở Tài nguyên và Môi trường"),
    OwnUnit("01-S03", "Sở Văn hóa, Thể thao và Du lịch"),
    OwnUnit("01-S04", "Sở Nông nghiệp và Phát triển nông thôn"),
    OwnUnit("01-S05", "Sở Xây dựng"),
    OwnUnit("01-S06", "Sở Giáo dục và Đào tạo"),
    OwnUnit("01-S07", "Sở Lao động - Thương binh và Xã hội"),
    OwnUnit("01-S08", "Sở Tài chính"),
    OwnUnit("01-S09", "Sở Kế hoạch và Đầu tư"),
    OwnUnit("01-H01", "UBND quận 1"),
    OwnUnit("01-H02", "UBND thành phố Huế"),
    OwnUnit("01-H03", "UBND thị xã Sơn Tây"),
    OwnUnit("01-H04", "UBND quận Hai Bà Trưng"),
    OwnUnit("01-H05", "UBND huyện Năm Căn"),
    OwnUnit("01-H06", "UBND huyện Cao Lãnh"),
    OwnUnit("01-H07", "UBND thành phố Cao Lãnh"),
    OwnUnit("01-X01", "UBND phường 12"),
    OwnUnit("01-X02", "UBND thị trấn Phùng"),
    OwnUnit("01-X03", "UBND xã Thu Cúc"),
    OwnUnit("01-X04", "UBND thị trấn Phát Diệm"),
    OwnUnit("01-X05", "UBND xã Tân Hòa"),
    OwnUnit("01-X06", "UBND phường Bảy Hiền"),
)
NAMED = {
    "01-S01": ["sở tp", "stp", "so tu phap", "Tư pháp"],
    "01-S02": ["Sở TNMT", "sở tn&mt", "TNMT", "tài nguyên"],
    "01-S03": ["sở vhttdl", "VH-TT&DL", "Sở VH,TT&DL", "văn hóa", "văn hoá"],
    "01-S04": ["Sở NNPTNT", "sở nn&ptnt", "nông nghiệp"],
    "01-S05": ["sxd", "Sở XD", "so xay dung"],
    "01-S06": ["Sở GD&ĐT", "gdđt", "sở gd-đt"],
    "01-S07": ["sở lđtbxh", "LĐ-TB&XH"],
    "01-S08": ["stc", "sở tc"],
    "01-S09": ["sở kế hoạch", "Sở KH&ĐT"],
    "01-H01": ["quận 1", "q1", "q.1", "Q 1", "quận 01"],
    "01-H02": ["TP Huế", "tp. huế", "huế", "UBND TP. Huế"],
    "01-H03": ["TX Sơn Tây", "thị xã sơn tây", "son tay", "son tyay", "h3", "H03", "01-H03"],
    "01-H04": ["q hai bà trưng", "hai ba trung", "Bà Trưng", "ủy ban nhân dân quận Hai Bà Trưng"],
    "01-H05": ["năm căn", "nam can"],
    "01-H06": ["huyện cao lãnh", "h. cao lãnh"],
    "01-H07": ["tp cao lanh"],
    "01-X01": ["phường 12", "p.12", "f12"],
    "01-X02": ["tt phùng", "thị trấn Phùng"],
    "01-X03": ["thu cúc", "xã thu cuc"],
    "01-X04": ["phat diem", "tt phát diệm"],
    "01-X05": ["tân hoà", "tan hoa", "Tân Hòa"],
    "01-X06": ["bay hien", "P. Bảy Hiền"],
}


@pytest.mark.parametrize(("code", "words"), [(code, name) for code, names in NAMED.items() for name in names])
def test_a_unit_goes_by_many_names(code: str, words: str) -> None:
    assert find_unit(words, UNITS) == code


@pytest.mark.parametrize(
    "words", ["tc", "kế hoạch", "xã Sơn Tây", "sở y tế", "quận 5", "02-H03", "h99", "", "phát"]
)
def test_no_unit(words: str) -> None:
    assert find_units(words, UNITS) == ()


def test_a_shared_name_is_ambiguous() -> None:
    assert find_units("cao lãnh", UNITS) == ("01-H06", "01-H07")
    assert find_unit("cao lãnh", UNITS) is None
    assert [problem.code for problem in parse("cao lãnh phát 10", UNITS).problems] == ["which_unit"]


def test_a_district_and_its_namesake_commune() -> None:
    units = (OwnUnit("01-H03", "UBND quận Ba Đình"), OwnUnit("01-X01", "UBND phường Ba Đình"))
    assert find_units("Ba Đình", units) == ("01-H03", "01-X01")
    assert (find_unit("q. Ba Đình", units), find_unit("phường ba đình", units)) == ("01-H03", "01-X01")
    assert [problem.code for problem in parse("phường Ba Đình phát 10", units[:1]).problems] == [
        "unknown_unit"
    ]


def test_marks_part_names_that_fold_alike() -> None:
    units = (OwnUnit("01-X01", "UBND xã Tân Hòa"), OwnUnit("01-X02", "UBND xã Tân Hóa"))
    assert (find_unit("Tân Hoà", units), find_unit("Tân Hoá", units)) == ("01-X01", "01-X02")
    assert find_units("tan hoa", units) == ("01-X01", "01-X02")


@pytest.mark.parametrize(
    ("text", "code", "counts"),
    [
        ("thu cuc phat 10 thu 8", "01-X03", {"distributed": 10, "collected": 8}),
        ("Phát Diệm phát 10", "01-X04", {"distributed": 10}),
        ("nam can phat 10", "01-H05", {"distributed": 10}),
        ("hai ba trung phat hai ba", None, None),
        ("q1 p10", "01-H01", {"distributed": 10}),
        ("P. 12: phát 10", "01-X01", {"distributed": 10}),
        ("sở tc p10 tc 1", "01-S08", {"distributed": 10, "refused": 1}),
        ("p12 phát 10", None, None),
        ("p 12 t 5", None, None),
    ],
)
def test_names_made_of_keywords_and_numbers(text: str, code: str | None, counts: dict | None) -> None:
    entries = parse(text, UNITS).reports
    assert [(entry.unit, dict(entry.counts)) for entry in entries] == ([(code, counts)] if code else [])
