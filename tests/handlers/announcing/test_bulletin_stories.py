"""Bulletins for whoever wants them: at the day's end, at the week's beginning, never without news."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest

from bot.simulator import Phone
from tests.handlers.planning.test_reminder_stories import at
from tests.handlers.stories import BAO, LAN, MAI, is_quiet, rest, rows, says, taps
from tests.stack import Stack


async def wants(phone: Phone, kind: str) -> None:
    await says(phone, "/bantin")
    await taps(phone, f"bantin:{kind}:on")


async def test_nobody_gets_one_who_did_not_ask(stack: Stack) -> None:
    mai, lan = await stack.phone(MAI), await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    stack.clock.move_to(at("2019-08-29T17:30"))
    assert await is_quiet(stack, mai)
    heard = await says(mai, "/bantin")
    assert "Cuối ngày làm việc, lúc 17:30: đang tắt" in heard.text
    assert heard.labels == ["Bật bản tin cuối ngày", "Bật bản tin đầu tuần", "📰 Xem ngay"]


async def test_the_day_ends_with_what_has_come_since_the_last_one(stack: Stack) -> None:
    mai, lan = await stack.phone(MAI), await stack.phone(LAN)
    await wants(mai, "daily")
    await says(lan, "H03 phát 30 thu 25")
    stack.clock.move_to(at("2019-08-29T17:29"))
    assert await is_quiet(stack, mai)
    stack.clock.move_to(at("2019-08-29T17:30"))
    (first,) = await mai.hears()
    assert "Bản tin thứ Năm 29/08/2019 · Hà Nội" in first.text
    assert "19% · phiếu đã thu 25/135" in first.text
    assert "Từ bản tin" not in first.text
    assert "1/4 đơn vị đã phát, 0 đã thu đủ" in first.text
    stack.clock.move_to(at("2019-08-29T18:30"))
    assert await is_quiet(stack, mai), "once a day"

    await says(lan, "H03 phát 4 thu 5 hỏng 1")
    stack.clock.move_to(at("2019-08-30T08:01"))
    await mai.hears()
    stack.clock.move_to(at("2019-08-30T17:30"))
    (second,) = await mai.hears()
    assert "Từ bản tin 29/08/2019: phát +4, thu +5, hỏng +1" in second.text


async def test_without_news_and_on_days_off_there_is_none(stack: Stack) -> None:
    mai, lan = await stack.phone(MAI), await stack.phone(LAN)
    await wants(mai, "daily")
    await says(lan, "H03 phát 30 thu 25")
    stack.clock.move_to(at("2019-08-29T17:30"))
    await mai.hears()
    stack.clock.move_to(at("2019-08-30T17:30"))
    assert await bulletins(stack, mai) == []
    assert ("bulletin-daily", "skip") in await rows(stack, "SELECT task, verdict FROM reminders")
    await says(lan, "H03 thu 2")
    # Saturday, Sunday and the National Day; from 21:00 on nobody is disturbed.
    for moment in ("2019-08-31T17:30", "2019-09-01T17:30", "2019-09-02T18:00", "2019-09-03T21:30"):
        stack.clock.move_to(at(moment))
        assert await bulletins(stack, mai) == [], moment
    stack.clock.move_to(at("2019-09-04T17:30"))
    (late,) = await bulletins(stack, mai)
    assert "thu +2" in late


async def test_the_week_begins_with_a_chart_on_its_first_working_day(stack: Stack) -> None:
    mai, lan = await stack.phone(MAI), await stack.phone(LAN)
    await wants(mai, "weekly")
    await says(lan, "H03 phát 30 thu 25")
    stack.clock.move_to(at("2019-08-30T08:01"))
    await rest(stack, mai)
    stack.clock.move_to(at("2019-09-02T08:01"))
    assert await rest(stack, mai) == [], "Monday is the National Day"
    stack.clock.move_to(at("2019-09-03T08:00"))
    (chart,) = await charts(stack, mai)
    assert "Tình hình đầu tuần 03/09/2019 · Hà Nội" in chart
    assert "19% · phiếu đã thu 25/135" in chart
    stack.clock.move_to(at("2019-09-09T08:00"))
    assert await charts(stack, mai) == [], "nothing has changed in a week"
    await says(lan, "H03 thu 2")
    stack.clock.move_to(at("2019-09-16T08:00"))
    (chart,) = await charts(stack, mai)
    assert "thu +2" in chart


@pytest.mark.parametrize(("words", "state"), [("bật", "đang bật"), ("tat", "đang tắt"), ("off", "đang tắt")])
async def test_both_are_switched_by_a_word(stack: Stack, words: str, state: str) -> None:
    mai = await stack.phone(MAI)
    heard = await says(mai, f"/bantin {words}")
    assert heard.text.count(state) == 2
    wished = await rows(stack, "SELECT count(*) FROM bulletin_wishes WHERE daily_since IS NOT NULL")
    assert wished == [(int(words == "bật"),)]


async def test_it_can_be_seen_now_and_strange_words_and_taps_do_nothing(stack: Stack) -> None:
    mai, lan, bao = await stack.phone(MAI), await stack.phone(LAN), await stack.phone(BAO)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(mai, "/bantin ngay", messages=2)
    assert "Bản tin thứ Năm" in heard.text
    assert "Không hiểu “sáng”" in (await says(mai, "/bantin sáng")).text
    for forged in ("bantin:hourly:on", "bantin:daily:maybe", "bantin:x"):
        await taps(mai, forged, heard.id)
    told = await says(lan, "/help")
    await taps(lan, "bantin:daily:on", told.id)
    assert await rows(stack, "SELECT count(*) FROM bulletin_wishes") == [(0,)]
    assert "Bật bản tin" in (await says(bao, "/bantin")).labels[0]


async def test_the_plan_goes_into_the_phones_calendar(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    before = await calendar(stack, mai)
    await says(mai, "/doihan 5.2 05/10 mưa bão")
    stack.clock.move_to(stack.clock.now() + timedelta(minutes=5))
    events = await calendar(stack, mai)
    assert events.keys() == before.keys(), "whatever moves keeps its name, so that no day stands there twice"
    assert all(events[uid]["sequence"] > before[uid]["sequence"] for uid in events)
    due = events["2019-5.2.due.01@sipas"]
    assert str(due["summary"]).startswith("⏰ 2019-5.2 đến hạn (Hà Nội): ")
    assert due.decoded("dtstart").isoformat() == "2019-10-05"
    assert "Hạn theo kế hoạch gốc: 30/09/2019" in str(due["description"])
    assert due["dtstart"].params["VALUE"] == "DATE", "all day, in whatever zone the phone is"
    morning = timedelta(hours=8)
    rings = {alarm.decoded("trigger") for alarm in due.walk("VALARM")}
    assert rings == {morning - timedelta(days=days) for days in (7, 1, 0)}
    assert events["2019-4.5.due.VN@sipas"].walk("VALARM") == [], "not a task of hers"


async def calendar(stack: Stack, phone: Phone) -> dict[str, icalendar.Event]:
    """The events of the file that ``/lich`` brings, by their names."""
    heard = await says(phone, "/lich", messages=2)
    assert heard.document == "ke-hoach-2019.ics"
    file = icalendar.Calendar.from_ical(await content(stack, heard.raw["document"]["file_id"]))
    found = file.walk("VEVENT")
    events = {str(event["uid"]): event for event in found}
    assert len(events) == len(found)
    return events


async def content(stack: Stack, file_id: str) -> bytes:
    """A file of the simulator, fetched as a phone does."""
    answer = await stack.client.get(f"/sim/files/{file_id}")
    answer.raise_for_status()
    return answer.content


async def bulletins(stack: Stack, phone: Phone) -> list[str]:
    """The day's bulletins that have come since the last time."""
    return [heard.text for heard in await rest(stack, phone) if "Bản tin" in heard.text]


async def charts(stack: Stack, phone: Phone) -> list[str]:
    """The captions of the pictures that have come since the last time."""
    return [heard.text for heard in await rest(stack, phone) if heard.photo]
