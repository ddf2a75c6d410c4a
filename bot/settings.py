"""The one file that reads the environment: settings with the prefix ``SIPAS_``, also from ``.env``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


class Settings(BaseSettings):
    """What an operator can set. Every key stands in README's table."""

    model_config = SettingsConfigDict(
        env_prefix="SIPAS_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    bot_token: SecretStr | None = None
    telegram_api_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    data_dir: Path = Path("data")
    database_url: str = ""
    campaign: str = "2019"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    clock: datetime | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8019

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or not token.get_secret_value():
            return None
        number, _, secret = token.get_secret_value().partition(":")
        if not number.isdigit() or not secret:
            raise ValueError("a bot token looks like 123456:ABC-def")
        return token

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
    """A setting that cannot be used: its key and what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key, self.problem = key, problem


def load(**given: object) -> Settings:
    """The settings of this process. Raises BadSetting with the first wrong key."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        key = str(fault["loc"][0]).upper() if fault["loc"] else "?"
        raise BadSetting(f"SIPAS_{key}", fault["msg"].removeprefix("Value error, ")) from None


def language() -> str:
    """The operator's language; Vietnamese where the settings cannot be read (they fail later, by name)."""
    try:
        return load().language
    except BadSetting:
        return "vi"
