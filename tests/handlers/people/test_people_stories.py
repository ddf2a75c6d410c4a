"""Coming in, asking for help, changing the language; and what each role may and may not do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator import Phone
from handlers.declared import registry
from handlers.registry import ORDER
from storage.people import invites
from storage.words.roles import Agency, Role
from tests.handlers.stories import (
    BAO,
    HUNG,
    LAN,
    MAI,
    SCREEN,
    YEN,
    from_the_start,
    is_quiet,
    lines,
    rows,
    says,
    taps,
)
from tests.stack import START, STRANGER, Stack

BY_ROLE = {
    Role.POSTAL_WORKER: LAN,
    Role.POSTAL_SUPERVISOR: BAO,
    Role.INSPECTOR: HUNG,
    Role.COORDINATOR: MAI,
    Role.ADMIN: YEN,
}
WATCH = {Role.COORDINATOR, Role.POSTAL_SUPERVISOR, Role.ADMIN}
MAY = {
    "start": set(Role),
    "help": set(Role),
    "ngonngu": set(Role),
    "toi": set(Role),
    "kiemtra": {Role.INSPECTOR},
    "tiendo": WATCH,
    "kehoach": WATCH,
    "nhacviec": WATCH,
    "diem": WATCH,
    "moi": WATCH,
}
"""Who may use which command; of commands that are not here, the registry's own word is taken."""
REFUSED = "không dành cho vai trò"


def test_every_command_has_its_place_in_menus() -> None:
    """Else the order would be that in which modules are loaded, and a change of it a new menu for all."""
    assert sorted(ORDER) == sorted(registry.commands)
    personal = [registry.commands[name].personal for name in ORDER]
    assert personal == sorted(personal, key=bool)


async def menu(stack: Stack, chat: int) -> dict[str, str]:
    """The command menu that Telegram shows in a chat."""
    state = (await stack.client.get(f"/sim/chats/{chat}")).json()
    return {one["command"]: one["description"] for one in state["commands"]}


@pytest.mark.parametrize("command", sorted(MAY))
def test_commands_are_for_the_roles_that_need_them(command: str) -> None:
    assert registry.commands[command].roles == MAY[command]


@pytest.mark.parametrize("role", list(Role))
async def test_every_command_answers_a_role_by_what_it_may(stack: Stack, role: Role) -> None:
    phone = await from_the_start(stack, BY_ROLE[role])
    allowed = {name for name, route in registry.commands.items() if role in route.roles}
    for name in sorted(registry.commands.keys() - allowed):
        heard = await says(phone, f"/{name}")
        assert REFUSED in heard.text, name
    for name in sorted(allowed - {"tiendo", "toi", "diem"}):  # their charts are slow; stories of their own
        heard = await says(phone, f"/{name}")
        assert REFUSED not in heard.text, name
        assert len(heard.text) <= 4096, name


@pytest.mark.parametrize("role", list(Role))
async def test_help_fits_one_screen_and_names_the_commands_of_the_role(stack: Stack, role: Role) -> None:
    phone = await from_the_start(stack, BY_ROLE[role])
    for language in ("vi", "en"):
        heard = await says(phone, "/help")
        assert len(lines(heard)) <= SCREEN, language
        mine = {name for name, route in registry.commands.items() if role in route.roles}
        for name in mine - {"start", "help"}:
            assert f"/{name}" in heard.text
        for name in registry.commands.keys() - mine:
            assert f"/{name} " not in heard.text
        if language == "vi":
            await says(phone, "/ngonngu")
            await taps(phone, "English")


@pytest.mark.parametrize("role", list(Role))
async def test_the_menu_shows_what_the_role_may(stack: Stack, role: Role) -> None:
    phone = await from_the_start(stack, BY_ROLE[role])
    await says(phone, "/help")
    await says(phone, "/help")  # the menu of the first answer has been set by now
    mine = {name for name, route in registry.commands.items() if role in route.roles}
    assert set(await menu(stack, BY_ROLE[role])) == mine


async def test_the_menu_begins_with_what_is_used_every_day(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "/help")
    await says(lan, "/help")
    assert list(await menu(stack, LAN))[:2] == ["toi", "huy"]


async def test_start_says_who_one_is_and_what_to_do(stack: Stack) -> None:
    lan, mai = await stack.phone(LAN), await stack.phone(MAI)
    heard = await says(lan, "/start")
    assert "Chào Lan!" in heard.text
    assert "Bưu tá" in heard.text
    assert "01-H03, 01-X07, 01-X08" in heard.text
    assert "phát 30 thu 25" in heard.text
    heard = await says(mai, "/start")
    assert "Phạm vi: Hà Nội" in heard.text


async def test_the_language_changes_everything(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 30 thu 25")
    heard = await says(lan, "/ngonngu")
    assert heard.labels == ["Tiếng Việt", "English"]
    heard = await taps(lan, "English")
    assert heard.edited
    assert heard.text == "Now in English."

    heard = await says(lan, "H03 phát 5 thu 3")
    assert "handed out +5 → 35" in heard.text
    assert "collected +3 → 28" in heard.text
    assert heard.labels[0] == "↩️ Undo"
    heard = await says(lan, "H03 thu 40")
    assert "Not recorded" in heard.text
    assert heard.labels[-1] == "Drop it, I will write again"
    assert "undo" in (await menu(stack, LAN))["huy"]
    assert "handed out 35" in (await says(lan, "/toi")).text

    await says(lan, "/ngonngu")
    heard = await taps(lan, "Tiếng Việt")
    assert heard.text == "Đã chuyển sang tiếng Việt."
    assert "hủy" in (await says(lan, "/help")).text
    assert "hủy" in (await menu(stack, LAN))["huy"]


async def test_an_unknown_language_is_not_taken(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "/ngonngu")
    await taps(lan, "language:fr", heard.id)
    assert await rows(stack, "SELECT DISTINCT language FROM people") == [("vi",)]


async def test_a_stranger_gets_one_polite_answer_and_no_data(stack: Stack) -> None:
    stranger = await stack.phone(STRANGER)
    heard = await says(stranger, "/start")
    assert "Xin chào" in heard.text
    assert "đường dẫn mời" in heard.text
    await stranger.says("/tiendo")
    await stranger.says("phát 30")
    assert await is_quiet(stack, stranger)

    stack.clock.move_to(START + timedelta(hours=13))
    assert "Xin chào" in (await says(stranger, "xin chào")).text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(0,)]
    assert await rows(stack, "SELECT count(*) FROM messages") == [(0,)]


async def test_a_wrong_invitation_says_whom_to_ask(stack: Stack) -> None:
    stranger = await stack.phone(STRANGER)
    heard = await says(stranger, "/start abcdef")
    assert "không đúng" in heard.text
    assert "người điều phối" in heard.text


async def test_an_invitation_expires(stack: Stack) -> None:
    token = await invitation(stack, Role.POSTAL_WORKER, Agency.BDT, "01-X07")
    stack.clock.move_to(START + timedelta(days=15))
    stranger = await stack.phone(STRANGER)
    heard = await says(stranger, f"/start {token}")
    assert "hết hạn" in heard.text


async def test_a_mistyped_command_is_guessed(stack: Stack) -> None:
    mai = await stack.phone(MAI)
    assert "/tiendo" in (await says(mai, "/tiendoo")).text
    lan = await stack.phone(LAN)
    heard = await says(lan, "/tiendoo")
    assert "/tiendo?" not in heard.text
    assert "/help" in heard.text


async def test_whoever_blocked_the_bot_and_came_back_is_answered(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await says(lan, "H03 phát 5")
    await lan.blocks()
    await lan.unblocks()
    assert "phát +5 → 10" in (await says(lan, "H03 phát 5")).text


async def test_a_message_of_too_many_lines_is_refused_politely(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    heard = await says(lan, "\n".join(f"H03 phát {number}" for number in range(60)))
    assert "quá dài" in heard.text
    assert "chia thành nhiều tin" in heard.text
    assert await rows(stack, "SELECT count(*) FROM reports") == [(0,)]


async def invitation(stack: Stack, role: Role, agency: Agency, *scope: str) -> str:
    wanted = invites.Invite("Nguyễn Văn An", role, agency, scope)
    async with stack.database.write() as db:
        token, _ = await invites.issue(db, stack.campaign.code, wanted, stack.clock.now())
    return token


async def test_a_phone_that_joins_by_an_invitation_gets_the_menu_of_its_role(stack: Stack) -> None:
    token = await invitation(stack, Role.INSPECTOR, Agency.SNV, "01")
    an = await Phone.register(stack.client, 503, first_name="An")
    await says(an, f"/start {token}")
    await says(an, "/help")
    shown = await menu(stack, 503)
    assert "kiemtra" in shown
    assert "tiendo" not in shown
