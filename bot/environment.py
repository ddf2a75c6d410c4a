"""What is read of the environment before ``bot/settings.py`` is loaded, and how a wrong setting is told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

DOTENV = Path(".env")
LANGUAGES = ("vi", "en")


class BadSetting(Exception):
    """A setting that cannot be used: its key and, for programmers, what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key, self.problem = key, problem

    @property
    def name(self) -> str:
        """The key as a part of a text's key: ``port`` of ``SIPAS_PORT``, ``env`` of ``.env``."""
        return self.key.removeprefix("SIPAS_").removeprefix(".").casefold()


def language() -> str:
    """The operator's language; Vietnamese where it cannot be read (that fails later, by name).

    Looked up as ``Settings`` looks up its fields, for what the terminal says must not wait for pydantic.
    """
    wanted = _variable(os.environ)
    if wanted is None and (DOTENV.is_file() or DOTENV.is_fifo()):
        from dotenv import dotenv_values

        try:
            wanted = _variable(dotenv_values(DOTENV, encoding="utf-8"))
        except (UnicodeDecodeError, OSError):
            wanted = None
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _variable(variables: Mapping[str, str | None]) -> str | None:
    return next((value for key, value in variables.items() if key.casefold() == "sipas_language"), None)
