"""What is made of the plan when it is sent: its calendar file, and the bulletin of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analytics.exports.calendar_file import CalendarEntry, calendar
from bot.outbound.made import Made
from bot.outbound.worker_process import WorkerProcess
from bot.texts.texts import Texts
from bot.texts.texts import texts as bare_texts
from handlers.announcing import bulletins
from handlers.planning import calendar_file, plan_loading
from handlers.planning.calendar_file import Event
from storage.announcing import bulletins as stored
from storage.people import people
from storage.words.bulletin_words import BulletinKind
from storage.words.replies import Reply


async def plan_file(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The file of ``/lich``. Query: ``person``."""
    campaign, now = shop.campaign, shop.clock.now()
    async with shop.database.read() as db:
        person = await people.get(db, campaign.code, query["person"])
        plan = await plan_loading.plan(db, campaign, shop.zone, now)
    found = calendar_file.events(plan, person)
    return Made(
        data=ical(campaign.title, found, texts, now),
        caption=texts.say("calendar.caption", title=campaign.title, at=now),
        filename=f"ke-hoach-{campaign.code}.ics",
    )


def ical(title: str, events: list[Event], texts: Texts, now: datetime) -> bytes:
    """Events as a calendar file. Calendars show no HTML: what people typed stands there as it is."""
    bare = bare_texts(texts.language, escape=False)
    entries = [
        CalendarEntry(
            event.uid,
            event.day,
            bare.render(event.title),
            "\n".join(bare.render(note) for note in event.notes),
            event.alarms,
        )
        for event in events
    ]
    return calendar(title, entries, now)


async def bulletin_text(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The bulletin of ``/bantin ngay``: as it would be now, since the last one. Query: ``person``."""
    campaign, now = shop.campaign, shop.clock.now()
    async with shop.database.read() as db:
        person = await people.get(db, campaign.code, query["person"])
        plan = await plan_loading.plan(db, campaign, shop.zone, now)
        source = await bulletins.load(db, plan, now)
        before = (await stored.last(db, campaign.code)).get((query["person"], BulletinKind.DAILY))
    if person is None:
        return Made(reply=Reply("person.no_scope"))
    figures = bulletins.figures(source, person)
    return Made(reply=bulletins.compose(source, person, BulletinKind.DAILY, figures, before))
