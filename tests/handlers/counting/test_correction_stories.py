"""``/sua``: the provincial post corrects in a worker's stead, with a reason; ``/imlang``: who is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.workloads import silent_days
from storage.campaign.calendar import WorkCalendar
from tests.field import CAMPAIGN
from tests.handlers.stories import BAO, LAN, SON, TU, figures, lines, rows, says, taps
from tests.stack import START, Stack

H03, S02 = "01-H03", "01-S02"


async def test_one_line_corrects_and_the_worker_is_told_what_and_why(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(bao, "/sua H03 tổng phát 28 // đếm lại tại bưu cục")
    assert "Đã sửa thay bưu tá Lan" in heard.text
    assert "phát −2 → 28" in heard.text
    assert "Lý do: đếm lại tại bưu cục" in heard.text
    assert heard.labels == ["↩️ Hủy"]
    (notice,) = await lan.hears()
    assert "Bưu điện tỉnh (Bảo) đã sửa số liệu của anh/chị" in notice.text
    assert "phát −2 → 28" in notice.text
    assert "Lý do: đếm lại tại bưu cục" in notice.text
    assert await figures(stack, H03) == {"distributed": 28, "collected": 25}
    assert "Bảo ghi thay, lý do: đếm lại tại bưu cục" in (await says(lan, "/lichsu H03")).text
    assert await rows(stack, "SELECT worker, booked_by FROM reports WHERE reason IS NOT NULL") == [
        (stack.persons[LAN], stack.persons[BAO])
    ]

    heard = await taps(bao, "Hủy")
    assert "Đã hủy" in heard.text
    notice = (await lan.hears())[-1]
    assert "Bưu điện tỉnh (Bảo) đã hủy lần sửa" in notice.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}


async def test_a_worker_undoes_own_messages_only(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 30")
    await says(bao, "/sua H03 tổng phát 28 // đếm lại tại bưu cục")
    await lan.hears()
    assert "phát 30" in (await says(lan, "/huy")).text
    assert "Không còn gì" in (await says(lan, "/huy")).text
    assert await figures(stack, H03) == {"distributed": 28}


async def test_what_is_missing_is_asked_for_step_by_step(stack: Stack) -> None:
    bao, tu = await stack.phone(BAO), await stack.phone(TU)
    heard = await says(bao, "/sua")
    assert "01-S02 Sở Giao thông vận tải" in heard.labels
    assert "02-H01" not in " ".join(heard.labels)
    heard = await taps(bao, "01-S02")
    assert heard.labels == ["Sơn", "Tư"]
    heard = await taps(bao, "Tư")
    assert "bưu tá Tư" in heard.text
    assert "Chưa thấy số liệu" in (await says(bao, "ờ")).text
    heard = await says(bao, "phát 12")
    assert "Vì sao sửa 01-S02" in heard.text
    assert "ngắn quá" in (await says(bao, "x")).text
    heard = await says(bao, "anh Tư mất máy")
    assert "phát +12 → 12" in heard.text
    assert "anh Tư mất máy" in (await tu.hears())[-1].text
    assert await rows(stack, "SELECT worker FROM reports") == [(stack.persons[TU],)]


async def test_one_line_for_a_shared_unit_asks_only_whose_figures(stack: Stack) -> None:
    bao = await stack.phone(BAO)
    heard = await says(bao, "/sua S02 phát 5 // theo sổ giao nhận")
    assert heard.labels == ["Sơn", "Tư"]
    heard = await taps(bao, "Sơn")
    assert heard.edited
    assert "phát +5 → 5" in heard.text


async def test_balances_hold_for_the_post_too(stack: Stack) -> None:
    bao, lan = await stack.phone(BAO), await stack.phone(LAN)
    heard = await says(bao, "/sua H03 thu 5 // theo sổ")
    assert "thừa 5" in heard.text
    assert "Bưu tá đã phát thêm 5" in heard.labels
    assert await figures(stack, H03) == {}
    heard = await taps(bao, "Bưu tá đã phát thêm 5")
    assert "Đã sửa thay bưu tá Lan" in heard.text
    assert "theo sổ" in (await lan.hears())[-1].text
    assert await figures(stack, H03) == {"distributed": 5, "collected": 5}


async def test_only_the_own_province_and_one_unit_at_a_time(stack: Stack) -> None:
    bao, lan = await stack.phone(BAO), await stack.phone(LAN)
    assert "không thấy đơn vị này" in (await says(bao, "/sua 02-H01 phát 5 // thử")).text
    assert "Mỗi lần chỉ sửa một đơn vị" in (await says(bao, "/sua H03 phát 5\nX07 phát 5 // thử")).text
    assert "không dành cho vai trò" in (await says(lan, "/sua H03 phát 5 // thử")).text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(0,)]


async def test_a_closed_unit_can_be_corrected_by_the_post(stack: Stack) -> None:
    bao, lan = await stack.phone(BAO), await stack.phone(LAN)
    await says(lan, "H03 phát 50 thu 50")
    await says(lan, "xong H03")
    await bao.hears()
    heard = await says(bao, "/sua H03 tổng thu 49 trắng 1 // một phiếu trắng")
    assert "thu −1 → 49" in heard.text


CALENDAR = WorkCalendar(CAMPAIGN.calendar)


@pytest.mark.parametrize(
    ("last", "today", "days"),
    [
        (date(2019, 8, 29), date(2019, 8, 29), 0),
        (date(2019, 8, 28), date(2019, 8, 29), 1),
        (date(2019, 8, 27), date(2019, 8, 29), 2),
        (date(2019, 8, 30), date(2019, 9, 2), 0),  # a weekend and the National Day
        (date(2019, 8, 30), date(2019, 9, 4), 2),
        (None, date(2019, 8, 29), 4),
    ],
)
def test_silence_is_counted_in_working_days_with_today(last: date | None, today: date, days: int) -> None:
    assert silent_days(last, date(2019, 8, 26), today, CALENDAR) == days


async def test_who_is_silent_is_listed_with_what_is_still_out(stack: Stack) -> None:
    lan, son, tu, bao = [await stack.phone(chat) for chat in (LAN, SON, TU, BAO)]
    await says(lan, "H03 phát 30 thu 25")
    await says(tu, "phát 10")
    await says(tu, "/vang 5")
    heard = await says(bao, "/imlang")
    assert "Sơn (01-S02): chưa báo cáo lần nào" in heard.text
    assert "Lan" not in heard.text

    stack.clock.move_to(START + timedelta(days=1))
    heard = await says(bao, "/imlang 1")
    assert "2 bưu tá" in lines(heard)[0]
    assert (
        "Lan (01-H03, 01-X07, 01-X08): 1 ngày, báo cáo cuối 29/08/2019, chưa thu 5, còn trên tay 60"
        in heard.text
    )
    away = heard.text.partition("Đã báo vắng (1)")[2]
    assert "Tư (01-S02): 1 ngày, báo cáo cuối 29/08/2019, chưa thu 10, còn trên tay 35" in away
    assert "từ 1 đến 60" in (await says(bao, "/imlang mấy")).text
    assert "không dành cho vai trò" in (await says(son, "/imlang")).text
