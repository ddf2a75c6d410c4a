"""Units as buttons, eight at a time."""

from __future__ import annotations

from collections.abc import Sequence

from storage.words.replies import Button
from storage.words.units import Unit

PER_PAGE = 8


def unit_keys(units: Sequence[Unit], name: str, page: int = 0) -> list[list[Button]]:
    """A button a unit (``name:unit:01-H03``) and, where there are more, ``name:page:1``."""
    last = max(0, (len(units) - 1) // PER_PAGE)
    page = min(max(page, 0), last)
    shown = units[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [
        [Button("unit.key", f"{name}:unit:{unit.code}", {"code": unit.code, "name": unit.name})]
        for unit in shown
    ]
    turns = []
    if page > 0:
        turns.append(Button("unit.keys_before", f"{name}:page:{page - 1}"))
    if page < last:
        turns.append(
            Button("unit.keys_after", f"{name}:page:{page + 1}", {"page": page + 2, "pages": last + 1})
        )
    return [*rows, turns] if turns else rows
