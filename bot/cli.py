"""The command line ``sipas``: one module of ``bot/commands/`` a noun."""

from __future__ import annotations

import sys

import typer

from bot.commands import audit, campaign, inbox, people, reminders, sample
from bot.commands.apply import apply
from bot.commands.backup import backup, restore
from bot.commands.doctor import doctor
from bot.commands.init import init
from bot.commands.migrate import migrate_data
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
app.command("doctor", help=say("doctor.help"))(doctor)
app.command("backup", help=say("backup.help"))(backup)
app.command("restore", help=say("restore.help"))(restore)
app.command("migrate-data", help=say("migrate.help"))(migrate_data)
app.add_typer(inbox.app, name="inbox")
campaign.app.command("apply", help=say("apply.help"))(apply)
app.add_typer(campaign.app, name="campaign")
app.add_typer(sample.app, name="sample")
app.add_typer(people.app, name="people")
app.add_typer(reminders.app, name="reminders")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """The console script: exit code 0 for success, 2 for a bad call, 1 for a failure."""
    try:
        app()
    except BadSetting as error:
        typer.echo(say(f"setting.bad.{error.name}", key=error.key), err=True)
        sys.exit(1)
