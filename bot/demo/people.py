"""The people of the demo: eight with phones, and postal workers for every district. All are invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from storage.words.roles import Agency, Role
from storage.words.units import NATION, Unit

_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
_MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Kim", "Xuân")
_GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dung",
    "Hà",
    "Hùng",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Phúc",
    "Sơn",
    "Tâm",
    "Yến",
)

HOME = "01"
"""The province of the phones."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody in the demo. ``chat`` is the id of the phone's chat; None has no phone."""

    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    chat: int | None = None
    featured: bool = False


def phones(units: Sequence[Unit]) -> list[Cast]:
    """The eight with phones; the first three are shown from the start."""
    home = [unit for unit in units if unit.province == HOME]
    district = next(unit.code for unit in home if unit.level == "H")
    round_ = tuple(unit.code for unit in home if district in (unit.code, unit.district))
    departments = tuple(unit.code for unit in home if unit.level == "S")
    return [
        Cast("Nguyễn Thị Lan", Role.POSTAL_WORKER, Agency.BDT, round_, 101, featured=True),
        Cast("Trần Văn Hùng", Role.INSPECTOR, Agency.SNV, round_ + departments, 102, featured=True),
        Cast("Lê Thu Hà", Role.COORDINATOR, Agency.BNV, (NATION,), 103, featured=True),
        Cast("Phạm Quốc Bảo", Role.POSTAL_SUPERVISOR, Agency.BDT, (HOME,), 104),
        Cast("Vũ Ngọc Mai", Role.COORDINATOR, Agency.SNV, (HOME,), 105),
        Cast("Đặng Minh Tuấn", Role.COORDINATOR, Agency.VNPOST, (NATION,), 106),
        Cast("Bùi Thanh Sơn", Role.POSTAL_WORKER, Agency.BDT, departments, 107),
        Cast("Hoàng Kim Yến", Role.ADMIN, Agency.BNV, (NATION,), 108),
    ]


STRANGER = 109
"""The chat of somebody who is not registered."""


def workers(units: Sequence[Unit], taken: frozenset[str]) -> Iterator[Cast]:
    """A worker for the departments of each province and one for each district with its communes."""
    random = Random("people")  # noqa: S311 -- repeatable names, no secret
    rounds: dict[str, list[str]] = {}
    for unit in units:
        head = f"{unit.province}-S" if unit.level == "S" else unit.district or unit.code
        if unit.code not in taken:
            rounds.setdefault(head, []).append(unit.code)
    for codes in rounds.values():
        name = " ".join((random.choice(_FAMILY), random.choice(_MIDDLE), random.choice(_GIVEN)))
        yield Cast(name, Role.POSTAL_WORKER, Agency.BDT, tuple(codes))
