"""The simulator over HTTP: Telegram's Bot API, the control API of phones and tests, the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

import bot.simulator.account
import bot.simulator.sending  # noqa: F401 -- both register their methods
from bot.simulator.account import refuse_token
from bot.simulator.calls import Call, Upload
from bot.simulator.control import routes
from bot.simulator.core import Simulator
from bot.simulator.limits import UPLOAD
from bot.simulator.problems import Cut, Garbage, Problem, bad
from bot.simulator.webhook import deliver

CUT = "simulator.cut"
"""The key of the ASGI scope under which the server puts a function that ends the connection."""
_SAID = {"setwebhook": "Webhook was set", "deletewebhook": "Webhook was deleted"}


class CutResponse(Response):
    """No answer: the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ends the connection and waits until the server has noticed."""
        if CUT not in scope:
            raise ConnectionResetError
        scope[CUT]()
        while (await receive())["type"] != "http.disconnect":
            pass


async def read_call(request: Request, method: str) -> Call:
    """A call in any of Telegram's ways: query, form, JSON or multipart. Raises Problem 400."""
    params: dict[str, object] = dict(request.query_params)
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad("can't parse request JSON") from None
        if not isinstance(body, dict):
            raise bad("expected an Object as request JSON")
        params |= body
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form(max_part_size=UPLOAD) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or name, await value.read())
                else:
                    params[name] = value
    return Call(method, params, files)


def create_app(simulator: Simulator) -> Starlette:
    """The web application; ``serve`` runs it. Its ``state.stop`` ends all long polls."""

    async def call_method(request: Request) -> Response:
        try:
            refuse_token(simulator, request.path_params["token"])
            call = await read_call(request, request.path_params["method"])
            result = await simulator.call(call)
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        except Garbage as garbage:
            return Response(garbage.body, garbage.status, media_type="text/html")
        except (Cut, ClientDisconnect):
            return CutResponse()
        body = {"ok": True, "result": result}
        if said := _SAID.get(call.method.lower()):
            body["description"] = said
        return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")

    async def fetch_file(request: Request) -> Response:
        try:
            refuse_token(simulator, request.path_params["token"])
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        content = simulator.files.fetched(request.path_params["path"])
        if content is None:
            return JSONResponse(Problem(404, "Not Found").body, 404)
        return Response(content, media_type="application/octet-stream")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        simulator.bell.open()
        deliverer = asyncio.create_task(deliver(simulator))
        try:
            yield
        finally:
            deliverer.cancel()
            await asyncio.gather(deliverer, return_exceptions=True)

    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", fetch_file),
            *routes(simulator),
        ],
        lifespan=lifespan,
    )
    app.state.stop = simulator.bell.close
    return app
