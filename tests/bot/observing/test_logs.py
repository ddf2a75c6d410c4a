"""Whatever goes wrong, the token does not get into the logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.observing import logs

TOKEN = "123456789:AAF-secret_secret_secret_secret_sec"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def _restored() -> Iterator[None]:
    """Logging belongs to the process: what ``configure`` changes is put back."""
    root = logging.getLogger()
    before, config = (list(root.handlers), root.level), structlog.get_config()
    for handler in before[0]:
        root.removeHandler(handler)
    yield
    for handler in list(root.handlers):
        root.removeHandler(handler)
    for handler in before[0]:
        root.addHandler(handler)
    root.setLevel(before[1])
    structlog.configure(**config)


@pytest.fixture(params=[io.StringIO, Terminal], ids=["file", "terminal"])
def stderr(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _restored: None
) -> Iterator[io.StringIO]:
    stream: io.StringIO = request.param()
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure("INFO")
    return stream


def fall_over() -> None:
    token = TOKEN
    raise ConnectionError(f"https://api.telegram.org/bot{token}/getMe")


def test_a_text_a_list_an_error_and_a_traceback_are_clean(stderr: io.StringIO) -> None:
    log = structlog.get_logger("bot")
    error = ConnectionError(f"bot{TOKEN}")
    log.warning(f"at {TOKEN}", url=f"https://x/bot{TOKEN}/getMe", error=error, parts=[{"url": TOKEN}])
    try:
        fall_over()
    except ConnectionError as caught:
        log.exception("broken")
        log.error("broken again", exc_info=caught)
    said = stderr.getvalue()
    assert TOKEN not in said
    assert "secret" not in said
    assert said.count("<token>") >= 6
    assert "fall_over" in said


def test_what_others_log_is_clean(stderr: io.StringIO) -> None:
    foreign = logging.getLogger("telegram.request")
    foreign.warning("POST %s failed", f"https://x/bot{TOKEN}/sendMessage")
    foreign.warning("where", stack_info=True)
    try:
        fall_over()
    except ConnectionError:
        logging.getLogger("asyncio").exception("never retrieved")
    said = stderr.getvalue()
    assert "POST https://x/bot<token>/sendMessage failed" in said
    assert "fall_over" in said
    assert TOKEN not in said
    assert "secret" not in said


def test_addresses_of_every_call_are_not_logged_at_all(stderr: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://x/bot%s/getUpdates", TOKEN)
    assert stderr.getvalue() == ""


def test_the_level_of_the_settings(stderr: io.StringIO) -> None:
    log = structlog.get_logger("bot")
    log.debug("quiet")
    log.info("loud")
    assert "quiet" not in stderr.getvalue()
    assert "loud" in stderr.getvalue()


@pytest.mark.usefixtures("_restored")
def test_lines_for_programs_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure("INFO")
    structlog.get_logger("bot").info("poll.failed", name="Nguyễn Thị Lan")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["name"], line["level"]) == ("poll.failed", "Nguyễn Thị Lan", "info")
    assert "Nguyễn" in stream.getvalue()
