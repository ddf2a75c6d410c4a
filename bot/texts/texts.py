"""All texts that people see: Fluent files in ``locales/<language>/<noun>.ftl``, rendered per person.

A key of the code is the message id with dots for hyphens: ``report.not_yours`` is ``report-not_yours``.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.runtime.types import FluentInt

from storage.words.replies import Text

resolver.MAX_PART_LENGTH = 100_000
"""fluent.runtime refuses parts over 2,500 characters, against templates that blow up. Ours come from us."""

_formatted = FluentInt.format


def _figure(number: FluentInt, locale: Locale) -> str:
    usual = number.options is FluentInt.default_number_format_options
    return _usual_figure(int(number), locale) if usual else _formatted(number, locale)


@lru_cache(maxsize=4096)
def _usual_figure(number: int, locale: Locale) -> str:
    """Babel takes longer for a number than Fluent for the text around it."""
    return _formatted(FluentInt(number), locale)


FluentInt.format = _figure  # type: ignore[method-assign, assignment]

LANGUAGES = ("vi", "en")
LOCALES = Path(__file__).parents[1] / "locales"
_REGION = {"vi": "vi-VN", "en": "en-GB"}


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

    @property
    def _bundle(self) -> FluentBundle:
        return _parsed(self.language)

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(message_id(key))

    def render(self, text: Text) -> str:
        """The text in this language. Raises MissingText on an unknown key or placeholder."""
        name = message_id(text.key)
        if not self._bundle.has_message(name):
            raise MissingText(f"{self.language}: {text.key}")
        pattern = self._bundle.get_message(name).value
        if pattern is None:
            raise MissingText(f"{self.language}: {text.key} has no value")
        values = self._common | {key: self._value(value) for key, value in text.values.items()}
        rendered, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise MissingText(f"{self.language}: {text.key}: {errors[0]}")
        return str(rendered)

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


def locale_files(language: str) -> list[Path]:
    """The Fluent files of a language, in the order of their names."""
    return sorted((LOCALES / language).glob("*.ftl"))


@cache
def _parsed(language: str) -> FluentBundle:
    """All texts of a language. Reading them takes a quarter of a second: once, when one is first wanted."""
    bundle = FluentBundle([_REGION[language]], use_isolating=False)
    for file in locale_files(language):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


@cache
def texts(language: str, zone: tzinfo | None = None, *, escape: bool = True) -> Texts:
    """The texts of a language; Vietnamese where we do not have it."""
    return Texts(language if language in LANGUAGES else LANGUAGES[0], zone, escape=escape)
