"""The one wrapper around every handler: find the person, authorise, handle, reply, done: one transaction."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.channels import choices
from bot.inbound import greeting, routing
from bot.inbound.arrival import Arrival
from bot.inbound.context import Context, Transaction
from bot.inbound.flood import Flood, Flow
from bot.observing.metrics import outcome_of
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.engine.database import Connection, savepoint
from storage.messaging import dialogues, inbox, messages, outbox
from storage.messaging.inbox import Stored
from storage.messaging.message import ArrivalKind, Message
from storage.messaging.parcels import Target, TextPayload
from storage.people import people
from storage.words.replies import Notice, Refusal, Reply, Text
from storage.words.roles import Person

log = structlog.get_logger(__name__)


class Endpoint:
    """Serves arrivals, each exactly once."""

    def __init__(self, frame: Context, flood: Flood | None = None) -> None:
        self._frame, self._flood = frame, flood or Flood()

    async def serve(self, stored: Stored, arrival: Arrival, transaction: Transaction) -> None:
        """Handles an arrival and ends its inbox row in one transaction. Raises what the handler raises."""
        frame = self._frame
        typed_at = frame.clock.now() if arrival.kind is ArrivalKind.TAP else arrival.sent_at
        if (flow := self._flood.judge(f"{arrival.channel} {arrival.address}", typed_at)) is not Flow.PASS:
            await self._set_aside(stored, arrival, transaction, notice=flow is Flow.NOTICE)
            return
        log.debug("update.text", text=arrival.text)
        early = await self._read_ahead(arrival, stored)
        async with transaction() as db:
            if not await inbox.is_open(db, stored.seq):
                return
            contact = await people.contact(db, arrival.channel, arrival.address)
            if contact and contact.unreachable:
                await people.set_reachable(db, arrival.channel, arrival.address, since=None)
            if not frame.channels[arrival.channel].shows_buttons:
                arrival = await choices.read(db, arrival)
            if arrival.kind is ArrivalKind.COMMAND:
                await dialogues.end(db, arrival.channel, arrival.address)
            person = await self._person(db, arrival)
            structlog.contextvars.bind_contextvars(
                campaign=frame.campaign.code, person=person.id if person else None
            )
            outcome = "greeted"
            if person is None:
                audit_log.attribute(db, Origin(Via.CHAT, frame.clock.now(), cause=stored.seq))
                await self._greet(db, stored, arrival, contact)
            else:
                message = await self._logged(db, self._message(stored, arrival, person))
                origin = Origin(Via.CHAT, message.now, person.id, stored.seq, message.log or None)
                audit_log.attribute(db, origin)
                reply, steady = (early, False) if early else await self._handle(db, arrival, message)
                if arrival.kind is ArrivalKind.COMMAND:
                    for add in frame.registry.afterthoughts.get(arrival.name, ()):
                        reply = await add(db, message, reply)
                # The language of the answer may have changed with it, or whose phone this is.
                holder = person if steady else await self._person(db, arrival)
                await self._answer(db, stored, arrival, holder, reply, person.language)
                await self._refresh_menu(db, stored, arrival, holder, contact)
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
            person = await self._person(db, arrival)
            if notice and person is not None:
                target = self._target(arrival.channel, arrival.address, person)
                await outbox.put_text(db, target, Text("error.flood"), now, cause=stored.seq)

    async def apologise(self, db: Connection, stored: Stored) -> None:
        """Tells the sender of a parked update that it is kept but could not be handled."""
        person = await people.find(db, self._frame.campaign.code, stored.channel, stored.chat)
        if person is not None:
            target, now = self._target(stored.channel, stored.chat, person), self._frame.clock.now()
            await outbox.put_text(db, target, Text("error.parked"), now, cause=stored.seq)

    async def _person(self, db: Connection, arrival: Arrival) -> Person | None:
        return await people.find(db, self._frame.campaign.code, arrival.channel, arrival.address)

    async def _greet(
        self, db: Connection, stored: Stored, arrival: Arrival, contact: people.Contact | None
    ) -> None:
        reply = await greeting.greet(db, self._frame, arrival, contact)
        if reply is not None:
            person = await self._person(db, arrival)
            await self._answer(db, stored, arrival, person, reply)
            await self._refresh_menu(db, stored, arrival, person, None)

    async def _read_ahead(self, arrival: Arrival, stored: Stored) -> Reply | None:
        """The reply of a ``reads`` command, made on a reading connection, so that no writer waits for it."""
        route = (
            self._frame.registry.commands.get(arrival.name) if arrival.kind is ArrivalKind.COMMAND else None
        )
        if route is None or not route.reads:
            return None
        async with self._frame.database.read() as db:
            person = await self._person(db, arrival)
            if person is None:
                return None
            try:
                return await routing.permitted(route, person)(db, self._message(stored, arrival, person))
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
                route = await routing.route(
                    db, self._frame.registry, self._frame.campaign.code, arrival, message.person
                )
                reply = await routing.permitted(route, message.person)(db, message)
                if message.media and message.log and self._frame.registry.witness:
                    reply = await self._frame.registry.witness(db, message, reply)
                return reply, route.steady
        except Refusal as refusal:
            self._frame.metrics.refused(refusal.reply.key)
            return refusal.reply, True

    async def _answer(
        self,
        db: Connection,
        stored: Stored,
        arrival: Arrival,
        person: Person | None,
        reply: Reply,
        language: str = "vi",
    ) -> None:
        target = self._target(arrival.channel, arrival.address, person, language)
        now = self._frame.clock.now()
        for payload in self._frame.channels[arrival.channel].expand(reply, arrival):
            await outbox.put(db, target, payload, now, cause=stored.seq)
        for notice in reply.notices:
            await self._notify(db, stored, notice)

    async def _notify(self, db: Connection, stored: Stored, notice: Notice) -> None:
        """Queues a message to somebody else, at one address where the person is reached now."""
        frame = self._frame
        person = await people.get(db, frame.campaign.code, notice.person)
        found = await people.addresses(db, [notice.person])
        if person is None or not found:
            return
        target = self._target(found[0].channel, found[0].address, person)
        reply = Reply(notice.key, notice.values, notice.buttons)
        await outbox.put(db, target, TextPayload(reply=reply), frame.clock.now(), cause=stored.seq)

    async def _refresh_menu(
        self,
        db: Connection,
        stored: Stored,
        arrival: Arrival,
        person: Person | None,
        contact: people.Contact | None,
    ) -> None:
        """The chat's command menu, where it is not that of the role and language any more."""
        shown = contact.commands if contact is not None else None
        if person is None and shown is None:
            return
        language = person.language if person else "vi"
        menu = self._frame.channels[arrival.channel].menu(person.role if person else None, language)
        if menu is None or (person is not None and contact is not None and shown == menu.digest):
            return
        target, now = self._target(arrival.channel, arrival.address, person), self._frame.clock.now()
        await outbox.put(db, target, menu.payload, now, cause=stored.seq)
        if person is not None:
            await people.set_commands(db, arrival.channel, arrival.address, menu.digest)

    def _target(self, channel: str, address: str, person: Person | None, language: str = "vi") -> Target:
        return Target(
            bot=self._frame.bot,
            channel=channel,
            address=address,
            person=person.id if person else None,
            language=person.language if person else language,
        )

    def _message(self, stored: Stored, arrival: Arrival, person: Person) -> Message:
        frame = self._frame
        return Message(
            kind=arrival.kind,
            bot=frame.bot,
            seq=stored.seq,
            update_id=arrival.update_id,
            channel=arrival.channel,
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
