"""The bulletins of the day and the week, for whoever wants them; nothing where nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.inbound.context import Context
from bot.reminding import posting
from handlers.announcing import bulletins
from handlers.planning import plan_loading
from scheduler.bulletins import BULLETIN, Turn, day_of, has_news, kinds, task, turns
from scheduler.hours import bedtime, closing
from scheduler.plan import Key, Plan
from scheduler.reminders import Verdict
from storage.announcing import bulletins as stored
from storage.engine.database import Connection
from storage.people.people import Address
from storage.planning import reminders
from storage.words.bulletin_words import BulletinKind, Figures, ToldBulletin
from storage.words.replies import Attachment, Reply
from storage.words.roles import Person
from storage.words.units import NATION

log = structlog.get_logger(__name__)

Before = Mapping[tuple[int, BulletinKind], ToldBulletin]


@dataclass(frozen=True, slots=True)
class Issue:
    """A person's bulletin. ``reply`` is None where nothing has changed; ``chart`` carries it as a caption."""

    turn: Turn
    figures: Figures
    reply: Reply | None = None
    chart: Attachment | None = None


async def remind(frame: Context, now: datetime) -> int:
    """Decides and queues; returns how many messages were queued."""
    campaign = frame.campaign
    async with frame.database.read() as db:
        wanted = await stored.everyone(db)
        if not wanted:
            return 0
        plan = await plan_loading.plan(db, campaign, frame.zone, now)
        if not kinds(plan, now):
            return 0
        reached = await plan_loading.reachable(db, campaign, *plan_loading.REMINDED)
        persons = [person for person, _ in reached.values()]
        sent = await _ledger(db, plan, now)
        found = await decide(db, plan, persons, sent, await stored.last(db, campaign.code), now)
    if not found:
        return 0
    queued = 0
    async with frame.database.write() as db:
        for issue in found:
            queued += await _issue(db, frame, plan, now, issue, reached)
    log.info("bulletins.decided", decided=len(found), queued=queued)
    return queued


async def decide(
    db: Connection, plan: Plan, persons: Sequence[Person], sent: Set[Key], before: Before, now: datetime
) -> list[Issue]:
    """Every bulletin whose turn it is, written for its person."""
    wanted = await stored.everyone(db)
    mine = [(person, wanted[person.id]) for person in persons if person.id in wanted]
    due = list(turns(plan, mine, sent, now))
    if not due:
        return []
    source = await bulletins.load(db, plan, now)
    known: dict[tuple[str, ...], Figures] = {}
    found = []
    for turn in due:
        person, told = turn.person, before.get((turn.person.id, turn.kind))
        if person.scope not in known:
            known[person.scope] = bulletins.figures(source, person)
        figures = known[person.scope]
        if not has_news(told, figures):
            found.append(Issue(turn, figures))
            continue
        reply = bulletins.compose(source, person, turn.kind, figures, told)
        found.append(Issue(turn, figures, reply, _chart(turn, figures, reply)))
    return found


def _chart(turn: Turn, figures: Figures, reply: Reply) -> Attachment | None:
    if turn.kind is not BulletinKind.WEEKLY or not bulletins.has_chart(figures):
        return None
    scope = turn.person.scope
    several = NATION in scope or len({code[:2] for code in scope}) > 1
    query = {"scope": list(scope), "by": "province" if several else "unit", "told": reply}
    return Attachment("chart", "bulletin", query)


async def _ledger(db: Connection, plan: Plan, now: datetime) -> set[Key]:
    sent: set[Key] = set()
    for kind in kinds(plan, now):
        day = day_of(kind, plan.day(now))
        told = await reminders.on(db, plan.campaign.code, task(kind), day)
        sent |= {Key(task(kind), NATION, BULLETIN, day, person) for person in told}
    return sent


async def _issue(
    db: Connection,
    frame: Context,
    plan: Plan,
    now: datetime,
    issue: Issue,
    reached: Mapping[int, tuple[Person, Address]],
) -> int:
    turn, person = issue.turn, issue.turn.person.id
    if issue.reply is None:
        await posting.decide(db, frame, now, [turn.key], Verdict.SKIP)
        return 0
    fresh = await posting.decide(db, frame, now, [turn.key])
    if not fresh:
        return 0
    daily = turn.kind is BulletinKind.DAILY
    until = bedtime(now, frame.zone) if daily else closing(now, frame.zone, frame.campaign.reminders)
    if issue.chart is not None:
        parcel = await posting.post_made(db, frame, now, reached[person], issue.chart, until, fresh)
    else:
        parcel = await posting.post(db, frame, now, reached[person], issue.reply, until, fresh)
    told = ToldBulletin(plan.day(now), issue.figures)
    await stored.note(db, frame.campaign.code, person, turn.kind, told, parcel)
    return 1
