"""Photos and documents as proof: with a text that reports, or attached to the last one by a tap; ``/anh``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from handlers.grammar import find_unit
from handlers.registry import command, media, tap, witness
from handlers.replies import phrases, tap_arguments
from handlers.replies.undone import Undone, UndoRequest
from storage.counting import drafts, evidence, units
from storage.counting.evidence import Evidence
from storage.engine.database import Connection
from storage.messaging import messages
from storage.messaging.message import ArrivalKind, Media, Message
from storage.people import people
from storage.words.replies import Attachment, Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

SENDERS = (Role.POSTAL_WORKER, Role.INSPECTOR)
VIEWERS = (Role.INSPECTOR, Role.POSTAL_SUPERVISOR, Role.COORDINATOR)
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that Telegram lets a bot fetch."""
MOST_LISTED = 10
MOST_SENT = 5
MOST_UNITS = 8
_SHOWN = 80
"""Characters of a message that are repeated."""


@witness
async def keep(db: Connection, message: Message, reply: Reply) -> Reply:
    """Keeps a photo whose caption booked something, or waits for a tap, as proof of that."""
    file = message.media
    proven = await evidence.proven(db, [message.log])
    if file is None or not proven or message.person.role not in SENDERS:
        return reply
    if _is_too_large(file):
        note = Text("evidence.too_large")
    else:
        if message.kind is ArrivalKind.EDIT:
            await evidence.void_of(db, await messages.versions(db, message), message.now)
        await _add(db, message, [file], message.log, proven)
        note = Text("evidence.kept")
    values = {"first": Text(reply.key, reply.values), "second": note}
    return replace(reply, key="pair_lines", values=values)


@media(role=SENDERS)
async def receive(db: Connection, message: Message) -> Reply:
    """A photo without a caption: one of an album goes with the others, any other is asked about."""
    file = message.media
    if file is None:
        raise Refusal("media.unread")
    if _is_too_large(file):
        raise Refusal("evidence.too_large")
    if file.album and await _joins_album(db, message, file):
        return Reply("")
    return await offer(db, message, file)


async def offer(db: Connection, message: Message, file: Media) -> Reply:
    """Asks whether a photo proves the sender's last message."""
    log = await evidence.last_message(db, message.campaign.code, message.person.id)
    last = await messages.typed(db, log) if log is not None else None
    if last is None:
        raise Refusal("evidence.nothing_to_prove")
    draft = await drafts.keep(
        db,
        message.campaign.code,
        message.person.id,
        log,
        "evidence",
        {"files": [asdict(file)]},
        message.now,
    )
    buttons = [
        [Button("evidence.yes", f"evidence:{draft}:yes"), Button("evidence.no", f"evidence:{draft}:no")]
    ]
    return Reply("evidence.ask", {"words": _short(last.text), "at": last.sent_at}, buttons)


@tap("evidence", role=SENDERS)
async def settle(db: Connection, message: Message) -> Reply:
    """Whether the photo proves the last message."""
    code, person = message.campaign.code, message.person.id
    draft = await drafts.find(db, code, person, tap_arguments.number(message, 0))
    if draft is None or draft.kind != "evidence" or draft.message is None:
        raise Refusal("draft.gone", spent=True)
    wanted = message.args[1:] == ("yes",)
    await drafts.close(db, draft.id, "booked" if wanted else "dropped", message.now)
    if not wanted:
        return Reply("evidence.dropped", edit=True)
    proven = await evidence.proven(db, await messages.siblings(db, draft.message, person))
    if not proven:
        raise Refusal("draft.gone", spent=True)
    files = [Media(**item) for item in draft.payload["files"]]
    await _add(db, message, files, draft.message, proven)
    return Reply("evidence.attached", {"count": len(files), "where": _places(proven)}, edit=True)


async def follow(db: Connection, message: Message, log: int | None, *, to: int | None = None) -> None:
    """The proof of a message goes where its effects are now; void where it has none any more.

    ``to`` is the log row that took the place of ``log``.
    """
    if log is None:
        return
    logs = await messages.siblings(db, log, message.person.id)
    proven = await evidence.proven(db, [*logs, to] if to else logs)
    if not proven:
        await evidence.void_of(db, logs, message.now)
    elif codes := [code for code in proven if code]:
        await evidence.move(db, logs, to=to or log, units=codes, now=message.now)


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Voids the proof of what is undone; nobody needs to be told."""
    await evidence.void_of(db, undo.logs, message.now)
    return Undone()


@command("anh", role=VIEWERS, reads=True)
async def show(db: Connection, message: Message) -> Reply:
    """The last photos of a unit; without one, the units that have any."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if message.args:
        code = find_unit(message.rest, own_units)
        if code is None:
            raise Refusal("evidence.unknown_unit", words=message.rest)
        return await _album(db, message, tap_arguments.unit(own_units, code))
    counts = await evidence.counts(db, message.campaign.code, message.person.scope, MOST_UNITS)
    if not counts:
        raise Refusal("evidence.none")
    names = {str(unit.code): unit.name for unit in own_units}
    buttons = [
        [Button("evidence.of_unit", f"album:{code}", {"code": code, "name": names[code], "count": count})]
        for code, count in counts
    ]
    return Reply("evidence.which", buttons=buttons)


@tap("album", role=VIEWERS)
async def show_tapped(db: Connection, message: Message) -> Reply:
    """A unit of the list."""
    known = await units.of(db, message.campaign.code, message.person)
    return await _album(db, message, tap_arguments.unit(known, tap_arguments.word(message, 0)))


async def _album(db: Connection, message: Message, unit: Unit) -> Reply:
    files = await evidence.of_unit(db, message.campaign.code, unit.code, message.bot, MOST_LISTED)
    if not files:
        raise Refusal("evidence.none_of_unit", code=unit.code, name=unit.name)
    names = await people.names(db, [file.person for file in files])
    return phrases.lines(
        phrases.heading(unit),
        *(_line(file, names) for file in files),
        attachments=[
            Attachment("chart" if file.kind == "photo" else "file", "evidence", {"id": file.id})
            for file in files[:MOST_SENT]
        ],
    )


def _line(file: Evidence, names: dict[int, str]) -> Text:
    return Text(
        "evidence.line",
        {
            "at": file.sent_at,
            "name": phrases.who(names, file.person),
            "kind": Text(f"evidence.kind_{file.kind}"),
            "words": _short(file.text),
        },
    )


async def _add(
    db: Connection, message: Message, files: Sequence[Media], log: int, proven: Sequence[str | None]
) -> None:
    for file in files:
        await evidence.add(
            db,
            message.campaign.code,
            file,
            person=message.person.id,
            bot=message.bot,
            message=log,
            units=proven,
            now=message.now,
        )


async def _joins_album(db: Connection, message: Message, file: Media) -> bool:
    """Whether another photo of the album is kept or asked about; this one then goes with it."""
    code, person = message.campaign.code, message.person.id
    if found := await evidence.of_album(db, code, person, file.album or ""):
        await _add(db, message, [file], found[0], found[1])
        return True
    for draft in await drafts.waiting(db, code, person, "evidence"):
        if draft.payload["files"][0]["album"] == file.album:
            await drafts.rewrite(db, draft.id, {"files": [*draft.payload["files"], asdict(file)]})
            return True
    return False


def _is_too_large(file: Media) -> bool:
    return file.size is not None and file.size > LARGEST


def _places(proven: Sequence[str | None]) -> str:
    return ", ".join(code for code in proven if code)


def _short(words: str | None) -> str:
    words = " ".join((words or "").split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
