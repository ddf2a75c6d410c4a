"""The command line ``sipas``: one module of ``bot/commands/`` a noun."""

from __future__ import annotations

import sys
from collections import UserDict
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bot.console import say
from bot.loading import loading
from bot.settings import BadSetting

COMMANDS = {
    "run": "run.run",
    "init": "init.init",
    "parse": "parse.parse",
    "doctor": "doctor.doctor",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "migrate-data": "migrate.migrate_data",
    "inbox": "inbox.app",
    "campaign": "campaign.app",
    "sample": "sample.app",
    "people": "people.app",
    "reminders": "reminders.app",
    "audit": "audit.app",
}
"""Where each word stands below ``bot.commands``: a function, or a Typer with further words."""


class _Shelf(UserDict[str, Any]):
    """The commands; each is loaded when it is asked for, so that none waits for what others need."""

    def __getitem__(self, word: str) -> Any:
        found = super().__getitem__(word)
        if isinstance(found, str):
            found = self[word] = _load(word, found)
        return found

    def get(self, word: str, default: Any = None) -> Any:
        """As a mapping does, but a KeyError of a module that is loaded is not taken for a missing word."""
        if word not in self:
            return default
        return self[word]


def _load(word: str, place: str) -> Any:
    module, _, name = place.partition(".")
    path = f"bot.commands.{module}"
    with nullcontext() if path in sys.modules else loading():
        found = getattr(import_module(path), name)
    alone = typer.Typer(add_completion=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=word)
    else:
        alone.command(word, help=say(f"{word}.help"))(found)
    return typer.main.get_group(alone).commands[word]


class _Commands(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Shelf(COMMANDS)


app = typer.Typer(
    cls=_Commands,
    help=say("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _() -> None:
    """Nothing is common to all commands."""


def main() -> None:
    """The console script: exit code 0 for success, 2 for a bad call, 1 for a failure."""
    try:
        app()
    except BadSetting as error:
        typer.echo(say(f"setting.bad.{error.name}", key=error.key), err=True)
        sys.exit(1)
