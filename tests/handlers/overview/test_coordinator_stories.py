"""Coordinators and the provincial post ask how far the ballots are, what is due, and invite people."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.simulator import Phone
from storage.people import people
from storage.words.roles import Role
from tests.field import CHANNEL, CODE
from tests.handlers.stories import (
    BAO,
    HA,
    LAN,
    MAI,
    SCREEN,
    SON,
    YEN,
    from_the_start,
    lines,
    rows,
    says,
    taps,
)
from tests.stack import STRANGER, Stack

LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")


async def ministry(stack: Stack) -> Phone:
    """Hà's phone, after the list of tasks that were overdue when the bot was switched on."""
    ha = await from_the_start(stack, HA)
    await ha.hears()
    return ha


async def test_tiendo_of_the_nation_shows_provinces_and_a_chart(stack: Stack) -> None:
    lan, ha = await stack.phone(LAN), await ministry(stack)
    await says(lan, "H03 phát 30 thu 25")
    await ha.says("/tiendo")
    table, chart = await ha.hears(2, timeout=30)
    assert "cả nước · 08:30 29/08/2019" in table.text
    assert "Thu 25/165 phiếu · đã phát 30 · chưa thu 5" in table.text
    assert "5 đơn vị: 1 đã phát, 0 đã xong" in table.text
    assert "19% Hà Nội 25/135" in table.text
    assert "0% Hà Giang 0/30" in table.text
    assert chart.photo
    assert "cả nước" in chart.text


@pytest.mark.parametrize("scope", ["01", "hà nội", "Ha Noi"])
async def test_tiendo_of_a_province_by_code_or_name_shows_its_units(stack: Stack, scope: str) -> None:
    ha = await ministry(stack)
    heard = await says(ha, f"/tiendo {scope}")
    assert "Hà Nội" in heard.text
    assert "0/135 phiếu" in heard.text
    assert "Sở Giao thông vận tải 0/45" in heard.text
    assert "Hà Giang" not in heard.text


@pytest.mark.parametrize("scope", ["01-H03", "01-h3", "h3"])
async def test_tiendo_of_a_unit_of_the_own_province(stack: Stack, scope: str) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, f"/tiendo {scope}")
    assert "UBND quận Ba Đình 0/50" in heard.text


@pytest.mark.parametrize(
    ("scope", "reply"),
    [
        ("02", "không thuộc phạm vi"),
        ("02-H01", "không thuộc phạm vi"),
        ("hà giang", "không thuộc phạm vi"),
        ("VN", "không thuộc phạm vi"),
        ("99", "Không có phạm vi “99”"),
        ("abc xyz", "Không có phạm vi “abc xyz”"),
    ],
)
@pytest.mark.parametrize("command", ["tiendo", "diem"])
async def test_a_province_sees_no_other(stack: Stack, command: str, scope: str, reply: str) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, f"/{command} {scope}")
    assert reply in heard.text
    assert "0/30" not in heard.text


async def test_without_a_scope_everybody_sees_the_own(stack: Stack) -> None:
    for chat in (MAI, BAO):
        phone = await stack.phone(chat)
        heard = await says(phone, "/tiendo")
        assert "Tiến độ Hà Nội" in heard.text
        assert "0/135" in heard.text


async def test_diem_answers_at_once_and_then_tells_the_parts(stack: Stack) -> None:
    lan, mai = await stack.phone(LAN), await stack.phone(MAI)
    await says(lan, "H03 phát 40 thu 36 trắng 4")
    await mai.says("/diem")
    quick, score = await mai.hears(2, timeout=30)
    assert "Đang tính" in quick.text
    assert "Hà Nội" in score.text
    assert re.search(r"[\d,]+/100", score.text)
    assert "Thu về so với phân bổ: 27%" in score.text
    assert "Phiếu hợp lệ: 90%" in score.text
    assert "Phúc tra khớp: chưa có số liệu" in score.text


async def test_kehoach_shows_what_runs_what_is_late_and_what_comes(stack: Stack) -> None:
    lan, ha = await stack.phone(LAN), await ministry(stack)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(ha, "/kehoach")
    late, _, rest = heard.text.partition("Đang làm")
    running, _, coming = rest.partition("Sắp tới")
    assert "2019-4.4 Chọn mẫu điều tra xã hội học" in late
    assert "Hạn thứ Tư 31/07/2019, quá 29 ngày" in late
    assert "2019-4.5 Phát, thu phiếu điều tra xã hội học" in running
    assert "Hạn thứ Hai 30/09/2019, còn 32 ngày · Tổng công ty Bưu điện Việt Nam" in running
    assert "15% · phiếu đã thu 25/165" in running
    assert "2019-5.2 Giám sát, phúc tra" in coming
    assert "2019-6.2" not in heard.text


async def test_kehoach_of_a_task_tells_everything_about_it(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, "/kehoach 4.5")
    assert "2019-4.5 Phát, thu phiếu" in heard.text
    assert "01/08/2019" in heard.text or "30/09/2019" in heard.text
    assert "Chủ trì" in heard.text
    assert "Phối hợp" in heard.text
    assert "phiếu đã thu 0/135" in heard.text
    heard = await says(mai, "/kehoach 9.9")
    assert "Không có việc “9.9”" in heard.text


async def test_kehoach_of_who_has_two_provinces_tells_each_where_it_stands(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    async with stack.database.write() as db:
        known = await people.find(db, CODE, CHANNEL, str(MAI))
        assert known is not None
        await people.extend_scope(db, CODE, known.id, ["02"])
    await says(mai, "/doihan 5.2 02 10/10/2019 đường sạt lở")
    stack.clock.move_to(datetime.fromisoformat("2019-09-03T15:00:00+07:00"))
    await mai.hears()
    await says(mai, "/xong 5.2 01")
    heard = await says(mai, "/kehoach")
    assert "63 tỉnh, thành phố trực thuộc TW (Hà Giang)" in heard.text
    assert "(Hà Nội)" not in heard.text, "done there"
    assert heard.text.count("2019-4.5") == 1, "a task of the nation has one date"
    assert "phiếu đã thu 0/165" in heard.text, "the figures of both provinces"
    heard = await says(mai, "/kehoach 5.2")
    hanoi, _, hagiang = heard.text.partition("Hà Giang\n")
    assert hanoi.partition("Hà Nội\n")[2].splitlines()[:2] == [
        "Từ 01/09/2019 đến 30/09/2019 (kế hoạch ghi: Tháng 9)",
        "đã xong",
    ]
    assert "Hạn thứ Năm 10/10/2019, còn 37 ngày" in hagiang
    assert heard.labels == ["Chưa xong, mở lại 5.2 Hà Nội", "✅ Xong 5.2 Hà Giang"]
    told = await taps(mai, "✅ Xong 5.2 Hà Giang")
    assert "đã xong (Hà Giang)" in told.text


async def test_kehoach_tatca_lists_every_task_within_telegrams_limit(stack: Stack) -> None:
    ha = await ministry(stack)
    await ha.says("/kehoach tatca")
    await ha.hears()
    shown = "\n".join(heard.text for heard in ha.messages)
    assert all(len(heard.text) <= 4096 for heard in ha.messages)
    for task in stack.campaign.leaves:
        assert task.id in shown


async def test_nhacviec_tells_what_will_come(stack: Stack) -> None:
    ha = await ministry(stack)
    heard = await says(ha, "/nhacviec")
    assert "Chưa có lời nhắc nào" in heard.text
    assert "Sắp nhắc" in heard.text
    assert "thứ Sáu 30/08/2019: 4.5 Phát, thu phiếu điều tra xã hội học (trước 30 ngày)" in heard.text
    assert len(lines(heard)) <= SCREEN


async def test_an_invitation_in_one_line_lets_a_new_worker_report(stack: Stack) -> None:
    bao = await stack.phone(BAO)
    heard = await says(bao, "/moi bưu tá; Nguyễn Văn An; 01-X07, 01-X08")
    assert "Nguyễn Văn An" in heard.text
    assert "01-X07, 01-X08" in heard.text
    assert "12/09/2019" in heard.text
    token = LINK.search(heard.text)
    assert token

    an = await Phone.register(stack.client, 501, first_name="An")
    heard = await says(an, f"/start {token[1]}")
    assert "Nguyễn Văn An" in heard.text
    assert "Bưu tá" in heard.text
    heard = await says(an, "X07 phát 5")
    assert "phát +5 → 5" in heard.text
    stored = await rows(stack, "SELECT digest FROM invites")
    assert token[1] not in str(stored)


async def test_an_invitation_step_by_step(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, "/moi")
    assert heard.labels == ["Bưu tá", "Bưu điện tỉnh", "Người kiểm tra", "Người điều phối"]
    heard = await taps(mai, "Người kiểm tra")
    assert "họ tên; phạm vi" in heard.text
    heard = await says(mai, "Trần Thị Bình; 02")
    assert "02 ngoài phạm vi" in heard.text
    heard = await says(mai, "Trần Thị Bình; 01")
    assert "Trần Thị Bình" in heard.text
    assert "Hà Nội" in heard.text
    assert LINK.search(heard.text)


@pytest.mark.parametrize(
    ("chat", "words", "reply"),
    [
        (BAO, "kiểm tra; An; 01", "không mời được"),
        (MAI, "quản trị; An; 01", "Không rõ vai trò"),
        (MAI, "admin; An; 01", "không mời được"),
        (MAI, "bưu tá; An; 02-H01", "ngoài phạm vi"),
        (MAI, "điều phối; An; VN", "ngoài phạm vi"),
        (MAI, "bưu tá; An; 01", "mã đơn vị cụ thể"),
        (MAI, "bưu tá; An; 01-H99", "Không có mã “01-H99”"),
        (MAI, "bưu tá; ; 01-H03", "Họ tên"),
    ],
)
async def test_who_may_invite_whom_and_where(stack: Stack, chat: int, words: str, reply: str) -> None:
    phone = await stack.phone(chat)
    heard = await says(phone, f"/moi {words}")
    assert reply in heard.text
    assert await rows(stack, "SELECT count(*) FROM invites") == [(0,)]


async def test_only_an_admin_makes_admins(stack: Stack) -> None:
    yen = await stack.phone(YEN)
    heard = await says(yen, "/moi")
    assert "Quản trị" in heard.labels
    heard = await says(yen, "/moi admin; Lý Kim Ngân; VN")
    assert "Lý Kim Ngân" in heard.text
    assert "cả nước" in heard.text


async def test_a_role_button_forged_by_a_supervisor_opens_nothing(stack: Stack) -> None:
    bao = await stack.phone(BAO)
    heard = await says(bao, "/moi")
    assert heard.labels == ["Bưu tá"]
    heard = await taps(bao, f"invite:{Role.COORDINATOR.value}", heard.id)
    assert "Nút này" in heard.text
    await says(bao, "An; 01")
    assert await rows(stack, "SELECT count(*) FROM invites") == [(0,)]


async def test_a_second_unit_comes_with_a_second_invitation(stack: Stack) -> None:
    mai, son = await stack.phone(MAI), await stack.phone(SON)
    heard = await says(mai, "/moi bưu tá; Sơn; 01-X07")
    token = LINK.search(heard.text)
    assert token
    heard = await says(son, f"/start {token[1]}")
    assert "01-S02, 01-X07" in heard.text
    heard = await says(son, "X07 phát 5")
    assert "phát +5 → 5" in heard.text


async def test_what_a_coordinator_types_is_no_report(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, "H03 phát 30")
    assert "/help" in heard.text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(0,)]


async def test_an_invitation_works_once(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, "/moi bưu tá; Khách; 01-X07")
    token = LINK.search(heard.text)
    assert token
    first, second = await stack.phone(STRANGER), await Phone.register(stack.client, 502, first_name="Hai")
    assert "Bưu tá" in (await says(first, f"/start {token[1]}")).text
    assert "đã dùng" in (await says(second, f"/start {token[1]}")).text
