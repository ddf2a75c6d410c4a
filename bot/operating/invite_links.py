"""How invitations leave the house: deep links, and files that nobody else on the machine can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.channels.errors import ChannelError
from bot.channels.telegram import account
from bot.console import fail, warn
from bot.settings import Settings

SIMULATED = "sipas_bot"
"""The username of the bot in the simulator."""


async def username(settings: Settings) -> str | None:
    """The bot's username, asked of Telegram; None (and a word on stderr) where it cannot be asked."""
    if settings.bot_token is None:
        return SIMULATED
    try:
        return await account.username(settings.bot_token.get_secret_value(), str(settings.telegram_api_url))
    except ChannelError as error:
        warn("people.no_link", detail=str(error))
        return None


def link(bot: str, token: str) -> str:
    """The deep link that opens the bot with a token."""
    return f"https://t.me/{bot}?start={token}"


@contextmanager
def private_file(path: Path, *, mark: bool = False) -> Iterator[TextIO]:
    """A text file for tokens, readable by its owner only. Ends the program where it cannot be written.

    ``mark`` puts the byte order mark in front, without which spreadsheets spoil Vietnamese.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        path.chmod(0o600)
    except OSError as error:
        fail("file.unwritable", file=str(path), detail=error.strerror or str(error))
    with os.fdopen(number, "w", encoding="utf-8-sig" if mark else "utf-8", newline="") as file:
        yield file
