"""The three phones in a real browser, on the demo campaign as ``sipas run`` starts it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from tests.processes.processes import ROOT, started

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = ROOT / "tests" / "shots"
LAPTOP, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
PATIENCE = 20_000
"""Milliseconds for what takes a chart, or a busy machine."""

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@dataclass
class Watched:
    """A page, and what must not happen on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        home = urlsplit(self.address).netloc
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None,
        )
        self.page.on(
            "request",
            lambda request: (
                self.complaints.append(f"foreign: {request.url}")
                if urlsplit(request.url).scheme != "data" and urlsplit(request.url).netloc != home
                else None
            ),
        )

    def phone(self, place: int) -> Locator:
        return self.page.locator(".phone").nth(place)

    async def types(self, place: int, text: str) -> None:
        field_ = self.phone(place).locator("textarea")
        await field_.fill(text)
        await field_.press("Enter")

    async def newest(self, place: int, part: str | re.Pattern[str]) -> Locator:
        """The newest message of the bot on a phone, once it has a part."""
        row = self.phone(place).locator(".row:not(.mine)").last
        await expect(row).to_contain_text(part, timeout=PATIENCE)
        return row

    async def shoot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        await self.page.screenshot(path=SHOTS / f"{name}.png")

    async def has_no_sideways_scroll(self) -> bool:
        return bool(await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(browser: Browser, address: str, size: ViewportSize, *, dark: bool) -> AsyncIterator[Watched]:
    context = await browser.new_context(
        viewport=size, color_scheme="dark" if dark else "light", locale="vi-VN", has_touch=size is PHONE
    )
    watched = Watched(await context.new_page(), address)
    watched.listen()
    await watched.page.goto(address)
    await expect(watched.page.locator(".phone")).to_have_count(3, timeout=PATIENCE)
    try:
        yield watched
    finally:
        await context.close()


async def test_a_day_on_three_phones(tmp_path: Path) -> None:
    async with started(tmp_path, "run") as bot, browsing() as browser:
        address = (await bot.says("http://")).split()[1]
        async with opened(browser, address, LAPTOP, dark=False) as watched:
            unit = await _reports_and_thinks_again(watched)
            await _re_checks(watched, unit)
            await _asks_for_progress(watched)
            await watched.shoot("laptop-light")
            await _moves_the_clock(watched)
            await watched.shoot("laptop-reminder")
            assert await watched.has_no_sideways_scroll()
            assert watched.complaints == []
        async with opened(browser, address, LAPTOP, dark=True) as watched:
            await watched.newest(2, "🔔")
            await watched.shoot("laptop-dark")
            assert watched.complaints == []
        async with opened(browser, address, PHONE, dark=False) as watched:
            await _plays_on_a_small_screen(watched, unit)
            assert await watched.has_no_sideways_scroll()
            assert watched.complaints == []


async def _reports_and_thinks_again(watched: Watched) -> str:
    """The worker: reports, edits the message, undoes it; the unit."""
    await watched.types(0, "/toi")
    mine = await (await watched.newest(0, "còn trên tay")).inner_text()
    found = re.search(r"(\d\d-[A-Z]\d\d) .*\n.*\n.*còn trên tay (?:[5-9]|\d{2,})", mine)
    assert found, mine
    unit = found[1]

    await watched.types(0, f"{unit} phát 2")
    booked = await watched.newest(0, "phát +2")
    await expect(booked.get_by_role("button", name="Hủy")).to_be_visible()

    sent = watched.phone(0).locator(".row.mine").last
    await sent.hover()
    await sent.locator(".pen").click()
    field_ = watched.phone(0).locator("textarea")
    await expect(field_).to_have_value(f"{unit} phát 2")
    await watched.types(0, f"{unit} phát 3")
    corrected = await watched.newest(0, "phát +1")
    await expect(sent).to_contain_text("đã sửa")

    await corrected.get_by_role("button", name="Hủy").click()
    undone = await watched.newest(0, "Đã hủy")
    await expect(undone).to_contain_text("phát 3")
    await expect(undone.get_by_role("button", name="Hủy")).to_have_count(0)
    return unit


async def _re_checks(watched: Watched, unit: str) -> None:
    """The inspector: one ballot."""
    await watched.types(1, f"pt {unit}-007 khớp")
    await watched.newest(1, f"{unit}-007")


async def _asks_for_progress(watched: Watched) -> None:
    """The coordinator: a table, then a picture that can be enlarged."""
    await watched.types(2, "/tiendo")
    row = await watched.newest(2, "Tiến độ cả nước")
    picture = watched.phone(2).locator(".photo img").last
    await expect(picture).to_be_visible(timeout=PATIENCE)
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 500
    await picture.click()
    await expect(watched.page.locator("dialog img")).to_be_visible()
    await watched.shoot("laptop-picture")
    await watched.page.keyboard.press("Escape")
    await expect(row).to_be_visible()


async def _moves_the_clock(watched: Watched) -> None:
    """Whoever plays: to the morning on which the re-check begins."""
    await watched.page.locator("#day").fill("2019-09-03")
    await watched.page.locator("#jump button").click()
    await expect(watched.page.locator("#today")).to_contain_text("03/09/2019")
    await watched.newest(2, "🔔")


async def _plays_on_a_small_screen(watched: Watched, unit: str) -> None:
    """One phone at a time."""
    await expect(watched.page.locator("nav.tabs button")).to_have_count(3)
    await watched.types(0, f"{unit} phát 1")
    await watched.newest(0, "phát +1")
    await watched.shoot("phone-worker")
    tab = watched.page.locator("nav.tabs button").nth(2)
    await tab.click()
    await expect(tab).to_have_attribute("aria-selected", "true")
    await expect(watched.phone(2)).to_be_in_viewport(ratio=1)
    await watched.shoot("phone-coordinator")
