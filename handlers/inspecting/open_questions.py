"""What an inspector's chat waits for: the unit whose ballots are typed, a question's number, a note.

One open dialogue, ``phuctra``; one that it interrupts (the minutes) is put back when it is over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message

NAME = "phuctra"


@dataclass(frozen=True, slots=True)
class Guidance:
    """``unit``: whose ballots follow. ``choosing``: a unit is asked for.

    ``wants``: ``question`` (of the ``recheck``) or ``note`` (for the message ``log``). ``back``: name and
    payload of the dialogue that was interrupted.
    """

    unit: str | None = None
    choosing: bool = False
    recheck: int | None = None
    log: int | None = None
    wants: str | None = None
    back: tuple[str, Any] | None = None

    @property
    def guided(self) -> bool:
        """Whether a unit or its ballots are asked for."""
        return self.unit is not None or self.choosing


async def current(db: Connection, message: Message) -> Guidance:
    """What the chat waits for; nothing where another dialogue, or none, is open."""
    found = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if found is None:
        return Guidance()
    return Guidance(**found.payload) if found.name == NAME else Guidance(back=(found.name, found.payload))


async def listen(db: Connection, message: Message, **wanted: Any) -> None:
    """Waits for something more; what is not named stays as it is."""
    await _put(db, message, replace(await current(db, message), **wanted))


async def listen_if_free(db: Connection, message: Message, **wanted: Any) -> None:
    """Waits for something where that interrupts nothing."""
    state = await current(db, message)
    if state.guided or state.back is None:
        await _put(db, message, replace(state, **wanted))


async def heard(db: Connection, message: Message) -> Guidance:
    """The question or note came: what was open before is open again, and returned."""
    state = replace(await current(db, message), recheck=None, log=None, wants=None)
    if state.guided:
        await _put(db, message, state)
    elif state.back is not None:
        name, payload = state.back
        await dialogues.ask(db, message, name, payload)
    else:
        await dialogues.end(db, message.channel, message.address)
    return state


async def _put(db: Connection, message: Message, state: Guidance) -> None:
    await dialogues.ask(db, message, NAME, asdict(state))
