"""Coming in: ``/start`` with an invite, on a phone of one's own or a shared one; the check of the number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.grammar import fold
from handlers.people import privacy
from handlers.people import shared_phones as sharing
from handlers.registry import command, greeter, phone
from handlers.replies import phrases
from storage.campaign.types import Campaign
from storage.engine.database import Connection
from storage.messaging import messages
from storage.messaging.message import Message, Visitor
from storage.people import invites, people, phone_holders
from storage.people.invites import Invite
from storage.words.phones import e164
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Person


@greeter
async def welcome(db: Connection, visitor: Visitor) -> Reply:
    """Registers whoever brings a good invite; anybody else gets one polite answer and no data."""
    if visitor.token:
        joined = await _join(db, visitor, visitor.token)
        return await privacy.ask(db, joined.person, await _greeting(db, visitor, joined), visitor.now)
    if visitor.greeted:
        return Reply("")
    await people.greet(db, visitor.channel, visitor.address, visitor.now)
    return Reply("stranger.hello")


@command("start", personal=True)
async def start(db: Connection, message: Message) -> Reply:
    """Greets; an invite of one's own adds its scope, one of somebody else lets both use this phone."""
    person = message.person
    if not message.args:
        return phrases.lines(*_hello(person, message.campaign))
    joined = await _join(db, message, message.args[0])
    return await _greeting(db, message, joined)


@phone
async def check_phone(db: Connection, message: Message) -> Reply:
    """The sender's own contact against the number on file. It proves nothing that work waits for."""
    await messages.blank(db, message)
    shared, person = message.phone, message.person.id
    if shared is None or not shared.own:
        return Reply("phone.not_own", ask_phone=Text("phone.share"))
    known = await phone_holders.phone_of(db, person)
    if known is None:
        return Reply("phone.none", hide_keyboard=True)
    if known not in _forms(shared.number):
        return Reply("phone.other", hide_keyboard=True)
    await phone_holders.check_phone(db, message.channel, message.address, person, message.now)
    return Reply("phone.checked", hide_keyboard=True)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Who came in by an invite. ``elsewhere``: another chat is linked as well."""

    person: Person
    invite: Invite
    elsewhere: bool


async def _join(db: Connection, at: Message | Visitor, token: str) -> _Joined:
    """Uses up an invite: its person holds this chat afterwards. Raises Refusal where it is no good."""
    campaign = at.campaign.code
    invite = await invites.redeem(db, campaign, token, at.now)
    if invite is None:
        raise Refusal("invite.bad")
    number = invite.person or await _namesake(db, at, invite)
    if number is None:
        number = await people.register(
            db,
            campaign,
            name=invite.name,
            role=invite.role,
            agency=invite.agency,
            scope=invite.scope,
            language=invite.language,
            now=at.now,
        )
    else:
        await people.extend_scope(db, campaign, number, invite.scope)
    if invite.phone and await phone_holders.phone_of(db, number) is None:
        await phone_holders.set_phone(db, number, invite.phone)
    elsewhere = [
        item
        for item in await people.addresses(db, [number])
        if (item.channel, item.address) != (at.channel, at.address)
    ]
    await invites.credit(db, token, number)
    await phone_holders.take(db, at.channel, at.address, number, at.now)
    person = await people.get(db, campaign, number)
    if person is None:
        raise LookupError(f"person {number} of an invite")
    return _Joined(person, invite, bool(elsewhere))


async def _namesake(db: Connection, at: Message | Visitor, invite: Invite) -> int | None:
    """The person of this chat whom the invite means: same name (marks may lack), role and agency."""
    wanted = (fold(invite.name), invite.role, invite.agency)
    for item in await phone_holders.of_chat(db, at.channel, at.address):
        if (fold(item.name), item.role, item.agency) == wanted:
            return item.person
    return None


async def _greeting(db: Connection, at: Message | Visitor, joined: _Joined) -> Reply:
    person = joined.person
    shared = await sharing.present(db, at, person)
    reply = phrases.lines(
        *_hello(person, at.campaign), Text("holder.second_phone") if joined.elsewhere else None, *shared
    )
    if not joined.invite.phone:
        return reply
    return replace(reply, follow=Reply("phone.ask", ask_phone=Text("phone.share")))


def _forms(number: str) -> set[str]:
    """A number of Telegram as E.164; it comes with or without the plus."""
    forms: set[str] = set()
    for form in (number, f"+{number}"):
        try:
            forms.add(e164(form))
        except ValueError:
            continue
    return forms


def _hello(person: Person, campaign: Campaign) -> list[Text]:
    if not person.scope:
        return [Text("person.no_scope")]
    return [
        Text(
            "start.hello",
            {
                "name": person.name,
                "role": Text(f"role.{person.role.value}"),
                "title": campaign.title,
                "scope": phrases.scope(campaign, person.scope),
            },
        ),
        Text(f"start.{person.role.value}"),
    ]
