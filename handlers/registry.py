"""How handlers declare themselves; ``bot/`` binds what stands here to a transport."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from storage.engine.database import Connection
from storage.messaging.message import Message, Visitor
from storage.words.replies import Reply
from storage.words.roles import Role

Handler = Callable[[Connection, Message], Awaitable[Reply]]
Greeter = Callable[[Connection, Visitor], Awaitable[Reply]]
Witness = Callable[[Connection, Message, Reply], Awaitable[Reply]]
Afterthought = Callable[[Connection, Message, Reply], Awaitable[Reply]]

EVERYBODY = frozenset(Role)
ORDER = (
    *("toi", "huy", "phuctra", "kiemtra", "tiendo", "kehoach", "baocao", "xong", "vang", "lichsu", "sua"),
    *("anh", "imlang", "doihan", "nhacviec", "diem", "bienban", "thongbao", "bantin", "lich", "moi"),
    *("help", "ngonngu", "ketnoi", "pin", "doi", "dulieucuatoi", "xoatoi", "start"),
)
"""Of the commands in menus: what is needed every day first, what is about the person last."""


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and who may call it. ``reads`` handlers have no effects and get a reading connection.

    ``personal`` ones are about the person, not the survey: they answer people without a scope too. ``steady``
    ones change nothing about the person: neither the language, nor whose phone it is.
    """

    name: str
    handler: Handler
    roles: frozenset[Role]
    reads: bool
    personal: bool = False
    steady: bool = False


@dataclass(slots=True)
class Registry:
    """All declared handlers."""

    commands: dict[str, Route] = field(default_factory=dict)
    taps: dict[str, Route] = field(default_factory=dict)
    texts: list[Route] = field(default_factory=list)
    edits: list[Route] = field(default_factory=list)
    media: list[Route] = field(default_factory=list)
    phones: list[Route] = field(default_factory=list)
    dialogues: dict[str, Route] = field(default_factory=dict)
    greeter: Greeter | None = None
    witness: Witness | None = None
    afterthoughts: dict[str, list[Afterthought]] = field(default_factory=dict)

    def menu(self, role: Role) -> list[str]:
        """The commands of a role, in the order of menus."""
        order = {name: place for place, name in enumerate(ORDER)}
        mine = [name for name, route in self.commands.items() if role in route.roles]
        return sorted(mine, key=lambda name: (order.get(name, len(order)), name))


registry = Registry()

Roles = Role | tuple[Role, ...] | None


def command(
    name: str, *, role: Roles = None, reads: bool = False, personal: bool = False
) -> Callable[[Handler], Handler]:
    """``/name``, for everybody or for some roles."""

    def declare(handler: Handler) -> Handler:
        registry.commands[name] = Route(name, handler, _roles(role), reads, personal)
        return handler

    return declare


def tap(name: str, *, role: Roles = None, personal: bool = False) -> Callable[[Handler], Handler]:
    """A button whose data starts with ``name``. Taps can be forged: the handler authorises each."""

    def declare(handler: Handler) -> Handler:
        registry.taps[name] = Route(name, handler, _roles(role), False, personal)
        return handler

    return declare


def text(*, role: Roles) -> Callable[[Handler], Handler]:
    """Plain text of some roles."""

    def declare(handler: Handler) -> Handler:
        registry.texts.append(Route(handler.__name__, handler, _roles(role), reads=False, steady=True))
        return handler

    return declare


def edit(*, role: Roles) -> Callable[[Handler], Handler]:
    """An edited message of some roles."""

    def declare(handler: Handler) -> Handler:
        registry.edits.append(Route(handler.__name__, handler, _roles(role), reads=False, steady=True))
        return handler

    return declare


def media(*, role: Roles) -> Callable[[Handler], Handler]:
    """A photo or document without a caption; one with a caption is a text that carries it."""

    def declare(handler: Handler) -> Handler:
        registry.media.append(Route(handler.__name__, handler, _roles(role), reads=False))
        return handler

    return declare


def phone(handler: Handler) -> Handler:
    """A shared contact."""
    registry.phones.append(Route(handler.__name__, handler, EVERYBODY, False, personal=True))
    return handler


def dialogue(name: str, *, role: Roles = None, personal: bool = False) -> Callable[[Handler], Handler]:
    """The text that follows a question asked with ``dialogues.ask(…, name, …)``."""

    def declare(handler: Handler) -> Handler:
        registry.dialogues[name] = Route(name, handler, _roles(role), False, personal)
        return handler

    return declare


def afterthought(*commands: str) -> Callable[[Afterthought], Afterthought]:
    """What may be added to the reply of some commands, within their transaction."""

    def declare(add: Afterthought) -> Afterthought:
        for name in commands:
            registry.afterthoughts.setdefault(name, []).append(add)
        return add

    return declare


def greeter(handler: Greeter) -> Greeter:
    """Whoever is not registered."""
    registry.greeter = handler
    return handler


def witness(handler: Witness) -> Witness:
    """Sees what a message with a photo or document did: gets the handler's reply and returns its own."""
    registry.witness = handler
    return handler


def _roles(role: Roles) -> frozenset[Role]:
    """An admin may do what a coordinator may; nobody reports in a worker's or an inspector's stead."""
    if role is None:
        return EVERYBODY
    roles = frozenset({role} if isinstance(role, Role) else role)
    return roles | {Role.ADMIN} if Role.COORDINATOR in roles else roles
