"""An inspector asks respondents whether their ballots are genuine, and tells the bot what they said."""

from __future__ import annotations

import pytest

from tests.handlers.stories import DUNG, HUNG, LAN, edits, rows, says, taps
from tests.stack import Stack

LIVE = "SELECT unit, ballot, outcome, count FROM rechecks WHERE voided_at IS NULL ORDER BY id"
ALL = "SELECT count(*) FROM rechecks"


async def test_a_ballot_is_re_checked_with_one_line(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03-007 khớp")
    assert "01-H03-007" in heard.text
    assert "khớp" in heard.text
    assert "UBND quận Ba Đình: anh/chị đã phúc tra 1 phiếu" in heard.text
    assert any("Hủy" in label for label in heard.labels)
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-007", "match", 1)]


@pytest.mark.parametrize(
    ("words", "outcome", "reply"),
    [
        ("đúng", "match", "khớp"),
        ("không khớp", "mismatch", "lệch"),
        ("khong nhan phieu", "not_received", "không nhận phiếu"),
        ("người khác trả lời thay", "answered_by_other", "người khác trả lời thay"),
        ("không liên lạc được", "unreachable", "không liên lạc được"),
        ("từ chối", "refused", "từ chối"),
    ],
)
async def test_every_outcome_is_told_back_in_its_own_word(
    stack: Stack, words: str, outcome: str, reply: str
) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, f"phúc tra h3-7 {words}")
    assert "01-H03-007" in heard.text
    assert reply in heard.text
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-007", outcome, 1)]


async def test_a_batch_is_counted_by_outcome(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03: kiểm 10 khớp 8 lệch 1 không nhận 1")
    assert "8 phiếu khớp" in heard.text
    assert "1 phiếu lệch" in heard.text
    assert "anh/chị đã phúc tra 10 phiếu" in heard.text
    assert await rows(stack, LIVE) == [
        ("01-H03", None, "match", 8),
        ("01-H03", None, "mismatch", 1),
        ("01-H03", None, "not_received", 1),
    ]


async def test_outcomes_that_do_not_add_up_are_not_booked(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03: kiểm 10 khớp 8 lệch 1")
    assert "không bằng số đã kiểm" in heard.text
    assert await rows(stack, ALL) == [(0,)]


async def test_a_second_look_at_a_ballot_replaces_the_first(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 không liên lạc được")
    heard = await says(hung, "pt H03-007 khớp")
    assert "anh/chị đã phúc tra 1 phiếu" in heard.text
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-007", "match", 1)]
    assert await rows(stack, ALL) == [(2,)]


@pytest.mark.parametrize("serial", ["000", "051", "999"])
async def test_a_ballot_that_the_unit_does_not_have_is_refused(stack: Stack, serial: str) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, f"pt H03-{serial} khớp")
    assert f"H03-{serial}" in heard.text
    assert "50" in heard.text
    assert await rows(stack, ALL) == [(0,)]


async def test_a_batch_larger_than_the_unit_is_refused(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt X07: kiểm 21 khớp 21")
    assert "20 phiếu" in heard.text
    assert await rows(stack, ALL) == [(0,)]


async def test_a_good_line_is_booked_and_a_bad_one_named(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03-007 khớp\npt X07-021 khớp")
    assert "01-H03-007" in heard.text
    assert "X07-021" in heard.text
    assert "⚠️" in heard.text
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-007", "match", 1)]


@pytest.mark.parametrize("words", ["pt 01-H03-007 khớp", "pt 01-H03: kiểm 10 khớp 10"])
async def test_an_inspector_of_one_province_cannot_write_for_another(stack: Stack, words: str) -> None:
    dung = await stack.phone(DUNG)
    heard = await says(dung, words)
    assert "⚠️" in heard.text
    assert "01-H03" in heard.text
    assert await rows(stack, ALL) == [(0,)]


async def test_an_edit_replaces_the_outcome(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    sent = await hung.says("pt H03-007 khớp")
    await hung.hears()
    heard = await edits(hung, sent, "pt H03-007 không nhận phiếu")
    assert "Đã thay" in heard.text
    assert "không nhận phiếu" in heard.text
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-007", "not_received", 1)]


@pytest.mark.parametrize("words", ["pt H03-099 khớp", "pt H03-007", "nhầm rồi", "pt 02-H01-003 khớp"])
async def test_an_edit_that_cannot_be_booked_keeps_the_old_outcome(stack: Stack, words: str) -> None:
    hung = await stack.phone(HUNG)
    sent = await hung.says("pt H03-008 khớp")
    await hung.hears()
    heard = await edits(hung, sent, words)
    assert "giữ nguyên" in heard.text or heard.buttons
    assert await rows(stack, LIVE) == [("01-H03", "01-H03-008", "match", 1)]


async def test_an_inspector_does_not_report_ballots(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "H03 phát 30 thu 25")
    assert "bưu tá" in heard.text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(0,)]


async def test_toi_tells_what_is_done_and_what_is_left(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03: kiểm 10 khớp 8 lệch 1 không nhận 1")
    await says(hung, "/kiemtra X07 phát phiếu đúng địa bàn")
    heard = await says(hung, "/toi")
    assert "Hùng · được giao 4 đơn vị" in heard.text
    assert "10 phiếu" in heard.text
    assert "khớp 8" in heard.text
    assert "Chưa phúc tra 3 đơn vị" in heard.text
    assert "02-H01" not in heard.text


async def test_the_button_undoes_what_it_stands_under_and_only_for_its_owner(stack: Stack) -> None:
    hung, dung, lan = await stack.phone(HUNG), await stack.phone(DUNG), await stack.phone(LAN)
    heard = await says(hung, "pt H03-007 khớp")
    button = next(data for row in heard.buttons for label, data in row if "Hủy" in label)
    for other in (dung, lan):
        shown = await says(other, "/toi")
        await taps(other, button, shown.id)
    assert len(await rows(stack, LIVE)) == 1
    heard = await taps(hung, "Hủy")
    assert "Đã hủy" in heard.text
    assert "01-H03-007" in heard.text
    assert await rows(stack, LIVE) == []
