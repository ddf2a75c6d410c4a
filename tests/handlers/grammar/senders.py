"""Who types in the tests of the grammar: a sender's units."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    code: str
    name: str


HANOI = (
    Known("01-H03", "UBND quận Ba Đình"),
    Known("01-X07", "UBND phường Trúc Bạch"),
    Known("01-X08", "UBND phường Quán Thánh"),
    Known("01-S02", "Sở Giao thông vận tải"),
)
