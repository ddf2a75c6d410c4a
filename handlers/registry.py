"""How handlers declare themselves; ``bot/`` binds what stands here to a transport."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from storage.database import Connection
from storage.model import Message, Reply, Role, Visitor

Handler = Callable[[Connection, Message], Awaitable[Reply]]
Greeter = Callable[[Connection, Visitor], Awaitable[Reply]]

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and who may call it. ``reads`` handlers have no effects and get a reading connection."""

    name: str
    handler: Handler
    roles: frozenset[Role]
    reads: bool


@dataclass(slots=True)
class Registry:
    """All declared handlers."""

    commands: dict[str, Route] = field(default_factory=dict)
    taps: dict[str, Route] = field(default_factory=dict)
    texts: list[Route] = field(default_factory=list)
    edits: list[Route] = field(default_factory=list)
    dialogues: dict[str, Route] = field(default_factory=dict)
    greeter: Greeter | None = None


registry = Registry()

Roles = Role | tuple[Role, ...] | None


def command(name: str, *, role: Roles = None, reads: bool = False) -> Callable[[Handler], Handler]:
    """``/name``, for everybody or for some roles."""

    def declare(handler: Handler) -> Handler:
        registry.commands[name] = Route(name, handler, _roles(role), reads)
        return handler

    return declare


def tap(name: str, *, role: Roles = None) -> Callable[[Handler], Handler]:
    """A button whose data starts with ``name``. Taps can be forged: the handler authorises each."""

    def declare(handler: Handler) -> Handler:
        registry.taps[name] = Route(name, handler, _roles(role), reads=False)
        return handler

    return declare


def text(*, role: Roles) -> Callable[[Handler], Handler]:
    """Plain text of some roles."""

    def declare(handler: Handler) -> Handler:
        registry.texts.append(Route(handler.__name__, handler, _roles(role), reads=False))
        return handler

    return declare


def edit(*, role: Roles) -> Callable[[Handler], Handler]:
    """An edited message of some roles."""

    def declare(handler: Handler) -> Handler:
        registry.edits.append(Route(handler.__name__, handler, _roles(role), reads=False))
        return handler

    return declare


def dialogue(name: str, *, role: Roles = None) -> Callable[[Handler], Handler]:
    """The text that follows a question asked with ``dialogues.ask(…, name, …)``."""

    def declare(handler: Handler) -> Handler:
        registry.dialogues[name] = Route(name, handler, _roles(role), reads=False)
        return handler

    return declare


def greeter(handler: Greeter) -> Greeter:
    """Whoever is not registered."""
    registry.greeter = handler
    return handler


def _roles(role: Roles) -> frozenset[Role]:
    """An admin may do what a coordinator may; nobody reports in a worker's or an inspector's stead."""
    if role is None:
        return EVERYBODY
    roles = frozenset({role} if isinstance(role, Role) else role)
    return roles | {Role.ADMIN} if Role.COORDINATOR in roles else roles
