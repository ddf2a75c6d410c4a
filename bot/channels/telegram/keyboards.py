"""Replies as Telegram shows them: HTML in the person's language, inline keyboards, long texts in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

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


def cut(text: str, longest: int) -> list[str]:
    """Pieces of at most ``longest`` characters, cut at line ends where a line allows it; none is blank."""
    pieces: list[str] = []
    piece = ""
    for line in text.split("\n"):
        if piece and len(piece) + 1 + len(line) > longest:
            pieces.append(piece)
            piece = ""
        while len(line) > longest:
            end = _break(line, longest)
            pieces.append(line[:end])
            line = line[end:]
        piece = f"{piece}\n{line}" if piece else line
    return [one for one in (*pieces, piece) if one.strip()] or [text[:longest]]


def _break(line: str, longest: int) -> int:
    """Where a long line can be cut: behind a space, else where no entity is cut in two."""
    if (space := line.rfind(" ", longest // 2, longest)) > 0:
        return space + 1
    entity = line.rfind("&", max(0, longest - 8), longest)
    return longest if entity <= 0 or ";" in line[entity:longest] else entity


def plain(text: str) -> str:
    """A button's label: HTML means nothing there."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
