"""The command line ``sipas``: one module of ``bot/commands/`` a noun."""

from __future__ import annotations

import sys

import typer

from bot.commands import campaign, people, sample
from bot.commands.init import init
from bot.commands.parse import parse
from bot.commands.run import run
from bot.console import say
from bot.settings import BadSetting

app = typer.Typer(
    help=say("cli.help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command("run", help=say("run.help"))(run)
app.command("init", help=say("init.help"))(init)
app.command("parse", help=say("parse.help"))(parse)
app.add_typer(campaign.app, name="campaign")
app.add_typer(sample.app, name="sample")
app.add_typer(people.app, name="people")


def main() -> None:
    """The console script: exit code 0 for success, 2 for a bad call, 1 for a failure."""
    try:
        app()
    except BadSetting as error:
        typer.echo(say(f"setting.bad.{error.name}", key=error.key), err=True)
        sys.exit(1)
