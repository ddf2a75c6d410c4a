"""What a bot writes arrives as Telegram would show it, and is refused in Telegram's words."""

from __future__ import annotations

import io

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.simulator import Access, Persona, Phone, Simulator
from tests.bot.simulator.simulator_world import CHANNEL, KEYBOARD, LAN, HandClock, picture


async def test_a_text_arrives_with_its_buttons_and_entities(bot: Bot, phone: Phone, clock: HandClock) -> None:
    sent = await bot.send_message(
        LAN, "  <b>Đã ghi 😀</b> <i>30</i> &lt;phiếu&gt; ", parse_mode="HTML", reply_markup=KEYBOARD
    )
    assert sent.text == "Đã ghi 😀 30 <phiếu>"
    assert sent.text_html == "<b>Đã ghi 😀</b> <i>30</i> &lt;phiếu&gt;"
    assert sent.date == clock.now()
    assert sent.from_user is not None
    assert sent.from_user.is_bot
    (heard,) = await phone.hears()
    assert (heard.id, heard.text, heard.labels) == (sent.message_id, sent.text, ["↩️ Hoàn tác"])


async def test_message_dates_follow_the_simulated_clock(bot: Bot, clock: HandClock) -> None:
    first = await bot.send_message(LAN, "hôm nay")
    clock.wait(days=3)
    second = await bot.send_message(LAN, "ba hôm sau")
    assert (second.date - first.date).days == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("   ", "Message text is empty"),
        ("a" * 4097, "Message is too long"),
        ("<b>x", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("<div>x</div>", 'Can\'t parse entities: unsupported start tag "div" at byte offset 0'),
        ("ừ <b>x</i>", 'expected "</b>", found "</i>"'),
        ("x</b>", "Can't parse entities: unexpected end tag at byte offset 1"),
        ("5 < 6", "Can't parse entities: unclosed start tag at byte offset 2"),
    ],
)
async def test_a_text_that_telegram_refuses(bot: Bot, text: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(LAN, text, parse_mode="HTML")
    assert reason.lower() in refused.value.message.lower()


async def test_the_length_counts_after_the_tags_are_gone(bot: Bot) -> None:
    sent = await bot.send_message(LAN, f"<b>{'ế' * 4096}</b>", parse_mode="HTML")
    assert sent.text is not None
    assert len(sent.text) == 4096


async def test_callback_data_have_64_bytes_not_letters(bot: Bot) -> None:
    fits = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="đ" * 32)]])
    await bot.send_message(LAN, "vừa", reply_markup=fits)
    long = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="đ" * 33)]])
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(LAN, "quá", reply_markup=long)


async def test_chats_that_cannot_be_reached(bot: Bot, simulator: Simulator, phone: Phone) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "có ai không?")
    simulator.add_user(Persona(201, "Mới", access=Access.NEW))
    with pytest.raises(Forbidden, match="bot can't initiate conversation"):
        await bot.send_message(201, "xin chào")
    simulator.add_user(Persona(202, "Cũ", access=Access.GONE))
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(202, "xin chào")
    await phone.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(LAN, "xin chào")
    await phone.unblocks()
    await bot.send_message(LAN, "xin chào")
    assert (await phone.hears())[-1].text == "xin chào"


async def test_a_public_group_is_reached_by_its_name(bot: Bot) -> None:
    sent = await bot.send_message("@to_buu_ta", "thông báo")
    assert sent.chat.title == "Tổ bưu tá"


async def test_a_post_in_a_channel_has_no_person_behind_it(bot: Bot) -> None:
    sent = await bot.send_message(CHANNEL, "thông báo")
    assert sent.from_user is None
    assert sent.sender_chat is not None


async def test_a_reply_quotes_its_message(bot: Bot, phone: Phone) -> None:
    asked = await phone.says("phát 30")
    sent = await bot.send_message(LAN, "đã ghi", reply_parameters=ReplyParameters(asked))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "phát 30"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(LAN, "đã ghi", reply_parameters=ReplyParameters(9999))
    lone = ReplyParameters(9999, allow_sending_without_reply=True)
    assert (await bot.send_message(LAN, "đã ghi", reply_parameters=lone)).reply_to_message is None


async def test_a_photo_keeps_its_size_and_can_be_sent_again_by_its_id(bot: Bot, phone: Phone) -> None:
    content = picture(40, 30)
    sent = await bot.send_photo(LAN, content, caption="<b>Tiến độ</b>", parse_mode="HTML")
    (size,) = sent.photo
    assert (size.width, size.height, size.file_size) == (40, 30, len(content))
    assert sent.caption_html == "<b>Tiến độ</b>"
    again = await bot.send_photo(LAN, size.file_id)
    assert again.photo[0].file_unique_id == size.file_unique_id
    assert [heard.photo for heard in await phone.hears(2)] == [size.file_id] * 2
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await bot.send_document(LAN, size.file_id)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"no picture", "image_process_failed"), (picture(9999, 2), "photo_invalid_dimensions")],
)
async def test_pictures_that_telegram_refuses(bot: Bot, content: bytes, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_photo(LAN, content)
    assert refused.value.message.lower() == reason


async def test_captions_have_1024_letters(bot: Bot) -> None:
    await bot.send_photo(LAN, picture(), caption="ế" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(LAN, picture(), caption="ế" * 1025)


async def test_a_document_can_be_fetched_again(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_document(LAN, io.BytesIO(b"unit,worker\n"), filename="reports.csv")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("reports.csv", "text/csv")
    assert (await phone.hears())[0].document == "reports.csv"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"unit,worker\n"
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(LAN, "nonsense")


async def test_what_is_too_big_is_refused_by_its_size(bot: Bot) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_photo(LAN, picture() + bytes(10 * 2**20))


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(LAN, "phát thêm 30", reply_markup=KEYBOARD)
    edited = await bot.edit_message_text("tổng phát 30", LAN, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, bool(edited.edit_date)) == ("tổng phát 30", None, True)
    first, second = await phone.hears(2)
    assert (first.edited, second.edited, second.text) == (False, True, "tổng phát 30")


async def test_edits_that_telegram_refuses(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(LAN, "<b>tổng</b> 30", parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text(
            "<b>tổng</b> 30", LAN, sent.message_id, parse_mode="HTML", reply_markup=KEYBOARD
        )
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("tổng", LAN, 9999)
    theirs = await phone.says("phát 30")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("phát 31", LAN, theirs)
    with pytest.raises(BadRequest, match="There is no caption"):
        await bot.edit_message_caption(LAN, sent.message_id, caption="tổng")
    photo = await bot.send_photo(LAN, picture())
    with pytest.raises(BadRequest, match="There is no text"):
        await bot.edit_message_text("tổng", LAN, photo.message_id)


async def test_a_keyboard_and_a_caption_change_alone(bot: Bot) -> None:
    photo = await bot.send_photo(LAN, picture(), caption="cũ")
    await bot.edit_message_reply_markup(LAN, photo.message_id, reply_markup=KEYBOARD)
    edited = await bot.edit_message_caption(LAN, photo.message_id, caption="mới", reply_markup=KEYBOARD)
    assert isinstance(edited, Message)
    assert (edited.caption, edited.reply_markup) == ("mới", KEYBOARD)
    assert edited.photo == photo.photo


async def test_a_message_is_deleted_once_and_within_two_days(bot: Bot, clock: HandClock) -> None:
    first = await bot.send_message(LAN, "một")
    second = await bot.send_message(LAN, "hai")
    assert await bot.delete_message(LAN, first.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(LAN, first.message_id)
    clock.wait(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(LAN, second.message_id)
