"""Replies as Telegram shows them: HTML in the person's language, inline keyboards, long texts in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import LANGUAGES, Texts
from storage.model import Button, Reply, Text

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

    def keyboard(self, rows: Sequence[Sequence[Button]], language: str) -> InlineKeyboardMarkup | None:
        """The buttons of a reply; None where it has none."""
        if not rows:
            return None
        say = self.texts(language)
        return InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(
                        plain(say.say(button.key, **button.values)), callback_data=button.tap
                    )
                    for button in row
                ]
                for row in rows
            ]
        )


def cut(text: str, longest: int) -> list[str]:
    """Pieces of at most ``longest`` characters, cut at line ends where a line allows it."""
    pieces: list[str] = []
    piece = ""
    for line in text.splitlines(keepends=True):
        if len(piece) + len(line) > longest and piece:
            pieces.append(piece.rstrip("\n"))
            piece = ""
        while len(line) > longest:
            end = _break(line, longest)
            pieces.append(line[:end])
            line = line[end:]
        piece += line
    return [*pieces, piece] if piece.strip() or not pieces else pieces


def _break(line: str, longest: int) -> int:
    """Where a long line can be cut: behind a space, else where no entity is cut in two."""
    if (space := line.rfind(" ", longest // 2, longest)) > 0:
        return space + 1
    entity = line.rfind("&", longest - 8, longest)
    return longest if entity < 0 or ";" in line[entity:longest] else entity


def plain(text: str) -> str:
    """A button's label: HTML means nothing there."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
