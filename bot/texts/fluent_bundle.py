"""The door to fluent.runtime. It is loaded with the first text that has placeholders.

Two things of the library are changed here, for all of the process, and nowhere anything of another. There
is no other way: ``format_pattern`` turns values into kinds of its own, whose ``format`` it calls, and the
bound of a part is looked up in its module.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.runtime.types import FluentInt

from bot.texts.locale_files import patterns

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

_REGION = {"vi": "vi-VN", "en": "en-GB"}


def render(language: str, name: str, values: Mapping[str, object]) -> str:
    """The message of an id. Raises LookupError where it is no Fluent or lacks a value."""
    rendered, errors = _bundle(language).format_pattern(_pattern(language, name), dict(values))
    if errors:
        raise LookupError(errors[0])
    return str(rendered)


@cache
def _bundle(language: str) -> FluentBundle:
    return FluentBundle([_REGION[language]], use_isolating=False)


@cache
def _pattern(language: str, name: str) -> Any:
    """Messages stand alone: none refers to another, which would not be there."""
    bundle = _bundle(language)
    bundle.add_resource(FluentResource(f"{name} ={patterns(language)[name]}\n"))
    if (pattern := bundle.get_message(name).value) is None:
        raise LookupError("has no value")
    return pattern
