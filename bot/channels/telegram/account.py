"""Who we are at Telegram."""

from __future__ import annotations

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.delivery_errors import translate
from bot.channels.telegram.http import Request

_CONNECTIONS = 64


def bot_of(token: str, api: str) -> Bot:
    """The library's bot, at a Bot API server's root (``api``)."""
    root, request = api.rstrip("/"), Request(_CONNECTIONS)
    # The second request is never used: the poller brings its own.
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request,
        get_updates_request=request,
    )


async def username(token: str, api: str) -> str:
    """The bot's username, asked of Telegram. Raises ChannelError."""
    bot = bot_of(token, api)
    try:
        async with bot:
            return bot.username
    except TelegramError as error:
        raise translate(error) from error
