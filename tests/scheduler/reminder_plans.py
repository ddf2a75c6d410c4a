"""Small campaigns with real-looking tasks, for stories about reminders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.plan import Key, Plan, Progress, Where
from scheduler.reminders import Decision, Verdict, due
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Campaign, Level, Province, ScoreRules, Task, Totals
from storage.words.roles import Agency, Person, Role
from storage.words.tasks import Tracks

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BNV, SNV, BDT, VNPOST = Agency.BNV, Agency.SNV, Agency.BDT, Agency.VNPOST
MTTQ, CCB = Agency.MTTQ_TINH, Agency.CCB_TINH

SAMPLE = Task(
    id="2019-4.4",
    number="4",
    title="Chọn mẫu điều tra xã hội học",
    period="Tháng 6 - 7",
    parent="2019-4",
    start=date(2019, 6, 1),
    due=date(2019, 7, 31),
    lead=(BNV,),
    support=(SNV, MTTQ, CCB),
    tracks=Tracks.SAMPLE,
)
SURVEY = Task(
    id="2019-4",
    number="4",
    title="Triển khai điều tra xã hội học",
    period="",
    start=date(2019, 5, 1),
    due=date(2019, 9, 30),
    group=True,
)
DISTRIBUTION = Task(
    id="2019-4.5",
    number="5",
    title="Phát, thu phiếu điều tra xã hội học",
    period="Tháng 8 - 9",
    parent="2019-4",
    start=date(2019, 8, 1),
    due=date(2019, 9, 30),
    lead=(VNPOST,),
    support=(BDT,),
    tracks=Tracks.DISTRIBUTION,
)
RECHECK = Task(
    id="2019-5.2",
    number="2",
    title="Giám sát, phúc tra việc phát, thu phiếu",
    period="Tháng 9",
    parent="2019-5",
    start=date(2019, 9, 1),
    due=date(2019, 9, 30),
    lead=(SNV,),
    support=(MTTQ, CCB),
    tracks=Tracks.RECHECK,
    provincial=True,
)
PUBLISH = Task(
    id="2019-7",
    number="7",
    title="Công bố Chỉ số hài lòng năm 2019",
    period="Tháng 12",
    start=date(2019, 12, 1),
    due=date(2019, 12, 31),
    lead=(BNV,),
    support=(Agency.MTTQ_TW, Agency.CCB_TW),
)
ALL = (SURVEY, SAMPLE, DISTRIBUTION, RECHECK, PUBLISH)


def codes(count: int) -> list[str]:
    """Two-digit province codes: 01 for Hà Nội, and so on."""
    return [f"{number:02d}" for number in range(1, count + 1)]


def campaign(tasks: Iterable[Task] = ALL, provinces: int = 3) -> Campaign:
    return Campaign(
        code="2019",
        title="Đo lường sự hài lòng năm 2019",
        document="1444/KH-BNV",
        issued_on=date(2019, 4, 3),
        year=2019,
        tasks=tuple(tasks),
        levels=(Level(letter="S", name="Sở", fixed=("Sở Tư pháp",), quota={"khác": 10}),),
        provinces=tuple(
            Province.model_validate({"code": code, "name": f"Tỉnh {code}", "class": "khác"})
            for code in codes(provinces)
        ),
        totals=Totals(nation=10 * provinces, levels={"S": 10 * provinces}, provinces={"khác": 10}),
        score=ScoreRules(weights={"coverage": 1.0}),
    )


def plan(tasks: Iterable[Task] = ALL, provinces: int = 3, **more: object) -> Plan:
    drawn = campaign(tasks, provinces)
    given = {"activated_on": date(2019, 4, 3)} | more
    return Plan(drawn, WorkCalendar(drawn.calendar), HANOI, **given)  # type: ignore[arg-type]


def person(number: int, agency: Agency, *scope: str, role: Role = Role.COORDINATOR) -> Person:
    return Person(number, f"{agency} {number}", role, agency, scope or ("VN",))


MINISTRY = person(1, BNV)
POST = person(2, VNPOST, role=Role.POSTAL_SUPERVISOR)
FRONT, VETERANS = person(3, Agency.MTTQ_TW), person(4, Agency.CCB_TW)


def everybody(provinces: int = 3) -> list[Person]:
    """One person for each agency of the plan, in each province where it is provincial."""
    people = [MINISTRY, POST, FRONT, VETERANS]
    for row, code in enumerate(codes(provinces), start=1):
        people += [person(100 * row + n, agency, code) for n, agency in enumerate((SNV, MTTQ, CCB))]
        people.append(person(100 * row + 3, BDT, code, role=Role.POSTAL_SUPERVISOR))
    return people


def at(day: str, hour: int = 8, minute: int = 0) -> datetime:
    """A moment in Hà Nội: ``at("03/09", 8)`` of 2019, or with the year ``03/09/2018``."""
    parts = [int(part) for part in day.split("/")]
    year = parts[2] if len(parts) == 3 else 2019
    return datetime(year, parts[1], parts[0], hour, minute, tzinfo=HANOI)


@dataclass
class Bot:
    """Ticks and keeps the ledger, as the running bot does."""

    plan: Plan
    people: Sequence[Person]
    progress: dict[Where, Progress] = field(default_factory=dict)
    ledger: set[Key] = field(default_factory=set)
    log: list[tuple[datetime, Decision]] = field(default_factory=list)

    def tick(self, now: datetime) -> list[Decision]:
        """What goes out at this moment."""
        decisions = due(self.plan, self.people, self.progress, self.ledger, now)
        assert not self.ledger & {decision.key for decision in decisions}
        assert len({decision.key for decision in decisions}) == len(decisions)
        self.ledger |= {decision.key for decision in decisions}
        self.log += [(now, decision) for decision in decisions]
        return [decision for decision in decisions if decision.verdict == Verdict.SEND]

    def run(self, first: str, last: str, hour: int = 8) -> list[Decision]:
        """Ticks once a day, both days included."""
        sent, now = [], at(first, hour)
        while now <= at(last, hour):
            sent += self.tick(now)
            now += timedelta(days=1)
        return sent


def lines(decisions: Iterable[Decision]) -> list[tuple[int, str, str, str, int]]:
    """Person, task, scope, slot and days left: one line a reminder."""
    return [
        (item.key.person, item.key.task, item.key.scope, item.key.slot, item.days_left) for item in decisions
    ]
