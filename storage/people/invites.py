"""Invites: a single-use token that expires, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.people import phone_holders
from storage.tables import invites
from storage.words.forgetting import ForgetRequest
from storage.words.roles import Agency, Role

VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invite:
    """Who is invited to do what. ``person``: the token is for somebody whom we know already."""

    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    language: str = "vi"
    phone: str | None = None
    person: int | None = None


async def issue(
    db: Connection,
    campaign: str,
    invite: Invite,
    now: datetime,
    *,
    by: int | None = None,
    valid: timedelta = VALID,
    imported: bool = False,
) -> tuple[str, datetime]:
    """A new token (fit for a deep link) and when it expires. The token itself is not stored."""
    token = new_token()
    expires = now + valid
    row = {
        "digest": digest(token),
        "campaign": campaign,
        "name": invite.name,
        "role": invite.role.value,
        "agency": invite.agency.value,
        "scope": ",".join(invite.scope),
        "language": invite.language,
        "phone": invite.phone,
        "person": invite.person,
        "imported": imported,
        "created_by": by,
        "created_at": now,
        "expires_at": expires,
    }
    await audited_writes.insert(db, Action.INVITE_ISSUE, invites, row)
    return token, expires


async def redeem(db: Connection, campaign: str, token: str, now: datetime) -> Invite | None:
    """Uses a token up. None where it is unknown, used, expired or of another campaign."""
    rows = await audited_writes.change(
        db,
        Action.INVITE_USE,
        invites,
        {"used_at": now},
        invites.c.digest == digest(token),
        invites.c.campaign == campaign,
        invites.c.used_at.is_(None),
        invites.c.expires_at > now,
    )
    return from_row(rows[0]) if rows else None


async def credit(db: Connection, token: str, person: int) -> None:
    """Notes who used a token."""
    used = {"used_by": person}
    await audited_writes.change(db, Action.INVITE_USE, invites, used, invites.c.digest == digest(token))


COLUMNS = (
    invites.c.name,
    invites.c.role,
    invites.c.agency,
    invites.c.scope,
    invites.c.language,
    invites.c.phone,
    invites.c.person,
)


def from_row(row: Any) -> Invite:
    """The invite in a row of ``COLUMNS``."""
    return Invite(
        row.name,
        Role(row.role),
        Agency(row.agency),
        tuple(scope_of(row.scope)),
        row.language,
        row.phone,
        row.person,
    )


def new_token() -> str:
    """Fit for a deep link, and for a spreadsheet: it does not start like a formula."""
    while not (token := secrets.token_urlsafe(18))[0].isalnum():
        pass
    return token


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def scope_of(text: str) -> Sequence[str]:
    """``VN``, a province code, or codes with commas → a tuple of codes, blanks dropped."""
    return tuple(code for code in (part.strip().upper() for part in text.split(",")) if code)


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Uses up a person's invites, and erases whom they were for."""
    phone = await phone_holders.phone_of(db, request.person)
    mine = or_(
        invites.c.person == request.person,
        invites.c.used_by == request.person,
        invites.c.phone == (phone or "-"),
    )
    used = {"used_at": request.now}
    await audited_writes.change(db, Action.PERSON_FORGET, invites, used, mine, invites.c.used_at.is_(None))
    await db.execute(update(invites).where(mine).values(name="", phone=None))
