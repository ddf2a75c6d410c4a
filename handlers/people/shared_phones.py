"""Phones that several people share, and people with several phones: ``/doi``, ``/pin``, ``/ketnoi``."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from handlers.grammar import fold
from handlers.registry import command, dialogue, registry, tap
from handlers.replies import phrases
from storage.engine.database import Connection
from storage.messaging import dialogues, messages
from storage.messaging.message import Message, Visitor
from storage.people import invites, people, phone_holders
from storage.people.invites import Invite
from storage.people.phone_holders import Holder, Try
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Person

PATIENCE = timedelta(minutes=10)
"""How long a text of digits is taken for the PIN that was asked for."""
CONNECTING = timedelta(minutes=15)
"""How long the token for a second phone is good."""

_PIN = re.compile(r"[0-9]{4,8}")
_DIGITS = re.compile(r"\s*[0-9]+\s*")


@command("doi", personal=True)
async def change_holder(db: Connection, message: Message) -> Reply:
    """Who else uses this phone, as buttons; ``/doi Lan`` goes straight to Lan."""
    others = await _others(db, message)
    if not others:
        raise Refusal("holder.alone", name=message.person.name)
    wanted = fold(message.rest)
    meant = [other for other in others if wanted and wanted in fold(other.name)]
    if len(meant) == 1:
        return await _choose(db, message, meant[0])
    return Reply(
        "holder.choose",
        {"name": message.person.name},
        [
            [
                Button(
                    "holder.button",
                    f"doi:{other.person}",
                    {"name": other.name, "role": Text(f"role.{other.role.value}")},
                )
            ]
            for other in meant or others
        ],
    )


@tap("doi", personal=True)
async def choose_holder(db: Connection, message: Message) -> Reply:
    """A name below ``/doi``."""
    chosen = next((item for item in await _others(db, message) if message.args == (str(item.person),)), None)
    if chosen is None:
        raise Refusal("tap.unknown", spent=True)
    return replace(await _choose(db, message, chosen), spent=True)


@dialogue("doi", personal=True)
async def receive_pin(db: Connection, message: Message) -> Reply:
    """The PIN of whoever was chosen. Anything but digits is an ordinary message of the present holder."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    asked = question.payload if question else {}
    chosen = next((item for item in await _others(db, message) if item.person == asked.get("person")), None)
    if chosen is None or not _answers(message, asked):
        return await _ordinary(db, message)
    await messages.blank(db, message)
    here = (message.channel, message.address, chosen.person)
    match await phone_holders.try_pin(db, *here, message.text.strip(), message.now):
        case Try.RIGHT:
            return replace(await _switch(db, message, chosen), unsay=True)
        case Try.WRONG:
            return Reply("pin.wrong", {"name": chosen.name}, unsay=True)
        case Try.LOCKED:
            await dialogues.end(db, message.channel, message.address)
            until = await phone_holders.locked_until(db, *here, message.now)
            return Reply("pin.locked", {"name": chosen.name, "at": until}, unsay=True)


@command("pin", personal=True)
async def change_pin(db: Connection, message: Message) -> Reply:
    """``/pin 2580`` sets it; without digits the bot asks."""
    if message.rest:
        return await _set_pin(db, message, message.rest)
    await _ask_pin(db, message)
    return Reply("pin.ask", {"name": message.person.name})


@dialogue("pin", personal=True)
async def receive_new_pin(db: Connection, message: Message) -> Reply:
    """The PIN to set. Anything but digits is an ordinary message: work does not wait for a PIN."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if not _answers(message, question.payload if question else {}):
        return await _ordinary(db, message)
    return await _set_pin(db, message, message.text)


@command("ketnoi", personal=True)
async def connect(db: Connection, message: Message) -> Reply:
    """A token for the sender's second phone."""
    person = message.person
    wanted = Invite(person.name, person.role, person.agency, person.scope, person.language, person=person.id)
    token, expires = await invites.issue(
        db, message.campaign.code, wanted, message.now, by=person.id, valid=CONNECTING
    )
    return phrases.lines(
        Text("connect.done", {"name": person.name, "expires": expires}),
        Text("invite.link", {"token": token}),
    )


async def present(db: Connection, at: Message | Visitor, person: Person) -> list[Text]:
    """What a person who came to a shared phone is told and asked; nothing on a phone of one's own."""
    others = [
        item for item in await phone_holders.of_chat(db, at.channel, at.address) if item.person != person.id
    ]
    if not others:
        return []
    told = [Text("holder.shared", {"name": person.name, "others": ", ".join(item.name for item in others)})]
    if await phone_holders.has_pin(db, person.id):
        return told
    await _ask_pin(db, at)
    return [*told, Text("pin.ask", {"name": person.name})]


async def _others(db: Connection, message: Message) -> list[Holder]:
    everybody = await phone_holders.of_chat(db, message.channel, message.address)
    return [item for item in everybody if item.person != message.person.id]


async def _choose(db: Connection, message: Message, chosen: Holder) -> Reply:
    if not chosen.guarded:
        return await _switch(db, message, chosen)
    until = await phone_holders.locked_until(db, message.channel, message.address, chosen.person, message.now)
    if until is not None:
        raise Refusal("pin.locked", name=chosen.name, at=until)
    payload = {"person": chosen.person, "until": message.now + PATIENCE}
    await dialogues.ask(db, message, "doi", payload)
    return Reply("pin.ask_of", {"name": chosen.name})


async def _switch(db: Connection, message: Message, chosen: Holder) -> Reply:
    await dialogues.end(db, message.channel, message.address)
    await phone_holders.take(db, message.channel, message.address, chosen.person, message.now)
    person = await people.get(db, message.campaign.code, chosen.person)
    if person is None:
        raise Refusal("tap.unknown")
    return phrases.lines(
        Text("holder.now", {"name": person.name, "role": Text(f"role.{person.role.value}")}),
        Text("holder.scope", {"scope": phrases.scope(message.campaign, person.scope)})
        if person.scope
        else Text("person.no_scope"),
        None if chosen.guarded else Text("pin.advice"),
    )


async def _ask_pin(db: Connection, at: Message | Visitor) -> None:
    await dialogues.ask(db, at, "pin", {"until": at.now + PATIENCE})


async def _set_pin(db: Connection, message: Message, typed: str) -> Reply:
    await messages.blank(db, message)
    pin = typed.strip()
    if not _PIN.fullmatch(pin):
        return Reply("pin.bad", unsay=True)
    await dialogues.end(db, message.channel, message.address)
    await phone_holders.set_pin(db, message.person.id, pin)
    return Reply("pin.set", {"name": message.person.name}, unsay=True)


def _answers(message: Message, asked: object) -> bool:
    """Whether a text can be the PIN that was asked for."""
    until = asked.get("until") if isinstance(asked, dict) else None
    return bool(until and message.now <= until and _DIGITS.fullmatch(message.text))


async def _ordinary(db: Connection, message: Message) -> Reply:
    """The message as if nothing had been asked."""
    await dialogues.end(db, message.channel, message.address)
    for route in registry.texts:
        if message.person.role in route.roles:
            return await route.handler(db, message)
    raise Refusal("text.not_yours")
