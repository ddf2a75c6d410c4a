"""Messages that wait for a tap: the buttons below them, and the question asked once more a day later."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.counting import booking, corrections, evidence, report_replies
from handlers.counting.booking import Booked, EntrySource
from handlers.registry import tap
from handlers.replies import phrases, tap_arguments
from handlers.replies.undone import Undone, UndoRequest
from storage.counting import drafts, reports
from storage.counting.drafts import Draft, Waiting
from storage.engine.database import Connection
from storage.messaging import messages
from storage.messaging.message import Message
from storage.words.counting_rules import Entry
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Role


@tap("draft", role=(Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR))
async def settle_draft(db: Connection, message: Message) -> Reply:
    """A button under a held message: books that meaning, or drops it."""
    draft = await find(db, message, tap_arguments.number(message, 0))
    if message.args[1:] == ("drop",):
        await drafts.close(db, draft.id, "dropped", message.now)
        await evidence.follow(db, message, draft.message)
        return Reply("draft.dropped", edit=True)
    try:
        entries, origin = booking.chosen(draft.payload, tap_arguments.number(message, 1), draft.message)
    except IndexError:
        raise Refusal("tap.unknown", spent=True) from None
    return await settle(db, message, draft, entries, origin)


async def find(db: Connection, message: Message, number: int) -> Draft:
    """The sender's open draft of a report. Raises Refusal where it is settled."""
    draft = await drafts.find(db, message.campaign.code, message.person.id, number)
    if draft is None or draft.kind != "report":
        raise Refusal("draft.gone", spent=True)
    return draft


async def settle(
    db: Connection, message: Message, draft: Draft, entries: Sequence[Entry], origin: EntrySource
) -> Reply:
    """Books what a draft turned out to mean."""
    # Whatever the message booked for these units meanwhile is replaced: one message counts once.
    logs = await messages.siblings(db, draft.message, message.person.id) if draft.message else []
    units = {entry.unit for entry in entries}
    replacing = [item for item in await reports.of_messages(db, logs) if item.unit in units]
    outcomes = await booking.book(
        db, message, entries, origin, replacing=replacing, confirmed=draft.payload["confirmed"]
    )
    state = "booked" if any(isinstance(outcome, Booked) for outcome in outcomes) else "dropped"
    await drafts.close(db, draft.id, state, message.now)
    await evidence.follow(db, message, draft.message)
    if origin.worker is not None:
        return await corrections.corrected(db, message, outcomes, origin, edit=True)
    reply = report_replies.answer(draft.message or 0, outcomes)
    return Reply(reply.key, reply.values, reply.buttons, edit=True)


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Drops what waits for a tap."""
    dropped = await drafts.drop_of(db, undo.logs, message.now)
    return Undone(alone=[Text("draft.dropped")] if dropped else [])


def question(waiting: Waiting) -> Reply:
    """The question of a draft, asked once more, with the sender's own words."""
    draft = waiting.draft
    return phrases.lines(
        Text("draft.reminder", {"at": waiting.created_at, "words": waiting.text or ""}),
        *draft.payload["question"],
        buttons=report_replies.choices(draft.id, draft.payload["labels"]),
    )
