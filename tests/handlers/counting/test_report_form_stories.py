"""A report by taps: unit, count, number, send; typing works at every step."""

from __future__ import annotations

from pathlib import Path

from storage.counting import units
from storage.people import people
from tests.handlers.stories import LAN, SON, figures, says, taps
from tests.stack import Stack, running

H03, S02 = "01-H03", "01-S02"


async def test_a_report_is_tapped_together_and_sent(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "/baocao")
    assert heard.labels == [
        "01-H03 UBND quận Ba Đình",
        "01-X07 UBND phường Trúc Bạch",
        "01-X08 UBND phường Quán Thánh",
        "Hủy",
    ]
    heard = await taps(lan, "Ba Đình")
    assert heard.edited
    assert heard.labels[:3] == ["Phát", "Thu", "Hỏng"]
    heard = await taps(lan, "Phát")
    assert heard.labels == ["1", "2", "3", "5", "10", "20", "Tất cả 50", "Gõ số", "◀️ Quay lại"]
    heard = await taps(lan, "20")
    assert "Sắp gửi: phát 20" in heard.text
    assert heard.labels == ["✅ Gửi", "➕ Thêm loại khác", "Hủy"]
    await taps(lan, "Thêm loại khác")
    await taps(lan, "Thu")
    heard = await taps(lan, "10")
    assert "phát 20, thu 10" in heard.text
    assert await figures(stack, H03) == {}

    heard = await taps(lan, "Gửi")

    assert heard.edited
    assert "phát +20 → 20" in heard.text
    assert "thu 10/50" in heard.text
    assert heard.labels == ["↩️ Hủy", "Ý tôi là tổng", "✏️ Sửa"]
    assert await figures(stack, H03) == {"distributed": 20, "collected": 10}
    heard = await says(lan, "/huy")
    assert "Đã hủy" in heard.text
    assert await figures(stack, H03) == {}


async def test_with_one_unit_the_counts_come_first_and_a_number_is_typed(stack: Stack) -> None:
    son = await stack.phone(SON)
    heard = await says(son, "/baocao")
    assert heard.labels[0] == "Phát"
    await taps(son, "Phát")
    heard = await taps(son, "Gõ số")
    assert "gõ số phiếu phát" in heard.text
    assert heard.labels == []
    heard = await says(son, "ba mươi hai phiếu")
    assert "Sắp gửi: phát 32" in heard.text
    heard = await says(son, "gửi")
    assert "phát +32 → 32" in heard.text
    assert await figures(stack, S02) == {"distributed": 32}


async def test_a_whole_report_typed_meanwhile_is_booked_for_the_chosen_unit(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "/baocao")
    await says(lan, "ba đình")
    await taps(lan, "Hỏng")
    await taps(lan, "3")
    heard = await says(lan, "phát 30 thu 25")
    assert "01-H03" in heard.text
    assert "thu +25 → 25" in heard.text
    assert "chưa gửi và đã bỏ: hỏng 3" in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}


async def test_what_is_not_understood_is_named_and_the_question_asked_again(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "/baocao")
    await taps(son, "Thu")
    heard = await says(son, "-5")
    assert "số không hợp lệ" in heard.text or "“-5”" in heard.text
    assert "bao nhiêu phiếu" in heard.text
    heard = await says(son, "5")
    assert "Sắp gửi: thu 5" in heard.text


async def test_what_breaks_a_balance_becomes_a_draft_as_always(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "/baocao")
    await taps(son, "Thu")
    await taps(son, "5")
    heard = await taps(son, "Gửi")
    assert "Tôi đã phát thêm 5" in heard.labels
    assert await figures(stack, S02) == {}
    await taps(son, "Tôi đã phát thêm 5")
    assert await figures(stack, S02) == {"distributed": 5, "collected": 5}


async def test_buttons_of_a_form_that_was_sent_say_so_and_go(stack: Stack) -> None:
    son = await stack.phone(SON)
    old = await says(son, "/baocao")
    await says(son, "/baocao")
    data = old.buttons[0][0][1]
    await son.taps(data, old.id)
    gone, told = await son.hears(2)
    assert gone.id == old.id
    assert gone.labels == []
    assert "đã gửi hoặc đã hủy" in told.text


async def test_an_old_step_tapped_again_corrects_the_form(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "/baocao")
    asked = await taps(son, "Phát")
    five = next(data for row in asked.buttons for label, data in row if label == "5")
    await taps(son, "10")
    await son.taps(five, asked.id)
    heard = (await son.hears())[-1]
    assert "Sắp gửi: phát 5" in heard.text


async def test_a_form_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        son = await before.phone(SON)
        await says(son, "/baocao")
        await taps(son, "Phát")
        asked = await taps(son, "5")
    async with running(tmp_path) as after:
        son = await after.phone(SON)
        await son.taps(asked.buttons[0][0][1], asked.id)
        heard = (await son.hears())[-1]
        assert "phát +5 → 5" in heard.text


async def test_many_units_come_page_by_page_or_by_their_name(stack: Stack) -> None:
    codes = [f"01-X{number}" for number in range(20, 28)]
    async with stack.database.write() as db:
        rows = [{"code": code, "name": f"UBND phường số {code[-2:]}", "level": "X"} for code in codes]
        more = {"province": "01", "district": "01-H03", "quota": 20}
        await units.add(db, stack.campaign.code, [row | more for row in rows])
        await people.extend_scope(db, stack.campaign.code, stack.persons[LAN], codes)
    lan = await stack.phone(LAN)
    heard = await says(lan, "/baocao")
    assert len(heard.labels) == 10
    heard = await taps(lan, "Tiếp")
    assert heard.edited
    assert heard.labels[:3] == [
        "01-X25 UBND phường số 25",
        "01-X26 UBND phường số 26",
        "01-X27 UBND phường số 27",
    ]
    heard = await says(lan, "X26")
    assert "01-X26" in heard.text
    assert heard.labels[0] == "Phát"
    assert "Không thấy đơn vị" in (await says(lan, "/baocao H99")).text


async def test_everything_else_ends_or_passes_by_the_form(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "/baocao")
    heard = await taps(son, "Hủy")
    assert "chưa ghi số nào" in heard.text
    assert heard.labels == []
    heard = await says(son, "phát 5")
    assert "phát +5 → 5" in heard.text
