"""An inspector visits a unit and leaves a note."""

from __future__ import annotations

import pytest

from tests.handlers.stories import DUNG, HUNG, edits, rows, says, taps
from tests.stack import Stack

LIVE = "SELECT province, unit, note FROM inspections WHERE voided_at IS NULL ORDER BY id"


async def test_a_note_in_one_line(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/kiemtra H03 phát phiếu đúng địa bàn")
    assert "08:30 29/08/2019" in heard.text
    assert "01-H03 UBND quận Ba Đình" in heard.text
    assert "phát phiếu đúng địa bàn" in heard.text
    assert await rows(stack, LIVE) == [("01", "01-H03", "phát phiếu đúng địa bàn")]


async def test_a_note_on_several_lines_keeps_them(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/kiemtra H03\nĐã phát 30 phiếu.\nChưa thấy bất thường.")
    assert await rows(stack, LIVE) == [("01", "01-H03", "Đã phát 30 phiếu.\nChưa thấy bất thường.")]


async def test_a_note_without_the_command(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "kiểm tra X07: thiếu danh sách người được hỏi")
    assert "01-X07" in heard.text
    assert await rows(stack, LIVE) == [("01", "01-X07", "thiếu danh sách người được hỏi")]


async def test_the_bot_asks_where_and_what(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/kiemtra")
    assert "mã đơn vị" in heard.text
    heard = await says(hung, "ok")
    assert "ngắn quá" in heard.text
    heard = await says(hung, "H03 phát phiếu tốt")
    assert "Đã ghi kiểm tra" in heard.text
    assert await rows(stack, LIVE) == [("01", "01-H03", "phát phiếu tốt")]


async def test_the_bot_asks_what_of_the_unit_that_was_named(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/kiemtra h3")
    assert "01-H03 UBND quận Ba Đình" in heard.text
    await says(hung, "không có bất thường")
    assert await rows(stack, LIVE) == [("01", "01-H03", "không có bất thường")]


async def test_a_re_check_that_comes_while_a_note_is_waited_for_is_no_note(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/kiemtra")
    heard = await says(hung, "pt H03-007 khớp")
    assert "01-H03-007" in heard.text
    assert await rows(stack, LIVE) == []
    assert await rows(stack, "SELECT ballot FROM rechecks") == [("01-H03-007",)]


async def test_another_command_ends_the_question(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/kiemtra")
    await says(hung, "/toi")
    heard = await says(hung, "trời mưa to quá")
    assert "Chưa hiểu" in heard.text
    assert await rows(stack, LIVE) == []


async def test_a_note_without_a_unit_is_about_the_province(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/kiemtra bưu điện thành phố phát phiếu chậm")
    assert "Hà Nội" in heard.text
    assert await rows(stack, LIVE) == [("01", None, "bưu điện thành phố phát phiếu chậm")]


@pytest.mark.parametrize(
    "words",
    [
        "/kiemtra 01-H03 thiếu phiếu nhiều",
        "/kiemtra H03 thiếu phiếu nhiều",
        "kiểm tra 01-H03: thiếu phiếu nhiều",
        "/kiemtra H99: thiếu phiếu nhiều",
    ],
)
async def test_an_inspector_of_one_province_cannot_write_for_another(stack: Stack, words: str) -> None:
    dung = await stack.phone(DUNG)
    heard = await says(dung, words)
    assert "Chưa ghi" in heard.text
    assert await rows(stack, LIVE) == []


@pytest.mark.parametrize("first", ["/kiemtra H03 phát phiếu tốt", "kiểm tra H03: phát phiếu tốt"])
async def test_an_edit_replaces_the_note(stack: Stack, first: str) -> None:
    hung = await stack.phone(HUNG)
    sent = await hung.says(first)
    await hung.hears()
    heard = await edits(hung, sent, first.replace("tốt", "chậm"))
    assert "Đã thay" in heard.text
    assert await rows(stack, LIVE) == [("01", "01-H03", "phát phiếu chậm")]


async def test_the_answer_to_a_question_can_be_edited_too(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/kiemtra h3")
    sent = await hung.says("phát phiếu tốt")
    await hung.hears()
    await edits(hung, sent, "phát phiếu chậm")
    assert await rows(stack, LIVE) == [("01", "01-H03", "phát phiếu chậm")]


async def test_a_note_is_undone_by_its_button(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/kiemtra H03 phát phiếu tốt")
    heard = await taps(hung, "Hủy")
    assert "Đã hủy" in heard.text
    assert "phát phiếu tốt" in heard.text
    assert await rows(stack, LIVE) == []
