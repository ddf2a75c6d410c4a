"""The command line ``sipas``: one module of ``bot/commands/`` a noun."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.console import say
from bot.environment import BadSetting
from bot.loading import loading, without_rich

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


class _Command(TyperCommand):
    """A word of ``COMMANDS``. What it stands for is loaded when it is called, not to be listed."""

    def __init__(self, word: str, place: str) -> None:
        super().__init__(word, help=say(f"{word}.help"))
        self._place = place

    def make_context(self, info_name: str | None, *rest: Any, **more: Any) -> Any:
        """The context of the command proper, which then is what is invoked."""
        return self.load().make_context(info_name, *rest, **more)

    def load(self) -> Any:
        """The command proper."""
        module, _, name = self._place.partition(".")
        path = f"bot.commands.{module}"
        with nullcontext() if path in sys.modules else loading(), without_rich():
            attribute = getattr(import_module(path), name)
        alone = typer.Typer(add_completion=False)
        if isinstance(attribute, typer.Typer):
            alone.add_typer(attribute, name=self.name)
        else:
            alone.command(self.name, help=self.help)(attribute)
        return typer.main.get_group(alone).commands[str(self.name)]


class _Commands(TyperGroup):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {word: _Command(word, place) for word, place in COMMANDS.items()}


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
