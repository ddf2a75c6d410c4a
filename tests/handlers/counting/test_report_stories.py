"""A postal worker reports, corrects, and is asked where a message cannot be right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.stories import LAN, SON, TU, counts, edits, figures, rows, says, taps
from tests.stack import START, Stack

H03, X07, X08, S02 = "01-H03", "01-X07", "01-X08", "01-S02"


async def test_a_report_says_what_was_added_and_the_new_totals(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(lan, "h3 phat 5, thu 3, trang 1")

    assert "01-H03 UBND quận Ba Đình" in heard.text
    assert "phát +5 → 35" in heard.text
    assert "thu +3 → 28" in heard.text
    assert "trắng +1 → 1" in heard.text
    assert "56% · thu 28/50\nchưa thu 6 · còn trên tay 15" in heard.text
    assert heard.labels[:2] == ["↩️ Hủy", "Ý tôi là tổng"]
    assert await figures(stack, H03) == {"distributed": 35, "collected": 28, "blank": 1}


async def test_a_worker_of_one_unit_need_not_name_it(stack: Stack) -> None:
    son = await stack.phone(SON)
    heard = await says(son, "phát 30 thu 25 // nhà văn hóa đóng cửa")
    assert "01-S02" in heard.text
    assert "thu 25/45" in heard.text
    assert await rows(stack, "SELECT comment FROM reports") == [("nhà văn hóa đóng cửa",)]


async def test_add_becomes_total_and_total_becomes_add_again(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 20 thu 10")
    await says(lan, "H03 phát 30 thu 25")
    assert await figures(stack, H03) == {"distributed": 50, "collected": 35}

    heard = await taps(lan, "Ý tôi là tổng")
    assert heard.edited
    assert "tổng đến nay" in heard.text
    assert "phát −20 → 30" in heard.text
    assert "thu −10 → 25" in heard.text
    assert "Ý tôi là thêm" in heard.labels
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}

    heard = await taps(lan, "Ý tôi là thêm")
    assert "số thêm" in heard.text
    assert "phát +20 → 50" in heard.text
    assert await figures(stack, H03) == {"distributed": 50, "collected": 35}


async def test_a_total_sets_the_figure(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 20 thu 10")
    heard = await says(lan, "H03 tổng phát 32 thu 28")
    assert "phát +12 → 32" in heard.text
    assert "Ý tôi là thêm" in heard.labels
    heard = await says(lan, "H03 lũy kế thu 27")
    assert "thu −1 → 27" in heard.text
    assert await figures(stack, H03) == {"distributed": 32, "collected": 27}


async def test_a_toggle_that_would_break_a_balance_is_asked_and_leaves_the_report(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "H03 phát 30")
    await says(lan, "H03 phát 10")
    await says(lan, "H03 thu 35")
    second = next(one for one in lan.messages if "phát +10" in one.text)

    heard = await taps(lan, "Ý tôi là tổng", second.id)
    assert "nhiều hơn số đã phát 10" in heard.text
    assert "thừa 25" in heard.text
    assert await figures(stack, H03) == {"distributed": 40, "collected": 35}
    assert first.id != heard.id


async def test_collected_before_distributed_is_held_until_the_missing_hand_out_is_confirmed(
    stack: Stack,
) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "H03 thu 25")
    assert "nhiều hơn số đã phát 0: thừa 25" in heard.text
    assert "Chưa ghi: thu 25" in heard.text
    assert heard.labels == ["Tôi đã phát thêm 25", "Bỏ, tôi nhắn lại"]
    assert await figures(stack, H03) == {}

    heard = await taps(lan, "Tôi đã phát thêm 25")
    assert heard.edited
    assert "thu +25 → 25" in heard.text
    assert "phát +25 → 25" in heard.text
    assert "Hủy" in heard.labels[0]
    assert await figures(stack, H03) == {"distributed": 25, "collected": 25}


async def test_a_second_message_with_the_running_total_is_offered_as_a_total(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30")
    heard = await says(lan, "H03 phát 45")
    assert "nhiều hơn số được giao 50: thừa 25" in heard.text
    heard = await taps(lan, "Ý tôi là tổng")
    assert "phát +15 → 45" in heard.text
    assert await figures(stack, H03) == {"distributed": 45}


async def test_a_total_that_cannot_be_is_offered_as_an_addition(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(lan, "H03 tổng phát 10")
    assert "thừa 15" in heard.text
    heard = await taps(lan, "Ý tôi là thêm")
    assert "phát +10 → 40" in heard.text
    assert await figures(stack, H03) == {"distributed": 40, "collected": 25}


async def test_more_distributed_than_in_hand_is_mended_by_what_was_received_on_top(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "H03 phát 55")
    assert "nhiều hơn số được giao 50: thừa 5" in heard.text
    heard = await taps(lan, "Tôi đã nhận thêm 5 (tất cả 55)")
    assert "phát +55 → 55" in heard.text
    assert "vượt số phiếu phân bổ" in heard.text
    assert await figures(stack, H03) == {"distributed": 55, "issued": 55}
    assert await rows(stack, "SELECT DISTINCT marked FROM reports") == [("over_quota",)]


async def test_received_on_top_is_counted_from_what_was_said_to_be_received(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 nhận 40")
    heard = await says(lan, "H03 phát 42")
    assert "nhiều hơn số được giao 40: thừa 2" in heard.text
    await taps(lan, "Tôi đã nhận thêm 2 (tất cả 42)")
    assert await figures(stack, H03) == {"distributed": 42, "issued": 42}


async def test_a_held_message_can_be_dropped(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 thu 25")
    heard = await taps(lan, "Bỏ, tôi nhắn lại")
    assert heard.edited
    assert "Số liệu không thay đổi" in heard.text
    assert heard.labels == []
    assert await figures(stack, H03) == {}


async def test_a_message_that_no_reading_makes_right_says_so(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 35 thu 25")
    heard = await says(lan, "H03 thu 60")
    assert "thừa 50" in heard.text
    assert "Xin xem lại số rồi nhắn lại" in heard.text
    assert heard.labels == ["Bỏ, tôi nhắn lại"]


async def test_above_the_quota_needs_one_confirming_tap_and_is_marked(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "H03 nhận 60")
    assert "“nhận” thành 60 phiếu, vượt 10 so với 50 phiếu phân bổ" in heard.text
    assert heard.labels == ["Đúng, ghi số này", "Bỏ, tôi nhắn lại"]
    assert await figures(stack, H03) == {}

    heard = await taps(lan, "Đúng, ghi số này")
    assert "nhận +60 → 60" in heard.text
    assert "đánh dấu" in heard.text
    assert (await counts(stack, H03)).in_hand(50) == 60
    assert await rows(stack, "SELECT marked FROM reports") == [("over_quota",)]


async def test_choosing_a_unit_does_not_confirm_going_above_its_quota(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "nhận 30")
    heard = await taps(lan, "01-X07 UBND phường Trúc Bạch")
    assert "vượt 10 so với 20" in heard.text
    assert await figures(stack, X07) == {}
    await taps(lan, "Đúng, ghi số này")
    assert await figures(stack, X07) == {"issued": 30}


async def test_one_good_and_one_bad_unit_in_a_message(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "X07 phát 10, X08 thu 4")
    assert "01-X07 UBND phường Trúc Bạch" in heard.text
    assert "phát +10 → 10" in heard.text
    assert "Chưa ghi: thu 4" in heard.text
    assert "01-X08: Tôi đã phát thêm 4" in heard.labels
    assert await figures(stack, X07) == {"distributed": 10}
    assert await figures(stack, X08) == {}

    await taps(lan, "01-X08: Tôi đã phát thêm 4")
    assert await figures(stack, X08) == {"distributed": 4, "collected": 4}
    assert await figures(stack, X07) == {"distributed": 10}


async def test_an_unknown_unit_is_named_and_the_known_one_booked(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "H03 phát 5\nX99 thu 3")
    assert "phát +5 → 5" in heard.text
    assert "X99" in heard.text
    assert "không thấy đơn vị này" in heard.text
    assert await figures(stack, H03) == {"distributed": 5}


async def test_the_unit_of_a_colleague_is_not_booked(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "01-S02 phát 5")
    assert "không thấy đơn vị này" in heard.text
    assert await figures(stack, S02) == {}


async def test_which_unit_is_asked_with_a_button_for_each(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "phát 12 thu 8")
    assert "của đơn vị nào?" in heard.text
    assert heard.labels == [
        "01-H03 UBND quận Ba Đình",
        "01-X07 UBND phường Trúc Bạch",
        "01-X08 UBND phường Quán Thánh",
        "Bỏ, tôi nhắn lại",
    ]
    heard = await taps(lan, "Trúc Bạch")
    assert heard.edited
    assert "phát +12 → 12" in heard.text
    assert await figures(stack, X07) == {"distributed": 12, "collected": 8}


async def test_the_number_of_a_message_whose_unit_was_tapped_can_be_edited_alone(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("phát 12 thu 8")
    await lan.hears()
    await taps(lan, "Trúc Bạch")
    heard = await edits(lan, sent, "phát 13 thu 8")
    assert "phát +1 → 13" in heard.text
    assert await figures(stack, X07) == {"distributed": 13, "collected": 8}


async def test_all_ballots_received_are_split_by_quota_after_a_tap(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "nhận 90")
    assert heard.labels[0] == "Chia 90 phiếu cho 3 đơn vị theo số phân bổ"
    assert await figures(stack, H03) == {}
    heard = await taps(lan, "Chia 90")
    assert "nhận +50 → 50" in heard.text
    assert [(await counts(stack, unit)).issued for unit in (H03, X07, X08)] == [50, 20, 20]


async def test_another_number_received_is_not_offered_to_be_split(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "nhận 80")
    assert not any("Chia" in label for label in heard.labels)


async def test_an_edit_corrects_its_report_and_tells_the_difference(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    heard = await edits(lan, sent, "H03 phát 35 thu 25")
    assert "Đã sửa" in heard.text
    assert "phát 30, thu 25" in heard.text
    assert "phát +5 → 35" in heard.text
    assert await figures(stack, H03) == {"distributed": 35, "collected": 25}
    kept = "SELECT count(*) FROM reports WHERE superseded_at IS NOT NULL"
    assert await rows(stack, kept) == [(1,)]


async def test_a_count_left_out_of_the_edit_is_taken_back_and_told(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    heard = await edits(lan, sent, "H03 phát 30")
    assert "thu −25 → 0" in heard.text
    assert await figures(stack, H03) == {"distributed": 30}


async def test_an_edit_can_move_a_report_to_another_unit(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("X07 phát 10")
    await lan.hears()
    heard = await edits(lan, sent, "X08 phát 10")
    assert "phát −10 → 0" in heard.text
    assert "phát +10 → 10" in heard.text
    assert await figures(stack, X07) == {}
    assert await figures(stack, X08) == {"distributed": 10}


async def test_an_edit_that_breaks_a_balance_leaves_the_old_figures_and_asks(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    heard = await edits(lan, sent, "H03 phát 30 thu 35")
    assert "số cũ vẫn giữ nguyên (phát 30, thu 25)" in heard.text
    assert "thừa 5" in heard.text
    assert "Đã sửa" not in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}

    await taps(lan, "Tôi đã phát thêm 5")
    assert await figures(stack, H03) == {"distributed": 35, "collected": 35}


async def test_a_held_edit_replaces_its_message_even_if_that_was_toggled_meanwhile(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30 thu 25")
    first = (await lan.hears())[-1]
    await edits(lan, sent, "H03 phát 30 thu 35")
    await taps(lan, "Ý tôi là tổng", first.id)
    await taps(lan, "Tôi đã phát thêm 5")
    assert await figures(stack, H03) == {"distributed": 35, "collected": 35}


async def test_an_edit_that_is_not_understood_leaves_the_old_figures(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30 thu 25")
    await lan.hears()
    heard = await edits(lan, sent, "H03 phát ba chục rưỡi thu")
    assert "số cũ vẫn giữ nguyên (phát 30, thu 25)" in heard.text
    heard = await edits(lan, sent, "thôi để mai")
    assert "giữ nguyên" in heard.text
    assert "/huy" in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}


async def test_an_edit_without_a_change_says_so(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát 30")
    await lan.hears()
    heard = await edits(lan, sent, "H03 phát 30 nhé")
    assert "không đổi" in heard.text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(1,)]


async def test_editing_a_message_that_was_not_understood_books_it(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 phát")
    heard = (await lan.hears())[-1]
    assert "thiếu số" in heard.text
    heard = await edits(lan, sent, "H03 phát 30")
    assert "phát +30 → 30" in heard.text


async def test_editing_a_held_message_answers_the_old_question(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    sent = await lan.says("H03 thu 25")
    asked = (await lan.hears())[-1]
    await edits(lan, sent, "H03 phát 30 thu 25")
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}
    heard = await taps(lan, "Tôi đã phát thêm 25", asked.id)
    assert "đã được trả lời" in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}


async def test_workers_of_a_shared_unit_add_up_and_a_total_is_one_workers_own(stack: Stack) -> None:
    son, tu = await stack.phone(SON), await stack.phone(TU)
    await says(son, "phát 10 thu 5")
    heard = await says(tu, "tổng phát 20 thu 10")
    assert "phát +20 → 30" in heard.text
    assert "thu +10 → 15" in heard.text
    assert "Đơn vị chung của 2 người" in heard.text
    assert await figures(stack, S02) == {"distributed": 30, "collected": 15}

    heard = await says(son, "tổng phát 12")
    assert "phát +2 → 32" in heard.text


async def test_workers_of_a_shared_unit_share_its_balance(stack: Stack) -> None:
    son, tu = await stack.phone(SON), await stack.phone(TU)
    await says(son, "phát 30")
    heard = await says(tu, "phát 20")
    assert "Phát và hỏng cộng lại 50 phiếu, nhiều hơn số được giao 45: thừa 5" in heard.text
    assert await figures(stack, S02) == {"distributed": 30}


async def test_a_late_message_counts_from_when_it_was_written(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 tổng phát 30 thu 20")
    heard = await says(lan, "H03 phát 10", date=START - timedelta(hours=2))
    assert "phát +0 → 30" in heard.text
    assert "viết lúc 06:30 29/08/2019" in heard.text
    assert await figures(stack, H03) == {"distributed": 30, "collected": 20}


async def test_a_late_addition_between_additions_needs_no_word(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 10")
    heard = await says(lan, "H03 phát 5", date=START - timedelta(hours=10))
    assert "phát +5 → 15" in heard.text
    assert "viết lúc" not in heard.text
    days = await rows(stack, "SELECT day FROM daily ORDER BY day")
    assert [str(day) for (day,) in days] == ["2019-08-28", "2019-08-29"]


async def test_buttons_do_nothing_for_somebody_else(stack: Stack) -> None:
    lan, son = await stack.phone(LAN), await stack.phone(SON)
    held = await says(lan, "H03 thu 25")
    booked = await says(lan, "X07 phát 10 thu 5")
    shown = await says(son, "/toi")
    forged = [data for heard in (held, booked) for row in heard.buttons for _, data in row]
    for data in forged:
        heard = await taps(son, data, shown.id)
        assert "01-" not in heard.text
    assert await figures(stack, H03) == {}
    assert await figures(stack, X07) == {"distributed": 10, "collected": 5}
    await taps(lan, "Tôi đã phát thêm 25")
    assert await figures(stack, H03) == {"distributed": 25, "collected": 25}


@pytest.mark.parametrize(
    "data",
    [
        "draft:999:0",
        "draft:x",
        "draft",
        "mode:1",
        "mode:x:total",
        "undo:-1",
        "undo",
        "report:1",
        "::",
        "draft:1:99",
    ],
)
async def test_buttons_that_nobody_made_are_answered_and_change_nothing(stack: Stack, data: str) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "H03 thu 25")
    heard = await taps(lan, data, heard.id)
    assert heard.text
    assert await figures(stack, H03) == {}


async def test_the_second_tap_on_a_used_button_changes_nothing(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    asked = await says(lan, "H03 thu 25")
    button = asked.buttons[0][0][1]
    await taps(lan, button, asked.id)
    heard = await taps(lan, button, asked.id)
    assert "đã được trả lời" in heard.text
    assert await figures(stack, H03) == {"distributed": 25, "collected": 25}


async def test_the_second_tap_on_a_toggle_changes_nothing(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 20")
    told = await says(lan, "H03 phát 30")
    button = told.buttons[0][1][1]
    await lan.taps(button, told.id)
    await lan.taps(button, told.id)
    await lan.hears()
    assert [await lan.feels(), await lan.feels()]
    assert await figures(stack, H03) == {"distributed": 30}


async def test_a_tap_on_a_question_that_time_has_overtaken_is_judged_anew(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    asked = await says(lan, "H03 thu 25")
    await says(lan, "H03 phát 40")
    heard = await taps(lan, "Tôi đã phát thêm 25", asked.id)
    assert "nhiều hơn số được giao 50: thừa 15" in heard.text
    assert await figures(stack, H03) == {"distributed": 40}


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("H03 phát", "thiếu số"),
        ("H03 phát -5", "số không hợp lệ"),
        ("H03 chưa phát 20", "chưa ghi"),
        ("H03 phát 5 phát 6", "hai lần"),
        ("H03 12", "là số gì?"),
        ("xin chào", "Chưa thấy số liệu nào"),
        ("pt H03-007 khớp", "người kiểm tra"),
    ],
)
async def test_what_is_not_clear_books_nothing_and_says_why(stack: Stack, words: str, reply: str) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, words)
    assert reply in heard.text
    assert await figures(stack, H03) == {}


async def test_nothing_collected_yet_is_a_zero(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "phát 30")
    heard = await says(son, "chưa thu phiếu nào")
    assert "thu +0 → 0" in heard.text


async def test_pictures_stickers_and_forwarded_messages_are_told_that_they_do_not_count(stack: Stack) -> None:
    son = await stack.phone(SON)
    await son.sends(sticker="👍")
    assert (await son.hears())[-1].text
    await son.says("phát 30", forward_from="Tư")
    assert "chuyển tiếp" in (await son.hears())[-1].text
    assert await figures(stack, S02) == {}


async def test_names_that_look_like_markup_arrive_as_typed(stack: Stack) -> None:
    son = await stack.phone(SON)
    heard = await says(son, "phát 5 <b>abc</b> & co")
    assert "&lt;" not in heard.text
    assert "&amp;" not in heard.text
