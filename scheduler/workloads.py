"""What a worker still has to do, and since when no report came. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from storage.campaign.calendar import WorkCalendar
from storage.words.roles import Person


@dataclass(frozen=True, slots=True)
class Workload:
    """A worker's open units with something left in them, in ballots.

    ``last`` is the day of the last report, None where none came; nobody is silent before ``since``: the
    start of the distribution, the day of joining, or the return from an absence.
    """

    worker: Person
    units: tuple[str, ...]
    outstanding: int
    in_hand: int
    last: date | None
    since: date

    @property
    def begin(self) -> date:
        """The first day without a report."""
        return _begin(self.last, self.since)

    def silent_days(self, day: date, calendar: WorkCalendar) -> int:
        """Working days without a report through a day."""
        return silent_days(self.last, self.since, day, calendar)


def silent_days(last: date | None, since: date, day: date, calendar: WorkCalendar) -> int:
    """Working days after the ``last`` report through a day; from ``since`` on where none came."""
    return calendar.working_days(_begin(last, since), day)


def _begin(last: date | None, since: date) -> date:
    return since if last is None else max(since, last + timedelta(days=1))
