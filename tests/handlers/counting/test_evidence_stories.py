"""Photos: with a caption they prove what it reports, without one the bot asks; ``/anh`` shows them."""

from __future__ import annotations

from typing import Any

from bot.simulator import Heard, Phone
from tests.bot.simulator.simulator_world import picture
from tests.handlers.stories import BAO, HUNG, LAN, SON, figures, lines, rows, says, taps
from tests.stack import Stack

H03, S02 = "01-H03", "01-S02"
LIVE = "SELECT unit, kind FROM evidence WHERE voided_at IS NULL ORDER BY id"


async def shows(phone: Phone, caption: str = "", *, name: str = "anh.png") -> Heard:
    """What a photo brings."""
    kind = "photo" if name.endswith(".png") else "document"
    await phone.uploads(kind, name, picture(), caption)
    return (await phone.hears())[-1]


async def test_a_photo_with_a_report_below_it_is_kept_and_seen_by_those_above(stack: Stack) -> None:
    lan, bao, hung = [await stack.phone(chat) for chat in (LAN, BAO, HUNG)]
    heard = await shows(lan, "H03 phát 30 thu 25")
    assert "thu +25 → 25" in heard.text
    assert "đã được lưu kèm" in heard.text
    assert "↩️ Hủy" in heard.labels
    assert await figures(stack, H03) == {"distributed": 30, "collected": 25}
    assert await rows(stack, LIVE) == [(H03, "photo")]

    await bao.says("/anh H03")
    await hung.says("/anh")
    listed, photo = await bao.hears(2)
    assert "Lan · ảnh: H03 phát 30 thu 25" in listed.text
    assert photo.photo == (await rows(stack, "SELECT file_id FROM evidence"))[0][0]
    assert photo.text == "01-H03 · 08:30 29/08/2019 · Lan"
    (which,) = await hung.hears()
    assert which.labels == ["01-H03 UBND quận Ba Đình (1)"]
    await hung.taps("01-H03")
    listed, photo = await hung.hears(2)
    assert photo.photo


async def test_a_photo_alone_is_attached_to_the_last_report_after_a_tap(stack: Stack) -> None:
    son = await stack.phone(SON)
    assert "Chưa có báo cáo nào để đính kèm" in (await shows(son)).text
    await says(son, "phát 10")
    heard = await shows(son)
    assert "08:30 29/08/2019" in heard.text
    assert "“phát 10”" in heard.text
    assert await rows(stack, LIVE) == []
    heard = await taps(son, "Đính kèm")
    assert heard.edited
    assert heard.labels == []
    assert await rows(stack, LIVE) == [(S02, "photo")]
    await shows(son, name="bienban.pdf")
    heard = await taps(son, "Không")
    assert "Không lưu" in heard.text
    assert await rows(stack, LIVE) == [(S02, "photo")]


async def test_a_caption_that_says_no_figures_is_as_none(stack: Stack) -> None:
    son = await stack.phone(SON)
    await says(son, "phát 10")
    heard = await shows(son, "biên bản đây ạ")
    assert "“phát 10”" in heard.text
    assert heard.labels == ["Đính kèm", "Không"]


async def test_an_album_belongs_together(stack: Stack) -> None:
    son = await stack.phone(SON)
    await shows(son, "bìa")  # the simulator's own photo, whose file the album's messages repeat
    photo: dict[str, Any] = {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 4, "height": 3}]}
    album = {**photo, "media_group_id": "77"}
    await son.sends(content={**album, "caption": "phát 10"})
    assert "phát +10" in (await son.hears())[-1].text
    other = {"photo": [{"file_id": "y", "file_unique_id": "y", "width": 4, "height": 3}]}
    await son.sends(content={**other, "media_group_id": "77"})
    heard = await says(son, "thu 5")
    assert "thu +5" in heard.text
    assert await rows(stack, "SELECT unit, file_id FROM evidence ORDER BY id") == [(S02, "x"), (S02, "y")]

    await son.sends(content={**photo, "media_group_id": "78"})
    await son.hears()
    await son.sends(content={**other, "media_group_id": "78"})
    heard = await taps(son, "Đính kèm")
    assert "Đã đính kèm 2 ảnh" in heard.text


async def test_undoing_the_report_takes_its_proof_back(stack: Stack) -> None:
    lan, bao = await stack.phone(LAN), await stack.phone(BAO)
    await shows(lan, "H03 phát 30")
    await says(lan, "/huy")
    assert await rows(stack, LIVE) == []
    assert "chưa có ảnh nào" in (await says(bao, "/anh H03")).text


async def test_the_proof_follows_the_report_to_another_unit(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await shows(lan, "phát 5")
    assert "của đơn vị nào" in heard.text
    assert await rows(stack, LIVE) == [(None, "photo")]
    await taps(lan, "Trúc Bạch")
    assert await rows(stack, LIVE) == [("01-X07", "photo")]
    await taps(lan, "Sửa")
    await says(lan, "X08 phát 5")
    assert await rows(stack, LIVE) == [("01-X08", "photo")]
    await taps(lan, "↩️ Hủy")
    assert await rows(stack, LIVE) == []


async def test_a_dropped_draft_drops_its_photo(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await shows(lan, "H03 thu 5")
    assert await rows(stack, LIVE) == [(None, "photo")]
    await taps(lan, "Bỏ, tôi nhắn lại")
    assert await rows(stack, LIVE) == []


async def test_too_large_a_file_is_not_kept_but_its_report_is(stack: Stack) -> None:
    son = await stack.phone(SON)
    large = {"document": {"file_id": "x", "file_unique_id": "x", "file_size": 20 * 1024 * 1024 + 1}}
    await son.sends(content={**large, "caption": "phát 10"})
    heard = (await son.hears())[-1]
    assert "phát +10 → 10" in heard.text
    assert "lớn quá 20 MB" in heard.text
    await son.sends(content=large)
    assert "lớn quá 20 MB" in (await son.hears())[-1].text
    assert await rows(stack, LIVE) == []


async def test_inspectors_prove_their_findings(stack: Stack) -> None:
    hung, lan, bao = [await stack.phone(chat) for chat in (HUNG, LAN, BAO)]
    heard = await shows(hung, "pt H03-007 khớp")
    assert "đã được lưu kèm" in heard.text
    await says(hung, "pt X07-003 lệch")
    heard = await shows(hung)
    assert "“pt X07-003 lệch”" in heard.text
    await taps(hung, "Đính kèm")
    assert await rows(stack, LIVE) == [("01-H03", "photo"), ("01-X07", "photo")]
    assert "không dành cho vai trò" in (await says(lan, "/anh H03")).text
    assert "chỉ nhận của bưu tá" in (await shows(bao)).text


async def test_at_most_five_photos_come_at_once(stack: Stack) -> None:
    son, bao = await stack.phone(SON), await stack.phone(BAO)
    for _ in range(6):
        await shows(son, "phát 1")
    await bao.says("/anh 01-S02")
    heard = await bao.hears(6)
    assert len(lines(heard[0])) == 7
    assert [bool(one.photo) for one in heard] == [False, *[True] * 5]
