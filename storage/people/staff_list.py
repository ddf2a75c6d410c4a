"""People from a staff list: found again where we know them, invited where we do not, never doubled."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.people import invites, people
from storage.people.invites import VALID, Invite
from storage.planning import milestones
from storage.tables import contacts, holders, identities, scopes
from storage.tables import invites as invites_table
from storage.tables import people as people_table
from storage.words.roles import Agency, Role
from storage.words.units import NATION, province_of


class Fate(StrEnum):
    """What became of a row of the list."""

    INVITED = "invited"
    """New to us."""
    WAITING = "waiting"
    """Was invited before and has not joined; the invite says now what the list says."""
    JOINED = "joined"
    """Has joined; what the list says holds from now on."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the list and its fate. ``token`` where one was made; it ends the one before."""

    invite: Invite
    fate: Fate
    token: str | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a row may mean: a person, or an imported invite that waits: then ``digest`` is its key.

    ``joined``: has a chat.
    """

    invite: Invite
    joined: bool = False
    digest: str = ""
    expires: datetime | None = None


def spelled(name: str) -> str:
    """A name for comparing: marks count (Hà is not Hạ), case and spaces do not."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def namesakes(invite: Invite) -> list[tuple[str, ...]]:
    """Name, role, agency, province: all that tells people without a phone apart. Many share a name."""
    places = dict.fromkeys(NATION if code == NATION else province_of(code) for code in invite.scope)
    return [(spelled(invite.name), invite.role.value, invite.agency.value, place) for place in places]


class _Search:
    """Finds whom a row means: by phone (and name, where rows share it), else by name where a phone lacks."""

    def __init__(self, candidates: Iterable[Candidate], rows: Iterable[Invite]) -> None:
        self._rows = Counter(row.phone for row in rows)
        self._phones: dict[str, list[Candidate]] = defaultdict(list)
        self._names: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
        self._taken: set[int] = set()
        for candidate in candidates:
            if candidate.invite.phone:
                self._phones[candidate.invite.phone].append(candidate)
            for key in namesakes(candidate.invite):
                self._names[key].append(candidate)

    def take(self, row: Invite) -> Candidate | None:
        """The one that a row means, once; None where there is none, or several could be meant."""
        candidate = self._find(row)
        if candidate is not None:
            self._taken.add(id(candidate))
        return candidate

    def _find(self, row: Invite) -> Candidate | None:
        if row.phone:
            owners = [candidate for candidate in self._phones[row.phone] if id(candidate) not in self._taken]
            named = [candidate for candidate in owners if spelled(candidate.invite.name) == spelled(row.name)]
            if named or (len(owners) == 1 and self._rows[row.phone] == 1):
                return (named or owners)[0]
        alike = {
            id(candidate): candidate
            for key in namesakes(row)
            for candidate in self._names[key]
            if not (row.phone and candidate.invite.phone) and id(candidate) not in self._taken
        }
        return next(iter(alike.values())) if len(alike) == 1 else None


async def place(
    db: Connection, campaign: str, rows: Sequence[Invite], now: datetime, *, links: bool
) -> list[Placed]:
    """Updates whoever is known and invites the others, in the order of the rows.

    ``links``: everybody who has not joined gets a new token; otherwise only who has no good one.
    """
    await milestones.hold(db, campaign)  # two lists at once would invite the same people twice
    # The invites first: whoever uses one meanwhile waits, and whoever has used one is among the members.
    waiting = _Search(await outstanding(db, campaign, lock=True), rows)
    members = _Search(await _members(db, campaign), rows)
    placed: list[Placed] = []
    for listed in rows:
        member = members.take(listed)
        row = _completed(listed, member)
        if member is not None:
            await _update(db, campaign, row)
        invited = waiting.take(row)
        if member is not None and member.joined:
            if invited is not None:
                await _close(db, invited, now)
            placed.append(Placed(row, Fate.JOINED))
        elif invited is None:
            token, expires = await invites.issue(db, campaign, row, now, imported=True)
            placed.append(Placed(row, Fate.INVITED, token, expires))
        else:
            placed.append(await _renew(db, _completed(row, invited), invited, now, links=links))
    return placed


async def outstanding(db: Connection, campaign: str, *, lock: bool = False) -> list[Candidate]:
    """The imported invites that nobody has used, expired ones too; the oldest first.

    ``lock``: nobody uses them until the transaction ends.
    """
    query = (
        select(invites_table.c.digest, invites_table.c.expires_at, *invites.COLUMNS)
        .where(invites_table.c.campaign == campaign, invites_table.c.imported)
        .where(invites_table.c.used_at.is_(None))
        .order_by(invites_table.c.created_at, invites_table.c.digest)
    )
    rows = await db.execute(query.with_for_update() if lock else query)
    return [Candidate(invites.from_row(row), digest=row.digest, expires=row.expires_at) for row in rows]


async def renew(db: Connection, invited: Candidate, now: datetime) -> tuple[str, datetime]:
    """A new token for an invite, and when it expires; the old one is void."""
    token, expires = invites.new_token(), now + VALID
    renewed = {"digest": invites.digest(token), "expires_at": expires}
    await _change(db, Action.INVITE_CHANGE, invited, renewed)
    return token, expires


async def _renew(db: Connection, row: Invite, invited: Candidate, now: datetime, *, links: bool) -> Placed:
    values = {
        "name": row.name,
        "role": row.role.value,
        "agency": row.agency.value,
        "scope": ",".join(row.scope),
        "language": row.language,
        "phone": row.phone,
        "person": row.person,
    }
    await _change(db, Action.INVITE_CHANGE, invited, values)
    if not links and invited.expires is not None and invited.expires > now:
        return Placed(row, Fate.WAITING)
    token, expires = await renew(db, invited, now)
    return Placed(row, Fate.WAITING, token, expires)


async def _close(db: Connection, invited: Candidate, now: datetime) -> None:
    await _change(db, Action.INVITE_CLOSE, invited, {"used_at": now})


async def _change(db: Connection, action: Action, invited: Candidate, values: Mapping[str, object]) -> None:
    await audited_writes.change(db, action, invites_table, values, invites_table.c.digest == invited.digest)


async def _update(db: Connection, campaign: str, row: Invite) -> None:
    """What the list says of a known person holds, but the language: people choose it in the chat."""
    if row.person is None:
        return
    work = {"role": row.role.value, "agency": row.agency.value}
    known = (people_table.c.id == row.person, people_table.c.forgotten_at.is_(None))
    if not await audited_writes.change(db, Action.PERSON_UPDATE, people_table, work, *known):
        return
    who = {"name": row.name, "phone": row.phone}
    await audited_writes.change(db, Action.PERSON_UPDATE, identities, who, identities.c.person == row.person)
    await people.set_scope(db, campaign, row.person, row.scope)


def _completed(row: Invite, candidate: Candidate | None) -> Invite:
    """The row with what only we know: who it is, and the phone of before where it names none."""
    if candidate is None:
        return row
    return replace(
        row, phone=row.phone or candidate.invite.phone, person=row.person or candidate.invite.person
    )


async def _members(db: Connection, campaign: str) -> list[Candidate]:
    """Everybody not forgotten. The scope is that of this campaign, else of the others: people return."""
    covered: dict[int, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    for scope in await db.execute(select(scopes.c.person, scopes.c.campaign, scopes.c.code)):
        covered[scope.person][scope.campaign == campaign].append(scope.code)
    linked = set((await db.execute(select(contacts.c.person).union(select(holders.c.person)))).scalars())
    rows = await db.execute(
        select(
            identities.c.person,
            identities.c.name,
            identities.c.phone,
            people_table.c.role,
            people_table.c.agency,
            people_table.c.language,
        )
        .join(people_table, people_table.c.id == identities.c.person)
        .order_by(identities.c.person)
    )
    return [
        Candidate(
            Invite(
                row.name,
                Role(row.role),
                Agency(row.agency),
                tuple(covered[row.person][True] or covered[row.person][False]),
                row.language,
                row.phone,
                row.person,
            ),
            joined=row.person in linked,
        )
        for row in rows
    ]
