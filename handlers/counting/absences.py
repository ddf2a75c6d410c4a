"""``/vang 2``, ``/vang đến thứ 6``, ``mất sóng đến thứ 6``: days on which nobody should wait for a report."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.grammar import fold
from handlers.registry import command, tap
from handlers.replies import tap_arguments
from storage.counting import absences
from storage.counting.absences import Absence
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role

LONGEST = 30
"""Days of one absence."""
OFFERED = (1, 2, 3, 7)
_HEAD = re.compile(
    r"(?:em |toi |minh )?(?:mat song|khong co song|ko co song|k co song|xin nghi|nghi)\b[\s,:]*"
)
_DAYS = re.compile(r"(\d{1,3})(?: ngay)?(?: nua)?")
_WEEKDAY = re.compile(r"(?:thu ?|t)([2-7])|(?:chu nhat|cn)")
_NAMED_WEEKDAYS = {"thu hai": 1, "thu ba": 2, "thu tu": 3, "thu nam": 4, "thu sau": 5, "thu bay": 6}
_NEXT_WEEK = re.compile(r" tuan (?:sau|toi)$")
_DATE = re.compile(r"(?:ngay )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_DAY_WORDS = {"hom nay": 0, "het hom nay": 0, "ngay mai": 1, "mai": 1, "ngay kia": 2}


def last_day(words: str, today: date) -> date | None:
    """The last day of the absence that words name: a number of days from today on, a weekday, or a date.

    ``thứ 6`` is the next one after today, ``thứ 6 tuần sau`` that of the next calendar week; a date without a
    year is the next such. ``0`` is the day before today: no absence. None where the words say no day.
    """
    phrase = re.sub(r"\s+", " ", fold(words)).strip(" .!")
    phrase = re.sub(r"^(?:tu (?:hom )?nay )?(?:cho )?(?:den het|den|toi|het)\b ?", "", phrase)
    if match := _DAYS.fullmatch(phrase):
        return today + timedelta(days=int(match[1]) - 1)
    if phrase in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[phrase])
    next_week = _NEXT_WEEK.search(phrase)
    if weekday := _weekday(_NEXT_WEEK.sub("", phrase)):
        if next_week:
            monday = today - timedelta(days=today.isoweekday() - 1)
            return monday + timedelta(days=6 + weekday)
        return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)
    if match := _DATE.fullmatch(phrase):
        return _date(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    return None


def announced(text: str, today: date) -> date | None:
    """The last day of an absence that a message tells of; None where the message says anything else."""
    phrase = re.sub(r"\s+", " ", fold(text)).strip()
    match = _HEAD.match(phrase)
    return last_day(phrase[match.end() :], today) if match else None


@command("vang", role=Role.POSTAL_WORKER)
async def set_typed(db: Connection, message: Message) -> Reply:
    """Notes an absence, ends it (``/vang 0``), or tells whether there is one."""
    if not message.rest:
        absence = await absences.of(db, message.campaign.code, message.person.id, message.today)
        keys = [[Button("absence.days", f"absent:{days}", {"days": days}) for days in OFFERED]]
        if absence:
            keys.append([Button("absence.end", "absent:0")])
            return Reply("absence.now", _until(absence.last_day, message.today), keys)
        return Reply("absence.ask", buttons=keys)
    last = last_day(message.rest, message.today)
    if last is None:
        raise Refusal("absence.not_understood", words=message.rest)
    return await note(db, message, last)


@tap("absent", role=Role.POSTAL_WORKER)
async def set_tapped(db: Connection, message: Message) -> Reply:
    """A number of days."""
    days = tap_arguments.number(message, 0)
    reply = await note(db, message, message.today + timedelta(days=days - 1))
    return Reply(reply.key, reply.values, edit=True)


async def note(db: Connection, message: Message, last: date) -> Reply:
    """The sender is absent from today through ``last``; not any more where that is before today."""
    code, person, today = message.campaign.code, message.person.id, message.today
    if last == today - timedelta(days=1):
        ended = await absences.end(db, code, person, today, message.now)
        return Reply("absence.ended" if ended else "absence.none")
    if last < today:
        raise Refusal("absence.past", last=last)
    if (last - today).days >= LONGEST:
        raise Refusal("absence.too_long", days=LONGEST)
    await absences.begin(
        db, code, person, Absence(today, last), message.text if message.log else None, message.now
    )
    return Reply("absence.noted", _until(last, today))


def _until(last: date, today: date) -> dict[str, object]:
    return {
        "weekday": Text(f"weekday.{last.isoweekday()}"),
        "last": last,
        "days": (last - today).days + 1,
    }


def _weekday(phrase: str) -> int | None:
    """Monday is 1, as ISO has it; ``thứ 2`` is Monday."""
    if phrase in _NAMED_WEEKDAYS:
        return _NAMED_WEEKDAYS[phrase]
    match = _WEEKDAY.fullmatch(phrase)
    return None if match is None else int(match[1]) - 1 if match[1] else 7


def _date(day: int, month: int, year: int | None, today: date) -> date | None:
    try:
        day_of_year = date(year or today.year, month, day)
        if year is None and day_of_year < today - timedelta(days=180):
            day_of_year = day_of_year.replace(year=today.year + 1)
    except ValueError:
        return None
    return day_of_year
