"""``xong``: a worker says that a unit is finished, the provincial post confirms or reopens it."""

from __future__ import annotations

import pytest

from handlers.counting.closings import finished
from storage.people import people
from storage.words.units import Unit, UnitCode
from tests.handlers.stories import BAO, LAN, SON, TU, figures, rows, says, taps
from tests.stack import START, Stack

H03, S02 = "01-H03", "01-S02"
KNOWN = [
    Unit(UnitCode("01-H03"), "UBND quận Ba Đình", "H", "01", 50),
    Unit(UnitCode("01-H09"), "UBND huyện Đông Anh", "H", "01", 50),
    Unit(UnitCode("01-X19"), "UBND phường Mai Động", "X", "01", 20),
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("xong", []),
        ("Đã xong rồi nhé!", []),
        ("xong H03", ["01-H03"]),
        ("H03 xong rồi", ["01-H03"]),
        ("ba dinh da xong", ["01-H03"]),
        ("em báo cáo đơn vị Ba Đình đã hoàn thành ạ", ["01-H03"]),
        ("Đông Anh xong", ["01-H09"]),
        ("xong H03 và Đông Anh", ["01-H03", "01-H09"]),
        ("mai động xong", ["01-X19"]),
        ("chưa xong", None),
        ("xong chưa", None),
        ("mai xong", None),
        ("tối xong H03", None),
        ("toi xong H03", None),
        ("H03 phát xong", None),
        ("đã thu xong H03 20", None),
        ("xong 30", None),
        ("H99 xong", None),
        ("cảm ơn", None),
    ],
)
def test_only_a_closed_vocabulary_says_that_a_unit_is_finished(text: str, codes: list[str] | None) -> None:
    found = finished(text, KNOWN)
    assert (None if found is None else [unit.code for unit in found]) == codes


async def test_a_complete_unit_is_offered_declared_confirmed_and_shown_as_finished(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    heard = await says(lan, "H03 phát 50 thu 48 trắng 2")
    assert "🏁 Báo xong 01-H03" in heard.labels
    heard = await taps(lan, "Báo xong")
    assert "Đã ghi: 01-H03 UBND quận Ba Đình xong" in heard.text
    assert "Bưu điện tỉnh sẽ xác nhận" in heard.text
    assert "Đã báo xong, chờ" in (await says(lan, "/toi")).text

    (asked,) = await bao.hears()
    assert "Lan báo xong 01-H03" in asked.text
    assert "thu 48/50" in asked.text
    assert "chưa thu 0 · còn trên tay 0" in asked.text
    assert asked.labels == ["Xác nhận", "Mở lại"]
    heard = await taps(bao, "Xác nhận")
    assert heard.edited
    assert heard.labels == ["Mở lại"]
    (told,) = await lan.hears()
    assert "Bưu điện tỉnh (Bảo) xác nhận 01-H03" in told.text
    assert "✅ Đã xong" in (await says(lan, "/toi")).text


async def test_what_is_left_is_told_and_asked_about_first(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(lan, "xong H03")
    assert "Còn 5 phiếu chưa thu và 20 phiếu trên tay" in heard.text
    assert await rows(stack, "SELECT count(*) FROM closings") == [(0,)]
    refused = await taps(lan, "Chưa xong")
    assert refused.edited
    assert refused.labels == []
    await says(lan, "H03 xong rồi")
    heard = await taps(lan, "Vẫn báo xong 01-H03")
    assert heard.edited
    assert "01-H03 UBND quận Ba Đình xong" in heard.text
    assert "đã báo xong, đang chờ" in (await says(lan, "/xong h03")).text


async def test_which_unit_is_asked_where_none_is_named(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "xong rồi")
    assert [label[:6] for label in heard.labels] == ["01-H03", "01-X07", "01-X08"]
    heard = await taps(lan, "Trúc Bạch")
    assert "Vẫn báo xong" in heard.text


async def test_a_report_on_a_unit_declared_finished_reopens_it_with_one_tap(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 50 thu 50")
    await says(lan, "xong H03")
    await bao.hears()
    heard = await says(lan, "H03 hỏng 0 thu 0\nX07 phát 5")
    assert "đã báo xong nên chưa ghi" in heard.text
    assert "phát +5 → 5" in heard.text
    assert await figures(stack, "01-X07") == {"distributed": 5}
    heard = await taps(lan, "Mở lại và ghi")
    assert heard.edited
    assert "01-H03" in heard.text
    (told,) = await bao.hears()
    assert "Lan đã mở lại 01-H03" in told.text


async def test_a_confirmed_unit_is_reopened_by_the_post_with_a_reason(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 50 thu 49")
    await says(lan, "xong H03")
    await taps(lan, "Vẫn báo xong")
    await bao.hears()
    await taps(bao, "Xác nhận")
    await lan.hears()

    heard = await says(lan, "H03 thu 1")
    assert "đã xác nhận đơn vị này xong nên chưa ghi: thu 1" in heard.text
    assert heard.labels == ["Xin Bưu điện tỉnh mở lại", "Bỏ, tôi nhắn lại"]
    heard = await taps(lan, "Xin Bưu điện tỉnh")
    assert "Đã xin Bưu điện tỉnh mở lại" in heard.text
    early = await taps(lan, "Ghi số này")
    assert "chưa ghi" in early.text
    assert await figures(stack, H03) == {"distributed": 50, "collected": 49}

    (asked,) = await bao.hears()
    assert "Lan xin mở lại 01-H03" in asked.text
    heard = await taps(bao, "Mở lại", asked.id)
    assert "Vì sao mở lại" in heard.text
    heard = await says(bao, "còn 1 phiếu về muộn")
    assert "Đã mở lại 01-H03" in heard.text
    (told,) = await lan.hears()
    assert "Lý do: còn 1 phiếu về muộn" in told.text
    heard = await says(lan, "H03 thu 1")
    assert "thu +1 → 50" in heard.text


async def test_undo_and_correction_respect_a_finished_unit(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    first = await says(lan, "H03 phát 50 thu 50")
    await says(lan, "xong H03")
    heard = await taps(lan, "↩️ Hủy", first.id)
    assert "đã báo xong nên chưa hủy được" in heard.text
    heard = await taps(lan, "Mở lại")
    assert heard.edited
    heard = await taps(lan, "↩️ Hủy", first.id)
    assert "Đã hủy" in heard.text
    assert await figures(stack, H03) == {}


async def test_taps_on_a_closing_are_for_those_whose_unit_it_is(stack: Stack) -> None:
    lan, son, bao = [await stack.phone(chat) for chat in (LAN, SON, BAO)]
    await says(lan, "H03 phát 50 thu 50")
    await says(lan, "xong H03")
    await bao.hears()
    heard = await says(son, "phát 5")
    heard = await taps(son, "closing:1:reopen", heard.id)
    assert "không thuộc phạm vi" in heard.text
    heard = await taps(lan, "closing:1:confirm", lan.last.id)
    assert "không dành cho vai trò" in heard.text
    assert await rows(stack, "SELECT confirmed_at, reopened_at FROM closings") == [(None, None)]


async def test_everybody_who_shares_a_unit_hears_of_it(stack: Stack) -> None:
    son, tu, bao = [await stack.phone(chat) for chat in (SON, TU, BAO)]
    await says(son, "phát 45 thu 45")
    await says(son, "đã xong")
    await bao.hears()
    await taps(bao, "Xác nhận")
    assert "01-S02" in (await tu.hears())[0].text
    heard = await says(tu, "thu 0")
    assert "đã xác nhận" in heard.text


async def test_a_supervisor_reads_of_it_in_the_own_language_and_a_second_one_sees_who_was_quicker(
    stack: Stack,
) -> None:
    async with stack.database.write() as db:
        await people.set_language(db, stack.persons[BAO], "en")
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 50 thu 50")
    await says(lan, "xong H03")
    (asked,) = await bao.hears()
    assert "Lan says that 01-H03 UBND quận Ba Đình is finished" in asked.text
    await taps(bao, "Confirm")
    heard = await taps(bao, f"closing:{asked.buttons[0][0][1].split(':')[1]}:confirm", asked.id)
    assert "Bảo has confirmed 01-H03" in heard.text


async def test_without_a_supervisor_within_reach_the_worker_is_told_to_call(stack: Stack) -> None:
    async with stack.database.write() as db:
        await people.set_reachable(db, "telegram", str(BAO), since=START)
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 50 thu 50")
    assert "Xin gọi điện" in (await says(lan, "xong H03")).text
