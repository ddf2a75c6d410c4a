"""A staff list as a spreadsheet writes it: its good rows as invites, and every bad cell by name."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.people.invites import role_of
from storage.campaign.types import Campaign
from storage.people.invites import Invite
from storage.people.staff_list import namesakes, spelled
from storage.words.phones import e164
from storage.words.roles import Agency, Role
from storage.words.units import NATION, unit_code

REQUIRED = ("name", "role", "agency", "scope")
OPTIONAL = ("phone", "language")
LANGUAGES = ("vi", "en")
LONGEST_NAME = 80
_BETWEEN = re.compile(r"[,;|\s]+")


class BadStaffFile(Exception):
    """The file as a whole cannot be read: a text key and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class _BadValue(ValueError):
    """A cell's text cannot be used: a text key and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be used. ``row`` is the spreadsheet's (the header is 1), ``key`` what is wrong."""

    row: int
    column: str
    text: str
    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A good row."""

    row: int
    invite: Invite


def read_staff(
    file: Path, campaign: Campaign, units: Collection[str]
) -> tuple[list[StaffRow], list[BadCell]]:
    """The good rows and the bad cells. ``units`` are the codes of the campaign's units.

    Raises BadStaffFile where there is nothing to read, OSError where there is no file.
    """
    good: list[StaffRow] = []
    bad: list[BadCell] = []
    for number, cells in _rows(file):
        row, faults = _read(number, cells, campaign, units)
        bad += faults
        if row is not None:
            good.append(row)
    return _single(good, bad)


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their numbers; blank ones are left out but counted."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadStaffFile("staff.not_utf8") from None
    tables = [_table(text, delimiter) for delimiter in ",;"]
    header, *body = max(tables, key=lambda table: len(set(table[0]) & set(REQUIRED)))
    for column in REQUIRED:
        if column not in header:
            raise BadStaffFile("staff.no_column", column=column)
    for number, cells in enumerate(body, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, cells, strict=False))
        row[""] = " ".join(cell for cell in cells[len(header) :] if cell.strip())
        yield number, row


def _table(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error as error:
        raise BadStaffFile("staff.no_table", detail=str(error)) from None
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    return [header, *rows[1:]]


def _read(
    number: int, cells: Mapping[str, str], campaign: Campaign, units: Collection[str]
) -> tuple[StaffRow | None, list[BadCell]]:
    fields: dict[str, object] = {}
    faults: list[BadCell] = []
    readers = {
        "name": _name,
        "role": _role,
        "agency": _agency,
        "scope": lambda text: _scope(text, campaign, units),
        "phone": _phone,
        "language": _language,
        "": _nothing,
    }
    for column, read in readers.items():
        text = unicodedata.normalize("NFC", " ".join((cells.get(column) or "").split()))
        try:
            fields[column] = read(text)
        except _BadValue as error:
            faults.append(BadCell(number, column, text, error.key, error.values))
    scope = fields.get("scope")
    if fields.get("role") is Role.POSTAL_WORKER and isinstance(scope, tuple) and not set(scope) <= set(units):
        faults.append(BadCell(number, "scope", ", ".join(scope), "staff.worker_needs_units", {}))
    if faults:
        return None, faults
    fields.pop("")
    return StaffRow(number, Invite(**fields)), []  # type: ignore[arg-type]


def _name(text: str) -> str:
    if not text or len(text) > LONGEST_NAME:
        raise _BadValue("staff.bad_name", longest=LONGEST_NAME)
    return text


def _role(text: str) -> Role:
    role = role_of(text)
    if role is None:
        raise _BadValue("staff.bad_role", known=", ".join(Role))
    return role


def _agency(text: str) -> Agency:
    try:
        return Agency(text.upper())
    except ValueError:
        raise _BadValue("staff.bad_agency", known=", ".join(Agency)) from None


def _scope(text: str, campaign: Campaign, units: Collection[str]) -> tuple[str, ...]:
    provinces = {province.code for province in campaign.provinces}
    codes: list[str] = []
    for part in filter(None, _BETWEEN.split(text)):
        code = part.upper()
        if code != NATION and code not in provinces:
            try:
                code = unit_code(code)
            except ValueError:
                raise _BadValue("staff.unknown_code", code=part) from None
            if code not in units:
                raise _BadValue("staff.unknown_code", code=part)
        codes.append(code)
    if not codes:
        raise _BadValue("staff.no_scope")
    return tuple(dict.fromkeys(codes))


def _phone(text: str) -> str | None:
    try:
        return e164(text) if text else None
    except ValueError:
        raise _BadValue("staff.bad_phone") from None


def _language(text: str) -> str:
    if text and text.casefold() not in LANGUAGES:
        raise _BadValue("staff.bad_language")
    return text.casefold() or LANGUAGES[0]


def _nothing(text: str) -> None:
    """What stands behind the last column: commas of a scope without quotes, most likely."""
    if text:
        raise _BadValue("staff.too_many_cells")


def _single(good: Sequence[StaffRow], bad: list[BadCell]) -> tuple[list[StaffRow], list[BadCell]]:
    """Each person once: the first row counts, a second one is named."""
    first: dict[tuple[str, ...], int] = {}
    kept: list[StaffRow] = []
    for row in good:
        phone = row.invite.phone
        keys = [(phone, spelled(row.invite.name))] if phone else namesakes(row.invite)
        before = next((first[key] for key in keys if key in first), None)
        if before is None:
            first |= dict.fromkeys(keys, row.row)
            kept.append(row)
        else:
            column = "phone" if phone else "name"
            text = phone or row.invite.name
            bad.append(BadCell(row.row, column, text, "staff.doubled", {"first": str(before)}))
    return kept, sorted(bad, key=lambda cell: cell.row)
