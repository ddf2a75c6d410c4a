"""The bot's own web address: Telegram's webhook, /healthz and /metrics."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass
from functools import partial

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.inbound.intake import Intake
from bot.observing.health import Health, Pulse, Sign
from bot.observing.metrics import CONTENT_TYPE_LATEST, Metrics
from bot.web.address import Webhook

log = structlog.get_logger(__name__)

LARGEST = 2**20
"""Bytes of one update; Telegram's own stay below a tenth of it."""
RETRY_SECONDS = 5
"""After which Telegram may bring the update again; it keeps each for a day."""
_BODY_SECONDS = 20.0
HEALTH, METRICS = "/healthz", "/metrics"


class _Refused(Exception):
    """A request that is not taken; ``status`` is all that the sender is told."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands behind the address. Without a ``webhook`` only health and metrics are served."""

    intake: Intake
    health: Health
    metrics: Metrics
    pulse: Pulse
    webhook: Webhook | None = None


def create_app(desk: Desk) -> Starlette:
    """The web application."""

    async def receive(webhook: Webhook, request: Request) -> Response:
        try:
            await _take(desk, webhook, request)
        except _Refused as refused:
            desk.metrics.turned_away(refused.status)
            later = {"Retry-After": str(RETRY_SECONDS)} if refused.status == 503 else None
            return Response(status_code=refused.status, headers=later)
        # Without a body: Telegram would take one for a call of a method.
        return Response(status_code=200)

    async def health(_request: Request) -> Response:
        found = await desk.health.examine()
        return JSONResponse(dict(found.figures), 503 if found.failing else 200, _FRESH)

    async def metrics(_request: Request) -> Response:
        text = desk.metrics.render(await desk.health.examine(), desk.pulse)
        return Response(text, headers={**_FRESH, "Content-Type": CONTENT_TYPE_LATEST})

    routes = [Route(HEALTH, health), Route(METRICS, metrics)]
    if desk.webhook is not None:
        routes.append(Route(desk.webhook.path, partial(receive, desk.webhook), methods=["POST"]))
    return Starlette(routes=routes)


_FRESH = {"Cache-Control": "no-store"}


async def _take(desk: Desk, webhook: Webhook, request: Request) -> None:
    """Commits the update of a request. Raises _Refused."""
    given = request.headers.get(webhook.header, "")
    if not hmac.compare_digest(given.encode(), webhook.secret.encode()):
        raise _Refused(403)
    try:
        update = webhook.read(await _body(request))
    except (ValueError, RecursionError):
        raise _Refused(400) from None
    desk.pulse.beat(Sign.UPDATE)
    try:
        if await desk.intake.is_full():
            raise _Refused(503)
        await desk.intake.store([update])
    except _Refused:
        raise
    except Exception as error:
        log.error("webhook.not_stored", error=repr(error))
        raise _Refused(503) from None


async def _body(request: Request) -> bytes:
    """The body, read no further than the bound, whatever length the sender claims."""
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise _Refused(413)
    except TimeoutError:
        raise _Refused(408) from None
    except ClientDisconnect:
        raise _Refused(400) from None
    return bytes(body)
