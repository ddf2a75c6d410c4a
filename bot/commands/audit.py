"""``sipas audit``: whether the log of all changes is whole, and what is in it."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.opening import opened
from bot.console import Format, FormatOption, bad_call, fail, plain_cell, progress, say, show
from bot.settings import load_settings
from storage.audit import audit_log
from storage.audit import verify as audit_verify
from storage.audit.audit_log import Wanted
from storage.audit.chain import Head, LogEntry
from storage.audit.verify import AuditFinding, AuditVerdict, Chain
from storage.engine.database import Connection, Database, DatabaseUnusable
from storage.people import people

app = typer.Typer(help=say("audit.help"), no_args_is_help=True)

HEADS = ("campaign", "chain", "number", "digest")
"""The columns of heads, printed and read."""
ENTRY = tuple(LogEntry.__dataclass_fields__)
NEWEST = 50
"""How many entries a person is shown unasked."""

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
CampaignOption = Annotated[str | None, typer.Option("--campaign", help=say("audit.option.campaign"))]


@app.command("verify", help=say("audit.verify.help"))
def verify(
    campaign: CampaignOption = None,
    heads: Annotated[Path | None, typer.Option(help=say("audit.option.heads"))] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Every chain's length and head; exit code 1 and the first fault on stderr where there is one."""
    code = opened(campaign).code if campaign else None
    noted = _noted(heads) if heads else {}
    try:
        verdict = asyncio.run(_verify(code, noted))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    _tell(verdict, form)
    if verdict.faults:
        fail("audit.broken", count=verdict.count, first=_fault(verdict.faults[0]))


@app.command("show", help=say("audit.show.help"))
def show_entries(
    campaign: CampaignOption = None,
    chain: Annotated[str | None, typer.Option(help=say("audit.option.chain"))] = None,
    subject: Annotated[str | None, typer.Option(help=say("audit.option.subject"))] = None,
    person: Annotated[int | None, typer.Option(help=say("audit.option.person"))] = None,
    since: Annotated[datetime | None, typer.Option(formats=_MOMENTS, help=say("audit.option.since"))] = None,
    until: Annotated[datetime | None, typer.Option(formats=_MOMENTS, help=say("audit.option.until"))] = None,
    limit: Annotated[int | None, typer.Option(min=1, help=say("audit.option.limit"))] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """The last entries for people, all of them for programs, the oldest first."""
    zone = load_settings().zone
    # A day alone means the whole of it.
    end = until + timedelta(days=1) if until and until.time() == datetime.min.time() else until
    wanted = Wanted(
        opened(campaign).code if campaign else None,
        chain,
        subject,
        person,
        since and since.replace(tzinfo=zone),
        end and end.replace(tzinfo=zone),
    )
    try:
        asyncio.run(_show(wanted, limit, zone, form))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


@asynccontextmanager
async def _reading() -> AsyncIterator[Connection]:
    database = Database(load_settings().url, guest=True)
    await database.open(create=False)
    try:
        async with database.read() as db:
            yield db
    finally:
        await database.close()


async def _verify(campaign: str | None, noted: Mapping[tuple[str, str], Head]) -> AuditVerdict:
    async with _reading() as db:
        with progress(await audit_verify.size(db, campaign), "audit.verifying") as seen:
            return await audit_verify.verify(db, campaign, noted, seen)


def _noted(file: Path) -> dict[tuple[str, str], Head]:
    """The heads in a file that ``verify --format csv`` wrote."""
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        fail("file.unreadable", file=str(file), detail=str(error))
    heads: dict[tuple[str, str], Head] = {}
    for number, row in enumerate(rows, start=2):
        try:
            heads[row["campaign"], row["chain"]] = Head(int(row["number"]), row["digest"])
        except (KeyError, ValueError, TypeError):
            bad_call("audit.bad_heads", file=str(file), row=str(number), columns=",".join(HEADS))
    if not heads:
        bad_call("audit.bad_heads", file=str(file), row="1", columns=",".join(HEADS))
    return heads


def _tell(verdict: AuditVerdict, form: Format) -> None:
    chains = [_head(chain) for chain in verdict.chains]
    if form is Format.JSON:
        faults = [asdict(finding) for finding in verdict.faults]
        told = {"chains": chains, "faults": faults, "count": verdict.count}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif form is Format.CSV:
        show(chains, {name: name for name in HEADS}, form)
    else:
        columns = {name: say(f"audit.column.{name}") for name in HEADS}
        short = [chain | {"digest": _short(str(chain["digest"]))} for chain in chains]
        show(short, columns, title=say("audit.verify.title"))
        for finding in verdict.faults:
            typer.echo(f"✗ {_fault(finding)}")
        if not verdict.faults:
            typer.echo(say("audit.whole", entries=sum(chain.head.number for chain in verdict.chains)))


def _head(chain: Chain) -> dict[str, object]:
    return {"campaign": chain.campaign, "chain": chain.chain, **asdict(chain.head)}


def _short(digest: str) -> str:
    """As much of a digest as fits on paper: sixteen digits in fours."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _fault(finding: AuditFinding) -> str:
    return say(
        f"audit.fault.{finding.fault}",
        at=f"{finding.campaign}/{finding.chain}" + (f" #{finding.number}" if finding.number else ""),
        subject=finding.subject or "…",
    )


async def _show(wanted: Wanted, limit: int | None, zone: ZoneInfo, form: Format) -> None:
    async with _reading() as db:
        if form is Format.TABLE:
            entries = await audit_log.latest(db, wanted, limit or NEWEST)
            names = await people.names(db, [entry.person for entry in entries if entry.person is not None])
            for entry in entries:
                typer.echo(_told(entry, names, zone))
        elif limit is not None:
            await _write(_each(await audit_log.latest(db, wanted, limit)), form)
        else:
            await _write(audit_log.show(db, wanted), form)


async def _each(entries: Iterable[LogEntry]) -> AsyncIterator[LogEntry]:
    for entry in entries:
        yield entry


async def _write(entries: AsyncIterator[LogEntry], form: Format) -> None:
    """Entry by entry, as they come: the log may be long."""
    if form is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(ENTRY)
        async for entry in entries:
            writer.writerow([plain_cell(cell) for cell in _plain(entry).values()])
        return
    between = "["
    async for entry in entries:
        typer.echo(between + "\n  " + json.dumps(_plain(entry), ensure_ascii=False), nl=False)
        between = ","
    typer.echo("[]" if between == "[" else "\n]")


def _plain(entry: LogEntry) -> dict[str, object]:
    return asdict(entry) | {"at": entry.at.isoformat() if entry.at else None}


def _told(entry: LogEntry, names: Mapping[int, str], zone: ZoneInfo) -> str:
    """A heading and a line a figure: a table would be too wide for a terminal."""
    heading = say(
        "audit.entry",
        at=f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if entry.at else "–",
        who=_who(entry, names),
        action=say(f"audit.action.{entry.action}"),
        subject=entry.subject,
        entry=f"{entry.campaign}/{entry.chain} #{entry.number}",
        cause=str(entry.cause) if entry.cause is not None else "–",
    )
    return "\n    ".join([heading, *_difference(entry)])


def _who(entry: LogEntry, names: Mapping[int, str]) -> str:
    if entry.person is None:
        return say(f"audit.via.{entry.via}")
    name = names.get(entry.person)
    return f"{name} ({entry.person})" if name else f"({entry.person})"


def _difference(entry: LogEntry) -> list[str]:
    """What an entry changed: ``voided_at: – → 2019-08-29…``."""
    before, after = (json.loads(text) if text else {} for text in (entry.before, entry.after))
    lines = []
    for name in sorted(before.keys() | after.keys()):
        old, new = (_cell(image.get(name)) for image in (before, after))
        if entry.before is None:
            lines.append(f"{name}: {new}")
        elif old != new:
            lines.append(f"{name}: {old} → {new}")
    return lines


def _cell(value: object) -> str:
    """Digests are cut: nobody reads them here."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = "–" if value is None else str(value)
    return text[:9] + "…" if text.startswith("#") else text
