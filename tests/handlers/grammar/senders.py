"""Who types in the tests of the grammar: a sender's units."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnUnit:
    code: str
    name: str


HANOI = (
    OwnUnit("01-H03", "UBND quận Ba Đình"),
    OwnUnit("01-X07", "UBND phường Trúc Bạch"),
    OwnUnit("01-X08", "UBND phường Quán Thánh"),
    OwnUnit("01-S02", "Sở Giao thông vận tải"),
)
