"""The documents keep their promises, and no file tells on which machine it was written."""

from __future__ import annotations

import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import app
from bot.demo import demo_units, phones
from bot.settings import Settings
from handlers.declared import registry
from storage.campaign import load as campaigns
from storage.words.roles import Role
from storage.words.units import Unit

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROOMS = {"bot", "handlers", "scheduler", "analytics", "storage"}
CODE = re.compile(r"`([^`\n]+)`")
PHONES = {
    "postal worker": Role.POSTAL_WORKER,
    "supervisor": Role.POSTAL_SUPERVISOR,
    "inspector": Role.INSPECTOR,
    "coordinator": Role.COORDINATOR,
}
GRAMMAR = [Role.POSTAL_WORKER, Role.INSPECTOR]


def section(title: str) -> str:
    """README's text below a heading."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a heading of README, without its header."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, as they stand without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


def leaves(command: Any, words: tuple[str, ...]) -> Iterator[str]:
    """The full names of all commands that do something."""
    proper = getattr(command, "load", lambda: command)()
    subcommands = getattr(proper, "commands", None)
    if subcommands is None:
        yield " ".join(words)
        return
    for name, sub in subcommands.items():
        yield from leaves(sub, (*words, name))


def examples(role: str) -> list[str]:
    """The example messages of a phone."""
    return [
        text
        for phone, messages, _ in rows("What to type")
        if phone == role
        for text in CODE.findall(messages)
    ]


def test_every_command_stands_in_the_table_and_every_row_is_a_command() -> None:
    told = [CODE.findall(row[0])[0] for row in rows("Commands")]
    assert sorted(told) == sorted(leaves(typer.main.get_command(app), ("sipas",)))


def test_every_command_that_a_page_names_exists() -> None:
    known = set(leaves(typer.main.get_command(app), ("sipas",)))
    groups = {name.rsplit(" ", 1)[0] for name in known}
    for page in PAGES:
        for words in re.findall(r"`(sipas(?: [a-z]+(?:-[a-z]+)*)+)", page.read_text(encoding="utf-8")):
            assert words in known | groups, page.name


def test_the_settings_table_is_the_settings_with_their_defaults() -> None:
    plain = Settings.model_construct()
    defaults = {f"SIPAS_{name.upper()}": getattr(plain, name) for name in Settings.model_fields}
    # Empty stands for the file in the data folder.
    defaults["SIPAS_DATABASE_URL"] = plain.url
    told = {CODE.findall(name)[0]: default.strip("`") for name, default, _ in rows("Settings")}
    assert told == {key: "none" if value is None else str(value) for key, value in defaults.items()}


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = {f"SIPAS_{name.upper()}" for name in Settings.model_fields}
    for page in PAGES:
        assert set(re.findall(r"\bSIPAS_[A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8"))) <= known, (
            page.name
        )


@pytest.fixture(scope="module")
def demo() -> list[Unit]:
    return [sampled.unit for sampled in demo_units(campaigns.load(str(Settings.model_construct().campaign)))]


@pytest.mark.parametrize("phone", [phone for phone, role in PHONES.items() if role in GRAMMAR])
def test_the_example_messages_are_understood_in_the_units_of_the_phone(phone: str, demo: list[Unit]) -> None:
    from handlers.grammar import parse

    holder = next(cast for cast in phones(demo) if cast.role is PHONES[phone] and cast.featured)
    units = [unit for unit in demo if unit.code in holder.scope]
    messages = [text for text in examples(phone) if not text.startswith("/")]
    assert messages
    for text in messages:
        parsed = parse(text, units)
        assert parsed.entries, text
        assert parsed.problems == (), text
        assert parsed.ignored == (), text


def test_every_chat_command_is_told_and_is_for_the_phone_that_types_it() -> None:
    named: set[str] = set()
    for phone in [*PHONES, "everybody"]:
        for text in examples(phone):
            if text.startswith("/"):
                name = text.split()[0].removeprefix("/")
                wanted = {PHONES[phone]} if phone in PHONES else set(Role)
                assert wanted <= registry.commands[name].roles, text
                named.add(name)
    assert named == set(registry.commands)


def test_the_steps_for_real_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = section("For real, in five steps")
    (settings,) = blocks(steps, "ini")
    keys = dict(line.split("=", 1) for line in settings.splitlines())
    assert Settings(bot_token=keys["SIPAS_BOT_TOKEN"]).bot_token is not None
    # Telegram cannot be asked here: without a token the link is the simulator's.
    monkeypatch.delenv("SIPAS_BOT_TOKEN", raising=False)
    monkeypatch.delenv("SIPAS_DATABASE_URL", raising=False)
    monkeypatch.setenv("SIPAS_DATA_DIR", keys["SIPAS_DATA_DIR"])
    monkeypatch.chdir(tmp_path)
    (units,) = blocks(steps, "csv")
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    lines = [shlex.split(line) for block in blocks(steps, "sh") for line in block.splitlines()]
    assert lines[-1] == ["sipas", "run"]
    for _, *words in lines[:-1]:
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
    assert "?start=" in result.output
    assert (tmp_path / keys["SIPAS_DATA_DIR"] / "sipas.db").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_that_a_page_names_are_there(page: Path) -> None:
    for name in CODE.findall(page.read_text(encoding="utf-8")):
        if re.fullmatch(rf"({'|'.join([*sorted(ROOMS), 'tests', 'docs', 'bench'])})/[\w./*-]*", name):
            assert list(ROOT.glob(name.rstrip("/"))), name


def test_every_make_target_that_a_page_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        typed = [block for block in blocks(text, "sh") if "make" in block]
        named = [*CODE.findall(text), *(line for block in typed for line in block.splitlines())]
        for target in (match[1] for name in named if (match := re.match(r"make ([a-z]+)", name))):
            assert target in targets, page.name


def test_decisions_are_numbered_without_a_gap_and_titled_by_their_number() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, page in enumerate(decisions, start=1):
        assert page.name.startswith(f"{number:04d}-")
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number:04d} ")
        for part in ("Context", "Decision", "Consequences"):
            assert f"**{part}.**" in text, f"{page.name}: {part}"


def test_the_changelog_begins_with_what_is_not_released() -> None:
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"


def test_constraints_are_exact_versions_and_name_no_index() -> None:
    pin = re.compile(r"[a-z0-9][a-z0-9._-]*==\d[\w.+!]*( ; [\w.]+ (==|!=|<|>=|<=|>) '[\w.]+')?")
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert pin.fullmatch(line), line


def files() -> list[Path]:
    """Everything that is in the repository, or would be at the next commit."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a checkout")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_this_machine_or_a_package_index() -> None:
    # Put together here, so that this file does not hold what it looks for.
    index = r"https?://[^\s\"')]*/(simple|packages|-)/"
    hosts = "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"])
    patterns = [index, hosts, rf"(?<![\w./]){re.escape(tempfile.gettempdir())}/[a-z]"]
    # A checkout right below the root, or at it, has no parent that would be telling.
    if len(ROOT.parents) > 1:
        patterns.append(rf"(?<![\w./]){re.escape(str(ROOT.parent))}/")
    wanted = re.compile("|".join(f"({pattern})" for pattern in patterns))
    leaks = []
    for path in files():
        text = path.read_text(encoding="utf-8", errors="replace")
        leaks += [f"{path.relative_to(ROOT)}: {match[0]}" for match in wanted.finditer(text)]
    assert leaks == []


def test_the_five_rooms_are_the_only_code() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in files() if path.suffix == ".py"}
    assert folders == ROOMS | ({"tests", "bench", "docs"} & folders)
