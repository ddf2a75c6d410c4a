"""Serves the simulator, which may also end a connection without an answer."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import cast

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.simulator.web import CUT
from bot.web import server


class _Protocol(H11Protocol):
    """Lets the application end its connection without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # What every asyncio protocol reads its application from: this connection's own from here on.
        self.app = cast("uvicorn._types.ASGI3Application", _with_cut(self.app, transport))


def _with_cut(app: ASGIApp, transport: asyncio.Transport) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        scope[CUT] = transport.abort
        await app(scope, receive, send)

    return run


def serve(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
    """See ``bot.web.server.serve``."""
    return server.serve(app, host, port, _Protocol)
