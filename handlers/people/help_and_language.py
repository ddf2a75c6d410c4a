"""``/help`` by role, and ``/ngonngu``."""

from __future__ import annotations

from handlers.registry import command, registry, tap
from handlers.replies import phrases
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.people import people
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Person

LANGUAGES = ("vi", "en")


@command("help", reads=True, personal=True)
async def help_(db: Connection, message: Message) -> Reply:
    """What this person can do, on one screen."""
    return phrases.lines(
        Text(f"help.{message.person.role.value}"),
        Text("help.commands"),
        *_menu(message.person),
        Text("help.personal"),
    )


@command("ngonngu", reads=True, personal=True)
async def choose_language(db: Connection, message: Message) -> Reply:
    """Offers the languages."""
    return Reply(
        "language.ask", buttons=[[Button(f"language.{code}", f"language:{code}") for code in LANGUAGES]]
    )


@tap("language", personal=True)
async def set_language(db: Connection, message: Message) -> Reply:
    """Switches everything that this person reads; the reply is in the new language."""
    code = message.args[0] if message.args else ""
    if code not in LANGUAGES:
        raise Refusal("tap.unknown")
    await people.set_language(db, message.person.id, code)
    return Reply("language.set", edit=True)


def _menu(person: Person) -> list[Text]:
    """The commands of the survey; those about the person are in one line of ``help.personal``."""
    return [
        Text("help.command", {"command": name, "does": Text(f"menu.{name}")})
        for name in registry.menu(person.role)
        if not registry.commands[name].personal
    ]
