"""``/phuctra``: a unit, a ballot, an outcome, the next ballot; the question that differs, and notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.counting import units
from storage.people import people
from storage.words.ballot_numbers import ballot_number
from storage.words.roles import Agency, Role
from tests.handlers.stories import DUNG, HUNG, LAN, SCREEN, edits, lines, rows, says, taps
from tests.stack import CAST, Stack, running

LIVE = "SELECT ballot, outcome FROM rechecks WHERE voided_at IS NULL ORDER BY id"
QUESTIONS = "SELECT ballot, question FROM rechecks WHERE voided_at IS NULL ORDER BY id"
NOTES = "SELECT ballot, comment FROM rechecks WHERE voided_at IS NULL ORDER BY id"


async def test_step_by_step_with_taps(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/phuctra")
    assert [label[:6] for label in heard.labels] == ["01-H03", "01-S02", "01-X07", "01-X08"]
    heard = await taps(hung, "01-H03")
    assert "Phiếu số mấy?" in heard.text
    heard = await says(hung, "7")
    assert heard.text == "Kết quả phúc tra 01-H03-007?"
    assert heard.labels[:6] == [
        "khớp",
        "lệch",
        "không nhận phiếu",
        "người khác trả lời thay",
        "không liên lạc được",
        "từ chối",
    ]
    heard = await taps(hung, "khớp")
    assert "✅ 01-H03-007: khớp" in heard.text
    assert await rows(stack, LIVE) == [("01-H03-007", "match")]
    await taps(hung, "Phiếu tiếp theo")
    await says(hung, "008")
    await taps(hung, "không nhận phiếu")
    heard = await taps(hung, "Xong")
    assert "đã phúc tra 2 phiếu: khớp 1, không nhận phiếu 1" in heard.text
    assert await rows(stack, LIVE) == [("01-H03-007", "match"), ("01-H03-008", "not_received")]
    assert "Chưa hiểu" in (await says(hung, "trời mưa")).text


@pytest.mark.parametrize(
    "typed", ["7", "007", "H03-007", "h3-7", "phiếu số 7", "số 7", "01-H03-007", "19-01-H03-007-9"]
)
async def test_the_number_may_be_typed_in_many_ways(stack: Stack, typed: str) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra Ba Đình")
    await says(hung, typed)
    await taps(hung, "khớp")
    assert await rows(stack, LIVE) == [("01-H03-007", "match")]


async def test_several_numbers_share_an_outcome(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    heard = await says(hung, "7 8, 9 và 10")
    assert "01-H03-007, 008, 009, 010" in heard.text
    heard = await taps(hung, "từ chối")
    assert "• từ chối 4: 007, 008, 009, 010" in heard.text
    assert len(await rows(stack, LIVE)) == 4


async def test_the_outcome_may_be_typed_with_the_number(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    heard = await says(hung, "7, 8 khớp // hỏi tại nhà")
    assert "khớp 2: 007 (hỏi tại nhà), 008 (hỏi tại nhà)" in heard.text
    assert await rows(stack, NOTES) == [("01-H03-007", "hỏi tại nhà"), ("01-H03-008", "hỏi tại nhà")]


async def test_an_amount_is_not_taken_for_a_ballots_number(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    for said in ("10 phiếu khớp", "10 khớp 8 lệch 1"):
        await says(hung, said)
        assert await rows(stack, LIVE) == []
    await says(hung, "kiểm 10 khớp 8 lệch 2")
    assert await rows(stack, "SELECT outcome, count FROM rechecks") == [("match", 8), ("mismatch", 2)]


async def test_the_unit_can_be_changed_by_typing_its_code_or_name_at_any_step(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    heard = await says(hung, "Trúc Bạch")
    assert "01-X07" in heard.text
    await says(hung, "3")
    heard = await says(hung, "x8")
    assert "01-X08" in heard.text
    await says(hung, "4 khớp")
    assert await rows(stack, LIVE) == [("01-X08-004", "match")]


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/phuctra H03", "Phiếu số mấy?"),
        ("/phuctra quận Ba Đình", "Phiếu số mấy?"),
        ("pt H03", "Phiếu số mấy?"),
        ("/phuctra H03-007", "Kết quả phúc tra 01-H03-007?"),
        ("/phuctra H03-007 khớp", "✅ 01-H03-007: khớp"),
        ("/phuctra Thủ Đức", "Không thấy “Thủ Đức”"),
    ],
)
async def test_words_after_the_command_skip_steps(stack: Stack, command: str, reply: str) -> None:
    hung = await stack.phone(HUNG)
    assert reply in (await says(hung, command)).text


async def test_a_ballot_without_its_outcome_is_kept_and_one_tap_books_it(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03-007 // bà Tư, tổ 5")
    assert heard.text == "Kết quả phúc tra 01-H03-007?"
    assert "1 phiếu chờ anh/chị bấm kết quả: 01-H03-007" in (await says(hung, "/toi")).text
    heard = await taps(hung, "khớp", heard.id)
    assert heard.edited
    assert await rows(stack, NOTES) == [("01-H03-007", "bà Tư, tổ 5")]
    heard = await taps(hung, f"outcome:{1}:mismatch", heard.id)
    assert "đã được trả lời" in heard.text
    assert await rows(stack, LIVE) == [("01-H03-007", "match")]


async def test_of_two_ballots_the_one_with_an_outcome_is_booked(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03-007 khớp, H03-008")
    assert "✅ 01-H03-007: khớp" in heard.text
    assert "Kết quả phúc tra 01-H03-008?" in heard.text
    await taps(hung, "từ chối")
    assert await rows(stack, LIVE) == [("01-H03-007", "match"), ("01-H03-008", "refused")]
    await says(hung, "/huy")
    assert await rows(stack, LIVE) == []


async def test_huy_drops_the_question_for_an_outcome(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-006 khớp")
    asked = await says(hung, "pt H03-007")
    assert "Đã bỏ" in (await says(hung, "/huy")).text
    assert await rows(stack, LIVE) == [("01-H03-006", "match")]
    assert "đã được trả lời" in (await taps(hung, "khớp", asked.id)).text


async def test_a_list_is_grouped_with_the_units_totals(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "pt H03-007 khớp, H03-008 lệch // sai câu 4\npt X07-001, 002, 003 khớp")
    assert lines(heard) == [
        "✅ 01-H03 UBND quận Ba Đình: đã ghi 2 phiếu",
        "• khớp 1: 007",
        "• lệch 1: 008 (sai câu 4)",
        "✅ 01-X07 UBND phường Trúc Bạch: đã ghi 3 phiếu",
        "• khớp 3: 001, 002, 003",
        "01-H03 UBND quận Ba Đình: anh/chị đã phúc tra 2 phiếu: khớp 1, lệch 1.",
        "01-X07 UBND phường Trúc Bạch: anh/chị đã phúc tra 3 phiếu: khớp 3.",
    ]
    assert (await rows(stack, QUESTIONS))[1] == ("01-H03-008", "q4")


async def test_a_mismatch_asks_which_question_with_a_keyboard(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 lệch")
    heard = await taps(hung, "Câu mấy?")
    assert [[label for label, _ in row] for row in heard.buttons] == [
        ["1", "2", "3", "4", "5", "6"],
        ["7", "8", "9", "10", "11", "12"],
        ["13", "14", "15", "16", "17", "18"],
        ["19", "20", "21", "22"],
        ["Câu chung", "Bỏ qua"],
    ]
    heard = await taps(hung, "17")
    assert "01-H03-007: lệch ở câu 17" in heard.text
    assert await rows(stack, QUESTIONS) == [("01-H03-007", "q17")]


@pytest.mark.parametrize(
    ("answer", "question"),
    [("câu 4", "q4"), ("Câu số 4", "q4"), ("q4", "q4"), ("cau 22", "q22"), ("câu 4 và câu 5", "q4,q5")],
)
async def test_the_question_may_be_typed_right_away(stack: Stack, answer: str, question: str) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 lệch")
    await says(hung, answer)
    assert await rows(stack, QUESTIONS) == [("01-H03-007", question)]


async def test_a_bare_number_is_a_question_only_after_the_button(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    await says(hung, "7 lệch")
    heard = await says(hung, "4")
    assert "01-H03-004" in heard.text
    await taps(hung, "Câu mấy?")
    assert "câu 1 đến câu 22" in (await says(hung, "23")).text
    await says(hung, "9")
    assert await rows(stack, QUESTIONS) == [("01-H03-007", "q9")]
    assert "01-H03-010" in (await says(hung, "10")).text


@pytest.mark.parametrize(
    "words", ["pt H03-007 sai câu 4", "pt H03-007 lệch // sai câu 4", "phúc tra H03-007 lệch cau 4"]
)
async def test_a_question_that_was_said_is_not_asked(stack: Stack, words: str) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, words)
    assert "Câu mấy?" not in heard.labels
    assert "câu 4" in heard.text
    assert await rows(stack, QUESTIONS) == [("01-H03-007", "q4")]


async def test_batches_and_matches_are_not_asked(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    for said in ("pt H03: kiểm 10 khớp 8 lệch 2", "pt H03-007 khớp", "pt H03-008 từ chối"):
        assert not [label for label in (await says(hung, said)).labels if "Câu" in label]


async def test_a_note_is_put_to_what_was_booked(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 lệch // nhà số 5")
    heard = await taps(hung, "Ghi chú")
    assert "01-H03-007" in heard.text
    heard = await says(hung, "Chữ ký không giống")
    assert "Chữ ký không giống" in heard.text
    assert await rows(stack, NOTES) == [("01-H03-007", "nhà số 5; Chữ ký không giống")]
    assert "Chưa hiểu" in (await says(hung, "trời mưa")).text


async def test_a_re_check_that_comes_while_a_note_is_waited_for_is_no_note(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 lệch")
    await taps(hung, "Ghi chú")
    await says(hung, "pt H03-008 khớp")
    assert await rows(stack, NOTES) == [("01-H03-007", None), ("01-H03-008", None)]


async def test_checked_twice_the_last_outcome_holds_and_undo_brings_the_first_back(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 khớp")
    heard = await says(hung, "pt H03-007 lệch")
    assert "Trước đó anh/chị ghi 01-H03-007 là khớp" in heard.text
    assert await rows(stack, LIVE) == [("01-H03-007", "mismatch")]
    heard = await says(hung, "/huy")
    assert "kết quả trước lại có hiệu lực: khớp" in heard.text
    assert await rows(stack, LIVE) == [("01-H03-007", "match")]


async def test_another_agencys_outcome_stays_beside_and_is_told(stack: Stack) -> None:
    async with stack.database.write() as db:
        front = await people.register(
            db,
            stack.campaign.code,
            name="Dung",
            role=Role.INSPECTOR,
            agency=Agency.MTTQ_TINH,
            scope=("01",),
            language="vi",
            now=stack.clock.now(),
        )
        await people.link(db, "telegram", str(DUNG), front)
    hung, dung = await stack.phone(HUNG), await stack.phone(DUNG)
    assert "MTTQ" not in (await says(hung, "pt H03-007 khớp")).text
    heard = await says(dung, "pt H03-007 lệch")
    assert "Sở Nội vụ đã ghi 01-H03-007: khớp" in heard.text
    assert "Trước đó" not in heard.text
    heard = await says(hung, "pt H03-007 khớp")
    assert "Ủy ban MTTQ tỉnh đã ghi 01-H03-007: lệch" in heard.text
    assert sorted(await rows(stack, LIVE)) == [("01-H03-007", "match"), ("01-H03-007", "mismatch")]


async def test_a_wrong_check_character_is_refused(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    right = ballot_number(2019, "01-H03", 7)
    assert "✅ 01-H03-007" in (await says(hung, f"pt {right} khớp")).text
    for wrong in (right[:-1] + "K", right.replace("007", "008"), "18" + right[2:]):
        heard = await says(hung, f"pt {wrong} khớp")
        assert "số phiếu gõ sai" in heard.text
        assert "số phiếu gõ sai" in (await says(hung, f"/phuctra {wrong}")).text
    assert await rows(stack, LIVE) == [("01-H03-007", "match")]


async def test_an_edited_number_asks_for_the_outcome_of_the_other_ballot(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "/phuctra H03")
    sent = await hung.says("7")
    asked = (await hung.hears())[-1]
    heard = await edits(hung, sent, "8")
    assert "01-H03-008" in heard.text
    assert "đã được trả lời" in (await taps(hung, "khớp", asked.id)).text
    await taps(hung, "lệch", heard.id)
    assert await rows(stack, LIVE) == [("01-H03-008", "mismatch")]


async def test_nobody_writes_for_another_province_by_whatever_way(stack: Stack) -> None:
    hung, dung, lan = await stack.phone(HUNG), await stack.phone(DUNG), await stack.phone(LAN)
    await says(hung, "pt H03-007 lệch")
    await says(hung, "pt H03-008")
    heard = await says(dung, "/phuctra")
    assert "02-H01" in heard.text
    for words in (
        "pt 01-H03-007 khớp",
        "/phuctra 01-H03-007",
        "/phuctra 01-H03",
        "01-H03-009 khớp",
        "pt H03-007",
    ):
        assert "phạm vi" in (await says(dung, words)).text
    for forged in (
        "phuctra:unit:01-H03",
        "outcome:1:match",
        "question:1:q4",
        "note:1",
        "undo:1",
        "question:99999999999999999999",
        "note:-1",
        "outcome::match",
        "phuctra:page:x",
        "phuctra",
    ):
        await taps(dung, forged, heard.id)
    for forged in ("outcome:1:match", "question:1:q4", "phuctra:unit:01-H03"):
        assert "không dành cho vai trò" in (await taps(lan, forged, 0)).text
    assert "không dành cho vai trò" in (await says(lan, "/phuctra")).text
    assert await rows(stack, QUESTIONS) == [("01-H03-007", None)]
    assert await rows(stack, LIVE) == [("01-H03-007", "mismatch")]


async def test_many_units_are_shown_eight_at_a_time(stack: Stack) -> None:
    async with stack.database.write() as db:
        named = [
            {
                "code": f"01-X{number}",
                "name": f"UBND xã số {number}",
                "level": "X",
                "province": "01",
                "quota": 20,
            }
            for number in range(20, 35)
        ]
        await units.add(db, stack.campaign.code, [{"district": None, **row} for row in named])
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/phuctra")
    assert len(heard.labels) == 9
    heard = await taps(hung, "Tiếp (2/3)")
    assert heard.edited
    heard = await taps(hung, "Tiếp (3/3)")
    assert [label[:6] for label in heard.labels] == ["01-X32", "01-X33", "01-X34", "◀ Trướ"]
    await taps(hung, "01-X33")
    await says(hung, "5 khớp")
    assert await rows(stack, LIVE) == [("01-X33-005", "match")]


async def test_a_restart_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as stack:
        hung = await stack.phone(HUNG)
        await says(hung, "/phuctra H03")
        asked = await says(hung, "7")
    async with running(tmp_path) as stack:
        hung = await stack.phone(HUNG)
        await taps(hung, "outcome:1:match", asked.id)
        await says(hung, "8 lệch")
        assert await rows(stack, LIVE) == [("01-H03-007", "match"), ("01-H03-008", "mismatch")]


async def test_toi_fits_a_phone_and_shows_failures_first(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt X07-001, 002 khớp")
    await says(hung, "pt H03: kiểm 10 khớp 8 lệch 1 không nhận 1")
    await says(hung, "pt S02-003")
    heard = await says(hung, "/toi")
    assert lines(heard) == [
        f"{CAST[HUNG][0]} · được giao 4 đơn vị",
        "Đã phúc tra 12 phiếu ở 2 đơn vị, còn 2 đơn vị.",
        "⚠️ 01-H03 UBND quận Ba Đình: 10 phiếu · khớp 8, lệch 1, không nhận phiếu 1",
        "✅ Không có phiếu lệch, 1 đơn vị: 01-X07 (2)",
        "Chưa phúc tra 2 đơn vị: 01-S02, 01-X08",
        "Biên bản: 0 · Ghi chú kiểm tra: 0",
        "⏳ 1 phiếu chờ anh/chị bấm kết quả: 01-S02-003",
    ]


async def test_help_fits_a_screen(stack: Stack) -> None:
    hung = await stack.phone(HUNG)
    heard = await says(hung, "/help")
    assert "/phuctra" in heard.text
    assert "/bienban" in heard.text
    assert len(lines(heard)) <= SCREEN


@pytest.mark.parametrize(("button", "question"), [("Câu chung", "overall"), ("Bỏ qua", None)])
async def test_the_question_may_be_the_overall_one_or_none(
    stack: Stack, button: str, question: str | None
) -> None:
    hung = await stack.phone(HUNG)
    await says(hung, "pt H03-007 lệch")
    await taps(hung, "Câu mấy?")
    heard = await taps(hung, button)
    assert heard.edited
    assert await rows(stack, QUESTIONS) == [("01-H03-007", question)]
    assert "✅ 01-H03-008" in (await says(hung, "pt H03-008 khớp")).text
