"""``sipas parse``, as it is called."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands.parse import parse

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "tests" / "data" / "grammar" / "examples.jsonl"
HANOI = "01-H03=UBND quận Ba Đình; 01-X07=UBND phường Trúc Bạch"


@pytest.fixture
def run():
    app = typer.Typer()
    app.command("parse")(parse)

    def call(*args: str, stdin: str | bytes = ""):
        return CliRunner().invoke(app, list(args), input=stdin)

    return call


def test_a_message(run) -> None:
    result = run("H03 phát 30", "--units", HANOI)
    assert json.loads(result.stdout) == {
        "intent": "report",
        "entries": [{"unit": "01-H03", "mode": "add", "counts": {"distributed": 30}}],
        "problems": [],
    }


def test_the_agreed_examples_come_out_as_agreed(run) -> None:
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    result = run("--jsonl", stdin="\n".join(lines))
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert printed == [json.loads(line)["expect"] for line in lines]


@pytest.mark.parametrize(
    "bad",
    ["{", "[]", '{"text": 5}', "{}", '{"text": "x", "context": {"units": [{"code": "01-H03"}]}}',
     '{"text": "x", "context": []}', '{"text": "x", "context": {"units": [{"code": 1, "name": "a"}]}}',
     b"\xff\xfe"],
)  # fmt: skip
def test_a_bad_line_stops_with_its_number(run, bad: str | bytes) -> None:
    raw = bad if isinstance(bad, bytes) else bad.encode()
    result = run("--jsonl", stdin=b'{"text": "ph\xc3\xa1t 3"}\n\n' + raw + b"\n")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "3" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "args", [(), ("phát 3", "--jsonl"), ("phát 3", "--units", "01-H03"), ("x", "--units", "=a")]
)
def test_a_bad_call(run, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_it_loads_nothing_of_the_database_nor_of_telegram() -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from bot.cli import app; "
        "assert CliRunner().invoke(app, ['parse', 'H01 phát 3']).exit_code == 0; "
        "print(sorted({'sqlalchemy', 'pandas', 'telegram', 'starlette'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n", told.stdout
