"""``sipas doctor``: looks at everything that the bot stands on, and says what to do."""

from __future__ import annotations

import asyncio

import typer

from bot.clock import Clock
from bot.console import Format, FormatOption, say, show
from bot.operating.doctor import State, examine
from bot.settings import load_settings


def doctor(form: FormatOption = Format.TABLE) -> None:
    """Exit code 1 where anything is bad."""
    findings = asyncio.run(examine(load_settings(), Clock().now()))
    marks = {State.OK: "✓", State.WARN: "!", State.BAD: "✗"}
    rows = [
        {
            "state": marks[one.state] if form is Format.TABLE else one.state.value,
            "about": one.about,
            "finding": say(one.text, **one.values),
            "fix": say(one.fix, **one.values) if one.fix else None,
        }
        for one in findings
    ]
    columns = {
        "state": "" if form is Format.TABLE else "state",
        "about": say("doctor.column.about"),
        "finding": say("doctor.column.finding"),
        "fix": say("doctor.column.fix"),
    }
    show(rows, columns, form)
    if any(one.state is State.BAD for one in findings):
        raise typer.Exit(1)
