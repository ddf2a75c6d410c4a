"""Replies as Telegram shows them: HTML in the person's language, inline keyboards, long texts in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.outbound.pieces import cut
from bot.texts.texts import LANGUAGES, Texts
from storage.engine import json_codec
from storage.words.replies import Button, Reply, Text

LONGEST = 4096


class Renderer:
    """Renders in any of our languages. ``username`` is the bot's, for deep links (``{ $bot }``)."""

    def __init__(self, username: str, zone: tzinfo) -> None:
        self._texts = {language: Texts(language, zone, common={"bot": username}) for language in LANGUAGES}

    def texts(self, language: str) -> Texts:
        """The texts of a language; Vietnamese where we do not have it."""
        return self._texts.get(language) or self._texts[LANGUAGES[0]]

    def pieces(self, reply: Reply, language: str) -> list[str]:
        """The text of a reply, cut at line ends into pieces that Telegram takes."""
        return cut(self.texts(language).render(Text(reply.key, reply.values)), LONGEST)

    def markup(self, reply: Reply, language: str) -> str | None:
        """The buttons of a reply as JSON, or the one that shares a phone number, or its end; else None."""
        say = self.texts(language)
        if reply.ask_phone is not None:
            share = KeyboardButton(plain(say.render(reply.ask_phone)), request_contact=True)
            return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True).to_json()
        if reply.hide_keyboard:
            return ReplyKeyboardRemove().to_json()
        return self.keyboard(reply.buttons, language)

    def keyboard(self, rows: Sequence[Sequence[Button]], language: str) -> str | None:
        """Inline buttons as JSON; None where there are none.

        They stand below most answers, and the library's objects take long to make.
        """
        say = self.texts(language)
        buttons = [
            [{"text": plain(say.say(item.key, **item.values)), "callback_data": item.tap} for item in row]
            for row in rows
        ]
        return json_codec.dumps({"inline_keyboard": buttons}) if buttons else None


def plain(text: str) -> str:
    """A button's label: HTML means nothing there."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
