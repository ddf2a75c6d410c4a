"""What a person can say about the own data: agree, see (``/dulieucuatoi``), be forgotten (``/xoatoi``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from handlers.registry import afterthought, command, tap
from handlers.replies import phrases
from storage import privacy
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.people import consent, people
from storage.words.replies import Attachment, Button, Refusal, Reply, Text
from storage.words.roles import Person


@afterthought("start", "toi")
async def remind_of_consent(db: Connection, message: Message, reply: Reply) -> Reply:
    """Asks again with these replies, once a day at most, until it is given; nothing waits for it."""
    holder = await people.find(db, message.campaign.code, message.channel, message.address)
    midnight = datetime.combine(message.today, time(), message.zone)
    return await ask(db, holder or message.person, reply, message.now, since=midnight)


async def ask(
    db: Connection, person: Person, reply: Reply, now: datetime, *, since: datetime | None = None
) -> Reply:
    """The reply with the privacy notice and its button below, where consent is missing."""
    if not await consent.ask(db, person.id, now, since=since or now):
        return reply
    button = Button("consent.button", f"consent:{person.id}")
    below = [Text(reply.key, reply.values), Text("consent.notice")]
    whole = phrases.lines(*below)
    return replace(reply, key=whole.key, values=whole.values, buttons=[*reply.buttons, [button]])


@tap("consent", personal=True)
async def agree(db: Connection, message: Message) -> Reply:
    """Recorded once; a second tap tells when."""
    if message.args != (str(message.person.id),):
        raise Refusal("tap.unknown")
    await consent.agree(db, message.person.id, message.now)
    at = await consent.agreed_at(db, message.person.id)
    return Reply("consent.done", {"at": at}, spent=True)


@command("dulieucuatoi", reads=True, personal=True)
async def show_data(db: Connection, message: Message) -> Reply:
    """Everything stored about the sender, as a file."""
    at = await consent.agreed_at(db, message.person.id)
    return phrases.lines(
        Text("mydata.coming", {"name": message.person.name}),
        Text("mydata.consented", {"at": at}) if at else Text("mydata.not_consented"),
        attachments=[Attachment("file", "my_data", {"person": message.person.id})],
    )


@command("xoatoi", personal=True)
async def ask_to_forget(db: Connection, message: Message) -> Reply:
    """Says what goes and what stays, and asks."""
    return Reply(
        "forget.ask",
        {"name": message.person.name},
        [[Button("forget.yes", f"forget:{message.person.id}")], [Button("forget.no", "forget:no")]],
    )


@tap("forget", personal=True)
async def forget(db: Connection, message: Message) -> Reply:
    """Forgets the sender; on a shared phone only whoever asked can answer."""
    if message.args == ("no",):
        return Reply("forget.kept", edit=True)
    if message.args != (str(message.person.id),):
        raise Refusal("tap.unknown")
    await privacy.forget(db, message)
    heir = await people.find(db, message.campaign.code, message.channel, message.address)
    return phrases.lines(
        Text("forget.done"),
        Text("holder.now", {"name": heir.name, "role": Text(f"role.{heir.role.value}")}) if heir else None,
        edit=True,
    )
