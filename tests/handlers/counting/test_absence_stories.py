"""``/vang``: until when somebody is away or without a signal."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.counting.absences import announced, last_day
from storage.counting import absences
from tests.handlers.stories import BAO, LAN, figures, says, taps
from tests.stack import Stack

THURSDAY = date(2019, 8, 29)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("0", date(2019, 8, 28)),
        ("1", THURSDAY),
        ("2", date(2019, 8, 30)),
        ("3 ngày", date(2019, 8, 31)),
        ("hôm nay", THURSDAY),
        ("mai", date(2019, 8, 30)),
        ("đến thứ 6", date(2019, 8, 30)),
        ("den thu 6", date(2019, 8, 30)),
        ("đến hết thứ Năm", date(2019, 9, 5)),
        ("tới thứ hai", date(2019, 9, 2)),
        ("đến thứ sáu tuần sau", date(2019, 9, 6)),
        ("chủ nhật", date(2019, 9, 1)),
        ("CN", date(2019, 9, 1)),
        ("12/9", date(2019, 9, 12)),
        ("đến ngày 12/9/2019", date(2019, 9, 12)),
        ("1/1", date(2020, 1, 1)),
        ("31/2", None),
        ("thứ 8", None),
        ("lâu lắm", None),
        ("", None),
    ],
)
def test_days_are_named_in_many_ways(words: str, last: date | None) -> None:
    assert last_day(words, THURSDAY) == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("mất sóng đến thứ 6", date(2019, 8, 30)),
        ("mat song den thu 6", date(2019, 8, 30)),
        ("không có sóng 3 ngày nữa", date(2019, 8, 31)),
        ("em nghỉ đến 12/9", date(2019, 9, 12)),
        ("mất sóng hôm qua, H03 phát 30", None),
        ("mất 2", None),
        ("mất sóng", None),
        ("vắng 2", None),
    ],
)
def test_a_text_tells_of_an_absence_only_where_it_says_nothing_else(text: str, last: date | None) -> None:
    assert announced(text, THURSDAY) == last


async def absent(stack: Stack, day: date) -> set[int]:
    async with stack.database.read() as db:
        return await absences.absent_on(db, stack.campaign.code, day)


async def test_an_absence_is_noted_shown_changed_and_ended(stack: Stack) -> None:
    lan, me = await stack.phone(LAN), stack.persons[LAN]
    heard = await says(lan, "/vang")
    assert heard.labels == ["1 ngày", "2 ngày", "3 ngày", "7 ngày"]
    heard = await taps(lan, "3 ngày")
    assert heard.edited
    assert "đến hết thứ Bảy 31/08/2019 (3 ngày" in heard.text
    assert [await absent(stack, date(2019, 8, day)) for day in (28, 29, 31)] == [set(), {me}, {me}]
    assert await absent(stack, date(2019, 9, 1)) == set()

    heard = await says(lan, "mất sóng đến thứ 6")
    assert "thứ Sáu 30/08/2019" in heard.text
    assert await absent(stack, date(2019, 8, 31)) == set()
    heard = await says(lan, "/vang")
    assert "Đang báo vắng đến hết thứ Sáu" in heard.text
    heard = await taps(lan, "Hết vắng")
    assert "làm việc lại" in heard.text
    assert await absent(stack, THURSDAY) == set()
    assert "không có ngày vắng" in (await says(lan, "/vang 0")).text


async def test_days_that_are_over_or_too_far_are_refused(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    assert "đã qua" in (await says(lan, "/vang 12/8")).text
    assert "tối đa 30 ngày" in (await says(lan, "/vang 31")).text
    assert "tối đa 30 ngày" in (await says(lan, "/vang 999")).text
    assert "đến hết" in (await says(lan, "/vang 30")).text
    assert "đến ngày nào" in (await says(lan, "/vang mãi mãi")).text
    assert "không dành cho vai trò" in (await says(bao, "/vang 2")).text


async def test_counts_of_respondents_not_met_are_still_counts(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 vắng 2 mất 1")
    assert await figures(stack, "01-H03") == {"distributed": 30, "unreachable": 2, "lost": 1}
