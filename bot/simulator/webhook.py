"""Brings updates to the bot's own address: those of one chat in order, each until it is accepted."""

from __future__ import annotations

import asyncio
import ssl
from functools import cache

import httpx

from bot.simulator.bell import wait
from bot.simulator.core import Simulator
from bot.simulator.problems import Json

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
"""Seconds before another try; they double, where the bot does not say itself when (``Retry-After``)."""
_LONGEST_RETRY = 3600
_PATIENCE = 30.0
"""Seconds that the bot has for an answer."""


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that we believe: reading them takes longer than starting the simulator."""
    return httpx.create_ssl_context(trust_env=False)


async def deliver(sim: Simulator) -> None:
    """Runs until it is cancelled or the server stops; sleeps while no webhook is set."""
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False, verify=_trust()) as client:
        couriers: dict[str, asyncio.Task[None]] = {}
        try:
            while not sim.bell.closed:
                bell = sim.bell.next
                couriers = {queue: task for queue, task in couriers.items() if not task.done()}
                hook = sim.updates.webhook
                for queue, update in sim.updates.fronts() if hook else []:
                    if queue not in couriers and len(couriers) < hook["max_connections"]:
                        couriers[queue] = asyncio.create_task(_bring(sim, client, hook, update))
                await bell.wait()
        finally:
            for task in couriers.values():
                task.cancel()
            await asyncio.gather(*couriers.values(), return_exceptions=True)


async def _bring(sim: Simulator, client: httpx.AsyncClient, hook: Json, update: Json) -> None:
    """Tries until the bot has accepted, or has another address."""
    pause = _FIRST_PAUSE
    while sim.updates.webhook == hook:
        error, later = await _post(client, hook, update)
        if sim.updates.webhook != hook:
            break
        if not error:
            sim.updates.accept(update["update_id"])
            return
        with sim.store.transaction():
            sim.store.set("webhook_error", {"last_error_date": sim.seconds, "last_error_message": error})
        await wait(sim.bell.next, later or pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    sim.bell.ring()


async def _post(client: httpx.AsyncClient, hook: Json, update: Json) -> tuple[str, int]:
    """What went wrong (empty where the bot accepted), and after how many seconds the bot wants it again."""
    secret = hook["secret_token"]
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        answer = await client.post(hook["url"], json=update, headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired", 0
    except httpx.HTTPError:
        return "Connection refused", 0
    if answer.is_success:
        return "", 0
    asked = answer.headers.get("retry-after", "")
    later = min(int(asked), _LONGEST_RETRY) if asked.isdecimal() else 0
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}", later
