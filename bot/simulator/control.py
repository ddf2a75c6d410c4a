"""The control API under ``/sim``: what phones, tests and the page do, which no bot ever sees."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.simulator import people
from bot.simulator.account import shown_commands
from bot.simulator.calls import WHOLE, Upload
from bot.simulator.core import Simulator
from bot.simulator.faults import Fault
from bot.simulator.images import picture_type
from bot.simulator.limits import UPLOAD
from bot.simulator.personas import persona_from
from bot.simulator.problems import Json, Problem, bad
from bot.texts.locale_files import locale_files
from bot.texts.texts import LANGUAGES, texts

_PAGE = Path(__file__).parent / "phones.html"
_MORNING = time(8, 0)
"""When the first reminders of a day are due."""
_LONGEST_POLL = 30.0
_KEY = re.compile(r"^simulator-([\w-]+) *=", re.MULTILINE)

Endpoint = Callable[[Simulator, Request], Awaitable[object]]


def routes(sim: Simulator) -> list[BaseRoute]:
    """The page and the control API of a simulator."""
    chat = "/sim/chats/{chat}"
    message = chat + "/messages/{message:int}"
    table: list[tuple[str, str, Endpoint]] = [
        ("GET", "/", _page),
        ("GET", "/sim", _state),
        ("GET", "/sim/users", _users),
        ("POST", "/sim/users", _add_user),
        ("GET", "/sim/events", _events),
        ("GET", "/sim/clock", _clock),
        ("POST", "/sim/clock", _move_clock),
        ("GET", "/sim/texts", _texts),
        ("POST", "/sim/updates", _inject),
        ("POST", "/sim/faults", _add_fault),
        ("DELETE", "/sim/faults", _clear_faults),
        ("GET", "/sim/files/{file}", _file),
        ("GET", chat, _transcript),
        ("POST", chat + "/says", _says),
        ("POST", chat + "/sends", _sends),
        ("POST", chat + "/uploads", _uploads),
        ("POST", chat + "/block", _block),
        ("POST", chat + "/unblock", _unblock),
        ("POST", message + "/edit", _edit),
        ("POST", message + "/tap", _tap),
    ]
    return [Route(path, _endpoint(sim, function), methods=[verb]) for verb, path, function in table]


def _endpoint(sim: Simulator, function: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def run(request: Request) -> Response:
        try:
            _refuse_strangers(request)
            result = await function(sim, request)
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        return result if isinstance(result, Response) else JSONResponse(result)

    return run


def _refuse_strangers(request: Request) -> None:
    """A web page of another origin must not drive the phones of somebody who has both open."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(403, "Forbidden: foreign origin")


async def _body(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        raise bad("can't parse request JSON") from None
    if not isinstance(body, dict):
        raise bad("expected an Object as request JSON")
    return body


def _chat(request: Request) -> int:
    """Groups have negative ids, which a route's own numbers cannot have."""
    text: str = request.path_params["chat"]
    if not WHOLE.fullmatch(text):
        raise bad("chat not found")
    return int(text)


def _number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise bad(f"invalid {name} specified") from None


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise bad("a moment looks like 2019-08-29T16:30:00+07:00") from None
    if moment.tzinfo is None:
        raise bad("a moment needs its time zone")
    return moment


async def _page(_sim: Simulator, _request: Request) -> Response:
    page = _PAGE.read_text(encoding="utf-8")
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return Response(page, media_type="text/html", headers=headers)


async def _state(sim: Simulator, _request: Request) -> Json:
    return {
        "bot": sim.bot,
        "now": sim.clock.now().isoformat(),
        "seq": sim.store.last_event(),
        "users": [persona.view for persona in sim.personas.all()],
        "languages": LANGUAGES,
        "zone": sim.zone.key,
    }


async def _users(sim: Simulator, _request: Request) -> list[Json]:
    return [persona.view for persona in sim.personas.all()]


async def _add_user(sim: Simulator, request: Request) -> Json:
    persona = persona_from(await _body(request))
    sim.add_user(persona)
    return persona.view


async def _events(sim: Simulator, request: Request) -> Json:
    after = int(_number(request, "after", sim.store.last_event()))
    chat = request.query_params.get("chat")
    seconds = min(_number(request, "timeout", 0), _LONGEST_POLL)
    found = await sim.events(after, None if chat is None else int(_number(request, "chat", 0)), seconds)
    return {"events": found, "seq": found[-1]["seq"] if found else after, "now": sim.clock.now().isoformat()}


async def _clock(sim: Simulator, _request: Request) -> Json:
    return {"now": sim.clock.now().isoformat()}


async def _move_clock(sim: Simulator, request: Request) -> Json:
    """``{"hours": 1}``, ``{"day": "2019-08-30"}`` (its morning) or ``{"to": …}`` (a moment with its zone)."""
    body = await _body(request)
    try:
        if "to" in body:
            moment = _moment(body["to"])
        elif "day" in body:
            moment = datetime.combine(date.fromisoformat(body["day"]), _MORNING, sim.zone)
        else:
            moment = sim.clock.now() + timedelta(hours=float(body["hours"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise bad("wrong moment") from None
    sim.move_clock(moment)
    return {"now": sim.clock.now().isoformat()}


async def _texts(_sim: Simulator, request: Request) -> Json:
    language = request.query_params.get("language", LANGUAGES[0])
    of = texts(language, escape=False)
    file = next(file for file in locale_files(of.language) if file.name == "simulator.ftl")
    keys = _KEY.findall(file.read_text(encoding="utf-8"))
    return {key: of.say(f"simulator.{key}") for key in keys}


async def _inject(sim: Simulator, request: Request) -> Json:
    update = await _body(request)
    with sim.change():
        return {"update_id": sim.updates.inject(update)}


async def _add_fault(sim: Simulator, request: Request) -> Json:
    try:
        sim.faults.add(Fault(**await _body(request)))
    except (TypeError, ValueError) as error:
        raise bad(f"wrong fault: {error}") from None
    return {"faults": len(sim.faults)}


async def _clear_faults(sim: Simulator, _request: Request) -> Json:
    sim.faults.clear()
    return {"faults": 0}


async def _file(sim: Simulator, request: Request) -> Response:
    """A picture to be shown, anything else only to be saved: it came from strangers."""
    found = sim.files.described(request.path_params["file"])
    if found is None:
        raise Problem(404, "Not Found")
    file, _, content = found
    safe = {"X-Content-Type-Options": "nosniff"}
    if file["kind"] == "photo":
        return Response(content, media_type=picture_type(content), headers=safe)
    return Response(
        content, media_type="application/octet-stream", headers=safe | {"Content-Disposition": "attachment"}
    )


async def _transcript(sim: Simulator, request: Request) -> Json:
    chat = _chat(request)
    return sim.transcript(chat) | {
        "persona": sim.personas.named(str(chat)).view,
        "commands": shown_commands(sim, chat),
    }


async def _says(sim: Simulator, request: Request) -> Json:
    body = await _body(request)
    return people.say(
        sim,
        _chat(request),
        str(body.get("text", "")),
        sender=body.get("sender"),
        reply_to=body.get("reply_to"),
        forward_from=body.get("forward_from", ""),
        date=_moment(body["date"]) if body.get("date") else None,
    )


async def _sends(sim: Simulator, request: Request) -> Json:
    """``{"sticker": "👍"}``, ``{"contact": "0912…"}``, or ``{"content": fields of a Message}``."""
    body, chat = await _body(request), _chat(request)
    match body:
        case {"sticker": str(emoji)}:
            return people.send_sticker(sim, chat, emoji)
        case {"contact": str(number)}:
            return people.send_contact(sim, chat, number)
        case {"content": dict(content)}:
            return people.send(sim, chat, content, sender=body.get("sender"))
        case _:
            raise bad("nothing to send")


async def _uploads(sim: Simulator, request: Request) -> Json:
    """A form with the part ``photo`` or ``document`` and a ``caption``."""
    chat = _chat(request)
    async with request.form(max_part_size=UPLOAD) as form:
        caption = str(form.get("caption", ""))
        for kind, send in (("photo", people.send_photo), ("document", people.send_document)):
            part = form.get(kind)
            if isinstance(part, UploadFile):
                return send(sim, chat, Upload(part.filename or kind, await part.read()), caption)
    raise bad("there is no photo in the request")


async def _block(sim: Simulator, request: Request) -> Json:
    people.block(sim, _chat(request))
    return {}


async def _unblock(sim: Simulator, request: Request) -> Json:
    people.unblock(sim, _chat(request))
    return {}


async def _edit(sim: Simulator, request: Request) -> Json:
    number = request.path_params["message"]
    return people.edit(sim, _chat(request), number, str((await _body(request)).get("text", "")))


async def _tap(sim: Simulator, request: Request) -> Json:
    """``{"row": 0, "column": 1}``, or ``{"data": …}`` as it stands, forged or not."""
    body, chat, number = await _body(request), _chat(request), request.path_params["message"]
    data = body.get("data")
    if data is None:
        data = people.button_data(sim, chat, number, int(body.get("row", 0)), int(body.get("column", 0)))
    query = people.tap(sim, chat, number, str(data), sender=body.get("sender"))
    return {"callback_query_id": query}
