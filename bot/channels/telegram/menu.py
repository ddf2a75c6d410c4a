"""The menu of commands that a chat shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from bot.channels.telegram.keyboards import Renderer
from handlers.registry import Registry
from storage.words.roles import Role

LONGEST = 256
"""Telegram's limit of a command's description."""
EVERYBODYS = ("start", "help")
"""What strangers see; whoever is registered gets the menu of the role with the next answer."""


class Menu:
    """The commands of each role, described in each language; those of the survey before the personal ones."""

    def __init__(self, registry: Registry, renderer: Renderer) -> None:
        self._registry, self._renderer = registry, renderer
        self._digests: dict[tuple[Role, str], str] = {}

    def commands(self, role: Role, language: str) -> list[BotCommand]:
        """What stands in the menu of a role."""
        return self._described(self._registry.menu(role), language)

    def digest(self, role: Role, language: str) -> str:
        """Tells whether a chat shows today's menu."""
        known = self._digests.get((role, language))
        if known is None:
            commands = [command.to_dict() for command in self.commands(role, language)]
            known = hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()[:16]
            self._digests[role, language] = known
        return known

    async def show(self, bot: Bot, address: str, role: Role | None, language: str) -> None:
        """Has a chat show the menu of a role; without one that of everybody. Raises TelegramError."""
        scope = BotCommandScopeChat(int(address))
        if role is None:
            await bot.delete_my_commands(scope=scope)
        else:
            await bot.set_my_commands(self.commands(role, language), scope=scope)

    async def show_everybody(self, bot: Bot) -> None:
        """Has all other chats show what strangers need. Raises TelegramError."""
        everybodys = [name for name in self._registry.menu(Role.ADMIN) if name in EVERYBODYS]
        await bot.set_my_commands(self._described(everybodys, "vi"), scope=BotCommandScopeDefault())

    def _described(self, names: Sequence[str], language: str) -> list[BotCommand]:
        say = self._renderer.texts(language).say
        return [BotCommand(name, say(f"menu.{name}")[:LONGEST]) for name in names]
