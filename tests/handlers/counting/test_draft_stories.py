"""What waits for a tap is asked once more a day later; a report is put right with a button."""

from __future__ import annotations

from datetime import timedelta

from tests.handlers.stories import LAN, SON, edits, figures, is_quiet, rows, says, taps
from tests.stack import START, Stack

H03, S02 = "01-H03", "01-S02"


async def test_a_question_is_asked_again_a_day_later_once_with_its_buttons(stack: Stack) -> None:
    son = await stack.phone(SON)
    first = await says(son, "phát 10 thu 15")
    assert "Tôi đã phát thêm 5" in first.labels
    stack.clock.move_to(START + timedelta(hours=23))
    assert await is_quiet(stack, son)
    stack.clock.move_to(START + timedelta(hours=24, minutes=1))
    (again,) = await son.hears()
    assert "“phát 10 thu 15”" in again.text
    assert "vẫn chưa ghi" in again.text
    assert "nhiều hơn số đã phát 10: thừa 5" in again.text
    assert again.labels == first.labels
    stack.clock.move_to(START + timedelta(hours=49))
    assert await is_quiet(stack, son)

    heard = await taps(son, "Tôi đã phát thêm 5", again.id)
    assert "phát +15 → 15" in heard.text
    assert await figures(stack, S02) == {"distributed": 15, "collected": 15}

    await son.taps("Tôi đã phát thêm 5", first.id)
    gone, told = await son.hears(2)
    assert (gone.id, gone.labels) == (first.id, [])
    assert gone.text == first.text
    assert "đã được trả lời" in told.text
    assert await figures(stack, S02) == {"distributed": 15, "collected": 15}


async def test_a_settled_draft_is_not_spoken_of_again(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "phát 5")
    await taps(lan, "Ba Đình")
    stack.clock.move_to(START + timedelta(hours=25))
    assert await is_quiet(stack, lan)
    assert await rows(stack, "SELECT reminded_at FROM drafts") == [(None,)]


async def test_the_fix_button_takes_the_next_text_for_the_report(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    await says(lan, "H03 phát 2")
    heard = await taps(lan, "Sửa", lan.messages[-2].id)
    assert "Đã ghi: phát 30, thu 25" in heard.text
    heard = await says(lan, "chắc là nhiều hơn")
    assert "số cũ vẫn giữ nguyên" in heard.text
    heard = await says(lan, "phát 35 thu 26")
    assert "✏️ Đã sửa. Trước đó: phát 30, thu 25" in heard.text
    assert await figures(stack, H03) == {"distributed": 37, "collected": 26}

    heard = await says(lan, "H03 phát 1")
    assert "phát +1 → 38" in heard.text
    heard = await edits(lan, first, "H03 phát 31 thu 25")
    assert "Trước đó: phát 35, thu 26" in heard.text
    assert await figures(stack, H03) == {"distributed": 34, "collected": 25}


async def test_a_fix_that_is_stopped_changes_nothing(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "phát 30")
    await taps(son, "Sửa")
    heard = await taps(son, "Thôi")
    assert heard.edited
    assert heard.labels == []
    heard = await says(son, "phát 5")
    assert "phát +5 → 35" in heard.text


async def test_undoing_a_fixed_report_undoes_all_of_it(stack: Stack) -> None:
    son = await stack.phone(SON)
    first = await says(son, "phát 30")
    await taps(son, "Sửa")
    await says(son, "phát 35")
    heard = await taps(son, "↩️ Hủy", first.id)
    assert "Đã hủy" in heard.text
    assert heard.labels == []
    assert await figures(stack, S02) == {}
    await son.taps("↩️ Hủy")
    gone, told = await son.hears(2)
    assert gone.labels == []
    assert "Không còn gì để hủy" in told.text
