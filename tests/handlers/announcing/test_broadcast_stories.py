"""A coordinator writes to many: chooses whom, looks at it, sends, stops, and hears what came of it."""

from __future__ import annotations

import pytest

from bot.simulator import Phone
from storage.people import people
from tests.handlers.overview.test_coordinator_stories import ministry
from tests.handlers.planning.test_reminder_stories import at
from tests.handlers.stories import BAO, HUNG, LAN, MAI, SON, TU, YEN, is_quiet, rows, says, taps
from tests.stack import Stack

NEWS = "Mai mưa bão: không phát phiếu.\nXin <b>giữ</b> phiếu khô & an toàn."


async def write(phone: Phone, text: str = NEWS) -> None:
    await says(phone, "/thongbao")
    await says(phone, text)


async def test_a_province_writes_to_its_workers_who_read_who_wrote(stack: Stack) -> None:
    mai, lan, son, hung = [await stack.phone(chat) for chat in (MAI, LAN, SON, HUNG)]
    asked = await says(mai, "/thongbao")
    assert "2.000 ký tự" in asked.text
    whom = await says(mai, NEWS)
    assert "phạm vi Hà Nội" in whom.text
    assert "📍 Chỉ một tỉnh…" not in whom.labels
    preview = await taps(mai, "Bưu tá")
    assert NEWS in preview.text
    assert "3 người (Bưu tá, Hà Nội)" in preview.text
    assert await is_quiet(stack, lan), "nothing goes out before the tap"
    running = await taps(mai, "✅ Gửi 3 người")
    assert "Đang gửi" in running.text
    for phone in (lan, son):
        (heard,) = await phone.hears()
        assert heard.text == f"📢 Thông báo · Mai, Sở Nội vụ\n{NEWS}"
    assert await is_quiet(stack, hung)

    stack.clock.move_to(at("2019-08-29T08:45"))
    (report,) = await mai.hears()
    assert "đã gửi xong" in report.text
    assert "Đã tới 3/3 người" in report.text
    stack.clock.move_to(at("2019-08-29T09:00"))
    assert await is_quiet(stack, mai), "one report is enough"
    kept = await rows(stack, "SELECT roles, scope, recipients FROM broadcasts")
    assert kept == [("postal_worker", "01", 3)]
    [(after,)] = await rows(stack, "SELECT after FROM audit WHERE action = 'broadcast.send'")
    assert "mưa bão" not in after, "the log knows the text only in disguise"
    assert '"text":"#' in after


async def test_the_nation_writes_to_one_province_by_button_or_by_name(stack: Stack) -> None:
    ha, hung = await ministry(stack), await stack.phone(HUNG)
    await write(ha)
    page = await taps(ha, "📍 Chỉ một tỉnh…")
    assert "Hà Nội" in page.labels
    await taps(ha, "Trang 3")
    whom = await taps(ha, "Hà Nội" if "Hà Nội" in ha.last.labels else ha.last.labels[0])
    assert "🇻🇳 Cả nước" in whom.labels
    whom = await says(ha, "hà nội")
    assert "phạm vi Hà Nội" in whom.text
    preview = await taps(ha, "Người kiểm tra")
    assert "1 người (Người kiểm tra, Hà Nội)" in preview.text
    await taps(ha, "✅ Gửi 1 người")
    assert "Thông báo · Hà, Bộ Nội vụ" in (await hung.hears())[0].text


async def test_whoever_cannot_be_reached_is_counted_before_and_after(stack: Stack) -> None:
    mai, tu, son = await stack.phone(MAI), await stack.phone(TU), await stack.phone(SON)
    await tu.blocks()
    async with stack.database.write() as db:
        await people.set_reachable(db, "telegram", str(LAN), since=stack.clock.now())
    await write(mai)
    preview = await taps(mai, "Bưu tá")
    assert "2 người (Bưu tá" in preview.text or "1 người (Bưu tá" in preview.text
    assert "Không gửi được cho" in preview.text
    await taps(mai, "✅ Gửi")
    await son.hears()
    stack.clock.move_to(at("2019-08-29T08:45"))
    (report,) = await mai.hears()
    assert "Đã tới 1/3 người" in report.text
    assert "Không liên lạc được 2 người" in report.text


async def test_sending_can_be_stopped_while_it_runs(stack: Stack) -> None:
    """At night all of it waits: nobody has got it when it is stopped."""
    mai, lan, yen = await stack.phone(MAI), await stack.phone(LAN), await stack.phone(YEN)
    stack.clock.move_to(at("2019-08-29T21:30"))
    await write(mai)
    preview = await taps(mai, "Bưu tá")
    assert "sẽ gửi lúc 07:00 30/08/2019" in preview.text
    running = await taps(mai, "✅ Gửi 3 người")
    assert "Đã xử lý 0/3 người" in running.text
    assert "sẽ gửi lúc 07:00 30/08/2019" in running.text
    assert "0/3" in (await says(mai, "/thongbao")).text
    data = next(data for row in running.buttons for label, data in row if "Dừng" in label)
    heard = await says(yen, "/help")
    assert await is_quiet(stack, lan)
    await taps(lan, data, (await says(lan, "/help")).id)
    stopped = await taps(yen, data, heard.id)
    assert "3 người chưa nhận sẽ không nhận nữa" in stopped.text
    again = await taps(mai, "⏹ Dừng gửi", running.id)
    assert "Đã xử lý 3/3 người" in again.text
    assert again.labels == []
    stack.clock.move_to(at("2019-08-30T07:01"))
    (report,) = await mai.hears()
    assert "Đã tới 0/3" in report.text
    assert "Đã dừng trước khi gửi: 3 người" in report.text


@pytest.mark.parametrize("text", ["ok", "x" * 2001])
async def test_texts_have_bounds(stack: Stack, text: str) -> None:
    mai = await stack.phone(MAI)
    await says(mai, "/thongbao")
    assert "từ 3 đến 2.000 ký tự" in (await says(mai, text)).text
    assert "Gửi cho ai" in (await says(mai, "Mai họp lúc 8 giờ")).text


async def test_forged_and_old_buttons_send_nothing(stack: Stack) -> None:
    mai, bao, lan = await stack.phone(MAI), await stack.phone(BAO), await stack.phone(LAN)
    await write(mai)
    heard = await taps(mai, "Bưu tá")
    send = next(data for row in heard.buttons for label, data in row if "Gửi" in label)
    session = send.split(":")[1]
    for forged in (
        f"thongbao:{session}:in:02",
        f"thongbao:{session}:page:0",
        f"thongbao:{session}:group:everyone",
        "thongbao:999:send",
        "thongbao:x",
        "broadcast:stop:1",
        "broadcast:state:99",
        "broadcast:burn:1",
    ):
        await taps(mai, forged, heard.id)
    told = await says(bao, "/help")
    await taps(bao, send, told.id)
    assert await rows(stack, "SELECT count(*) FROM broadcasts") == [(0,)]
    await taps(mai, send, heard.id)
    over = await taps(mai, send, heard.id)
    assert "không còn hiệu lực" in over.text
    await lan.hears()
    assert await rows(stack, "SELECT count(*) FROM broadcasts") == [(1,)]


async def test_another_command_ends_the_letter(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    await write(mai)
    await says(mai, "/kehoach")
    assert "không còn hiệu lực" in (await taps(mai, "Bưu tá")).text
    heard = await says(mai, "/thongbao Họp lúc 8 giờ")
    assert "Gửi cho ai" in heard.text
    heard = await taps(mai, "Người điều phối")
    assert "Không có ai nhận được" in heard.text
    heard = await taps(mai, "Chọn lại người nhận")
    heard = await taps(mai, "Bỏ")
    assert "không gửi cho ai" in heard.text
