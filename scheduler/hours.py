"""The hours in which people may be disturbed at all: never at night."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from storage.campaign.calendar import WorkCalendar
from storage.campaign.checks import EARLIEST, LATEST
from storage.campaign.types import ReminderRules


def is_awake(now: datetime, zone: tzinfo) -> bool:
    """Whether it is day for people of a zone."""
    return EARLIEST <= now.astimezone(zone).time() < LATEST


def bedtime(now: datetime, zone: tzinfo) -> datetime:
    """When the next night begins, seen from a moment by day."""
    return datetime.combine(now.astimezone(zone).date(), LATEST, zone)


def closing(now: datetime, zone: tzinfo, rules: ReminderRules) -> datetime:
    """When the hours of reminders end today."""
    return datetime.combine(now.astimezone(zone).date(), rules.closes, zone)


def opening(now: datetime, zone: tzinfo, rules: ReminderRules, calendar: WorkCalendar) -> datetime:
    """The first moment from now on within the hours of a working day."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < rules.closes else local.date() + timedelta(days=1)
    return max(now, datetime.combine(calendar.on_or_after(day), rules.opens, zone))


def waking(now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The hours of the day in which people are awake: today's, or after bedtime tomorrow's."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < LATEST else local.date() + timedelta(days=1)
    return max(now, datetime.combine(day, EARLIEST, zone)), datetime.combine(day, LATEST, zone)
