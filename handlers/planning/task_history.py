"""What became of a task: who did, moved, received or put it off, when and why."""

from __future__ import annotations

from datetime import date

from handlers.replies import phrases
from storage.campaign.types import Campaign, Task
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.people import people
from storage.planning import milestone_changes
from storage.planning.milestone_changes import Line
from storage.words.replies import Text
from storage.words.tasks import Change
from storage.words.units import NATION

MOST_LINES = 8


async def lines(db: Connection, message: Message, task: Task) -> list[Text]:
    """The last lines of the history in the sender's scope, newest first; nothing where there is none."""
    mine = [
        line
        for line in await milestone_changes.of(db, message.campaign.code, [task.id])
        if line.scope == NATION or message.person.covers(line.scope)
    ]
    if not mine:
        return []
    names = await people.names(db, [line.person for line in mine if line.person])
    rows = [_row(line, phrases.who(names, line.person), message.campaign) for line in mine]
    more = len(rows) - MOST_LINES
    return [
        Text("history.of_task"),
        *reversed(rows[-MOST_LINES:]),
        *([Text("history.more", {"count": more})] if more > 0 else []),
    ]


def _row(line: Line, by: str | Text, campaign: Campaign) -> Text:
    values: dict[str, object] = {
        "at": line.at,
        "by": by,
        "where": phrases.aside(campaign, line.scope),
        "before": "",
        "after": "",
        "reason": line.reason or "",
    }
    if line.kind in (Change.MOVED, Change.REPLANNED):
        values["before"] = date.fromisoformat(line.before or "")
    if line.kind in (Change.MOVED, Change.SNOOZED, Change.REPLANNED, Change.ADDED):
        values["after"] = date.fromisoformat(line.after or "")
    return Text(f"change.{line.kind.value}", values)
