"""One phone for several people, several phones for one, and the PIN between them."""

from __future__ import annotations

from datetime import timedelta

from bot.simulator import Phone
from bot.simulator.account import shown_commands
from storage.people import people
from storage.words.roles import Agency, Role
from tests.newcomers import dump, invited
from tests.stack import Stack

DUC = "Lê Văn Đức"


async def shared_phone(stack: Stack, pin: str | None = "2580") -> Phone:
    """Lan's phone with Đức as the second person, who holds it now."""
    phone = await stack.phone(101)
    await phone.says(f"/start {await invited(stack, DUC, '01-S02')}")
    await phone.hears()
    if pin:
        await phone.says(pin)
        await phone.hears()
    return phone


async def heard(phone: Phone, text: str) -> str:
    await phone.says(text)
    return (await phone.hears())[-1].text


async def test_a_second_person_comes_to_a_phone_and_is_asked_for_a_pin(stack: Stack) -> None:
    phone = await stack.phone(101)
    hello = await heard(phone, f"/start {await invited(stack, DUC, '01-S02')}")
    assert f"Chào {DUC}!" in hello
    assert "Máy này có nhiều người dùng" in hello
    assert "ngoài ra còn Lan" in hello
    assert "đặt mã PIN" in hello

    assert f"Đã đặt mã PIN cho {DUC}" in await heard(phone, "2580")
    booked = await heard(phone, "phát 5")
    assert "01-S02" in booked

    async with stack.database.read() as db:
        holder = await people.find(db, stack.campaign.code, "telegram", "101")
    assert holder is not None
    assert holder.name == DUC


async def test_a_pin_is_neither_kept_in_clear_nor_left_in_the_chat(stack: Stack) -> None:
    phone = await shared_phone(stack, "47110815")
    await heard(phone, "/pin 90817263")
    await heard(phone, "ok")  # what was said before is settled when this is answered

    assert "47110815" not in (stored := await dump(stack.database))
    assert "90817263" not in stored
    left = [message.get("text", "") for message in stack.simulator.transcript(101)["messages"]]
    assert not [text for text in left if "47110815" in text or "90817263" in text]


async def test_a_report_typed_instead_of_a_pin_is_a_report(stack: Stack) -> None:
    phone = await shared_phone(stack, pin=None)
    assert "phát +5" in await heard(phone, "phát 5")


async def test_a_pin_has_four_to_eight_digits(stack: Stack) -> None:
    phone = await shared_phone(stack, pin=None)
    assert "4 đến 8 chữ số" in await heard(phone, "12")
    assert "4 đến 8 chữ số" in await heard(phone, "123456789")
    assert "Đã đặt mã PIN" in await heard(phone, "1234")
    assert "4 đến 8 chữ số" in await heard(phone, "/pin abcd")


async def test_changing_hands_needs_the_pin_of_who_has_one(stack: Stack) -> None:
    phone = await shared_phone(stack)

    await phone.says("/doi")
    [choice] = await phone.hears()
    assert choice.labels == ["Lan (Bưu tá)"]
    await phone.taps("Lan")
    *_, now = await phone.hears(2)
    assert "Bây giờ máy này là của Lan" in now.text
    assert "01-H03, 01-X07, 01-X08" in now.text
    assert "/pin" in now.text  # Lan has none yet
    assert "X07" in await heard(phone, "X07 phát 2")

    assert f"Xin gõ mã PIN của {DUC}" in await heard(phone, "/doi duc")
    assert "chưa đúng" in await heard(phone, "1111")
    assert f"Bây giờ máy này là của {DUC}" in await heard(phone, "2580")
    assert "01-S02" in await heard(phone, "phát 1")


async def test_an_unanswered_pin_question_leaves_the_phone_as_it_was(stack: Stack) -> None:
    phone = await shared_phone(stack)
    await heard(phone, "/doi lan")
    await heard(phone, "/doi duc")
    assert "X07" in await heard(phone, "X07 phát 2")
    assert DUC not in await heard(phone, "2580")


async def test_three_wrong_pins_shut_the_name_for_a_quarter_of_an_hour(stack: Stack) -> None:
    phone = await shared_phone(stack)
    await heard(phone, "/doi lan")
    await heard(phone, "/doi duc")
    assert "chưa đúng" in await heard(phone, "1111")
    await heard(phone, "/doi duc")  # asking again gives no new tries
    assert "chưa đúng" in await heard(phone, "2222")
    assert "sai 3 lần" in await heard(phone, "3333")
    assert "sai 3 lần" in await heard(phone, "/doi duc")

    stack.clock.move_to(stack.clock.now() + timedelta(minutes=14))
    assert "sai 3 lần" in await heard(phone, "/doi duc")
    stack.clock.move_to(stack.clock.now() + timedelta(minutes=2))
    await heard(phone, "/doi duc")
    assert f"của {DUC}" in await heard(phone, "2580")


async def test_a_question_for_a_pin_does_not_wait_for_hours(stack: Stack) -> None:
    phone = await shared_phone(stack)
    await heard(phone, "/doi lan")
    await heard(phone, "/doi duc")
    stack.clock.move_to(stack.clock.now() + timedelta(hours=1))
    assert DUC not in await heard(phone, "2580")


async def test_who_is_alone_has_nobody_to_change_to(stack: Stack) -> None:
    phone = await stack.phone(101)
    assert "chỉ có Lan dùng" in await heard(phone, "/doi")


async def test_nobody_takes_a_name_of_another_phone(stack: Stack) -> None:
    phone = await shared_phone(stack)
    await phone.says("/doi")
    [choice] = await phone.hears()
    await phone.taps(f"doi:{stack.persons[103]}", choice.id)
    *_, refused = await phone.hears(2)
    assert "không còn dùng được" in refused.text


async def test_menu_and_language_follow_the_holder(stack: Stack) -> None:
    phone = await stack.phone(101)
    token = await invited(stack, "Ann", "01", role=Role.INSPECTOR, agency=Agency.SNV, language="en")
    assert "Hello Ann!" in await heard(phone, f"/start {token}")
    await heard(phone, "hello")
    english = menu(stack)
    assert "kiemtra" in english

    await heard(phone, "/doi lan")
    assert "đơn vị" in await heard(phone, "/toi")
    assert "kiemtra" not in menu(stack)


def menu(stack: Stack) -> list[str]:
    return [item["command"] for item in shown_commands(stack.simulator, 101)]


async def test_one_person_on_two_phones_has_one_count(stack: Stack) -> None:
    son = await stack.phone(105)
    await heard(son, "phát 4")
    await son.says("/ketnoi")
    [told] = await son.hears()
    token = told.text.rsplit("start=", 1)[1]

    second = await stack.phone(109)
    hello = await heard(second, f"/start {token}")
    assert "Chào Sơn!" in hello
    assert "tính chung" in hello
    assert "phát +3 → 7" in await heard(second, "phát 3")
    assert "đã dùng hoặc đã hết hạn" in await heard(await stack.phone(107), f"/start {token}")

    assert "phát 3" in await heard(son, "/huy")


async def test_the_token_for_a_second_phone_is_good_for_a_quarter_of_an_hour(stack: Stack) -> None:
    son = await stack.phone(105)
    await son.says("/ketnoi")
    [told] = await son.hears()
    stack.clock.move_to(stack.clock.now() + timedelta(minutes=16))
    second = await stack.phone(109)
    assert "hết hạn" in await heard(second, f"/start {told.text.rsplit('start=', 1)[1]}")


async def test_nobody_corrects_the_message_of_somebody_else_on_the_phone(stack: Stack) -> None:
    phone = await shared_phone(stack)
    number = await phone.says("phát 5")
    await phone.hears()
    await heard(phone, "/doi lan")

    await phone.edits(number, "X07 phát 6")

    [told] = await phone.hears()
    assert "do người khác dùng chung máy gửi" in told.text
    assert "0/20" in await heard(phone, "/toi")


async def test_an_invitation_brings_a_name_of_this_phone_back_without_its_pin(stack: Stack) -> None:
    phone = await shared_phone(stack)
    await heard(phone, "/doi lan")
    hello = await heard(phone, f"/start {await invited(stack, DUC, '01-X08')}")
    assert "01-S02, 01-X08" in hello
    assert f"Bây giờ là {DUC}" in hello
