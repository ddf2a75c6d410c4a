"""Who is at the other end: people, groups and channels."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.simulator.calls import WHOLE
from bot.simulator.problems import Json, bad, forbidden
from bot.simulator.store import Store


class Access(StrEnum):
    """Whether the bot may write to the chat."""

    STARTED = "started"
    NEW = "new"
    """The person has not written yet, and a bot must not write first."""
    BLOCKED = "blocked"
    GONE = "gone"
    """The account was deleted."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A chat of the simulator. In a private one ``id`` is the person's too; groups have negative ids.

    ``role`` picks the suggestions that the page offers; ``featured`` chats have a phone from the start.
    """

    id: int
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str = "vi"
    type: Literal["private", "group", "supergroup", "channel"] = "private"
    title: str = ""
    role: str = ""
    featured: bool = False
    access: Access = Access.STARTED

    @property
    def private(self) -> bool:
        """A chat with one person."""
        return self.type == "private"

    @property
    def user(self) -> Json:
        """The person as Telegram's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return user | {key: value for key, value in optional.items() if value}

    @property
    def chat(self) -> Json:
        """The chat as Telegram's Chat."""
        fields = {
            "title": self.title,
            "username": self.username,
            "first_name": self.first_name,
            "last_name": self.last_name,
        }
        return {"id": self.id, "type": self.type} | {key: value for key, value in fields.items() if value}

    @property
    def view(self) -> Json:
        """All of it, for the page."""
        return dataclasses.asdict(self)


def persona_from(fields: Json) -> Persona:
    """Reads what the page or a test sent. Raises Problem 400 on a wrong or unknown field."""
    try:
        return Persona(
            **{**fields, "id": int(fields["id"]), "access": Access(fields.get("access", "started"))}
        )
    except (KeyError, TypeError, ValueError) as error:
        raise bad(f"wrong persona: {error}") from None


class Personas:
    """The chats that exist."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, persona: Persona) -> None:
        """Adds a chat, or changes the one with its id."""
        self._store.run(
            "INSERT INTO chats VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
            persona.id,
            json.dumps(persona.view, ensure_ascii=False),
        )

    def all(self) -> list[Persona]:
        """Featured ones first, then by id."""
        rows = self._store.rows("SELECT data FROM chats ORDER BY id")
        return sorted((_load(data) for (data,) in rows), key=lambda persona: not persona.featured)

    def get(self, number: int) -> Persona | None:
        """The chat with this id, or None."""
        row = self._store.row("SELECT data FROM chats WHERE id = ?", number)
        return None if row is None else _load(row[0])

    def named(self, chat_id: str) -> Persona:
        """The chat of a ``chat_id`` parameter (a number or ``@name``). Raises Problem 400."""
        if not chat_id:
            raise bad("chat_id is empty")
        if chat_id.startswith("@"):
            found = [one for one in self.all() if one.username == chat_id[1:] and not one.private]
            persona = found[0] if found else None
        else:
            persona = self.get(int(chat_id)) if WHOLE.fullmatch(chat_id) else None
        if persona is None:
            raise bad("chat not found")
        return persona

    def reached(self, chat_id: str) -> Persona:
        """The chat, if the bot may write to it. Raises Problem 403 otherwise."""
        persona = self.named(chat_id)
        match persona.access:
            case Access.BLOCKED if persona.private:
                raise forbidden("bot was blocked by the user")
            case Access.BLOCKED:
                raise forbidden(f"bot was kicked from the {persona.type} chat")
            case Access.GONE:
                raise forbidden("user is deactivated")
            case Access.NEW:
                raise forbidden("bot can't initiate conversation with a user")
            case Access.STARTED:
                return persona


def _load(data: str) -> Persona:
    fields = json.loads(data)
    return Persona(**{**fields, "access": Access(fields["access"])})
