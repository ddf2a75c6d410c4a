import asyncio, time
import pytest
from bot.simulator import NothingHeard
from tests.handlers.stories import *
from tests.stack import Stack

@pytest.mark.parametrize("n", range(120))
async def test_stress(stack: Stack, n):
    t0 = time.monotonic()
    lan = await stack.phone(LAN)
    step = "say1"
    try:
        await says(lan, "H03 phát 30"); step = "say2"
        await says(lan, "H03 phát 45"); step = "tap"
        await taps(lan, "Ý tôi là tổng")
    except NothingHeard:
        print("STUCK at", step, n, round(time.monotonic() - t0, 2))
        print("inbox", await rows(stack, "SELECT seq, state, attempts FROM inbox ORDER BY seq DESC LIMIT 3"))
        print("outbox", await rows(stack, "SELECT id, kind, state, attempts, error, not_before FROM outbox ORDER BY id DESC LIMIT 4"))
        print("log", [(m["message_id"], m.get("text", "")[:40]) for m in (await stack.client.get(f"/sim/chats/{LAN}")).json()["messages"][-4:]])
        print("heard", [(m.id, m.edited, m.text[:30]) for m in lan.messages], "toasts", lan.toasts)
        try:
            print("later", [h.text[:40] for h in await lan.hears(timeout=15)])
        except NothingHeard:
            print("later nothing")
        raise
