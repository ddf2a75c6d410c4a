"""The tick: what is due goes to the outbox with the note that it was decided, in one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.inbound.context import Context
from bot.reminding import broadcasts, bulletins, completions, drafts, mornings, nudges
from scheduler.completions import REACHED
from scheduler.hours import bedtime, is_awake, opening
from storage.campaign.calendar import WorkCalendar
from storage.messaging import outbox
from storage.planning import reminders


async def remind(frame: Context) -> int:
    """Decides what is due now and queues it; returns how many messages were queued. Silent at night.

    Raises ExceptionGroup after all parts had their turn.
    """
    now = frame.clock.now()
    await _hold_back(frame, now)
    if not is_awake(now, frame.zone):
        return 0
    queued, failed = 0, list[Exception]()
    for part in (mornings, completions, nudges, bulletins, drafts, broadcasts):
        try:
            queued += await part.remind(frame, now)
        except Exception as error:  # a fault about one kind of message holds up no other
            failed.append(error)
    if failed:
        raise ExceptionGroup("reminding", failed)
    return queued


async def _hold_back(frame: Context, now: datetime) -> None:
    """What could not be sent in its hours: the news of a day are decided anew, questions wait."""
    calendar = WorkCalendar(frame.campaign.calendar)
    opens = opening(now, frame.zone, frame.campaign.reminders, calendar)
    async with frame.database.write() as db:
        await reminders.expire(db, frame.bot, now, REACHED)
        await outbox.postpone(db, frame.bot, now, opens, bedtime(opens, frame.zone))
