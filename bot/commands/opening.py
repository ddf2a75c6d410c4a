"""What several commands begin with: the campaign of a code or file, or the end of the program."""

from __future__ import annotations

from pathlib import Path

from bot.console import bad_call, fail, say
from storage.campaign import load as campaigns
from storage.campaign.checks import BadCampaign, FileFault
from storage.campaign.load import UnknownCampaign
from storage.campaign.types import Campaign


def opened(code_or_path: str) -> Campaign:
    """The campaign of a code or file, or the end of the program.

    One line on stderr; exit code 2 where there is no such campaign, 1 where its file is bad.
    """
    try:
        return campaigns.load(code_or_path)
    except UnknownCampaign as error:
        bad_call("campaign.unknown", given=error.code, known=", ".join(error.codes))
    except BadCampaign as error:
        first = fault_line(error.faults[0], error.path)
        fail("campaign.bad", path=str(error.path), fault=first, more=len(error.faults) - 1)


def fault_line(fault: FileFault, path: Path) -> str:
    """``tasks[3].due (2018-I.3): …``; the file's name where the fault has no key."""
    problem = say(f"campaign.fault.{fault.code}", **fault.values)
    at = fault.key or path.name
    if fault.label:
        return say("campaign.fault.of.row", at=at, label=fault.label, problem=problem)
    return say("campaign.fault", at=at, problem=problem)
