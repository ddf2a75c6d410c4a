"""The one reader of the environment and of ``.env``; what is read is checked by ``bot/settings.py``."""

from __future__ import annotations

import os
from pathlib import Path

DOTENV = Path(".env")
LANGUAGES = ("vi", "en")
_PREFIX = "sipas_"

# python-telegram-bot then tells ``retry_after`` as a timedelta, as its next version does.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class BadSetting(Exception):
    """A setting that cannot be used: its key and, for programmers, what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key, self.problem = key, problem

    @property
    def name(self) -> str:
        """The key as a part of a text's key: ``port`` of ``SIPAS_PORT``, ``env`` of ``.env``."""
        return self.key.removeprefix("SIPAS_").removeprefix(".").casefold()


def variables() -> dict[str, str]:
    """What is set with the prefix ``SIPAS_``, by the rest of the key in small letters; also in ``.env``.

    Raises UnicodeDecodeError and OSError where the file cannot be read.
    """
    pairs: dict[str, str | None] = {}
    if DOTENV.is_file() or DOTENV.is_fifo():
        from dotenv import dotenv_values

        pairs |= {key.casefold(): value for key, value in dotenv_values(DOTENV, encoding="utf-8").items()}
    pairs |= {key.casefold(): value for key, value in os.environ.items()}
    named = {key.removeprefix(_PREFIX): value for key, value in pairs.items() if key.startswith(_PREFIX)}
    return {key: value for key, value in named.items() if value is not None}


def language() -> str:
    """The operator's language; Vietnamese where it cannot be read (that fails later, by name).

    What the terminal says must not wait until all settings are checked.
    """
    try:
        wanted = variables().get("language")
    except (UnicodeDecodeError, OSError):
        wanted = None
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
