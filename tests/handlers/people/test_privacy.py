"""Seeing what is stored, and being forgotten while every figure stays."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from bot.simulator import Phone
from bot.simulator.account import shown_commands
from storage.counting import progress, reports
from storage.tables import identities, messages, outbox
from storage.tables import reports as reports_table
from storage.words.units import NATION
from tests.handlers.overview.test_coordinator_stories import ministry
from tests.newcomers import dump, invited
from tests.stack import Stack

CUC = "Trần Thị Cúc"
NUMBER = "+84912345678"
BOUND = "X07 phát 9 thu 4 // gặp bà Tư Nhỏ ở ngõ 5"


async def heard(phone: Phone, text: str) -> str:
    await phone.says(text)
    return (await phone.hears())[-1].text


async def at_work(stack: Stack) -> Phone:
    """Cúc has come in, agreed, proved her number, reported with a comment, and left a draft open."""
    phone = await stack.phone(109)
    await phone.says(f"/start {await invited(stack, CUC, '01-X07', '01-X08', phone=NUMBER)}")
    await phone.hears(2)
    await phone.taps("Tôi đồng ý")
    await phone.hears(2)
    await phone.sends(contact="0912345678")
    await phone.hears()
    assert "phát +9" in await heard(phone, BOUND)
    await heard(phone, "X08 phát 500")
    return phone


async def downloaded(stack: Stack, phone: Phone) -> dict[str, Any]:
    await phone.says("/dulieucuatoi")
    await phone.hears(2)
    *_, sent = phone.messages
    assert sent.document == "dulieucuatoi-2019-08-29.json"
    answer = await phone._client.get(f"/sim/files/{sent.raw['document']['file_id']}")
    found: dict[str, Any] = json.loads(answer.content)
    return found


async def test_the_file_of_my_data_has_all_of_mine_and_nobody_elses(stack: Stack) -> None:
    phone = await at_work(stack)
    lan = await stack.phone(101)
    await heard(lan, "X08 phát 2 // của Lan")

    export = await downloaded(stack, phone)

    assert export["identities"] == [
        {"person": export["people"][0]["id"], "name": CUC, "phone": NUMBER, "pin": False}
    ]
    assert export["people"][0]["consented_at"].startswith("2019-08-29T08:30")
    assert export["holders"][0]["phone_checked_at"].startswith("2019-08-29T08:30")
    assert [row["code"] for row in export["scopes"]] == ["01-X07", "01-X08"]
    assert BOUND in [row["text"] for row in export["messages"]]
    assert [(row["unit"], row["distributed"]) for row in export["reports"]] == [("01-X07", 9)]
    assert [row["state"] for row in export["drafts"]] == ["open"]
    assert [row["address"] for row in export["contacts"]] == ["109"]
    assert export["inbox"]
    assert export["outbox"]
    assert "Lan" not in json.dumps(export, ensure_ascii=False)
    assert "digest" not in export["invites"][0]


async def test_who_invites_sees_that_but_not_whom(stack: Stack) -> None:
    ha = await ministry(stack)
    await heard(ha, "/moi bưu tá; Nguyễn Thị Bí Mật; 01-X07")
    found = await downloaded(stack, ha)
    assert len(found["invites"]) == 1
    assert "name" not in found["invites"][0]


async def test_forgetting_asks_first(stack: Stack) -> None:
    phone = await at_work(stack)
    await phone.says("/xoatoi")
    [asked] = await phone.hears()
    assert f"Xóa dữ liệu cá nhân của {CUC}?" in asked.text
    await phone.taps("Không xóa")
    *_, kept = await phone.hears()
    assert "Không xóa gì cả" in kept.text
    assert CUC in await heard(phone, "/toi")


async def test_forgotten_means_a_stranger_whose_figures_stay(stack: Stack) -> None:
    phone = await at_work(stack)
    before = await figures(stack)

    await phone.says("/xoatoi")
    await phone.hears()
    await phone.taps("Xóa dữ liệu của tôi")
    *_, done = await phone.hears()
    assert "Đã xóa dữ liệu cá nhân" in done.text
    assert "công cụ nội bộ" in await heard(phone, "phát 3")

    assert await figures(stack) == before
    left = await dump(stack.database)
    for trace in (CUC, NUMBER, "912345678", "Tư Nhỏ", "gặp bà", "phát 500"):
        assert trace not in left, trace
    async with stack.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(identities)) == len(stack.persons)
        addresses = set((await db.execute(select(messages.c.address))).scalars())
        assert "109" not in addresses
        waiting = await db.scalar(
            select(func.count()).select_from(outbox).where(outbox.c.state == "queued", outbox.c.person > 9)
        )
        assert waiting == 0
    assert {item["command"] for item in shown_commands(stack.simulator, 109)} <= {"start", "help"}


async def figures(stack: Stack) -> tuple[object, ...]:
    """The totals by unit, the days, and the counts in the ledger."""
    async with stack.database.read() as db:
        rows = await progress.by_unit(db, stack.campaign.code, [NATION])
        ledger = await reports.live(db, stack.campaign.code, "01-X07")
        kept = await db.scalar(select(func.count()).select_from(reports_table))
        days = await progress.by_day(db, stack.campaign.code, [NATION])
    return [{**row, "workers": None} for row in rows], ledger, kept, days


async def test_nobody_is_forgotten_by_an_old_button_of_somebody_else(stack: Stack) -> None:
    phone = await at_work(stack)
    await phone.says("/xoatoi")
    [asked] = await phone.hears()
    await phone.says(f"/start {await invited(stack, 'Lê Văn Đức', '01-S02')}")
    await phone.hears()

    await phone.taps("Xóa dữ liệu của tôi", asked.id)
    await phone.hears()

    assert "Lê Văn Đức" in await heard(phone, "/toi")
    assert CUC in await dump(stack.database)


async def test_the_others_of_a_shared_phone_keep_what_is_theirs(stack: Stack) -> None:
    phone = await stack.phone(101)
    await heard(phone, "H03 phát 7 // lời của Lan")
    await heard(phone, f"/start {await invited(stack, CUC)}")
    await heard(phone, BOUND)
    await phone.says("/xoatoi")
    await phone.hears()
    await phone.taps("Xóa dữ liệu của tôi")
    *_, done = await phone.hears()

    assert "Bây giờ máy này là của Lan" in done.text
    left = await dump(stack.database)
    assert "lời của Lan" in left
    assert "Tư Nhỏ" not in left
    assert CUC not in left
    assert "chưa thu 7" in await heard(phone, "/toi")


async def test_a_guarded_name_is_not_opened_by_somebody_elses_leaving(stack: Stack) -> None:
    phone = await stack.phone(101)
    await heard(phone, "/pin 2580")
    await heard(phone, f"/start {await invited(stack, CUC)}")
    await phone.says("/xoatoi")
    await phone.hears()
    await phone.taps("Xóa dữ liệu của tôi")
    await phone.hears()

    assert "công cụ nội bộ" in await heard(phone, "phát 3")
    hello = await heard(phone, f"/start {await invited(stack, 'Lan', '01-X07')}")
    assert "01-H03, 01-X07, 01-X08" in hello


async def test_who_was_forgotten_can_come_back_as_somebody_new(stack: Stack) -> None:
    phone = await at_work(stack)
    await phone.says("/xoatoi")
    await phone.hears()
    await phone.taps("Xóa dữ liệu của tôi")
    await phone.hears()

    assert f"Chào {CUC}!" in await heard(phone, f"/start {await invited(stack, CUC)}")
    found = await downloaded(stack, phone)
    assert found["reports"] == []
