"""What a message looks up is found by an index, however long the survey has run: on SQLite, whose planner
knows nothing of the tables' sizes, a wrong choice is the same on an empty database."""

from __future__ import annotations

import re

import pytest

from tests.handlers.stories import HUNG, LAN, edits, says, taps
from tests.stack import Stack

pytestmark = pytest.mark.sqlite

_LONG = (
    r"(reports|messages|rechecks|inspections|minutes|drafts|evidence|closings|daily"
    r"|units|scopes|outbox|inbox|audit)"
)
_THROUGH = re.compile(rf"^SCAN {_LONG}\b|^SEARCH {_LONG} .*\(campaign=\?\)$")


async def test_nothing_reads_through_the_survey(stack: Stack) -> None:
    statements: dict[str, None] = {}
    async with stack.database.write() as db:
        file = (await db.get_raw_connection()).driver_connection._conn  # type: ignore[union-attr]
    file.set_trace_callback(lambda statement: statements.setdefault(statement))
    lan, hung = await stack.phone(LAN), await stack.phone(HUNG)
    await says(lan, "H03 phát 30 thu 25")
    number = await lan.says("X07 phát 4")
    booked = (await lan.hears())[-1]
    await edits(lan, number, "X07 phát 5")
    await taps(lan, next(label for label in booked.labels if "tổng" in label), booked.id)
    await says(lan, "H03 thu 500")
    for text in ("/huy", "/toi", "xong X07", "X07 phát 1"):
        await says(lan, text)
    for text in ("pt H03-007 khớp", "pt H03: kiểm 10 khớp 9 lệch 1", "/kiemtra H03 phát đúng hộ", "/huy"):
        await says(hung, text)
    file.set_trace_callback(None)
    plans = {
        statement: [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}")]
        for statement in statements
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH"))
    }
    assert len(plans) > 60
    assert {
        statement: through
        for statement, plan in plans.items()
        if (through := [step for step in plan if _THROUGH.match(step)])
    } == {}
