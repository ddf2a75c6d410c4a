"""Brings updates to the bot's own address, in order, each until it is accepted."""

from __future__ import annotations

import httpx

from bot.simulator.bell import wait
from bot.simulator.core import Simulator
from bot.simulator.problems import Json

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
"""Seconds before another try; they double."""
_PATIENCE = 30.0
"""Seconds that the bot has for an answer."""


async def deliver(sim: Simulator) -> None:
    """Runs until it is cancelled or the server stops; sleeps while no webhook is set."""
    pause = _FIRST_PAUSE
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
        while not sim.bell.closed:
            bell = sim.bell.next
            hook = sim.updates.webhook
            waiting = sim.updates.pending(limit=1) if hook else []
            if not waiting:
                await bell.wait()
                continue
            error = await _post(client, hook, waiting[0])
            if sim.updates.webhook != hook:
                continue
            if not error:
                sim.updates.confirm(waiting[0]["update_id"] + 1)
                pause = _FIRST_PAUSE
                continue
            with sim.store.transaction():
                sim.store.set("webhook_error", {"last_error_date": sim.seconds, "last_error_message": error})
            await wait(sim.bell.next, pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _post(client: httpx.AsyncClient, hook: Json, update: Json) -> str:
    """What went wrong, empty where the bot accepted."""
    secret = hook["secret_token"]
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        answer = await client.post(hook["url"], json=update, headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.HTTPError:
        return "Connection refused"
    if answer.is_success:
        return ""
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
