"""Who is told of a task: the agencies' people by scope, those above them, and who stands in. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from storage.campaign.types import Task
from storage.words.roles import PROVINCIAL_AGENCIES, Agency, Person, Role
from storage.words.units import NATION, province_of

PROVINCIAL_COORDINATORS = (Agency.SNV, Agency.BDT)
"""Who answers in a province for how the ballots are handed out."""
_REMINDED = frozenset({Role.COORDINATOR, Role.POSTAL_SUPERVISOR})
ABOVE = {
    Agency.SNV: Agency.BNV,
    Agency.UBND_TINH: Agency.BNV,
    Agency.BDT: Agency.VNPOST,
    Agency.MTTQ_TINH: Agency.MTTQ_TW,
    Agency.CCB_TINH: Agency.CCB_TW,
}
"""The agency of the nation that an agency of a province answers to."""


class Absent(NamedTuple):
    """An agency without anybody registered: in a province, or in the nation (``VN``)."""

    agency: Agency
    where: str


class Recipients:
    """The people who are reminded, by agency and scope: the nation or whole provinces.

    ``stand_ins`` hear of agencies without anybody: the Ministry's coordinators, failing these the admins.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self._at: defaultdict[tuple[Agency, str], list[Person]] = defaultdict(list)
        self._agency: defaultdict[Agency, list[Person]] = defaultdict(list)
        for person in people:
            scopes = (NATION,) if person.national else tuple(dict.fromkeys(person.scope))
            whole = [scope for scope in scopes if scope == province_of(scope)]
            if person.role in _REMINDED and whole:
                self._agency[person.agency].append(person)
                for scope in whole:
                    self._at[person.agency, scope].append(person)
        ministry = [person for person in self.at(Agency.BNV, NATION) if person.role is Role.COORDINATOR]
        admins = [person for person in people if person.role == Role.ADMIN]
        self.stand_ins: Sequence[Person] = ministry or admins

    def at(self, agency: Agency, scope: str) -> Sequence[Person]:
        """An agency's people for a whole province, or the nation."""
        return self._at.get((agency, scope), ())

    def concerned(self, task: Task, agency: Agency, scopes: Collection[str]) -> Iterator[tuple[str, Person]]:
        """Whom of an agency a task concerns, each with the scope under which it is theirs."""
        if not task.provincial and agency in PROVINCIAL_AGENCIES:
            yield from ((NATION, person) for person in self._agency.get(agency, ()))
        else:
            yield from ((scope, person) for scope in scopes for person in self.at(agency, scope))

    def absences(self, agency: Agency, provinces: Sequence[str]) -> Iterator[Absent]:
        """Where an agency has nobody."""
        if self.at(agency, NATION):
            return
        if agency in PROVINCIAL_AGENCIES:
            yield from (Absent(agency, code) for code in provinces if not self.at(agency, code))
        else:
            yield Absent(agency, NATION)

    def above(self, agency: Agency) -> tuple[Sequence[Person], tuple[Absent, ...]]:
        """The people one level up, or who stands in for them, and then for whom."""
        parent = ABOVE[agency]
        if people := self.at(parent, NATION):
            return people, ()
        return self.stand_ins, (Absent(parent, NATION),)

    def coordinators(self, agencies: Collection[Agency], scope: str) -> list[Person]:
        """The coordinators of some agencies for exactly a province or the nation."""
        people = [person for agency in agencies for person in self.at(agency, scope)]
        return [person for person in people if person.role is Role.COORDINATOR]

    def supervisors(self, province: str) -> list[Person]:
        """The post's supervisors of a province, failing these the nation's."""
        for agency, scope in ((Agency.BDT, province), (Agency.VNPOST, NATION)):
            people = [person for person in self.at(agency, scope) if person.role is Role.POSTAL_SUPERVISOR]
            if people:
                return people
        return []
