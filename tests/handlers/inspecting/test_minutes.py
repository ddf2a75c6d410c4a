"""``/bienban``: minutes under six headings, begun, broken off, gone on with, saved, read, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulator import Heard, Phone
from tests.handlers.stories import BAO, DUNG, HA, HUNG, LAN, MAI, edits, rows, says, taps
from tests.stack import Stack, running

SAVED = """
    SELECT inspections.province, inspections.unit, heading, text FROM minutes
    JOIN inspections ON inspections.id = minutes.inspection
    WHERE voided_at IS NULL ORDER BY inspections.id, heading
"""
NOTES = "SELECT unit, note FROM inspections WHERE voided_at IS NULL ORDER BY id"
OPEN = "SELECT count(*) FROM drafts WHERE kind = 'minutes' AND state = 'open'"
TOLD = ("3 bưu tá, đã tập huấn", "đúng địa bàn", "thu đủ", "hợp tác", "mưa to", "thêm người")


async def written(phone: Phone, place: str = "H03", *texts: str) -> Heard:
    """Minutes with all headings told, not saved yet: what is shown to look through."""
    heard = await says(phone, f"/bienban {place}")
    for text in texts or TOLD:
        heard = await says(phone, text)
    return heard


async def test_heading_by_heading_and_saved(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/bienban")
    assert "Cả Hà Nội" in heard.labels
    heard = await taps(hung, "01-H03")
    assert "Mục 1/6. Lựa chọn, phân công người phát, thu phiếu" in heard.text
    heard = await says(hung, "3 bưu tá, đã tập huấn")
    assert "Mục 2/6. Việc phát phiếu" in heard.text
    heard = await taps(hung, "Bỏ qua")
    assert "Mục 3/6. Việc thu phiếu" in heard.text
    heard = await says(hung, "thu đủ")
    assert "Mục 4/6. Thái độ của người trả lời" in heard.text
    heard = await says(hung, "hợp tác")
    assert "Mục 5/6. Khó khăn, vướng mắc và nguyên nhân" in heard.text
    heard = await taps(hung, "Bỏ qua")
    assert "Mục 6/6. Đề xuất, kiến nghị" in heard.text
    heard = await says(hung, "thêm người\nthêm xe")
    assert "2. Việc phát phiếu\n(không ghi)" in heard.text
    assert "6. Đề xuất, kiến nghị\nthêm người\nthêm xe" in heard.text
    assert await rows(stack, SAVED) == []
    heard = await taps(hung, "Lưu")
    assert "Đã lưu biên bản (4/6 mục)" in heard.text
    assert await rows(stack, SAVED) == [
        ("01", "01-H03", 1, "3 bưu tá, đã tập huấn"),
        ("01", "01-H03", 3, "thu đủ"),
        ("01", "01-H03", 4, "hợp tác"),
        ("01", "01-H03", 6, "thêm người\nthêm xe"),
    ]
    assert await rows(stack, NOTES) == [("01-H03", "3 bưu tá, đã tập huấn")]
    assert "Biên bản: 1 · Ghi chú kiểm tra: 0" in (await says(hung, "/toi")).text


async def test_one_heading_is_mended_before_saving(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await written(hung)
    heard = await taps(hung, "Sửa mục 2")
    assert "Đang ghi: đúng địa bàn" in heard.text
    heard = await says(hung, "phát nhầm một hộ")
    assert "2. Việc phát phiếu\nphát nhầm một hộ" in heard.text
    await taps(hung, "Sửa mục 5")
    heard = await taps(hung, "Giữ nguyên")
    assert "5. Khó khăn, vướng mắc và nguyên nhân\nmưa to" in heard.text
    await taps(hung, "Lưu")
    assert [row[3] for row in await rows(stack, SAVED)] == [TOLD[0], "phát nhầm một hộ", *TOLD[2:]]


async def test_commands_in_between_do_not_lose_what_was_written(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/bienban H03")
    await says(hung, "3 bưu tá")
    assert "viết dở 1/6 mục: /bienban" in (await says(hung, "/toi")).text
    heard = await says(hung, "/bienban")
    assert "đã ghi 1/6 mục, đang ở mục 2" in heard.text
    heard = await taps(hung, "Viết tiếp")
    assert "Mục 2/6" in heard.text
    await says(hung, "đúng địa bàn")
    await taps(hung, "Xem cả biên bản")
    await taps(hung, "Lưu")
    assert [row[3] for row in await rows(stack, SAVED)] == ["3 bưu tá", "đúng địa bàn"]


async def test_a_restart_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as stack:
        hung = await stack.phone(HUNG)
        await says(hung, "/bienban H03")
        await says(hung, "3 bưu tá")
    async with running(tmp_path) as stack:
        hung = await stack.phone(HUNG)
        heard = await says(hung, "đúng địa bàn")
        assert "Mục 3/6" in heard.text
        await taps(hung, "Xem cả biên bản")
        await taps(hung, "Lưu")
        assert [row[3] for row in await rows(stack, SAVED)] == ["3 bưu tá", "đúng địa bàn"]


async def test_a_re_check_in_the_middle_is_booked_and_the_minutes_go_on(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/bienban H03")
    heard = await says(hung, "pt H03-007 lệch")
    assert "✅ 01-H03-007: lệch" in heard.text
    assert "mục 1/6" in heard.text
    await taps(hung, "Câu mấy?")
    await says(hung, "4")
    await taps(hung, "Ghi chú")
    await says(hung, "chữ ký khác")
    heard = await says(hung, "3 bưu tá")
    assert "Mục 2/6" in heard.text
    assert await rows(stack, "SELECT question, comment FROM rechecks") == [("q4", "chữ ký khác")]


async def test_the_same_minutes_are_not_saved_twice(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    shown = await written(hung)
    await taps(hung, "Lưu", shown.id)
    heard = await taps(hung, "Lưu", shown.id)
    assert "đã được trả lời" in heard.text
    assert len(await rows(stack, NOTES)) == 1


async def test_empty_minutes_are_not_saved(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/bienban H03")
    for _ in range(6):
        await taps(hung, "Bỏ qua")
    assert "chưa có mục nào" in (await taps(hung, "Lưu")).text
    assert await rows(stack, NOTES) == []


async def test_a_draft_goes_only_when_asked_twice(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await written(hung)
    heard = await taps(hung, "Hủy")
    assert "Bỏ hẳn bản nháp có 6 mục" in heard.text
    assert await rows(stack, OPEN) == [(1,)]
    await taps(hung, "Bỏ bản nháp")
    assert await rows(stack, OPEN) == [(0,)]
    assert "đơn vị nào?" in (await says(hung, "/bienban")).text


@pytest.mark.parametrize("way", ["/huy", "button"])
async def test_undone_minutes_are_a_draft_again(stack: Stack, way: str) -> None:
    hung = await stack.phone(HUNG)
    await written(hung)
    saved = await taps(hung, "Lưu")
    heard = await (says(hung, "/huy") if way == "/huy" else taps(hung, "↩️ Hủy", saved.id))
    assert "bản nháp" in heard.text
    assert await rows(stack, SAVED) == []
    heard = await says(hung, "/bienban")
    assert "chưa lưu, đã ghi 6/6 mục" in heard.text
    await taps(hung, "Xem cả biên bản")
    await taps(hung, "Lưu")
    assert [row[3] for row in await rows(stack, SAVED)] == list(TOLD)


async def test_huy_in_the_middle_takes_out_the_last_text_and_nothing_older(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 khớp")
    await says(hung, "/bienban H03")
    await says(hung, "3 bưu tá")
    heard = await says(hung, "/huy")
    assert "Mục 1" in heard.text
    assert await rows(stack, "SELECT count(*) FROM rechecks WHERE voided_at IS NULL") == [(1,)]
    await says(hung, "/bienban")
    assert "Mục 1/6" in (await taps(hung, "Viết tiếp")).text


async def test_an_edited_message_changes_its_heading_before_and_after_saving(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/bienban H03")
    sent = await hung.says("3 bưu tá")
    await hung.hears()
    assert "Đã sửa mục 1" in (await edits(hung, sent, "kiểm tra H03: 4 bưu tá")).text
    await taps(hung, "Xem cả biên bản")
    await taps(hung, "Lưu")
    assert [row[3] for row in await rows(stack, SAVED)] == ["kiểm tra H03: 4 bưu tá"]
    await edits(hung, sent, "5 bưu tá")
    assert [row[3] for row in await rows(stack, SAVED)] == ["5 bưu tá"]
    assert "bản nháp" in (await says(hung, "/huy")).text


async def test_about_a_whole_province(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await written(hung, "Hà Nội", "Sở chỉ đạo sát")
    await taps(hung, "Xem cả biên bản")
    await taps(hung, "Lưu")
    assert await rows(stack, SAVED) == [("01", None, 1, "Sở chỉ đạo sát")]


@pytest.mark.parametrize("place", ["01-H03", "H03", "01", "Hà Nội", "Ba Đình"])
async def test_nobody_writes_about_another_province(stack: Stack, place: str) -> None:
    dung = await stack.phone(DUNG)
    heard = await says(dung, f"/bienban {place}")
    assert "phạm vi" in heard.text
    for forged in ("bienban:unit:01-H03", "bienban:province:01", "bienban:province:VN", "bienban:unit:"):
        assert "phạm vi" in (await taps(dung, forged, heard.id)).text
    assert await rows(stack, OPEN) == [(0,)]


async def test_forged_taps_touch_no_one_elses_minutes(stack: Stack) -> None:
    hung, dung, lan = await stack.phone(HUNG), await stack.phone(DUNG), await stack.phone(LAN)
    shown = await written(hung)
    for forged in (
        "save:1",
        "dropped:1",
        "mend:1:2",
        "go:1",
        "skip:1:1",
        "preview:1",
        "save:x",
        "save",
        "mend:1:9",
    ):
        await taps(dung, f"bienban:{forged}", shown.id)
    assert "không dành cho vai trò" in (await taps(lan, "bienban:save:1", shown.id)).text
    assert await rows(stack, OPEN) == [(1,)]
    await taps(hung, "Lưu")
    assert "Không xem được" in (await taps(dung, "minutes:1", shown.id)).text
    assert "không dành cho vai trò" in (await taps(lan, "minutes:1", shown.id)).text


async def test_an_agency_reads_its_own_and_coordinators_all_of_their_scope(stack: Stack) -> None:
    hung, dung, mai, ha, bao = [await stack.phone(chat) for chat in (HUNG, DUNG, MAI, HA, BAO)]
    await written(hung)
    await taps(hung, "Lưu")
    await written(dung, "02-H01")
    await taps(dung, "Lưu")
    assert (await says(hung, "/bienban xem")).labels == ["29/08/2019 · 01-H03"]
    assert (await says(dung, "/bienban xem")).labels == ["29/08/2019 · 02-H01"]
    assert (await says(mai, "/bienban")).labels == ["29/08/2019 · 01-H03"]
    await ha.hears()  # what was overdue when the campaign began
    assert len((await says(ha, "/bienban")).labels) == 2
    heard = await taps(ha, "02-H01")
    assert "Ủy ban MTTQ tỉnh · Dung" in heard.text
    assert "5. Khó khăn, vướng mắc và nguyên nhân\nmưa to" in heard.text
    assert "không dành cho vai trò" in (await says(bao, "/bienban")).text
