"""A coordinator runs the plan from the chat: done, reopened, moved, received, put off."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.handlers.overview.test_coordinator_stories import ministry
from tests.handlers.stories import BAO, HA, LAN, MAI, SON, TU, YEN, rows, says, taps
from tests.stack import Stack


def at(text: str) -> datetime:
    """A moment of Vietnam's time."""
    return datetime.fromisoformat(f"{text}:00+07:00")


async def test_several_tasks_of_a_morning_are_one_message_the_most_urgent_first(stack: Stack) -> None:
    lan, ha = await stack.phone(LAN), await ministry(stack)
    await says(lan, "H03 phát 30 thu 25")
    stack.clock.move_to(at("2019-10-03T08:00"))
    (digest,) = await ha.hears()
    assert "5 việc cần anh/chị để ý, thứ Năm 03/10/2019" in digest.text
    places = [
        digest.text.index(task) for task in ("2019-4.5", "2019-5.1", "2019-5.2", "2019-6.1", "2019-6.2")
    ]
    assert places == sorted(places), "three days late, then due in October, then in November"
    assert "15% · phiếu đã thu 25/165" in digest.text
    assert "Phát và thu: 17%, lẽ ra đến hôm nay 100%" in digest.text
    assert "Chậm nhất: Hà Giang 0/30, Hà Nội 25/135" in digest.text
    assert "✅ Xong 4.5" in digest.labels
    assert digest.labels[-1] == "👌 Đã nhận"


async def test_a_province_that_is_late_by_three_days_is_told_to_the_ministry(stack: Stack) -> None:
    mai, ha = await stack.phone(MAI), await ministry(stack)
    stack.clock.move_to(at("2019-10-03T08:00"))
    (up,) = await ha.hears()
    assert "Chưa xong: Hà Nội" in up.text
    await mai.hears()
    await says(mai, "/xong 5.2")
    stack.clock.move_to(at("2019-10-07T08:00"))
    (after,) = await ha.hears()
    assert "Chưa xong: Hà Nội" not in after.text


async def test_the_province_sees_its_own_units_and_closes_its_own_task(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    stack.clock.move_to(at("2019-09-16T08:00"))
    (digest,) = await mai.hears()
    assert "Địa bàn: Hà Nội" in digest.text
    assert "đơn vị đã phúc tra 0/4" in digest.text
    assert "Chậm nhất: UBND quận Ba Đình, Sở Giao thông vận tải, UBND phường Trúc Bạch" in digest.text
    assert digest.labels[:2] == ["✅ Đã xong", "⏰ Mai nhắc lại"]
    heard = await taps(mai, "✅ Đã xong")
    assert "2019-5.2" in heard.text
    assert "đã xong (Hà Nội)" in heard.text
    assert "Sớm 14 ngày" in heard.text

    heard = await says(mai, "/xong 5.2")
    assert "Mai ghi lúc" in heard.text
    heard = await taps(mai, "Chưa xong, mở lại")
    assert "Đã mở lại" in heard.text
    heard = await says(mai, "/kehoach 5.2")
    assert "✅ xong (Hà Nội)" in heard.text
    assert "🔓 mở lại (Hà Nội)" in heard.text


async def test_a_reopened_task_is_silent_that_day_and_comes_back_with_its_next_slot(stack: Stack) -> None:
    ha = await ministry(stack)
    await says(ha, "/xong 4.5")
    heard = await taps(ha, "Chưa xong, mở lại")
    assert "Lời nhắc tới: thứ Sáu 30/08/2019." in heard.text
    stack.clock.move_to(at("2019-08-29T15:00"))
    stack.clock.move_to(at("2019-08-30T08:00"))
    assert "còn 31 ngày" in (await ha.hears())[0].text


async def test_reopening_what_was_due_long_ago_tells_that_no_reminder_is_left(stack: Stack) -> None:
    ha = await ministry(stack)
    await says(ha, "/xong 4.4")
    heard = await taps(ha, "Chưa xong, mở lại")
    assert "không còn lời nhắc nào" in heard.text
    assert "/doihan 4.4" in heard.text


@pytest.mark.parametrize(
    ("chat", "task", "reply"),
    [
        (MAI, "4.5", "do Tổng công ty Bưu điện Việt Nam chủ trì"),
        (BAO, "5.2", "do Sở Nội vụ chủ trì"),
        (MAI, "5.2 02", "do Sở Nội vụ chủ trì"),
        (MAI, "5.2 Hà Giang", "do Sở Nội vụ chủ trì"),
        (HA, "4", "là một nhóm việc"),
        (HA, "9.9", "Không có việc “9.9”"),
        (HA, "5.2 Hà Nam Ninh", "Không có tỉnh “Hà Nam Ninh”"),
    ],
)
async def test_who_may_say_that_a_task_is_done(stack: Stack, chat: int, task: str, reply: str) -> None:
    phone = await ministry(stack) if chat == HA else await stack.phone(chat)
    heard = await says(phone, f"/xong {task}")
    assert reply in heard.text
    assert await rows(stack, "SELECT count(*) FROM milestone_changes") == [(0,)]


async def test_a_forged_button_closes_and_puts_off_nothing(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, "/xong")
    assert "Không có việc nào đang làm" in heard.text
    for forged in (
        "task:done:2019-4.5:VN",
        "task:undone:2019-4.5:VN",
        "task:done:2019-5.2:02",
        "task:done:2019-5.2:99",
        "task:burn:2019-5.2:01",
        "later:2019-5.2:01:before-3",
        "reached:2019-4.5:VN:1:yes",
        "seen:never",
        "seen:2019-08-29",
    ):
        heard = await taps(mai, forged, heard.id)
    assert await rows(stack, "SELECT count(*) FROM milestone_changes") == [(0,)]


async def test_workers_still_close_their_units_with_the_same_word(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "X07 tổng phát 20 thu 20")
    assert "01-X07" in (await says(lan, "/xong X07")).text
    assert await rows(stack, "SELECT unit FROM closings") == [("01-X07",)]


@pytest.mark.parametrize(
    "words", ["2019-4.5 2019-10-15", "4.5 15/10", "4.5 15/10/2019", "2019-4.5 15-10", "4.5, 15/10,"]
)
async def test_the_ministry_moves_a_date_and_the_plan_keeps_its_own(stack: Stack, words: str) -> None:
    ha = await ministry(stack)
    heard = await says(ha, f"/doihan {words} mưa bão ở miền Trung")
    assert "Đã dời hạn 2019-4.5" in heard.text
    assert "Hạn thứ Ba 15/10/2019, còn 47 ngày" in heard.text
    assert "Trước đó: 30/09/2019" in heard.text
    heard = await says(ha, "/kehoach 4.5")
    assert "Hạn theo kế hoạch gốc: 30/09/2019" in heard.text
    assert "Hà: 📌 dời hạn 30/09/2019 → 15/10/2019, lý do: mưa bão ở miền Trung" in heard.text
    # The slot of the old date has gone with it; the new one's comes thirty days before Tuesday 15/10.
    stack.clock.move_to(at("2019-08-30T08:00"))
    assert "2019-4.5" not in (await ha.hears())[0].text
    stack.clock.move_to(at("2019-09-13T08:00"))
    told = (await ha.hears())[0].text
    assert "Hạn gốc 30/09/2019; Hà đã dời: mưa bão ở miền Trung" in told


@pytest.mark.parametrize(
    ("chat", "words", "reply"),
    [
        (HA, "", "Gõ mã việc, hạn mới và lý do"),
        (HA, "4.5", "Gõ mã việc, hạn mới và lý do, ví dụ: /doihan 4.5 "),
        (HA, "5.2 Hà Lội 8/10 mưa bão", "Không có tỉnh “Hà Lội”"),
        (HA, "5.2 mai mưa bão", "“mai” không phải ngày"),
        (HA, "4.5 mai mưa", "“mai” không phải ngày"),
        (HA, "4.5 31/2 mưa", "“31/2” không phải ngày"),
        (HA, "4.5 05/10", "Xin ghi lý do"),
        (HA, "4.5 30/09 mưa bão", "đang là 30/09/2019 rồi"),
        (HA, "4.5 20/08 mưa bão", "đã qua"),
        (HA, "4.5 05/10/2029 mưa bão", "hơn một năm"),
        (HA, "4 05/10 mưa bão", "là một nhóm việc"),
        (BAO, "4.5 05/10 mưa bão", "mới dời được hạn việc 2019-4.5"),
        (MAI, "4.5 05/10 mưa bão", "mới dời được hạn việc 2019-4.5"),
        (MAI, "5.2 hà giang 05/10 mưa bão", "mới dời được hạn việc 2019-5.2"),
        (LAN, "4.5 05/10 mưa bão", "không dành cho vai trò"),
    ],
)
async def test_what_cannot_be_moved_is_told_with_the_way_out(
    stack: Stack, chat: int, words: str, reply: str
) -> None:
    phone = await ministry(stack) if chat == HA else await stack.phone(chat)
    assert reply in (await says(phone, f"/doihan {words}")).text
    assert await rows(stack, "SELECT count(*) FROM milestone_changes") == [(0,)]


async def test_a_province_moves_its_own_date_and_an_admin_any(stack: Stack) -> None:
    mai, yen = await stack.phone(MAI), await stack.phone(YEN)
    assert "(Hà Nội)" in (await says(mai, "/doihan 5.2 15/10 thiếu người")).text
    assert "(Hà Giang)" in (await says(yen, "/doihan 5.2 Hà Giang 20/10 lũ quét")).text
    assert await rows(stack, "SELECT scope, after FROM milestone_changes ORDER BY scope") == [
        ("01", "2019-10-15"),
        ("02", "2019-10-20"),
    ]


async def test_received_is_noted_once_with_who_and_when(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    stack.clock.move_to(at("2019-09-16T08:00"))
    await mai.hears()
    heard = await taps(mai, "👌 Đã nhận")
    assert "Mai đã nhận việc 2019-5.2 lúc 08:00 16/09/2019" in heard.text
    heard = await taps(mai, "seen:2019-09-16", heard.id)
    assert "đã báo nhận các việc này rồi" in heard.text
    assert "Mai: 👌 đã nhận (Hà Nội)" in (await says(mai, "/kehoach 5.2")).text


async def test_put_off_by_a_working_day_and_only_once(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    stack.clock.move_to(at("2019-09-16T08:00"))
    (digest,) = await mai.hears()
    heard = await taps(mai, "⏰ Mai nhắc lại")
    assert "sẽ nhắc lại thứ Ba 17/09/2019" in heard.text
    heard = await taps(mai, "later:2019-5.2:01:before-14", digest.id)
    assert "đã hoãn một lần" in heard.text
    stack.clock.move_to(at("2019-09-17T08:00"))
    (again,) = await mai.hears()
    assert "còn 13 ngày" in again.text
    assert "⏰ Mai nhắc lại" not in again.labels
    assert "trước 14 ngày, nhắc lại" in (await says(mai, "/nhacviec")).text


async def fill(stack: Stack) -> None:
    """Everything is collected."""
    lan, son = await stack.phone(LAN), await stack.phone(SON)
    for words in ("H03 tổng phát 50 thu 50", "X07 tổng phát 20 thu 20", "X08 tổng phát 20 thu 20"):
        await says(lan, words)
    await says(son, "tổng phát 45 thu 45")


async def test_a_task_whose_figure_is_reached_closes_after_a_confirmation(stack: Stack) -> None:
    hung, mai = await stack.phone(102), await stack.phone(MAI)
    stack.clock.move_to(at("2019-09-03T08:00"))
    await mai.hears()
    for code in ("H03", "X07", "X08", "S02"):
        await says(hung, f"pt {code}-001 khớp")
    stack.clock.move_to(at("2019-09-03T09:00"))
    (asked,) = await mai.hears()
    assert "2019-5.2" in asked.text
    assert "số liệu đã đủ" in asked.text
    assert "100% · đơn vị đã phúc tra 4/4" in asked.text
    heard = await taps(mai, "✅ Đã xong")
    assert "Mai xác nhận" in heard.text
    assert "✅ xác nhận xong" in (await says(mai, "/kehoach 5.2")).text


async def test_a_figure_that_falls_takes_its_question_back_and_asks_anew(stack: Stack) -> None:
    hung, mai = await stack.phone(102), await stack.phone(MAI)
    stack.clock.move_to(at("2019-09-03T08:00"))
    await mai.hears()
    for code in ("H03", "X07", "X08", "S02"):
        await says(hung, f"pt {code}-001 khớp")
    stack.clock.move_to(at("2019-09-03T09:00"))
    (asked,) = await mai.hears()
    await says(hung, "/huy")
    stack.clock.move_to(at("2019-09-03T09:05"))
    (gone,) = await mai.hears()
    assert gone.edited
    assert "đã giảm" in gone.text
    assert gone.labels == []
    heard = await taps(mai, "reached:2019-5.2:01:1:yes", asked.id)
    assert "không còn hiệu lực" in heard.text
    await says(hung, "pt S02-002 khớp")
    stack.clock.move_to(at("2019-09-03T09:10"))
    assert "số liệu đã đủ" in (await mai.hears())[0].text
    heard = await taps(mai, "Chưa xong")
    assert "chưa xong" in heard.text
    assert await rows(stack, "SELECT round, state FROM milestone_questions") == [(2, "declined")]


async def test_workers_are_asked_in_the_afternoon_once_and_not_who_has_reported(stack: Stack) -> None:
    lan, son, tu = await stack.phone(LAN), await stack.phone(SON), await stack.phone(TU)
    await says(lan, "H03 phát 30 thu 25")
    await says(tu, "/vang 2")
    stack.clock.move_to(at("2019-08-29T16:29"))
    stack.clock.move_to(at("2019-08-29T16:30"))
    (nudge,) = await son.hears()
    assert "Sơn ơi, đã 2 ngày làm việc chưa có báo cáo" in nudge.text
    assert "45 phiếu trên tay (01-S02)" in nudge.text
    stack.clock.move_to(at("2019-08-29T18:00"))
    nudged = await rows(stack, "SELECT person FROM reminders WHERE task = 'nudge'")
    assert nudged == [(stack.persons[SON],)]
    # Saturdays are worked in the field; it is asked again, kindly.
    stack.clock.move_to(at("2019-08-31T16:30"))
    (again,) = await son.hears()
    assert "Sơn ơi, hôm nay chưa thấy báo cáo" in again.text
    assert "Lan ơi, hôm nay chưa thấy báo cáo" in (await lan.hears())[0].text


async def test_a_silence_goes_from_the_worker_to_the_supervisor_to_the_coordinator(stack: Stack) -> None:
    bao, mai, ha = await stack.phone(BAO), await stack.phone(MAI), await ministry(stack)
    son = await stack.phone(SON)
    stack.clock.move_to(at("2019-08-30T16:30"))
    assert "3 ngày làm việc" in (await son.hears())[0].text
    # Silent on 28, 29 and 30 August; 2 September is the National Day.
    stack.clock.move_to(at("2019-09-03T08:00"))
    (told,) = await bao.hears()
    assert "3 bưu tá còn phiếu mà im lặng, đã được nhắc" in told.text
    assert "Sơn (01-S02): chưa báo cáo lần nào (3 ngày)" in told.text
    stack.clock.move_to(at("2019-09-05T08:00"))
    await mai.hears(3)
    told_mai = "\n".join(heard.text for heard in mai.messages)
    assert "3 bưu tá vẫn im lặng, Bưu điện tỉnh đã được báo" in told_mai
    assert "im lặng" not in "\n".join(heard.text for heard in ha.messages)
    told_rows = await rows(
        stack, "SELECT slot, count(*) FROM reminders WHERE task = 'silence' GROUP BY slot ORDER BY slot"
    )
    assert told_rows == [("silent-0", 3), ("silent-1", 3), ("silent-2", 3)]


async def test_a_scope_that_falls_behind_is_told_once_and_again_when_it_worsens(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    # Planned by Thursday 29 August: 21 of 42 working days. Nothing is handed out.
    stack.clock.move_to(at("2019-08-30T08:00"))
    (told,) = await mai.hears()
    assert "Phát, thu phiếu chậm so với kế hoạch (tính đến hết 29/08/2019)" in told.text
    assert "Hà Nội: 0%, lẽ ra 50%" in told.text
    stack.clock.move_to(at("2019-09-03T08:00"))
    assert "chậm so với" not in (await mai.hears())[0].text
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    await fill(stack)
    stack.clock.move_to(at("2019-09-20T08:00"))
    assert "chậm so với" not in "\n".join(heard.text for heard in mai.messages[2:])
