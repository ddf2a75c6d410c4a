"""The one file that reads the environment: settings with the prefix ``SIPAS_``, also from ``.env``."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# python-telegram-bot then tells ``retry_after`` as a timedelta, as its next version does.
os.environ.setdefault("PTB_TIMEDELTA", "true")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


class Reader(BaseSettings):
    """Who reads what the terminal says; known before, and whatever is wrong with, the other settings."""

    model_config = SettingsConfigDict(
        env_prefix="SIPAS_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    language: Literal["vi", "en"] = "vi"


class Settings(Reader):
    """What an operator can set. Every key stands in README's table."""

    bot_token: SecretStr | None = None
    telegram_api_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    data_dir: Path = Path("data")
    database_url: str = ""
    campaign: str = "2019"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    clock: datetime | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8019

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or not (text := token.get_secret_value().strip()):
            return None
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
            raise ValueError("a bot token looks like 123456:ABC-def")
        return SecretStr(text)

    @field_validator("database_url")
    @classmethod
    def _engine(cls, url: str) -> str:
        if url and not url.startswith("sqlite+aiosqlite:///"):
            raise ValueError("must start with sqlite+aiosqlite:///")
        return url

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the survey lives."""
        return ZoneInfo(self.timezone)

    @property
    def start(self) -> datetime | None:
        """The moment at which the clock starts, aware; None for real time."""
        if self.clock is None or self.clock.tzinfo is not None:
            return self.clock
        return self.clock.replace(tzinfo=self.zone)

    @property
    def url(self) -> str:
        """The database's address: ``database_url``, or a file of the data folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'sipas.db'}"


class BadSetting(Exception):
    """A setting that cannot be used: its key and, for programmers, what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key, self.problem = key, problem

    @property
    def name(self) -> str:
        """The key as a part of a text's key: ``port`` of ``SIPAS_PORT``, ``env`` of ``.env``."""
        return self.key.removeprefix("SIPAS_").removeprefix(".").casefold()


def load(**given: object) -> Settings:
    """The settings of this process. Raises BadSetting with the first wrong key."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        key = str(fault["loc"][0]).upper() if fault["loc"] else "?"
        raise BadSetting(f"SIPAS_{key}", fault["msg"].removeprefix("Value error, ")) from None
    except UnicodeDecodeError as error:
        raise BadSetting(".env", str(error)) from None


def language() -> str:
    """The operator's language; Vietnamese where it cannot be read (that fails later, by name)."""
    try:
        return Reader().language
    except (ValidationError, UnicodeDecodeError):
        return "vi"
