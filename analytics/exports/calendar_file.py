"""Calendar files (iCalendar, RFC 5545): the one door to the library. Days as all-day events with alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

_MAKER = "-//SIPAS//VN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day in a calendar.

    ``uid`` stays the same while the day moves, so that a calendar that takes the file in again moves its
    event. ``alarms``: how long after the day's beginning (negative: before it) to ring.
    """

    uid: str
    day: date
    title: str
    notes: str = ""
    alarms: Sequence[timedelta] = ()


def calendar(name: str, entries: Sequence[CalendarEntry], now: datetime) -> bytes:
    """The file. ``now`` is the version of each event: the later one wins."""
    file = icalendar.Calendar()
    for key, value in (
        ("prodid", _MAKER),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
    ):
        file.add(key, value)
    for entry in entries:
        file.add_component(_event(entry, now.astimezone(UTC)))
    return bytes(file.to_ical())


def _event(entry: CalendarEntry, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", int(now.timestamp()) // 60)  # some calendars take in only what has a higher one
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title)
    if entry.notes:
        event.add("description", entry.notes)
    event.add("transp", "TRANSPARENT")  # a day in the plan makes nobody busy
    for ring in entry.alarms:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", ring)
        event.add_component(alarm)
    return event
