"""When whoever wants a bulletin gets one: late on working days, and on the first one of a week. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.hours import is_awake
from scheduler.plan import Key, Plan, is_open_hour
from scheduler.slots import Slot
from storage.words.bulletin_words import BulletinKind, Figures, ToldBulletin, Wishes
from storage.words.roles import Person
from storage.words.units import NATION

BULLETIN = Slot("bulletin")


def task(kind: BulletinKind) -> str:
    """Stands in the ledger where a reminder names its task."""
    return f"bulletin-{kind.value}"


@dataclass(frozen=True, slots=True)
class Turn:
    """A person's bulletin is to be decided now: sent or, where nothing has changed, skipped."""

    person: Person
    kind: BulletinKind
    key: Key


def kinds(plan: Plan, now: datetime) -> list[BulletinKind]:
    """Which bulletins go out at this moment."""
    local = now.astimezone(plan.zone)
    late = local.time() >= plan.campaign.reminders.bulletin_at and is_awake(now, plan.zone)
    found = [BulletinKind.DAILY] if late and plan.calendar.is_working(local.date()) else []
    return [*found, BulletinKind.WEEKLY] if is_open_hour(plan, now) else found


def turns(
    plan: Plan, wishes: Sequence[tuple[Person, Wishes]], sent: Set[Key], now: datetime
) -> Iterator[Turn]:
    """Whose bulletins are to be decided, each once a day or week."""
    today = plan.day(now)
    for kind in kinds(plan, now):
        for person, wanted in wishes:
            key = Key(task(kind), NATION, BULLETIN, day_of(kind, today), person.id)
            in_time = kind in wanted and plan.day(wanted[kind]) <= _last_call(plan, kind, today)
            if in_time and key not in sent:
                yield Turn(person, kind, key)


def has_news(before: ToldBulletin | None, figures: Figures) -> bool:
    """Whether anything has changed since a person was told last."""
    return before is None or dict(before.figures) != dict(figures)


def day_of(kind: BulletinKind, day: date) -> date:
    """The day by which the ledger knows it: itself, or the Monday of its week."""
    return day if kind is BulletinKind.DAILY else day - timedelta(days=day.weekday())


def _last_call(plan: Plan, kind: BulletinKind, today: date) -> date:
    """Until when one must have wished for it: who does so on a Wednesday waits until Monday."""
    return today if kind is BulletinKind.DAILY else plan.calendar.on_or_after(day_of(kind, today))
