"""``/imlang``: workers who still have ballots and have not reported for some working days."""

from __future__ import annotations

from handlers.counting import workloads
from handlers.registry import command
from handlers.replies import phrases
from scheduler.workloads import Workload
from storage.campaign.calendar import WorkCalendar
from storage.counting import absences
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Role

DAYS = 2
MOST_DAYS = 60
MOST_ROWS = 20


@command("imlang", role=(Role.POSTAL_SUPERVISOR, Role.COORDINATOR), reads=True)
async def show(db: Connection, message: Message) -> Reply:
    """Who is silent in the sender's scope; ``/imlang 3`` for three working days or more."""
    days, calendar = _days(message), WorkCalendar(message.campaign.calendar)
    loads = await workloads.within(db, message.campaign, message.zone, message.today, message.person.scope)
    counted = [(load, load.silent_days(message.today, calendar)) for load in loads]
    quiet = sorted(
        ((load, silent) for load, silent in counted if silent >= days),
        key=lambda item: (-item[1], -item[0].outstanding, item[0].worker.id),
    )
    absent = await absences.absent_on(db, message.campaign.code, message.today)
    silent = [item for item in quiet if item[0].worker.id not in absent]
    away = [item for item in quiet if item[0].worker.id in absent]
    if not quiet:
        return Reply("silence.nobody", {"days": days})
    parts: list[Text | None] = [Text("silence.title", {"days": days, "count": len(silent)})]
    parts += [row(*item) for item in silent[:MOST_ROWS]]
    if len(silent) > MOST_ROWS:
        parts.append(Text("silence.more", {"count": len(silent) - MOST_ROWS}))
    if away:
        parts.append(Text("silence.away", {"count": len(away)}))
        parts += [row(*item) for item in away[:MOST_ROWS]]
    asked_at = message.campaign.reminders.nudge_at
    return phrases.lines(*parts, Text("silence.act", {"at": f"{asked_at:%H:%M}"}))


def _days(message: Message) -> int:
    if not message.args:
        return DAYS
    if message.args[0].isdecimal() and 1 <= int(message.args[0]) <= MOST_DAYS:
        return int(message.args[0])
    raise Refusal("silence.bad_days", words=message.args[0], most=MOST_DAYS)


def row(load: Workload, days: int) -> Text:
    """A silent worker in one line."""
    return Text(
        "silence.row" if load.last else "silence.row_never",
        {
            "name": load.worker.name,
            "units": ", ".join(load.units),
            "days": days,
            "last": load.last,
            "outstanding": load.outstanding,
            "in_hand": load.in_hand,
        },
    )
