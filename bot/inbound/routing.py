"""Which handler an arrival goes to, and whether its sender may call it."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process

from bot.inbound.arrival import Arrival
from handlers.registry import Handler, Registry, Route
from storage.engine.database import Connection
from storage.messaging import dialogues, messages
from storage.messaging.message import ArrivalKind
from storage.words.replies import Refusal
from storage.words.roles import Person

LONGEST_TEXT = 4096


async def route(db: Connection, registry: Registry, campaign: str, arrival: Arrival, person: Person) -> Route:
    """The handler of an arrival. Raises Refusal where there is none."""
    if arrival.kind is not ArrivalKind.FORWARD and len(arrival.text) > LONGEST_TEXT:
        raise Refusal("text.too_long", limit=LONGEST_TEXT)
    match arrival.kind:
        case ArrivalKind.COMMAND:
            if named := registry.commands.get(arrival.name):
                return named
            raise Refusal("command.unknown", name=arrival.name, meant=_nearest(registry, arrival, person))
        case ArrivalKind.TAP:
            if named := registry.taps.get(arrival.name):
                return named
            raise Refusal("tap.unknown", spent=True)
        case ArrivalKind.MEDIA:
            return _first(registry.media if arrival.media else [], person, "media.unread")
        case ArrivalKind.CONTACT:
            return _first(registry.phones, person, "media.unread")
        case ArrivalKind.FORWARD:
            raise Refusal("forward.unread")
        case ArrivalKind.EDIT:
            if await messages.of_another(db, arrival.channel, arrival.address, arrival.message_id, person.id):
                raise Refusal("edit.of_another")
            return _first(registry.edits, person, "edit.unread")
        case ArrivalKind.TEXT:
            question = await dialogues.current(db, campaign, arrival.channel, arrival.address)
            if question and (named := registry.dialogues.get(question.name)):
                return named
            return _first(registry.texts, person, "text.not_yours")


def permitted(route: Route, person: Person) -> Handler:
    """The handler of a route. Raises Refusal where a person may not call it."""
    if person.role not in route.roles:
        raise Refusal("command.not_yours")
    if not person.scope and not route.personal:
        raise Refusal("person.no_scope")
    return route.handler


def _nearest(registry: Registry, arrival: Arrival, person: Person) -> str:
    names = [known for known, route in registry.commands.items() if person.role in route.roles]
    nearest = process.extractOne(arrival.name, names, score_cutoff=60)
    return nearest[0] if nearest else "help"


def _first(routes: Sequence[Route], person: Person, otherwise: str) -> Route:
    for route in routes:
        if person.role in route.roles:
            return route
    raise Refusal(otherwise)
