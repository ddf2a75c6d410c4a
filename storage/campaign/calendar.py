"""Which days are worked: public holidays, and the campaign file's days off and working Saturdays."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from storage.campaign.types import Calendar

_DAY = timedelta(days=1)


class WorkCalendar:
    """The working days of a campaign. The file's working days win over its days off, both over the holidays.

    Moved days off that the government announces (31/12/2018 for Saturday 05/01/2019) come with the
    ``holidays`` package. Raises ValueError for a country that the package does not know.
    """

    def __init__(self, spec: Calendar) -> None:
        try:
            self._public = holidays.country_holidays(spec.country)
        except NotImplementedError as error:
            raise ValueError(f"no public holidays known for {spec.country!r}") from error
        self._said = dict.fromkeys(spec.days_off, False) | dict.fromkeys(spec.working_days, True)
        self._worked = dict(self._said)

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        worked = self._worked.get(day)
        if worked is None:
            worked = self._worked[day] = self._public.is_working_day(day)
        return worked

    def is_field_day(self, day: date) -> bool:
        """Whether ballots are handed out: working days, and Saturdays that are no day off."""
        saturday = day.isoweekday() == 6 and day not in self._public and self._said.get(day) is not False
        return saturday or self.is_working(day)

    def next_working(self, day: date) -> date:
        """The first working day after a day."""
        return self.on_or_after(day + _DAY)

    def last_working(self, day: date) -> date:
        """The last working day before a day."""
        return self.on_or_before(day - _DAY)

    def on_or_before(self, day: date) -> date:
        """The day itself if it is worked, else the working day before."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next working day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def working_days(self, start: date, due: date) -> int:
        """Working days from ``start`` to ``due``, both counted; 0 where ``due`` is earlier."""
        return sum(self.is_working(start + _DAY * number) for number in range((due - start).days + 1))

    def planned_share(self, start: date, due: date, day: date) -> float:
        """The share (0–1) of a task's working days, ``start`` to ``due``, through a day (DESIGN §8).

        A task that has no working day is planned in full on its due day.
        """
        if day < start:
            return 0.0
        if day >= due:
            return 1.0
        whole = self.working_days(start, due)
        return self.working_days(start, day) / whole if whole else 0.0
