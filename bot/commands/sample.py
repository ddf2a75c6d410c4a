"""``sipas sample``: the quota table, proved against the plan's totals."""

from __future__ import annotations

from typing import Annotated

import typer

from analytics.sampling.allocation import Proof, allocate, prove
from bot.commands.opening import opened
from bot.console import Format, FormatOption, fail, say, show
from bot.settings import load_settings
from storage.campaign.types import Campaign

app = typer.Typer(help=say("sample.help"), no_args_is_help=True)


@app.callback()
def sample() -> None:
    """Keeps ``allocate`` a subcommand: Typer folds a lone command into its group."""


@app.command("allocate", help=say("sample.allocate.help"))
def print_allocation(
    code: Annotated[str | None, typer.Option("--campaign", help=say("sample.option.campaign"))] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """The quota table, for people with a proof of each of the plan's totals; exit code 1 where one fails."""
    campaign = opened(code or load_settings().campaign)
    rows = [
        {str(name).replace("klass", "class"): value for name, value in row.items()}
        for row in allocate(campaign).to_dict("records")
    ]
    columns = {name: say(f"sample.column.{name}") for name in rows[0]}
    proofs = prove(campaign)
    if form is Format.TABLE:
        named = [row | {"class": _class(campaign, row["class"])} for row in rows]
        show(named, columns, form, title=say("sample.allocate.title", campaign=campaign.code))
        for proof in proofs:
            typer.echo(_proof_line(campaign, proof))
    else:
        show(rows, columns, form)
    if wrong := [proof for proof in proofs if not proof.holds]:
        fail("sample.mismatch", count=len(wrong))


def _class(campaign: Campaign, klass: str) -> str:
    return campaign.classes.get(klass, klass)


def _proof_line(campaign: Campaign, proof: Proof) -> str:
    values: dict[str, object] = {
        "mark": "✓" if proof.holds else "✗",
        "planned": proof.planned,
        "computed": proof.computed,
    }
    if proof.level is not None:
        name = campaign.level(proof.level).name
        values["level"] = say("sample.level", letter=proof.level, name=name)
    if proof.klass is not None:
        values["class"] = _class(campaign, proof.klass)
    match proof:
        case Proof(level=None, klass=None):
            return say("sample.proof.nation", **values)
        case Proof(level=str(), klass=None):
            return say("sample.proof.level", **values)
        case Proof(level=None, klass=str() as klass):
            return say("sample.proof.class", provinces=campaign.provinces_by_class()[klass], **values)
        case Proof(level=str() as level, klass=str() as klass):
            units, quota = campaign.units(level, klass), campaign.level(level).quota[klass]
            return say("sample.proof.cell", units=units, quota=quota, **values)
    raise ValueError(proof)
