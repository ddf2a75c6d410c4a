"""What was sent by mistake is taken back, and nothing else."""

from __future__ import annotations

from tests.handlers.stories import HUNG, LAN, SON, TU, edits, figures, rows, says, taps
from tests.stack import Stack

H03, X07, X08 = "01-H03", "01-X07", "01-X08"


async def test_huy_takes_back_the_whole_last_message(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    await says(lan, "X07 phát 10, X08 phát 5 thu 2")
    heard = await says(lan, "/huy")
    assert "Đã hủy" in heard.text
    assert "01-X07 UBND phường Trúc Bạch: phát 10" in heard.text
    assert "phát 5, thu 2" in heard.text
    assert await figures(stack, X07) == {}
    assert await figures(stack, X08) == {}
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}
    gone = "SELECT count(*) FROM reports WHERE voided_at IS NOT NULL AND voided_by = worker"
    assert await rows(stack, gone) == [(2,)]


async def test_huy_goes_back_message_by_message_until_nothing_is_left(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30")
    await says(lan, "H03 thu 25")
    assert "thu 25" in (await says(lan, "/huy")).text
    assert "phát 30" in (await says(lan, "/huy")).text
    assert "Không còn gì để hủy" in (await says(lan, "/huy")).text
    assert await figures(stack, H03) == {}


async def test_huy_after_a_question_drops_the_question_and_not_the_report_before(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30")
    asked = await says(lan, "H03 thu 45")
    heard = await says(lan, "/huy")
    assert "Số liệu không thay đổi" in heard.text
    assert await figures(stack, H03) == {"distributed": 30}
    heard = await taps(lan, asked.labels[0], asked.id)
    assert "đã được trả lời" in heard.text
    assert await figures(stack, H03) == {"distributed": 30}


async def test_huy_takes_back_an_edited_message_with_what_is_left_of_its_first_version(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("X07 phát 10, X08 phát 5")
    await lan.hears()
    later = await says(lan, "X08 thu 5")
    heard = await edits(lan, sent, "X07 phát 12, X08 phát 3")
    assert "phát +2 → 12" in heard.text
    assert "thừa 2" in heard.text
    assert "Chưa hủy được" in (await says(lan, "/huy")).text
    await taps(lan, later.buttons[0][0][1], later.id)
    heard = await says(lan, "/huy")
    assert "phát 12" in heard.text
    assert "phát 5" in heard.text
    assert await figures(stack, X07) == {}
    assert await figures(stack, X08) == {}


async def test_a_toggled_report_is_undone_as_one(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 20")
    await says(lan, "H03 phát 30")
    await taps(lan, "Ý tôi là tổng")
    heard = await taps(lan, "Hủy")
    assert "phát 30" in heard.text
    assert await figures(stack, H03) == {"distributed": 20}


async def test_the_undo_button_names_what_it_took_back_and_where_the_unit_stands(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "H03 phát 30")
    await says(lan, "H03 phát 5")
    heard = await taps(lan, first.labels[0], first.id)
    assert heard.edited
    assert "01-H03 UBND quận Ba Đình: phát 30" in heard.text
    assert "còn trên tay 45" in heard.text
    assert heard.labels == []
    assert await figures(stack, H03) == {"distributed": 5}


async def test_the_second_tap_on_undo_changes_nothing(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 5")
    booked = await says(lan, "H03 phát 30")
    button = booked.buttons[0][0][1]
    await taps(lan, button, booked.id)
    heard = await taps(lan, button, booked.id)
    assert "Không còn gì để hủy" in heard.text
    assert await figures(stack, H03) == {"distributed": 5}


async def test_an_undo_that_would_break_a_balance_says_which_and_leaves_everything(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "H03 phát 30")
    await says(lan, "H03 thu 25")
    heard = await taps(lan, first.buttons[0][0][1], first.id)
    assert "Chưa hủy được" in heard.text
    assert "01-H03" in heard.text
    assert "nhiều hơn số đã phát 0: thừa 25" in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}


async def test_an_undo_that_would_break_a_balance_can_take_the_later_reports_along(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "H03 phát 30")
    await says(lan, "H03 thu 25")
    await says(lan, "X07 phát 5")
    stuck = await taps(lan, first.buttons[0][0][1])
    assert stuck.labels == ["Hủy cả các báo cáo sau"]
    undone = await taps(lan, "Hủy cả các báo cáo sau")
    assert "01-H03 UBND quận Ba Đình: phát 30, thu 25" in undone.text
    assert await figures(stack, H03) == {}
    assert await figures(stack, X07) == {"distributed": 5}


async def test_one_unit_that_cannot_be_undone_keeps_the_whole_message(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "X07 phát 10, X08 phát 5")
    await says(lan, "X08 thu 5")
    await taps(lan, first.buttons[0][0][1], first.id)
    assert await figures(stack, X07) == {"distributed": 10}
    assert await figures(stack, X08) == {"distributed": 5, "collected": 5}


async def test_huy_of_an_inspector_takes_back_the_last_note_then_the_last_re_check(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 khớp")
    await says(hung, "/kiemtra H03 phát phiếu tốt")
    assert "phát phiếu tốt" in (await says(hung, "/huy")).text
    heard = await says(hung, "/huy")
    assert "01-H03-007" in heard.text
    assert "khớp" in heard.text
    live = "SELECT count(*) FROM {} WHERE voided_at IS NULL"
    assert await rows(stack, live.format("rechecks")) == [(0,)]
    assert await rows(stack, live.format("inspections")) == [(0,)]


async def test_what_one_worker_undoes_leaves_the_other_of_a_shared_unit_alone(stack: Stack) -> None:
    son, tu = await stack.phone(SON), await stack.phone(TU)
    await says(son, "phát 10")
    await says(tu, "phát 20")
    await says(son, "/huy")
    assert "Không còn gì để hủy" in (await says(son, "/huy")).text
    assert await figures(stack, "01-S02") == {"distributed": 20}
