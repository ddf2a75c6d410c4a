"""Inviting people from the chat: ``/moi vai trò; họ tên; phạm vi``, or asked for step by step."""

from __future__ import annotations

from handlers.grammar import fold
from handlers.registry import command, dialogue, tap
from handlers.replies import phrases
from storage.counting import units
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.people import invites
from storage.people.invites import Invite
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Agency, Role
from storage.words.units import NATION

INVITERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
_WORDS = {
    "bưu tá": Role.POSTAL_WORKER,
    "bưu điện": Role.POSTAL_SUPERVISOR,
    "kiểm tra": Role.INSPECTOR,
    "phúc tra": Role.INSPECTOR,
    "điều phối": Role.COORDINATOR,
}
_ROLES = {fold(word): role for word, role in _WORDS.items()} | {role.value: role for role in Role}
_LONGEST_NAME = 80


@command("moi", role=INVITERS)
async def invite(db: Connection, message: Message) -> Reply:
    """One line does it all; without one the bot asks for the role first."""
    if ";" in message.rest:
        role, _, rest = message.rest.partition(";")
        found = role_of(role)
        if found is None:
            raise Refusal("invite.which_role", said=role.strip())
        return await _issue(db, message, found, rest)
    return Reply("invite.ask_role", buttons=[[_role_button(role)] for role in _may_invite(message)])


@tap("invite", role=INVITERS)
async def choose_role(db: Connection, message: Message) -> Reply:
    """The role is chosen: the name and scope come as the next text."""
    role = next((item for item in _may_invite(message) if message.args == (item.value,)), None)
    if role is None:
        raise Refusal("tap.unknown")
    await dialogues.ask(db, message, "moi", {"role": role.value})
    return Reply(
        "invite.ask_name", {"role": Text(f"role.{role.value}"), "example": _example(message)}, edit=True
    )


@dialogue("moi", role=INVITERS)
async def receive_name(db: Connection, message: Message) -> Reply:
    """``Nguyễn Văn An; 01-H03, 01-X07``."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if question is None:
        raise Refusal("tap.unknown")
    reply = await _issue(db, message, Role(question.payload["role"]), message.text)
    await dialogues.end(db, message.channel, message.address)
    return reply


def role_of(words: str) -> Role | None:
    """The role in words (marks may lack) or by its code; None where there is none."""
    return _ROLES.get(fold(words.strip()))


async def _issue(db: Connection, message: Message, role: Role, words: str) -> Reply:
    if role not in _may_invite(message):
        raise Refusal("invite.not_this_role", role=Text(f"role.{role.value}"))
    name, _, scope_words = (part.strip() for part in words.partition(";"))
    scope = tuple(invites.scope_of(scope_words)) or _own_scope(message)
    if not name or len(name) > _LONGEST_NAME:
        raise Refusal("invite.no_name", example=_example(message))
    await _check_scope(db, message, role, scope)
    wanted = Invite(name, role, _agency(message, role), scope, message.person.language)
    token, expires = await invites.issue(db, message.campaign.code, wanted, message.now, by=message.person.id)
    return phrases.lines(
        Text(
            "invite.done",
            {
                "name": name,
                "role": Text(f"role.{role.value}"),
                "scope": phrases.scope(message.campaign, scope),
                "expires": expires,
            },
        ),
        Text("invite.link", {"token": token}),
    )


async def _check_scope(db: Connection, message: Message, role: Role, scope: tuple[str, ...]) -> None:
    """Nobody invites beyond the own scope; workers need units, and each code must exist."""
    unit_codes = {unit.code for unit in await units.within(db, message.campaign.code, scope)}
    provinces = {province.code for province in message.campaign.provinces}
    for code in scope:
        if code != NATION and code not in unit_codes and code not in provinces:
            raise Refusal("invite.unknown_code", code=code)
        if not (message.person.national or (code != NATION and message.person.covers(code))):
            raise Refusal("invite.beyond_scope", code=code)
        if role is Role.POSTAL_WORKER and code not in unit_codes:
            raise Refusal("invite.worker_needs_units", example=_example(message))


def _may_invite(message: Message) -> list[Role]:
    """A supervisor of the post invites workers; a coordinator everybody but admins; an admin everybody."""
    if message.person.role is Role.POSTAL_SUPERVISOR:
        return [Role.POSTAL_WORKER]
    roles: list[Role] = [role for role in Role if role is not Role.ADMIN]
    return [*roles, Role.ADMIN] if message.person.role is Role.ADMIN else roles


def _agency(message: Message, role: Role) -> Agency:
    """Workers and supervisors belong to the provincial post; others to the inviter's agency."""
    if role in (Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR):
        return Agency.BDT
    return message.person.agency


def _own_scope(message: Message) -> tuple[str, ...]:
    return message.person.scope


def _role_button(role: Role) -> Button:
    return Button(f"role.{role.value}", f"invite:{role.value}")


def _example(message: Message) -> str:
    province = next((code[:2] for code in message.person.scope if code != NATION), "01")
    return f"{province}-H03, {province}-X07"
