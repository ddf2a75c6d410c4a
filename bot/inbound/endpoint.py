"""The one wrapper around every handler: find the person, authorise, handle, reply, done: one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo

import structlog
from rapidfuzz import process

from bot.channels.telegram.updates import CHANNEL, Arrival
from bot.clock import Clock
from bot.inbound.flood import Flood, Flow
from bot.observing.metrics import Metrics, outcome_of
from handlers.registry import Handler, Registry, Route
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.engine.database import Connection, Database, savepoint
from storage.messaging import dialogues, inbox, messages, outbox
from storage.messaging.inbox import Stored
from storage.messaging.message import ArrivalKind, Message, Visitor
from storage.messaging.outbox import Target
from storage.people import people
from storage.words.replies import Notice, Refusal, Reply, Text
from storage.words.roles import Person, Role

log = structlog.get_logger(__name__)

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
"""Opens the transaction in which an update is handled, or hands on the one that holds its lane."""
GREETING_PAUSE = timedelta(hours=12)
"""A stranger is answered once in so long: politeness without an amplifier for spam."""
LONGEST_TEXT = 4096


@dataclass(slots=True)
class Context:
    """What stands behind every arrival. ``bot`` is the bot's id, the key of its rows.

    ``campaign`` is exchanged when a changed file is applied (``bot/assembly/campaign_reload.py``).
    """

    bot: str
    database: Database
    campaign: Campaign
    clock: Clock
    zone: tzinfo
    registry: Registry
    menu_digest: Callable[[Role, str], str]
    metrics: Metrics = field(default_factory=Metrics)


class Endpoint:
    """Serves arrivals, each exactly once."""

    def __init__(self, frame: Context, flood: Flood | None = None) -> None:
        self._frame, self._flood = frame, flood or Flood()

    async def serve(self, stored: Stored, arrival: Arrival, transaction: Transaction) -> None:
        """Handles an arrival and ends its inbox row in one transaction. Raises what the handler raises."""
        frame = self._frame
        typed_at = frame.clock.now() if arrival.kind is ArrivalKind.TAP else arrival.sent_at
        if (flow := self._flood.judge(arrival.address, typed_at)) is not Flow.PASS:
            await self._set_aside(stored, arrival, transaction, notice=flow is Flow.NOTICE)
            return
        log.debug("update.text", text=arrival.text)
        early = await self._read_ahead(arrival, stored)
        async with transaction() as db:
            if not await inbox.is_open(db, stored.seq):
                return
            contact = await people.contact(db, CHANNEL, arrival.address)
            if contact and contact.unreachable:
                await people.set_reachable(db, CHANNEL, arrival.address, since=None)
            if arrival.kind is ArrivalKind.COMMAND:
                await dialogues.end(db, CHANNEL, arrival.address)
            person = await people.find(db, frame.campaign.code, CHANNEL, arrival.address)
            structlog.contextvars.bind_contextvars(
                campaign=frame.campaign.code, person=person.id if person else None
            )
            outcome = "greeted"
            if person is None:
                audit_log.attribute(db, Origin(Via.CHAT, frame.clock.now(), cause=stored.seq))
                await self._greet(db, stored, arrival, contact)
            else:
                message = await self._logged(db, self._message(arrival, person))
                origin = Origin(Via.CHAT, message.now, person.id, stored.seq, message.log or None)
                audit_log.attribute(db, origin)
                reply, steady = (early, False) if early else await self._handle(db, arrival, message)
                if arrival.kind is ArrivalKind.COMMAND:
                    for add in frame.registry.afterthoughts.get(arrival.name, ()):
                        reply = await add(db, message, reply)
                # The language of the answer may have changed with it, or whose phone this is.
                holder = (
                    person if steady else await people.find(db, frame.campaign.code, CHANNEL, arrival.address)
                )
                await self._answer(db, stored, arrival, holder, reply, person.language)
                await self._refresh_menu(db, stored, arrival.address, holder, contact)
                outcome = outcome_of(reply)
            now = frame.clock.now()
            received_at = await inbox.finish(db, stored.seq, "done", arrival.kind.value, now)
        frame.metrics.handled(arrival.kind.value, outcome, (now - received_at).total_seconds())
        log.info("update.handled", kind=arrival.kind.value, outcome=outcome)

    async def _set_aside(
        self, stored: Stored, arrival: Arrival, transaction: Transaction, *, notice: bool
    ) -> None:
        """Leaves a message of a flood unhandled; its payload stays, so that it can be retried by hand."""
        now = self._frame.clock.now()
        async with transaction() as db:
            if not await inbox.is_open(db, stored.seq):
                return
            await inbox.finish(db, stored.seq, "ignored", "flood", now)
            self._frame.metrics.handled("flood", "ignored")
            person = await people.find(db, self._frame.campaign.code, CHANNEL, arrival.address)
            if notice and person is not None:
                target = self._target(arrival.address, person)
                await outbox.put_text(db, target, Text("error.flood"), now, cause=stored.seq)

    async def apologise(self, db: Connection, stored: Stored) -> None:
        """Tells the sender of a parked update that it is kept but could not be handled."""
        person = await people.find(db, self._frame.campaign.code, CHANNEL, stored.chat)
        if person is not None:
            await outbox.put_text(
                db,
                self._target(stored.chat, person),
                Text("error.parked"),
                self._frame.clock.now(),
                cause=stored.seq,
            )

    async def _read_ahead(self, arrival: Arrival, stored: Stored) -> Reply | None:
        """The reply of a ``reads`` command, made on a reading connection, so that no writer waits for it."""
        route = (
            self._frame.registry.commands.get(arrival.name) if arrival.kind is ArrivalKind.COMMAND else None
        )
        if route is None or not route.reads:
            return None
        async with self._frame.database.read() as db:
            person = await people.find(db, self._frame.campaign.code, CHANNEL, arrival.address)
            if person is None:
                return None
            try:
                return await _permitted(route, person)(db, self._message(arrival, person))
            except Refusal as refusal:
                self._frame.metrics.refused(refusal.reply.key)
                return refusal.reply

    async def _logged(self, db: Connection, message: Message) -> Message:
        if message.kind in (ArrivalKind.TAP, ArrivalKind.MEDIA, ArrivalKind.CONTACT):
            return message
        return replace(message, log=await messages.log(db, message))

    async def _handle(self, db: Connection, arrival: Arrival, message: Message) -> tuple[Reply, bool]:
        """The reply, and whether its sender is surely who it was."""
        try:
            async with savepoint(db):
                route = await self._route(db, arrival, message.person)
                reply = await _permitted(route, message.person)(db, message)
                if message.media and message.log and self._frame.registry.witness:
                    reply = await self._frame.registry.witness(db, message, reply)
                return reply, route.steady
        except Refusal as refusal:
            self._frame.metrics.refused(refusal.reply.key)
            return refusal.reply, True

    async def _route(self, db: Connection, arrival: Arrival, person: Person) -> Route:
        registry = self._frame.registry
        if arrival.kind is not ArrivalKind.FORWARD and len(arrival.text) > LONGEST_TEXT:
            raise Refusal("text.too_long", limit=LONGEST_TEXT)
        match arrival.kind:
            case ArrivalKind.COMMAND:
                if route := registry.commands.get(arrival.name):
                    return route
                raise Refusal("command.unknown", name=arrival.name, meant=self._nearest(arrival, person))
            case ArrivalKind.TAP:
                if route := registry.taps.get(arrival.name):
                    return route
                raise Refusal("tap.unknown", spent=True)
            case ArrivalKind.MEDIA:
                return _first(registry.media if arrival.media else [], person, "media.unread")
            case ArrivalKind.CONTACT:
                return _first(registry.phones, person, "media.unread")
            case ArrivalKind.FORWARD:
                raise Refusal("forward.unread")
            case ArrivalKind.EDIT:
                if await messages.of_another(db, CHANNEL, arrival.address, arrival.message_id, person.id):
                    raise Refusal("edit.of_another")
                return _first(registry.edits, person, "edit.unread")
            case ArrivalKind.TEXT:
                open_question = await dialogues.current(
                    db, self._frame.campaign.code, CHANNEL, arrival.address
                )
                if open_question and (route := registry.dialogues.get(open_question.name)):
                    return route
                return _first(registry.texts, person, "text.not_yours")

    def _nearest(self, arrival: Arrival, person: Person) -> str:
        names = [name for name, route in self._frame.registry.commands.items() if person.role in route.roles]
        found = process.extractOne(arrival.name, names, score_cutoff=60)
        return found[0] if found else "help"

    async def _greet(
        self, db: Connection, stored: Stored, arrival: Arrival, contact: people.Contact | None
    ) -> None:
        frame = self._frame
        now = frame.clock.now()
        greeted = contact.greeted_at if contact else None
        token = arrival.args[0] if arrival.name == "start" and arrival.args else None
        visitor = Visitor(
            CHANNEL,
            arrival.address,
            token,
            now,
            frame.campaign,
            greeted=greeted is not None and now - greeted < GREETING_PAUSE,
        )
        if frame.registry.greeter is None:
            return
        try:
            async with savepoint(db):
                reply = await frame.registry.greeter(db, visitor)
        except Refusal as refusal:
            reply = refusal.reply
        person = await people.find(db, frame.campaign.code, CHANNEL, arrival.address)
        await self._answer(db, stored, arrival, person, reply)
        await self._refresh_menu(db, stored, arrival.address, person, None)

    async def _answer(
        self,
        db: Connection,
        stored: Stored,
        arrival: Arrival,
        person: Person | None,
        reply: Reply,
        language: str = "vi",
    ) -> None:
        target = self._target(arrival.address, person, language)
        now = self._frame.clock.now()
        typed = None if arrival.tapped else arrival.message_id
        await outbox.put_reply(db, target, reply, now, cause=stored.seq, tapped=arrival.tapped, typed=typed)
        for notice in reply.notices:
            await self._notify(db, stored, notice)

    async def _notify(self, db: Connection, stored: Stored, notice: Notice) -> None:
        """Queues a message to somebody else, at one address where the person is reached now."""
        frame = self._frame
        person = await people.get(db, frame.campaign.code, notice.person)
        found = await people.addresses(db, [notice.person])
        if person is None or not found:
            return
        target = Target(frame.bot, found[0].channel, found[0].address, person.id, person.language)
        reply = Reply(notice.key, notice.values, notice.buttons)
        await outbox.put(db, target, "text", {"reply": reply}, frame.clock.now(), cause=stored.seq)

    async def _refresh_menu(
        self,
        db: Connection,
        stored: Stored,
        address: str,
        person: Person | None,
        contact: people.Contact | None,
    ) -> None:
        """The chat's command menu, where it is not that of the role and language any more."""
        if person is None:
            if contact is not None and contact.commands is not None:
                target, now = self._target(address, None), self._frame.clock.now()
                await outbox.put(db, target, "menu", {"role": None}, now, cause=stored.seq)
            return
        wanted = self._frame.menu_digest(person.role, person.language)
        if contact is not None and contact.commands == wanted:
            return
        target, now = self._target(address, person), self._frame.clock.now()
        await outbox.put(db, target, "menu", {"role": person.role.value}, now, cause=stored.seq)
        await people.set_commands(db, CHANNEL, address, wanted)

    def _target(self, address: str, person: Person | None, language: str = "vi") -> Target:
        return Target(
            self._frame.bot,
            CHANNEL,
            address,
            person.id if person else None,
            person.language if person else language,
        )

    def _message(self, arrival: Arrival, person: Person) -> Message:
        frame = self._frame
        return Message(
            kind=arrival.kind,
            bot=frame.bot,
            update_id=arrival.update_id,
            channel=CHANNEL,
            address=arrival.address,
            message_id=arrival.message_id,
            text=arrival.text,
            args=arrival.args,
            sent_at=arrival.sent_at,
            now=frame.clock.now(),
            zone=frame.zone,
            person=person,
            campaign=frame.campaign,
            media=arrival.media,
            phone=arrival.phone,
        )


def _permitted(route: Route, person: Person) -> Handler:
    if person.role not in route.roles:
        raise Refusal("command.not_yours")
    if not person.scope and not route.personal:
        raise Refusal("person.no_scope")
    return route.handler


def _first(routes: list[Route], person: Person, otherwise: str) -> Route:
    for route in routes:
        if person.role in route.roles:
            return route
    raise Refusal(otherwise)
