"""The settings: what is set in the environment, checked."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot import environment
from bot.environment import BadSetting

_HERE = ("localhost", "127.0.0.1", "[::1]")
_OWN_PATHS = ("/healthz", "/metrics")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


class Settings(BaseModel):
    """What an operator can set. Every key stands in README's table."""

    model_config = ConfigDict(extra="ignore", validate_default=True)

    language: Literal["vi", "en"] = "vi"
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
    webhook_url: AnyHttpUrl | None = None
    webhook_secret: Annotated[SecretStr | None, Field(validate_default=True)] = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    inbox_bound: Annotated[int, Field(ge=1)] = 10_000
    keep_raw_days: Annotated[int, Field(ge=1)] = 90
    backup_dir: Path | None = None
    backup_keep: Annotated[int, Field(ge=0)] = 14

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
        if url and not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("must start with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return url

    @field_validator("webhook_url")
    @classmethod
    def _hook(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        """Plain http only where it does not leave the machine; a path that can be compared as it stands."""
        if url is None:
            return None
        if url.scheme != "https" and not (url.scheme == "http" and url.host in _HERE):
            raise ValueError("must start with https://")
        if not re.fullmatch(r"[A-Za-z0-9/_.~-]*", url.path or "") or url.path in _OWN_PATHS:
            raise ValueError("the path may have A-Z a-z 0-9 / _ . ~ - and not be one of our own")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if secret is None or not secret.get_secret_value():
            if others.data.get("webhook_url"):
                raise ValueError("a webhook needs a secret of 1 to 256 characters A-Z a-z 0-9 _ -")
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("1 to 256 characters A-Z a-z 0-9 _ -")
        return secret

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the survey lives."""
        return ZoneInfo(self.timezone)

    @property
    def backups(self) -> Path:
        """Where backups lie: ``backup_dir``, or a folder of the data folder."""
        return self.backup_dir or self.data_dir / "backups"

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


def load_settings(**overrides: object) -> Settings:
    """The settings of this process. Raises BadSetting with the first wrong key."""
    try:
        return Settings.model_validate(environment.variables() | overrides)
    except ValidationError as error:
        fault = error.errors()[0]
        key = str(fault["loc"][0]).upper() if fault["loc"] else "?"
        raise BadSetting(f"SIPAS_{key}", fault["msg"].removeprefix("Value error, ")) from None
    except UnicodeDecodeError as error:
        raise BadSetting(".env", str(error)) from None
