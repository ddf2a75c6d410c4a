"""Coming in: ``/start`` with an invite, ``/help`` by role, ``/ngonngu``; and the answer to strangers."""

from __future__ import annotations

from handlers import wording
from handlers.registry import command, greeter, registry, tap
from storage import invites, people
from storage.database import Connection
from storage.model import Button, Message, Person, Refusal, Reply, Role, Text, Visitor

LANGUAGES = ("vi", "en")


@greeter
async def welcome(db: Connection, visitor: Visitor) -> Reply:
    """Registers whoever brings a good invite; anybody else gets one polite answer and no data."""
    if visitor.token:
        invite = await invites.redeem(db, visitor.campaign.code, visitor.token, visitor.now)
        if invite is None:
            raise Refusal("invite.bad")
        person = await people.register(
            db,
            visitor.campaign.code,
            name=invite.name,
            role=invite.role,
            agency=invite.agency,
            scope=invite.scope,
            language=invite.language,
            now=visitor.now,
        )
        await invites.credit(db, visitor.token, person)
        await people.link(db, visitor.channel, visitor.address, person)
        return _hello(invite.name, invite.role, invite.scope, visitor.campaign.title)
    if visitor.greeted:
        return Reply("")
    await people.greet(db, visitor.channel, visitor.address, visitor.now)
    return Reply("stranger.hello")


@command("start")
async def start(db: Connection, message: Message) -> Reply:
    """Greets; with a fresh invite of the same role, adds its scope to the person's."""
    person = message.person
    if not message.args:
        return _hello(person.name, person.role, person.scope, message.campaign.title)
    invite = await invites.redeem(db, message.campaign.code, message.args[0], message.now)
    if invite is None:
        raise Refusal("invite.bad")
    if (invite.role, invite.agency) != (person.role, person.agency):
        raise Refusal("invite.other_role", name=person.name, role=Text(f"role.{person.role.value}"))
    await people.extend_scope(db, message.campaign.code, person.id, invite.scope)
    await invites.credit(db, message.args[0], person.id)
    scope = tuple(dict.fromkeys((*person.scope, *invite.scope)))
    return _hello(person.name, person.role, scope, message.campaign.title)


@command("help", reads=True)
async def help_(db: Connection, message: Message) -> Reply:
    """What this person can do, on one screen."""
    return wording.lines(
        Text(f"help.{message.person.role.value}"), Text("help.commands"), *_menu(message.person)
    )


@command("ngonngu", reads=True)
async def choose_language(db: Connection, message: Message) -> Reply:
    """Offers the languages."""
    return Reply(
        "language.ask", buttons=[[Button(f"language.{code}", f"language:{code}") for code in LANGUAGES]]
    )


@tap("language")
async def set_language(db: Connection, message: Message) -> Reply:
    """Switches everything that this person reads; the reply is in the new language."""
    code = message.args[0] if message.args else ""
    if code not in LANGUAGES:
        raise Refusal("tap.unknown")
    await people.set_language(db, message.person.id, code)
    return Reply("language.set", edit=True)


def _menu(person: Person) -> list[Text]:
    return [
        Text("help.command", {"command": name, "does": Text(f"menu.{name}")})
        for name, route in registry.commands.items()
        if person.role in route.roles and name not in ("start", "help")
    ]


def _hello(name: str, role: Role, scope: tuple[str, ...], title: str) -> Reply:
    return wording.lines(
        Text(
            "start.hello",
            {
                "name": name,
                "role": Text(f"role.{role.value}"),
                "title": title,
                "scope": Text("scope.nation") if "VN" in scope else ", ".join(scope),
            },
        ),
        Text(f"start.{role.value}"),
    )
