"""What ``sipas`` loads and lists: help waits for nobody, and each command loads what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.texts.texts import texts
from tests.sources import ROOT

NOT_FOR_HELP = {
    "aiohttp",
    "alembic",
    "analytics",
    "apscheduler",
    "asyncio",
    "babel",
    "fluent",
    "handlers",
    "holidays",
    "httpx",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "rapidfuzz",
    "scheduler",
    "sqlalchemy",
    "starlette",
    "structlog",
    "telegram",
    "uvicorn",
}
PROBE = """
import sys
sys.argv[0] = "sipas"
from bot.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*sorted(sys.modules), file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    """The modules of a fresh process after a command; those of others by their top-level names alone."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = done.stderr.splitlines()[-1].split()
    assert "bot.cli" in modules
    return {*modules, *(name.partition(".")[0] for name in modules)}


def test_help_loads_nothing_of_what_it_lists() -> None:
    modules = loaded("--help")
    assert modules & NOT_FOR_HELP == set()
    assert {name for name in modules if name.startswith(("bot.commands.", "storage."))} == {
        "storage.words",
        "storage.words.replies",
    }


def test_parse_loads_the_grammar_and_no_more() -> None:
    modules = loaded("parse", "phát 30 thu 25")
    assert modules & NOT_FOR_HELP == {"handlers", "rapidfuzz"}
    assert "rich" not in modules
    assert {name for name in modules if name.startswith("bot.commands.")} == {"bot.commands.parse"}
    ours = {name for name in modules if name.startswith(("handlers.", "storage."))}
    assert {".".join(name.split(".")[:2]) for name in ours} == {"handlers.grammar", "storage.words"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_lists_every_command_with_its_text(language: str) -> None:
    code = f"import os; os.environ['SIPAS_LANGUAGE'] = {language!r}; from bot.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "250", "PATH": "", "PYTHONUTF8": "1"},
    )
    for word in cli.COMMANDS:
        (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"│ {word} ")]
        assert texts(language, escape=False).say(f"{word}.help") in line


@pytest.mark.parametrize("word", cli.COMMANDS)
def test_the_help_of_a_command_says_what_the_list_says(word: str) -> None:
    result = CliRunner().invoke(cli.app, [word, "--help"], env={"COLUMNS": "250"})
    assert result.exit_code == 0
    assert cli.say(f"{word}.help") in result.output


def test_a_slip_in_a_command_is_asked_about() -> None:
    result = CliRunner().invoke(cli.app, ["inbx"], env={"COLUMNS": "250"})
    assert result.exit_code == 2
    assert "'inbox'" in result.output
