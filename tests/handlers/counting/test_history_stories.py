"""``/lichsu``: what was said, by whom, and what became of it."""

from __future__ import annotations

from tests.handlers.stories import BAO, LAN, MAI, SON, TU, edits, lines, says, taps
from tests.stack import Stack


async def test_each_report_is_listed_with_what_became_of_it(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    await edits(lan, first, "H03 phát 31 thu 25")
    await says(lan, "H03 tổng phát 40 // đếm lại")
    await says(lan, "X07 phát 3")
    await says(lan, "/huy")
    heard = await says(lan, "/lichsu")
    assert "Lịch sử báo cáo 01-H03, 01-X07, 01-X08 · 1–4" in heard.text
    undone, counted, corrected, replaced = lines(heard)[1:]
    assert undone.startswith("▫️")
    assert "01-X07 · thêm phát 3 · Lan (Lan đã hủy)" in undone
    assert counted.startswith("✅ 08:30 29/08/2019 · 01-H03 · tổng phát 40 · Lan (ghi chú: đếm lại)")
    assert corrected.startswith("✅")
    assert "thêm phát 31, thu 25" in corrected
    assert "thêm phát 30, thu 25 · Lan (đã sửa thành thêm phát 31, thu 25)" in replaced
    heard = await says(lan, "/lichsu x07")
    assert len(lines(heard)) == 2


async def test_a_shared_unit_shows_who_reported_and_older_ones_are_a_tap_away(stack: Stack) -> None:
    son, tu = await stack.phone(SON), await stack.phone(TU)
    for _ in range(13):
        await says(son, "phát 1")
    await says(tu, "phát 2")
    heard = await says(son, "/lichsu")
    assert "phát 2 · Tư" in lines(heard)[1]
    assert heard.labels == ["Cũ hơn ▶️"]
    assert len(lines(heard)) == 13
    older = await taps(son, "Cũ hơn")
    assert older.edited
    assert len(lines(older)) == 3
    assert older.labels == ["◀️ Mới hơn"]
    newer = await taps(son, "Mới hơn")
    assert newer.text == heard.text


async def test_others_see_the_units_of_their_scope_only(stack: Stack) -> None:
    lan, bao, mai = [await stack.phone(chat) for chat in (LAN, BAO, MAI)]
    await says(lan, "H03 phát 30")
    assert "Lan" in (await says(bao, "/lichsu H03")).text
    assert "Lan" in (await says(mai, "/lichsu ba đình")).text
    assert "Không thấy đơn vị “02-H01”" in (await says(bao, "/lichsu 02-H01")).text
    heard = await says(lan, "/lichsu S02")
    assert "Không thấy đơn vị" in heard.text
    forged = await taps(lan, "history:01-S02:0", lan.messages[0].id)
    assert "không còn dùng được" in forged.text
