"""All texts that people see: Fluent files in ``locales/<language>/<noun>.ftl``, rendered per person.

A key of the code is the message id with dots for hyphens: ``report.not_yours`` is ``report-not_yours``.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from bot.texts.locale_files import patterns, plain
from storage.words.replies import Text

LANGUAGES = ("vi", "en")


class MissingText(LookupError):
    """A key or placeholder that the locale files do not have: a bug, kept from people by the tests."""


class Texts:
    """The texts of one language. ``zone`` is where times are told; ``escape`` is for HTML messages.

    ``common`` are values that any text may use.
    """

    def __init__(
        self,
        language: str,
        zone: tzinfo | None = None,
        *,
        escape: bool = True,
        common: Mapping[str, object] | None = None,
    ) -> None:
        self.language = language
        self._common = dict(common or {})
        self._zone = zone or ZoneInfo("Asia/Ho_Chi_Minh")
        self._escape = escape

    def __contains__(self, key: str) -> bool:
        return message_id(key) in patterns(self.language)

    def render(self, text: Text) -> str:
        """The text in this language. Raises MissingText on an unknown key or placeholder."""
        name = message_id(text.key)
        try:
            alone = _alone(self.language, name)
        except KeyError:
            raise MissingText(f"{self.language}: {text.key}") from None
        if alone is not None:
            return alone
        from bot.texts.fluent_bundle import render

        values = self._common | {key: self._value(value) for key, value in text.values.items()}
        try:
            return render(self.language, name, values)
        except LookupError as error:
            raise MissingText(f"{self.language}: {text.key}: {error}") from None

    def say(self, key: str, /, **values: object) -> str:
        """``render`` for a key and its values."""
        return self.render(Text(key, values))

    def _value(self, value: object) -> object:
        match value:
            case Text():
                return self.render(value)
            case bool():
                return "true" if value else "false"
            case str():
                return html.escape(value, quote=False) if self._escape else value
            case datetime():
                local = value.astimezone(self._zone)
                return f"{local:%H:%M} {self._day(local.date())}"
            case date():
                return self._day(value)
            case list() | tuple():
                return "\n".join(str(self._value(item)) for item in value)
            case None:
                return ""
            case _:
                return value

    def _day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {day:%b %Y}"


def message_id(key: str) -> str:
    """``unit.not_yours`` → ``unit-not_yours``."""
    return key.replace(".", "-")


@cache
def _alone(language: str, name: str) -> str | None:
    """The text of a message that stands for itself; None where there is something to fill in.

    Raises KeyError on a message that there is not.
    """
    return plain(patterns(language)[name])


@cache
def texts(language: str, zone: tzinfo | None = None, *, escape: bool = True) -> Texts:
    """The texts of a language; Vietnamese where we do not have it."""
    return Texts(language if language in LANGUAGES else LANGUAGES[0], zone, escape=escape)
