"""Who lives in the torture: units with quotas, and the people who write about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.channels.telegram.updates import CHANNEL
from storage.audit import audit_log
from storage.counting import units
from storage.engine.database import Database
from storage.people import consent, people
from storage.planning import milestones
from storage.words.roles import Agency, Role
from storage.words.units import NATION

CAMPAIGN = "2019"
PROVINCES = ("01", "02", "04")
_FIRST_CHAT = 50_001
_SHARING = (1, 1, 2, 3)
"""How many workers share a unit, by turns."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with a phone. ``units``: the codes that a worker answers for, or an inspector checks."""

    chat: int
    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """``quotas`` by unit code."""

    quotas: dict[str, int]
    citizens: tuple[Citizen, ...]

    def of(self, *roles: Role) -> list[Citizen]:
        return [citizen for citizen in self.citizens if citizen.role in roles]


def found(size: int, random: Random) -> Town:
    """About ``size`` chats: most are workers, who share units or have several; the rest watches."""
    quotas: dict[str, int] = {}
    citizens: list[Citizen] = []

    def settle(role: Role, agency: Agency, scope: tuple[str, ...], own: tuple[str, ...] = ()) -> None:
        number = len(citizens)
        citizens.append(Citizen(_FIRST_CHAT + number, f"Người {number}", role, agency, scope, own))

    workers = max(6, round(size * 0.78))
    while len(citizens) < workers:
        number = len(quotas)
        province = PROVINCES[number % len(PROVINCES)]
        code = f"{province}-H{number // len(PROVINCES) + 1:02d}"
        # Small quotas are where balances break, large ones last for the whole run.
        quotas[code] = random.choice((60, 300, 900, 5000))
        own: tuple[str, ...] = (code,)
        if number % 4 == 3:
            other = f"{province}-X{number // len(PROVINCES) + 1:02d}"
            quotas[other] = random.choice((90, 900))
            own = (code, other)
        for _ in range(_SHARING[number % len(_SHARING)]):
            settle(Role.POSTAL_WORKER, Agency.BDT, own, own)
    for number in range(max(3, round(size * 0.12))):
        province = PROVINCES[number % len(PROVINCES)]
        checked = tuple(code for code in quotas if code.startswith(province))
        settle(Role.INSPECTOR, (Agency.SNV, Agency.MTTQ_TINH)[number % 2], (province,), checked)
    for province in PROVINCES:
        settle(Role.POSTAL_SUPERVISOR, Agency.BDT, (province,))
        settle(Role.COORDINATOR, Agency.SNV, (province,))
    settle(Role.COORDINATOR, Agency.BNV, (NATION,))
    settle(Role.COORDINATOR, Agency.VNPOST, (NATION,))
    return Town(quotas, tuple(citizens))


async def move_in(database: Database, town: Town, now: datetime) -> None:
    """Registers the town in an empty database, two weeks ago."""
    joined = now - timedelta(days=14)
    async with database.write() as db:
        audit_log.attribute(db, audit_log.Origin(at=joined))
        await milestones.activate(db, CAMPAIGN, joined)
        await units.add(
            db,
            CAMPAIGN,
            [
                {
                    "code": code,
                    "name": f"UBND {code}",
                    "level": code[3],
                    "province": code[:2],
                    "district": code.replace("X", "H") if code[3] == "X" else None,
                    "quota": quota,
                }
                for code, quota in town.quotas.items()
            ],
        )
        for one in town.citizens:
            person = await people.register(
                db,
                CAMPAIGN,
                name=one.name,
                role=one.role,
                agency=one.agency,
                scope=one.scope,
                language="vi",
                now=joined,
            )
            await people.link(db, CHANNEL, str(one.chat), person)
            await consent.agree(db, person, joined)
