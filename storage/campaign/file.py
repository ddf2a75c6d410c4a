"""The tables of a campaign file before they are a ``Campaign``: read, completed, addressed by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from storage.campaign.checks import BadCampaign, FileFault

FOLDER = Path(__file__).parents[1] / "campaigns"
SAMPLE = ("classes", "levels", "provinces", "totals")
"""The tables that ``sample_from`` takes from another campaign where a file has none of its own."""

_LABELS = {"tasks": "id", "levels": "letter", "provinces": "code"}


@dataclass(frozen=True, slots=True)
class Tables:
    """A file's tables; ``taken`` names those of another campaign, ``faults`` tells why some are not there."""

    raw: dict[str, Any]
    taken: frozenset[str] = frozenset()
    faults: tuple[FileFault, ...] = ()

    def rows(self, name: str) -> list[Any]:
        """The rows of ``[[name]]``, none where the file has something else there."""
        found = self.raw.get(name)
        return found if isinstance(found, list) else []

    def texts(self, name: str, field: str) -> list[str]:
        """One field of each row of ``[[name]]`` as the file has it."""
        return [str(row.get(field)) if isinstance(row, dict) else "" for row in self.rows(name)]

    def address(self, fault: FileFault) -> FileFault:
        """The fault with its row's own name, and its key told as that of the other campaign's table."""
        match = re.match(r"(\w+)(?:\[(\d+)\])?", fault.key)
        if match is None:
            return fault
        name, index = match.groups()
        label = self.texts(name, _LABELS[name])[int(index)] if index and name in _LABELS else ""
        return replace(
            fault, key=f"sample_from.{fault.key}" if name in self.taken else fault.key, label=label
        )


def available(folder: Path | None = None) -> list[str]:
    """The codes of the campaigns in a folder; without one, of those that are shipped."""
    return sorted(file.stem for file in (folder or FOLDER).glob("*.toml"))


def read(path: Path) -> Tables:
    """The file's tables, group rows completed. Raises BadCampaign where it is no readable TOML file."""
    tables = _with_sample(path, frozenset())
    _span_groups([row for row in tables.rows("tasks") if isinstance(row, dict)])
    return tables


def _with_sample(path: Path, above: frozenset[Path]) -> Tables:
    raw = _toml(path)
    source = raw.get("sample_from")
    if not isinstance(source, str):
        return Tables(raw)
    beside = path.parent / f"{source}.toml"
    other = beside if beside.is_file() else FOLDER / f"{source}.toml"
    seen = above | {path.resolve()}
    if not other.is_file():
        known = ", ".join(sorted({*available(path.parent), *available()}))
        return Tables(
            raw, faults=(FileFault("sample_from", "unknown_campaign", {"given": source, "known": known}),)
        )
    if other.resolve() in seen:
        return Tables(raw, faults=(FileFault("sample_from", "circle", {"given": source}),))
    try:
        base = _with_sample(other, seen)
    except BadCampaign as error:
        return Tables(raw, faults=tuple(replace(fault, key="sample_from") for fault in error.faults))
    taken = {name: base.raw[name] for name in SAMPLE if name not in raw and name in base.raw}
    return Tables(raw | taken, frozenset(taken), base.faults)


def _toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = _syntax_fault(str(error), text)
    except UnicodeDecodeError:
        fault = FileFault("", "not_utf8", {"path": str(path)})
    except OSError as error:
        fault = FileFault("", "unreadable", {"path": str(path), "problem": error.strerror or str(error)})
    raise BadCampaign(path, [fault])


def _syntax_fault(message: str, text: str) -> FileFault:
    """``message`` ends in "(at line 3, column 5)" or "(at end of document)"."""
    problem, _, place = message.rpartition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", place)
    last = text.splitlines() or [""]
    line, column = found.groups() if found else (str(len(last)), str(len(last[-1]) + 1))
    return FileFault("", "toml", {"problem": problem, "line": line, "column": column})


def _span_groups(rows: list[dict[str, Any]]) -> None:
    """Marks the rows that have children, and gives those without dates the span of their children's."""
    families: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        families.setdefault(str(row.get("parent")), []).append(row)
    for row in rows:
        children = families.get(str(row.get("id")), []) if "id" in row else []
        if not children:
            continue
        row.setdefault("group", True)
        for name, pick in (("start", min), ("due", max)):
            days = [child[name] for child in children if type(child.get(name)) is date]
            if name not in row and days:
                row[name] = pick(days)
