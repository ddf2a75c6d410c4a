"""Coming in by an invitation: the greeting, the consent, the number; nothing of it holds up work."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.channels.telegram.keyboards import Renderer
from storage.people import people
from storage.words.replies import Reply, Text
from storage.words.roles import Agency, Role
from tests.newcomers import dump, invited
from tests.stack import ZONE, Stack

CUC = "Trần Thị Cúc"


async def test_a_newcomer_is_greeted_by_name_and_told_what_is_stored(stack: Stack) -> None:
    phone = await stack.phone(109)
    await phone.says(f"/start {await invited(stack, CUC)}")

    [hello] = await phone.hears()

    assert hello.text.startswith(f"Chào {CUC}!")
    for promised in ("91/2025/QH15", "họ tên", "số điện thoại", "tin nhắn", "/dulieucuatoi", "/xoatoi"):
        assert promised in hello.text
    assert hello.labels == ["Tôi đồng ý"]


async def test_work_does_not_wait_for_consent_and_consent_is_asked_once_a_day(stack: Stack) -> None:
    phone = await stack.phone(109)
    await phone.says(f"/start {await invited(stack, CUC)}")
    await phone.hears()

    await phone.says("phát 3")
    [booked] = await phone.hears()
    assert "phát +3" in booked.text

    await phone.says("/toi")
    [mine] = await phone.hears()
    assert "Tôi đồng ý" not in mine.labels

    stack.clock.move_to(stack.clock.now() + timedelta(days=1))
    await phone.says("/toi")
    [mine] = await phone.hears()
    assert "01-X07" in mine.text
    assert mine.labels == ["Tôi đồng ý"]
    await phone.says("/start")
    [hello] = await phone.hears()
    assert hello.labels == []

    await phone.taps("Tôi đồng ý")
    *_, agreed = await phone.hears(2)
    assert "đồng ý lúc 08:30 30/08/2019" in agreed.text

    stack.clock.move_to(stack.clock.now() + timedelta(days=1))
    await phone.says("/toi")
    [mine] = await phone.hears()
    assert mine.labels == []


async def test_consent_is_recorded_once(stack: Stack) -> None:
    phone = await stack.phone(109)
    await phone.says(f"/start {await invited(stack, CUC)}")
    [hello] = await phone.hears()
    await phone.taps("Tôi đồng ý")
    await phone.hears(2)

    stack.clock.move_to(stack.clock.now() + timedelta(hours=2))
    await phone.taps(hello.buttons[0][0][1], hello.id)

    *_, again = await phone.hears()
    assert "08:30 29/08/2019" in again.text


async def test_nobody_agrees_for_somebody_else(stack: Stack) -> None:
    lan = await stack.phone(101)
    await lan.says("/toi")
    [mine] = await lan.hears()

    await lan.taps(f"consent:{stack.persons[102]}", mine.id)

    [refused] = await lan.hears()
    assert "không còn dùng được" in refused.text


async def test_the_own_number_is_checked_against_the_list_and_foreign_contacts_are_not_kept(
    stack: Stack,
) -> None:
    phone = await stack.phone(109)
    await phone.says(f"/start {await invited(stack, CUC, phone='+84912345678')}")
    _, ask = await phone.hears(2)
    assert "Không bắt buộc" in ask.text

    friend = {"phone_number": "0987654321", "first_name": "Bạn", "user_id": 555}
    await phone.sends(content={"contact": friend})
    [foreign] = await phone.hears()
    assert "không phải số của chính anh/chị" in foreign.text

    await phone.sends(contact="0911 111 111")
    [other] = await phone.hears()
    assert "khác với số trong danh sách" in other.text

    await phone.sends(contact="84912345678")
    [right] = await phone.hears()
    assert "đúng với danh sách" in right.text

    stored = await dump(stack.database)
    assert "0987654321" not in stored
    assert "111 111" not in stored
    assert "+84912345678" in stored


async def test_who_has_no_number_in_the_list_need_not_send_one(stack: Stack) -> None:
    lan = await stack.phone(101)
    await lan.sends(contact="0912345678")
    [told] = await lan.hears()
    assert "không cần xác nhận" in told.text
    assert "0912345678" not in await dump(stack.database)


def test_the_button_for_the_number_goes_when_it_is_of_no_more_use() -> None:
    renderer = Renderer("sipas_bot", ZONE)
    asked = json.loads(renderer.markup(Reply("phone.ask", ask_phone=Text("phone.share")), "vi") or "")
    assert asked["keyboard"][0][0]["request_contact"] is True
    gone = json.loads(renderer.markup(Reply("phone.checked", hide_keyboard=True), "vi") or "")
    assert gone == {"remove_keyboard": True}


async def test_the_same_name_without_marks_gets_more_units_not_a_second_self(stack: Stack) -> None:
    lan = await stack.phone(101)
    await lan.says(f"/start {await invited(stack, 'LAN', '01-S02')}")
    [hello] = await lan.hears()
    assert "01-S02" in hello.text
    assert "/doi" not in hello.text
    await lan.says("S02 phát 1")
    [booked] = await lan.hears()
    assert "phát +1" in booked.text


async def test_a_used_invitation_is_no_good(stack: Stack) -> None:
    token = await invited(stack, CUC)
    first, second = await stack.phone(109), await stack.phone(101)
    await first.says(f"/start {token}")
    await first.hears()
    await second.says(f"/start {token}")
    [refused] = await second.hears()
    assert "đã dùng hoặc đã hết hạn" in refused.text


async def test_everybodys_help_fits_one_screen(stack: Stack) -> None:
    for chat in (101, 102, 103, 104, 110):
        phone = await stack.phone(chat)
        await phone.says("/help")
        told = None
        while told is None:  # the Ministry's coordinator also hears of what was overdue at the start
            heard = await phone.hears()
            told = next((one for one in heard if "/doi /pin /ketnoi /dulieucuatoi /xoatoi" in one.text), None)
        assert len(told.text.splitlines()) <= 25, told.text


async def test_an_invited_coordinator_reads_english_from_the_first_word(stack: Stack) -> None:
    phone = await stack.phone(109)
    token = await invited(stack, "Ann Lee", "VN", role=Role.COORDINATOR, agency=Agency.BNV, language="en")
    await phone.says(f"/start {token}")
    [hello] = await phone.hears()
    assert hello.text.startswith("Hello Ann Lee!")
    assert hello.labels == ["I agree"]


async def test_who_has_nothing_to_do_this_year_can_still_come_in_again_and_see_the_own_data(
    stack: Stack,
) -> None:
    async with stack.database.write() as db:
        returned = await people.register(
            db,
            stack.campaign.code,
            name="Mận",
            role=Role.POSTAL_WORKER,
            agency=Agency.BDT,
            scope=(),
            language="vi",
            now=stack.clock.now(),
        )
        await people.link(db, "telegram", "109", returned)
    phone = await stack.phone(109)
    await phone.says("phát 3")
    [refused] = await phone.hears()
    assert "chưa được giao đơn vị" in refused.text
    await phone.says("/dulieucuatoi")
    [coming, file] = await phone.hears(2)
    assert "Mận" in coming.text
    assert file.document

    await phone.says(f"/start {await invited(stack, 'Mận', '01-X07')}")
    [hello] = await phone.hears()
    assert "01-X07" in hello.text
    assert "Tôi đồng ý" in hello.labels
