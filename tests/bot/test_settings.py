"""Each wrong setting stops the program with one line that names it; the token is never told."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli, environment
from bot.environment import BadSetting
from bot.settings import load_settings

TOKEN = "123456789:AAF-secret_secret_secret_secret_sec"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of whoever runs the tests, no ``.env`` of theirs."""
    for key in [key for key in os.environ if key.startswith("SIPAS_")]:
        monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)


def wrong(monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> BadSetting:
    monkeypatch.setenv(key, value)
    with pytest.raises(BadSetting) as refused:
        load_settings()
    return refused.value


def test_without_any_everything_has_a_value() -> None:
    found = load_settings()
    assert found.bot_token is None
    assert found.url == "sqlite+aiosqlite:///data/sipas.db"
    assert (found.campaign, found.language, found.zone.key) == ("2019", "vi", "Asia/Ho_Chi_Minh")
    assert found.start is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SIPAS_BOT_TOKEN", "my bot"),
        ("SIPAS_BOT_TOKEN", "123456789"),
        ("SIPAS_BOT_TOKEN", "123456789:with space"),
        ("SIPAS_BOT_TOKEN", "١٢٣:abc"),
        ("SIPAS_BOT_TOKEN", "bot" + TOKEN),
        ("SIPAS_TELEGRAM_API_URL", "api.telegram.org"),
        ("SIPAS_DATABASE_URL", "postgres://localhost/sipas"),
        ("SIPAS_TIMEZONE", "Hà Nội"),
        ("SIPAS_TIMEZONE", "../../etc/passwd"),
        ("SIPAS_TIMEZONE", ""),
        ("SIPAS_LANGUAGE", "fr"),
        ("SIPAS_LOG_LEVEL", "LOUD"),
        ("SIPAS_CLOCK", "tomorrow"),
        ("SIPAS_PORT", "eighty"),
        ("SIPAS_PORT", "99999"),
        ("SIPAS_WEB_PORT", "99999"),
        ("SIPAS_INBOX_BOUND", "0"),
        ("SIPAS_WEBHOOK_URL", "bot.example.vn"),
        ("SIPAS_WEBHOOK_URL", "http://bot.example.vn/telegram"),
        ("SIPAS_WEBHOOK_URL", "ftp://127.0.0.1/telegram"),
        ("SIPAS_WEBHOOK_URL", "https://bot.example.vn/metrics"),
        ("SIPAS_WEBHOOK_URL", "https://bot.example.vn/{bot}"),
        ("SIPAS_WEBHOOK_SECRET", "bí mật"),
        ("SIPAS_WEBHOOK_SECRET", "with space"),
        ("SIPAS_WEBHOOK_SECRET", "x" * 257),
    ],
)
def test_a_wrong_value_is_named_in_one_line(
    key: str, value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = wrong(monkeypatch, key, value)
    assert refused.key == key
    assert refused.problem
    assert "\n" not in refused.problem

    monkeypatch.setattr("sys.argv", ["sipas", "run"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = capfd.readouterr()
    assert stopped.value.code == 1
    assert said.err.count("\n") == 1
    assert key in said.err
    assert "Traceback" not in said.err


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = wrong(monkeypatch, "SIPAS_BOT_TOKEN", "bot" + TOKEN)
    assert "secret" not in refused.problem
    assert "secret" not in repr(refused)
    assert refused.__cause__ is None
    assert refused.__suppress_context__


def test_the_token_is_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_BOT_TOKEN", TOKEN)
    found = load_settings()
    for told in (repr(found), str(found), f"{found.model_dump()}", found.model_dump_json()):
        assert TOKEN.partition(":")[2] not in told
    assert found.bot_token is not None
    assert found.bot_token.get_secret_value() == TOKEN


def test_a_token_pasted_with_a_line_end_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_BOT_TOKEN", f" {TOKEN}\n")
    found = load_settings()
    assert found.bot_token is not None
    assert found.bot_token.get_secret_value() == TOKEN


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = wrong(monkeypatch, "SIPAS_WEBHOOK_URL", "https://bot.example.vn/telegram")
    assert refused.key == "SIPAS_WEBHOOK_SECRET"
    monkeypatch.setenv("SIPAS_WEBHOOK_SECRET", "")
    with pytest.raises(BadSetting, match="SIPAS_WEBHOOK_SECRET"):
        load_settings()
    monkeypatch.setenv("SIPAS_WEBHOOK_SECRET", "s3cret_of-ours")
    found = load_settings()
    assert found.webhook_secret is not None
    assert found.webhook_secret.get_secret_value() == "s3cret_of-ours"
    assert "s3cret" not in repr(found) + found.model_dump_json()


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = wrong(monkeypatch, "SIPAS_WEBHOOK_SECRET", "s3cret with space")
    assert "s3cret" not in refused.problem + repr(refused)


@pytest.mark.parametrize(
    "url", ["http://localhost:8020/hook", "http://127.0.0.1/hook", "http://[::1]:1/hook"]
)
def test_a_webhook_on_this_machine_needs_no_https(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_WEBHOOK_URL", url)
    monkeypatch.setenv("SIPAS_WEBHOOK_SECRET", "x")
    assert str(load_settings().webhook_url) == url


@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch, nothing: str) -> None:
    monkeypatch.setenv("SIPAS_BOT_TOKEN", nothing)
    assert load_settings().bot_token is None


def test_a_file_beside_the_program(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SIPAS_CAMPAIGN=2018\nSIPAS_LANGUAGE=en\nOTHER=1\n", encoding="utf-8")
    assert (load_settings().campaign, environment.language()) == ("2018", "en")


@pytest.mark.parametrize(
    "content",
    ["SIPAS_CAMPAIGN=2018".encode("utf-16"), b"SIPAS_CAMPAIGN=Tr\xfang"],
    ids=["utf-16", "windows"],
)
def test_a_file_in_another_encoding_is_named(tmp_path: Path, content: bytes) -> None:
    """What a Windows editor makes of it."""
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(BadSetting) as refused:
        load_settings()
    assert refused.value.key == ".env"
    assert environment.language() == "vi"


@pytest.mark.parametrize(
    ("variables", "file"),
    [
        ({}, ""),
        ({"SIPAS_LANGUAGE": "en"}, ""),
        ({"sipas_language": "en"}, ""),
        ({"SIPAS_LANGUAGE": "vi"}, "SIPAS_LANGUAGE=en"),
        ({}, "export sipas_language='en'  # ours"),
        ({}, "OTHER=en\nSIPAS_LANGUAGE=${OTHER}"),
        ({}, "SIPAS_LANGUAGE=en\nSIPAS_LANGUAGE=vi"),
    ],
)
def test_the_terminal_and_the_settings_agree_on_the_language(
    variables: dict[str, str], file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for key, value in variables.items():
        monkeypatch.setenv(key, value)
    (tmp_path / ".env").write_text(file, encoding="utf-8")
    assert environment.language() == load_settings().language


def test_a_wrong_language_does_not_keep_the_error_from_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_LANGUAGE", "fr")
    assert environment.language() == "vi"


def test_a_clock_without_a_zone_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_CLOCK", "2019-08-29T08:30")
    assert load_settings().start == datetime.fromisoformat("2019-08-29T08:30+07:00")
    monkeypatch.setenv("SIPAS_CLOCK", "2019-08-29T08:30Z")
    assert load_settings().start == datetime.fromisoformat("2019-08-29T15:30+07:00")


def test_the_database_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_DATA_DIR", "/srv/sipas")
    assert load_settings().url == "sqlite+aiosqlite:////srv/sipas/sipas.db"
    monkeypatch.setenv("SIPAS_DATABASE_URL", "sqlite+aiosqlite:////mnt/other.db")
    assert load_settings().url == "sqlite+aiosqlite:////mnt/other.db"


def test_help_is_there_whatever_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_PORT", "eighty")
    assert CliRunner().invoke(cli.app, ["--help"]).exit_code == 0
