"""The printed guides: each example is understood as it stands, each command exists for its reader."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.texts.texts import texts
from handlers.counting import absences, closings
from handlers.declared import registry
from handlers.grammar import parse
from handlers.inspecting import form_questions, recheck_form
from handlers.planning import due_dates, tasks
from storage.campaign import load as campaigns
from storage.words.counts import Count, Outcome
from storage.words.replies import Text
from storage.words.roles import Role
from storage.words.units import Unit, UnitCode
from tests.stack import UNITS

DOCS = Path(__file__).parents[1] / "docs"
WORKER, INSPECTOR = DOCS / "huong-dan-buu-ta.md", DOCS / "huong-dan-kiem-tra.md"
COORDINATOR = DOCS / "huong-dan-dieu-phoi.md"
CAMPAIGN = campaigns.load("2019")
KNOWN = [
    Unit(UnitCode(code), name, level, code[:2], quota, district)
    for code, name, level, district, quota in UNITS
]
ONLY = KNOWN[:1]
TODAY = date(2019, 8, 29)
ONE_PAGE = 75
"""Lines of a page in small print."""


def examples(guide: Path) -> list[str]:
    """What stands in backticks and the lines of code blocks."""
    text = guide.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))
    return [*spans, *(line for block in blocks for line in block.splitlines())]


def is_command_of(example: str, role: Role) -> bool:
    name = example[1:].split()[0]
    return name in registry.commands and role in registry.commands[name].roles


def books(example: str, units: list[Unit], *intents: str) -> bool:
    parsed = parse(example, units)
    return parsed.intent in intents and bool(parsed.entries) and not parsed.problems and not parsed.ignored


def is_for_worker(example: str) -> bool:
    if example.startswith("/vang "):
        return absences.last_day(example.removeprefix("/vang "), TODAY) is not None
    if example.startswith("/"):
        return is_command_of(example, Role.POSTAL_WORKER)
    return (
        bool(closings.finished(example, KNOWN))
        or books(example, ONLY, "report")
        or books(example, KNOWN, "report")
    )


def is_for_inspector(example: str) -> bool:
    if example.startswith("/"):
        return is_command_of(example, Role.INSPECTOR)
    if books(example, KNOWN, "recheck", "inspection") or form_questions.answered(example, bare=False):
        return True
    numbers, rest = recheck_form.split(example.removeprefix("pt "), KNOWN[0])
    return example == "pt" or (bool(numbers) and not rest)


def is_for_coordinator(example: str) -> bool:
    """Commands of a coordinator, on tasks that the plan has, in provinces that there are."""
    if example == "/vang":
        return is_command_of(example, Role.POSTAL_WORKER)
    if not is_command_of(example, Role.COORDINATOR):
        return False
    name, *words = example[1:].split()
    if name not in ("xong", "doihan", "kehoach") or not words:
        return True
    task = tasks.acting(CAMPAIGN, words[0])
    _, taken = tasks.province_ahead(CAMPAIGN, words[1:])
    if name == "xong":
        return taken == len(words) - 1 and (not taken or task.provincial)
    return name == "kehoach" or due_dates.date_of(words[1 + taken], task.due) is not None


@pytest.mark.parametrize("example", examples(WORKER))
def test_a_postal_worker_is_told_only_what_works(example: str) -> None:
    assert is_for_worker(example)


@pytest.mark.parametrize("example", examples(INSPECTOR))
def test_an_inspector_is_told_only_what_works(example: str) -> None:
    assert is_for_inspector(example)


@pytest.mark.parametrize("example", examples(COORDINATOR))
def test_a_coordinator_is_told_only_what_works(example: str) -> None:
    assert is_for_coordinator(example)


def test_the_coordinators_guide_names_the_buttons_as_they_are_labelled() -> None:
    guide = COORDINATOR.read_text(encoding="utf-8")
    for key in ("task.key_done", "task.key_later", "task.key_seen", "task.key_undone", "completion.ask"):
        assert texts("vi").say(key) in guide, key


def test_the_guides_name_every_count_and_every_outcome() -> None:
    say = texts("vi").render
    worker, inspector = WORKER.read_text(encoding="utf-8"), INSPECTOR.read_text(encoding="utf-8")
    assert [count for count in Count if f"| {say(Text(f'count.{count.value}'))} |" not in worker] == []
    assert [one for one in Outcome if f"| {say(Text(f'outcome.{one.value}'))} |" not in inspector] == []


@pytest.mark.parametrize("guide", [WORKER, INSPECTOR, COORDINATOR], ids=lambda guide: guide.stem)
def test_a_guide_is_one_page(guide: Path) -> None:
    assert len(guide.read_text(encoding="utf-8").splitlines()) <= ONE_PAGE


def test_what_does_not_work_is_noticed() -> None:
    assert not is_for_worker("phát nhiều")
    assert not is_for_worker("/bienban")
    assert not is_for_inspector("pt H03-007 tốt lắm")
    assert not is_for_inspector("/baocao")
    assert not is_for_coordinator("/doihan 4.5 mai mưa bão")
    assert not is_for_coordinator("/xong 5.2 Hà Nam Ninh")
    assert not is_for_coordinator("/baocao")
