"""The terminal: texts in the operator's language, tables for people, csv and json for programs.

Every command loads it, so that rich is loaded only where a table or a bar is drawn.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from typing import Annotated, NoReturn, TypeVar

import typer

from bot import environment
from bot.texts.texts import texts

T = TypeVar("T")
_STRIDE = 250


class Format(StrEnum):
    """How a command prints its result."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def say(key: str, /, **values: object) -> str:
    """A text of the locale files for the terminal, in the operator's language."""
    return texts(environment.language(), escape=False).say(key, **values)


FormatOption = Annotated[Format, typer.Option("--format", help=say("campaign.option.format"))]


def warn(key: str, /, **values: object) -> None:
    """One line on stderr; the work goes on."""
    typer.echo(say(key, **values), err=True)


def fail(key: str, /, **values: object) -> NoReturn:
    """One line on stderr, exit code 1: the work failed."""
    typer.echo(say(key, **values), err=True)
    raise typer.Exit(1)


def bad_call(key: str, /, **values: object) -> NoReturn:
    """One line on stderr, exit code 2: the call cannot be understood."""
    typer.echo(say(key, **values), err=True)
    raise typer.Exit(2)


def show(
    rows: Sequence[Mapping[str, object]],
    columns: Mapping[str, str],
    format: Format = Format.TABLE,  # noqa: A002 -- the option's name
    title: str | None = None,
    *,
    lines: bool = False,
) -> None:
    """Prints rows: a table with the columns' headers, or csv/json with the columns' names.

    ``lines`` parts the rows of a table: for cells of several lines.
    """
    match format:
        case Format.JSON:
            picked = [{name: row.get(name) for name in columns} for row in rows]
            typer.echo(json.dumps(picked, ensure_ascii=False, indent=2, default=str))
        case Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([plain_cell(row.get(name)) for name in columns] for row in rows)
        case Format.TABLE:
            from rich.console import Console
            from rich.table import Table

            table = Table(title=title, title_justify="left", show_lines=lines)
            for name, header in columns.items():
                numbers = bool(rows) and all(isinstance(row.get(name), int | float) for row in rows)
                table.add_column(header, justify="right" if numbers else "left")
            for row in rows:
                table.add_row(*("" if row.get(name) is None else str(row[name]) for name in columns))
            Console().print(table)


def follow(items: Sequence[T], key: str) -> Iterable[T]:
    """The items, with a progress bar on stderr while they are worked through, where somebody looks."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(items, say(key), console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def progress(total: int, key: str, stride: int = _STRIDE) -> Iterator[Callable[[], None]]:
    """What to call at each step of a work of ``total`` steps; its bar stands where ``follow`` puts one.

    It moves each ``stride`` steps.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    done = count(1)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say(key), total=total)

        def step() -> None:
            # The bar itself costs more than a step.
            if (number := next(done)) % stride == 0:
                bar.update(task, completed=number)

        yield step


def plain_cell(value: object) -> object:
    """A csv cell that no spreadsheet takes for a formula: such text gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value
