"""Runs a web application inside this process, beside whatever else the event loop does."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

_PATIENCE = 1
"""Seconds that running requests have at the end."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Leaves signals to the process that we are a guest in."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches off Nagle's delay (40 ms an answer) only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(error.errno or errno.EADDRINUSE, f"{host}:{port}: {error.strerror}") from None
    listener.setblocking(False)
    return listener


@contextlib.asynccontextmanager
async def serve(
    app: Starlette, host: str = "127.0.0.1", port: int = 0, protocol: type[H11Protocol] = H11Protocol
) -> AsyncIterator[str]:
    """Serves while the block runs; yields the address (``http://127.0.0.1:8019``), without a slash.

    Port 0 takes a free one. Raises OSError with ``host:port`` in its text where it cannot listen.
    Before it stops it calls ``app.state.stop``, where there is one, to end long polls.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    server = _Server(config)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(listener.close)
        await stack.enter_async_context(app.router.lifespan_context(app))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            bound = listener.getsockname()[1]
            yield f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"
        finally:
            getattr(app.state, "stop", lambda: None)()
            server.should_exit = True
            await running
