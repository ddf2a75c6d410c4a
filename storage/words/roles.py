"""Who takes part: roles, agencies, persons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.words.units import NATION, province_of


class Role(StrEnum):
    """What a person does in the survey. Each person has one."""

    POSTAL_WORKER = "postal_worker"
    POSTAL_SUPERVISOR = "postal_supervisor"
    INSPECTOR = "inspector"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Agency(StrEnum):
    """Who a person works for, and who leads or supports a task."""

    BNV = "BNV"
    MTTQ_TW = "MTTQ_TW"
    CCB_TW = "CCB_TW"
    VNPOST = "VNPOST"
    BDT = "BDT"
    SNV = "SNV"
    MTTQ_TINH = "MTTQ_TINH"
    CCB_TINH = "CCB_TINH"
    UBND_TINH = "UBND_TINH"
    BO_NGANH = "BO_NGANH"
    CHUYEN_GIA = "CHUYEN_GIA"
    CO_QUAN_LIEN_QUAN = "CO_QUAN_LIEN_QUAN"


PROVINCIAL_AGENCIES = frozenset({Agency.BDT, Agency.SNV, Agency.MTTQ_TINH, Agency.CCB_TINH, Agency.UBND_TINH})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone registered. ``scope``: ``("VN",)``, province codes, or unit codes."""

    id: int
    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    language: str = "vi"

    @property
    def national(self) -> bool:
        """Whether the scope is the whole country."""
        return NATION in self.scope

    def covers(self, code: str) -> bool:
        """Whether a province or unit code lies within the scope."""
        return self.national or code in self.scope or province_of(code) in self.scope
