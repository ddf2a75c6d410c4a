"""``xong H03``: a worker says that a unit is finished, a supervisor of the post confirms or reopens it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from handlers.counting import booking, drafts
from handlers.grammar import find_unit, find_units, fold
from handlers.registry import dialogue, tap
from handlers.replies import phrases, tap_arguments
from storage.counting import closings, units
from storage.counting.closings import Closing
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.people import people, workers
from storage.words.replies import Button, Notice, Refusal, Reply, Text
from storage.words.roles import Person, Role
from storage.words.units import Unit

SHORTEST_REASON = 3
MOST_OFFERED = 8
LONGEST_NAME = 6
"""Words of a unit's name."""
_DONE = frozenset({"xong", "hoàn thành", "hoàn tất", "kết thúc"})
_FILLERS = frozenset(
    {
        "đã",
        "rồi",
        "hết",
        "cả",
        "toàn",
        "bộ",
        "đơn",
        "vị",
        "em",
        "tôi",
        "mình",
        "cháu",
        "anh",
        "chị",
        "ơi",
        "ạ",
    }
    | {"nhé", "nha", "báo", "cáo", "ở", "của", "cho", "thì", "là", "đây", "và", "hôm", "nay"}
)
_LATER = frozenset({"mai", "mốt", "kia"})
_DONE_PAIRS = _DONE | frozenset(map(fold, _DONE))
_BARE_FILLERS = frozenset(map(fold, _FILLERS)) - {"toi"}
"""Typed without marks; ``toi`` could be ``tối``, and then nothing is finished yet."""


def finished(text: str, own_units: Sequence[Unit]) -> list[Unit] | None:
    """The units that a text says are finished, none where it names none; None where it says something else.

    A closed vocabulary: one word more (``chưa``, ``phát``, a number) and it is no such text.
    """
    words = unicodedata.normalize("NFC", text).casefold().replace(",", " ").split()
    words = [word.strip(".!") for word in words]
    if not any(map(_says_done, words, [*words[1:], ""])):
        return None
    done, codes = False, []
    while words:
        if _says_done(*words[:2]):
            done = True
            words = words[1 if words[0] in _DONE else 2 :]
        elif size := _length_of_unit(words, own_units):
            codes.append(find_unit(" ".join(words[:size]), own_units))
            words = words[size:]
        elif words[0] in _FILLERS | _BARE_FILLERS | {""}:
            words = words[1:]
        else:
            return None
    return [unit for unit in own_units if unit.code in codes] if done else None


def _says_done(word: str, following: str = "") -> bool:
    return word in _DONE or f"{word} {following}" in _DONE_PAIRS


def _length_of_unit(words: Sequence[str], own_units: Sequence[Unit]) -> int:
    """How many words at the head name one unit: names may hold fillers (Đông Anh), so the longest wins."""
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        span = words[:size]
        if size == 1 and span[0] in _FILLERS | _BARE_FILLERS | _LATER | {""}:
            return 0
        if not _DONE & set(span) and find_unit(" ".join(span), own_units):
            return size
    return 0


async def declare_typed(db: Connection, message: Message) -> Reply:
    """``/xong H03``; without a unit the bot offers those that are open."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if not message.rest:
        return await declare(db, message, [], own_units)
    codes = find_units(message.rest, own_units)
    if not codes:
        raise Refusal("closing.unknown_unit", words=message.rest)
    named = [unit for unit in own_units if unit.code in codes]
    return await declare(
        db, message, named if len(named) == 1 else [], named if len(named) > 1 else own_units
    )


async def declare(
    db: Connection, message: Message, named: Sequence[Unit], own_units: Sequence[Unit]
) -> Reply:
    """Closes the units named; asks which one where none is, and there are several."""
    wanted = list(named) or (list(own_units) if len(own_units) == 1 else [])
    if wanted:
        return _joined([await _declare(db, message, unit, sure=False) for unit in wanted])
    closed = await closings.of(db, message.campaign.code, [unit.code for unit in own_units])
    still_open = [unit for unit in own_units if unit.code not in closed]
    if not still_open:
        raise Refusal("closing.all_closed" if own_units else "report.no_units")
    buttons = [
        [Button("unit.key", f"close:{unit.code}", {"code": unit.code, "name": unit.name})]
        for unit in still_open[:MOST_OFFERED]
    ]
    return Reply("closing.which", buttons=buttons)


@tap("close", role=Role.POSTAL_WORKER)
async def declare_tapped(db: Connection, message: Message) -> Reply:
    """The offer below a report, a unit of the list, or the confirmation: ``close:01-H03:sure``."""
    if message.args == ("no",):
        return Reply("closing.not_yet", edit=True)
    own_units = await units.of(db, message.campaign.code, message.person)
    unit = tap_arguments.unit(own_units, tap_arguments.word(message, 0))
    sure = tap_arguments.word(message, 1) == "sure"
    reply = await _declare(db, message, unit, sure=sure)
    # The offer stands below a report, whose text and buttons are still of use.
    return replace(reply, edit=sure)


@tap("reopen", role=Role.POSTAL_WORKER)
async def reopen_and_book(db: Connection, message: Message) -> Reply:
    """A report on a closed unit: reopens the unit and books it, or asks the supervisor who confirmed."""
    draft = await drafts.find(db, message, tap_arguments.number(message, 0))
    try:
        entries, origin = booking.chosen(draft.payload, 0, draft.message)
    except IndexError:
        raise Refusal("tap.unknown", spent=True) from None
    unit = (await units.locked(db, message.campaign.code, [entries[0].unit]))[entries[0].unit]
    closing = (await closings.of(db, message.campaign.code, [unit.code])).get(unit.code)
    if closing and closing.confirmed_at:
        buttons = [
            [Button("draft.book", f"draft:{draft.id}:0")],
            [Button("draft.drop", f"draft:{draft.id}:drop")],
        ]
        return replace(await _ask_reopening(db, message, unit, closing), buttons=buttons)
    notices = await _reopen_own(db, message, unit, closing) if closing else []
    return replace(await drafts.settle(db, message, draft, entries, origin), notices=notices)


@tap("closing", role=(Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR))
async def judge(db: Connection, message: Message) -> Reply:
    """``closing:7:confirm|reopen|keep`` of a supervisor, ``closing:7:reopen`` of a worker."""
    closing, unit = await _standing(db, message, tap_arguments.number(message, 0))
    verb = tap_arguments.word(message, 1)
    if message.person.role is Role.POSTAL_WORKER:
        if verb != "reopen":
            raise Refusal("command.not_yours")
        if closing.confirmed_at:
            return await _ask_reopening(db, message, unit, closing)
        notices = await _reopen_own(db, message, unit, closing)
        return Reply("closing.reopened_own", _named(unit), edit=True, notices=notices)
    match verb:
        case "confirm":
            return await _confirm(db, message, unit, closing)
        case "keep":
            notices = await _tell_workers(db, message, unit, "closing.told_kept")
            return Reply("closing.kept", _named(unit), edit=True, notices=notices)
        case "reopen":
            await dialogues.ask(db, message, "closing", {"closing": closing.id})
            return Reply("closing.ask_reason", _named(unit), edit=True)
    raise Refusal("tap.unknown", spent=True)


@dialogue("closing", role=Role.POSTAL_SUPERVISOR)
async def receive_reason(db: Connection, message: Message) -> Reply:
    """Why the unit is reopened; the workers are told."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if question is None:
        raise Refusal("tap.unknown")
    reason = message.text.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refusal("closing.reason_too_short")
    await dialogues.end(db, message.channel, message.address)
    closing, unit = await _standing(db, message, question.payload["closing"])
    await closings.reopen(db, closing.id, message.person.id, reason, message.now)
    told = await _tell_workers(db, message, unit, "closing.told_reopened", reason=reason)
    return Reply("closing.reopened", _named(unit) | {"reason": reason}, notices=told)


async def _declare(db: Connection, message: Message, unit: Unit, *, sure: bool) -> Reply:
    campaign = message.campaign.code
    await units.locked(db, campaign, [unit.code])
    if closing := (await closings.of(db, campaign, [unit.code])).get(unit.code):
        key = "closing.was_confirmed" if closing.confirmed_at else "closing.was_declared"
        return Reply(key, _named(unit), [[Button("closing.reopen", f"closing:{closing.id}:reopen")]])
    counts = await booking.figures(db, campaign, unit.code)
    figures = {"outstanding": counts.outstanding, "in_hand": counts.in_hand(unit.quota)}
    standing = phrases.standing(unit, counts)
    if any(left > 0 for left in figures.values()) and not sure:
        buttons = [
            [Button("closing.sure", f"close:{unit.code}:sure", {"code": unit.code})],
            [Button("closing.not_sure", "close:no")],
        ]
        return phrases.lines(phrases.heading(unit), standing, Text("closing.left", figures), buttons=buttons)
    closing_id = await closings.declare(db, campaign, unit.code, message.person.id, message.now)
    supervisors = await _supervisors(db, message, unit)
    ask = [
        Button("closing.confirm", f"closing:{closing_id}:confirm"),
        Button("closing.reopen", f"closing:{closing_id}:reopen"),
    ]
    values = _named(unit) | {"by": message.person.name, "standing": standing}
    notices = [Notice(person.id, "closing.asked_to_confirm", values, [ask]) for person in supervisors]
    waits = Text("closing.waits" if supervisors else "closing.nobody")
    return phrases.lines(
        Text("closing.declared", _named(unit)),
        standing,
        waits,
        buttons=[[Button("closing.reopen", f"closing:{closing_id}:reopen")]],
        notices=notices,
    )


async def _confirm(db: Connection, message: Message, unit: Unit, closing: Closing) -> Reply:
    again = [[Button("closing.reopen", f"closing:{closing.id}:reopen")]]
    if not await closings.confirm(db, closing.id, message.person.id, message.now):
        names = await people.names(db, [closing.confirmed_by or 0])
        by = phrases.who(names, closing.confirmed_by)
        return Reply("closing.confirmed_before", _named(unit) | {"by": by}, again, edit=True)
    notices = await _tell_workers(db, message, unit, "closing.told_confirmed")
    return Reply("closing.confirmed", _named(unit), again, edit=True, notices=notices)


async def _ask_reopening(db: Connection, message: Message, unit: Unit, closing: Closing) -> Reply:
    choice = [
        Button("closing.reopen", f"closing:{closing.id}:reopen"),
        Button("closing.keep", f"closing:{closing.id}:keep"),
    ]
    values = _named(unit) | {"by": message.person.name}
    supervisors = await _supervisors(db, message, unit)
    notices = [Notice(person.id, "closing.asked_to_reopen", values, [choice]) for person in supervisors]
    return Reply("closing.asked" if notices else "closing.nobody", _named(unit), edit=True, notices=notices)


async def _reopen_own(db: Connection, message: Message, unit: Unit, closing: Closing) -> list[Notice]:
    await closings.reopen(db, closing.id, message.person.id, None, message.now)
    values = _named(unit) | {"by": message.person.name}
    supervisors = await _supervisors(db, message, unit)
    return [Notice(person.id, "closing.told_reopened_own", values) for person in supervisors]


async def _standing(db: Connection, message: Message, number: int) -> tuple[Closing, Unit]:
    """A closing within the sender's scope. Raises Refusal for any other, and where it was reopened."""
    code = message.campaign.code
    seen = await closings.standing(db, code, number)
    if seen is not None and not message.person.covers(seen.unit):
        raise Refusal("closing.not_yours", spent=True, code=seen.unit)
    locked = await units.locked(db, code, [seen.unit]) if seen else {}
    # Whoever held the unit until now may have confirmed or reopened it.
    closing = await closings.standing(db, code, number)
    if closing is None:
        raise Refusal("closing.gone", spent=True)
    return closing, locked[closing.unit]


async def _supervisors(db: Connection, message: Message, unit: Unit) -> list[Person]:
    """Whom the post answers through: the province's supervisors who can be reached, else the nation's."""
    everyone = await people.everyone(db, message.campaign.code, Role.POSTAL_SUPERVISOR)
    covering = [person for person in everyone if person.covers(unit.code)]
    reached = {address.person for address in await people.addresses(db, [person.id for person in covering])}
    found = [person for person in covering if person.id in reached]
    return [person for person in found if not person.national] or found


async def _tell_workers(
    db: Connection, message: Message, unit: Unit, key: str, **more: object
) -> list[Notice]:
    values = _named(unit) | {"by": message.person.name} | more
    return [
        Notice(person.id, key, values)
        for person in await workers.of_unit(db, message.campaign.code, unit.code)
    ]


def _joined(replies: Sequence[Reply]) -> Reply:
    return phrases.lines(
        *(Text(reply.key, reply.values) for reply in replies),
        buttons=[row for reply in replies for row in reply.buttons],
        notices=[notice for reply in replies for notice in reply.notices],
    )


def _named(unit: Unit) -> dict[str, object]:
    return {"code": unit.code, "name": unit.name}
