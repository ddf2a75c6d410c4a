"""``/thongbao``: a coordinator writes to many people of the own scope, and sees what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handlers.planning import tasks
from handlers.registry import command, dialogue, tap
from handlers.replies import phrases, tap_arguments
from scheduler.hours import waking
from storage.announcing import broadcasts
from storage.announcing.broadcasts import Audience, Broadcast, Delivery
from storage.campaign.types import Campaign
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Person, Role
from storage.words.units import NATION

NAME = "thongbao"
LONGEST = 2000
SHORTEST = 3
PER_PAGE = 21
_ROW = 3
GROUPS: dict[str, tuple[Role, ...]] = {
    "workers": (Role.POSTAL_WORKER,),
    "supervisors": (Role.POSTAL_SUPERVISOR,),
    "inspectors": (Role.INSPECTOR,),
    "coordinators": (Role.COORDINATOR,),
    "all": (Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR, Role.INSPECTOR, Role.COORDINATOR),
}
"""Who can be written to at once."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What was typed and chosen so far. ``session`` tells its buttons from those of an older one."""

    session: int
    text: str = ""
    group: str | None = None
    scope: tuple[str, ...] = field(default_factory=tuple)


@command(NAME, role=Role.COORDINATOR)
async def begin(db: Connection, message: Message) -> Reply:
    """Asks for the text, unless it was typed behind the command; shows what is still being sent."""
    letter = Letter(message.seq, scope=message.person.scope)
    if message.rest:
        return await _take_text(db, message, letter, _typed(message.text))
    await _keep(db, message, letter)
    found = await broadcasts.running(db, message.campaign.code, message.person.id)
    if not found:
        return Reply("broadcast.ask_text", {"limit": LONGEST}, [[_cancel(letter)]])
    under_way = [await _progress(db, message, item) for item in found[: len(GROUPS)] if not item.cancelled_at]
    return phrases.lines(
        *[line for lines, _ in under_way for line in lines],
        Text("broadcast.ask_text", {"limit": LONGEST}),
        buttons=[*[row for _, rows in under_way for row in rows], [_cancel(letter)]],
    )


def _typed(text: str) -> str:
    """What stands behind the command, with its lines."""
    return text.split(maxsplit=1)[1]


@dialogue(NAME, role=Role.COORDINATOR)
async def receive(db: Connection, message: Message) -> Reply:
    """The text; once it is there, the name of a province."""
    letter = await _current(db, message)
    if letter is None or message.media:
        raise Refusal("broadcast.over" if letter is None else "broadcast.no_photo")
    if not letter.text:
        return await _take_text(db, message, letter, message.text)
    code, taken = tasks.province_ahead(message.campaign, message.text.split())
    if code is None or taken < len(message.text.split()) or not message.person.national:
        raise Refusal("broadcast.choose_first", buttons=_groups(letter, message.person))
    return await _show(db, message, replace(letter, scope=(code,), group=None))


async def _take_text(db: Connection, message: Message, letter: Letter, text: str) -> Reply:
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        await _keep(db, message, letter)
        raise Refusal("broadcast.length", count=len(text), shortest=SHORTEST, limit=LONGEST)
    return await _show(db, message, replace(letter, text=text))


@tap(NAME, role=Role.COORDINATOR)
async def choose(db: Connection, message: Message) -> Reply:
    """``thongbao:<session>:…``: the audience, a province, sending, starting over, giving up."""
    letter = await _current(db, message)
    if letter is None or letter.session != tap_arguments.number(message, 0):
        raise Refusal("broadcast.over", spent=True)
    match tap_arguments.word(message, 1), tap_arguments.word(message, 2):
        case "cancel", _:
            await dialogues.end(db, message.channel, message.address)
            return Reply("broadcast.given_up", edit=True)
        case "text", _:
            await _keep(db, message, replace(letter, text=""))
            return Reply("broadcast.ask_text", {"limit": LONGEST}, [[_cancel(letter)]], edit=True)
        case "send", _ if letter.text and letter.group:
            return await _send(db, message, letter)
        case "group", name if letter.text and name in GROUPS:
            letter = replace(letter, group=name)
        case "whom", _ if letter.text:
            letter = replace(letter, group=None)
        case "page", _ if letter.text and message.person.national:
            return replace(_provinces(message.campaign, letter, tap_arguments.number(message, 2)), edit=True)
        case "in", code if letter.text and message.person.national and _is_place(message.campaign, code):
            letter = replace(letter, scope=(code,), group=None)
        case _:
            raise Refusal("tap.unknown", spent=True)
    return replace(await _show(db, message, letter), edit=True)


async def _show(db: Connection, message: Message, letter: Letter) -> Reply:
    """The next question: to whom, or whether to send what stands there."""
    await _keep(db, message, letter)
    if letter.group is None:
        where = phrases.scope(message.campaign, letter.scope)
        return Reply("broadcast.ask_whom", {"scope": where}, _groups(letter, message.person))
    crowd = await broadcasts.crowd(db, message.campaign.code, _audience(letter), message.person.id)
    told = {
        "whom": Text(f"broadcast.whom_{letter.group}"),
        "scope": phrases.scope(message.campaign, letter.scope),
    }
    back = Button("broadcast.key_whom", _data(letter, "whom"))
    count = len(crowd.reached)
    if not count:
        return Reply("broadcast.nobody", told, [[back], [_cancel(letter)]])
    opens, _ = waking(message.now, message.zone)
    return phrases.lines(
        Text("broadcast.preview"),
        Text("broadcast.message", announced(message.person, letter.text)),
        Text("broadcast.count", told | {"count": count}),
        Text("broadcast.unreached", {"count": crowd.unreached}) if crowd.unreached else None,
        Text("broadcast.later", {"at": opens}) if opens > message.now else None,
        buttons=[
            [Button("broadcast.key_send", _data(letter, "send"), {"count": count})],
            [back, Button("broadcast.key_text", _data(letter, "text"))],
            [_cancel(letter)],
        ],
    )


async def _send(db: Connection, message: Message, letter: Letter) -> Reply:
    campaign, person, audience = message.campaign, message.person, _audience(letter)
    if not all(person.national or person.covers(code) for code in audience.scope):
        raise Refusal("broadcast.beyond_scope", spent=True)
    crowd = await broadcasts.crowd(db, campaign.code, audience, person.id)
    if not crowd.reached:
        raise Refusal("broadcast.over", spent=True)
    number = await broadcasts.send(
        db,
        broadcasts.Announcement(
            campaign.code,
            message.bot,
            person.id,
            audience,
            letter.text,
            Reply("broadcast.message", announced(person, letter.text)),
        ),
        crowd,
        message.now,
        waking(message.now, message.zone),
    )
    await dialogues.end(db, message.channel, message.address)
    sent = await broadcasts.get(db, campaign.code, number)
    if sent is None:
        raise Refusal("broadcast.over", spent=True)
    lines, rows = await _progress(db, message, sent)
    return phrases.lines(*lines, buttons=rows, edit=True)


@tap("broadcast", role=Role.COORDINATOR)
async def follow(db: Connection, message: Message) -> Reply:
    """``broadcast:state:7`` tells how far it is, ``broadcast:stop:7`` drops what still waits of it."""
    number = tap_arguments.number(message, 1)
    sent = await broadcasts.get(db, message.campaign.code, number)
    if sent is None or not _may_stop(message.person, sent):
        raise Refusal("tap.unknown", spent=True)
    lines, rows = await _progress(db, message, sent)
    match tap_arguments.word(message, 0):
        case "stop" if rows:
            dropped = await broadcasts.cancel(db, number, message.person.id, message.now)
            if dropped is None:
                raise Refusal("broadcast.stopped_before", spent=True)
            return Reply("broadcast.stopped", {"count": dropped}, edit=True)
        case "state" | "stop":
            return phrases.lines(*lines, buttons=rows, edit=True)
    raise Refusal("tap.unknown", spent=True)


def announced(sender: Person, text: str) -> dict[str, object]:
    """The values of the message that everybody gets."""
    return {"name": sender.name, "agency": Text(f"agency.{sender.agency.value}"), "text": text}


def report(campaign: Campaign, sent: Broadcast, delivery: Delivery) -> Reply:
    """What the sender is told when all is done."""
    lost = delivery.unreachable + sent.unreached
    counted = {"failed": delivery.failed, "unknown": delivery.unknown, "cancelled": delivery.cancelled}
    return phrases.lines(
        Text("broadcast.ended", {"at": sent.sent_at, **_whom(campaign, sent)}),
        Text("broadcast.reached", {"count": delivery.sent, "of": sent.recipients + sent.unreached}),
        Text("broadcast.lost", {"count": lost}) if lost else None,
        *(Text(f"broadcast.end_{name}", {"count": count}) for name, count in counted.items() if count),
    )


async def _progress(
    db: Connection, message: Message, sent: Broadcast
) -> tuple[list[Text], list[list[Button]]]:
    found = await broadcasts.delivery(db, sent.id)
    lines = [
        Text("broadcast.under_way", {"at": sent.sent_at, **_whom(message.campaign, sent)}),
        Text("broadcast.so_far", {"done": sent.recipients - found.waiting, "of": sent.recipients}),
    ]
    if not found.waiting:
        return lines, []
    opens, _ = waking(message.now, message.zone)
    if opens > message.now:
        lines.append(Text("broadcast.later", {"at": opens}))
    return lines, [
        [
            Button("broadcast.key_state", f"broadcast:state:{sent.id}"),
            Button("broadcast.key_stop", f"broadcast:stop:{sent.id}"),
        ]
    ]


def _whom(campaign: Campaign, sent: Broadcast) -> dict[str, object]:
    group = next(name for name, roles in GROUPS.items() if roles == sent.roles)
    return {"whom": Text(f"broadcast.whom_{group}"), "scope": phrases.scope(campaign, sent.scope)}


def _may_stop(person: Person, sent: Broadcast) -> bool:
    return person.id == sent.sender or person.role is Role.ADMIN


def _audience(letter: Letter) -> Audience:
    return Audience(GROUPS[letter.group or "all"], letter.scope)


def _groups(letter: Letter, person: Person) -> list[list[Button]]:
    keys = [Button(f"broadcast.whom_{name}", _data(letter, f"group:{name}")) for name in GROUPS]
    rows = [keys[:2], keys[2:4], keys[4:]]
    if person.national and NATION in letter.scope:
        rows.append([Button("broadcast.key_province", _data(letter, "page:0"))])
    elif person.national:
        rows.append([Button("broadcast.key_nation", _data(letter, f"in:{NATION}"))])
    return [*rows, [_cancel(letter)]]


def _provinces(campaign: Campaign, letter: Letter, page: int) -> Reply:
    """A page of provinces; a name can be typed as well."""
    pages = (len(campaign.provinces) - 1) // PER_PAGE + 1
    page = min(page, pages - 1)
    shown = campaign.provinces[page * PER_PAGE : (page + 1) * PER_PAGE]
    keys = [
        Button("broadcast.key_name", _data(letter, f"in:{item.code}"), {"name": item.name}) for item in shown
    ]
    rows = [keys[start : start + _ROW] for start in range(0, len(keys), _ROW)]
    turn = [
        Button("broadcast.key_page", _data(letter, f"page:{number}"), {"page": number + 1})
        for number in range(pages)
        if number != page
    ]
    return Reply("broadcast.ask_province", buttons=[*rows, *([turn] if turn else []), [_cancel(letter)]])


def _is_place(campaign: Campaign, code: str) -> bool:
    return code == NATION or any(code == province.code for province in campaign.provinces)


def _cancel(letter: Letter) -> Button:
    return Button("broadcast.key_cancel", _data(letter, "cancel"))


def _data(letter: Letter, rest: str) -> str:
    return f"{NAME}:{letter.session}:{rest}"


async def _current(db: Connection, message: Message) -> Letter | None:
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if question is None or question.name != NAME:
        return None
    kept = question.payload
    return Letter(kept["session"], kept["text"], kept["group"], tuple(kept["scope"]))


async def _keep(db: Connection, message: Message, letter: Letter) -> None:
    state = {
        "session": letter.session,
        "text": letter.text,
        "group": letter.group,
        "scope": list(letter.scope),
    }
    await dialogues.ask(db, message, NAME, state)
