"""The vocabulary: the words of the field, as types. The bottom layer, free of infrastructure.

Errors for people: ``Refusal``. Everything else that is raised is our bug.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Self

if TYPE_CHECKING:
    from storage.campaign.load import Campaign

UnitCode = NewType("UnitCode", str)
"""``01-H03``: GSO province code, level letter, number."""

NATION = "VN"
"""The scope code of the whole country; the others are a province code or unit codes."""


class Role(StrEnum):
    """What a person does in the survey. Each person has one."""

    POSTAL_WORKER = "postal_worker"
    POSTAL_SUPERVISOR = "postal_supervisor"
    INSPECTOR = "inspector"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Agency(StrEnum):
    """Who a person works for, and who leads or supports a task."""

    BNV = "BNV"
    MTTQ_TW = "MTTQ_TW"
    CCB_TW = "CCB_TW"
    VNPOST = "VNPOST"
    BDT = "BDT"
    SNV = "SNV"
    MTTQ_TINH = "MTTQ_TINH"
    CCB_TINH = "CCB_TINH"
    UBND_TINH = "UBND_TINH"
    BO_NGANH = "BO_NGANH"
    CHUYEN_GIA = "CHUYEN_GIA"
    CO_QUAN_LIEN_QUAN = "CO_QUAN_LIEN_QUAN"


PROVINCIAL_AGENCIES = frozenset({Agency.BDT, Agency.SNV, Agency.MTTQ_TINH, Agency.CCB_TINH, Agency.UBND_TINH})


class Count(StrEnum):
    """What a postal worker counts, in ballots."""

    ISSUED = "issued"
    DISTRIBUTED = "distributed"
    COLLECTED = "collected"
    BLANK = "blank"
    SPOILED = "spoiled"
    LOST = "lost"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    REPLACED = "replaced"


class Mode(StrEnum):
    """``add`` adds to the worker's figure, ``total`` sets it."""

    ADD = "add"
    TOTAL = "total"


class Outcome(StrEnum):
    """What an inspector found when re-checking a ballot with its respondent."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_RECEIVED = "not_received"
    ANSWERED_BY_OTHER = "answered_by_other"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class Tracks(StrEnum):
    """Which progress figure tells that a task is done."""

    DISTRIBUTION = "distribution"
    """Collected ballots against the quota (phát, thu phiếu)."""
    RECHECK = "recheck"
    """Units with at least one re-check against all units (phúc tra)."""
    INSPECTION = "inspection"
    """Provinces with at least one inspection note (kiểm tra, giám sát)."""
    SAMPLE = "sample"
    """Units loaded against the design's number of units (chọn mẫu)."""
    ENTRY = "entry"
    """Ballots entered against ballots collected (nhập liệu)."""
    ENTRY_RECHECK = "entry_recheck"
    """Re-checked entries against the drawn ones (phúc tra kết quả nhập dữ liệu)."""


class Change(StrEnum):
    """What became of a task of the plan. ``confirmed``: done, as its figure had reached the target.

    ``added``, ``replanned`` and ``removed`` came with a changed campaign file, from nobody in the chat.
    """

    DONE = "done"
    UNDONE = "undone"
    MOVED = "moved"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    CONFIRMED = "confirmed"
    ADDED = "added"
    REPLANNED = "replanned"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Counts:
    """The nine figures of a unit or a group of units, in ballots.

    ``issued`` is None until the first live ``nhận``: then it is presumed equal to the quota.
    """

    issued: int | None = None
    distributed: int = 0
    collected: int = 0
    blank: int = 0
    spoiled: int = 0
    lost: int = 0
    refused: int = 0
    unreachable: int = 0
    replaced: int = 0

    @property
    def outstanding(self) -> int:
        """Ballots with respondents: distributed − collected − blank − lost."""
        return self.distributed - self.collected - self.blank - self.lost

    def in_hand(self, quota: int) -> int:
        """Ballots with the worker: issued (or the quota) − distributed − spoiled."""
        issued = quota if self.issued is None else self.issued
        return issued - self.distributed - self.spoiled

    def __add__(self, other: Self) -> Counts:
        """Sum figure by figure; an unsaid ``issued`` counts as nothing beside a said one."""
        sums: dict[str, int | None] = {}
        for item in fields(self):
            left, right = getattr(self, item.name), getattr(other, item.name)
            sums[item.name] = right if left is None else left if right is None else left + right
        return Counts(**sums)  # type: ignore[arg-type]

    def get(self, count: Count) -> int:
        """The figure of one count; an unsaid ``issued`` is 0."""
        return getattr(self, count) or 0


_UNIT = re.compile(r"^(\d{2})-?([A-Z])(\d{1,3})$")


def unit_code(text: str) -> UnitCode:
    """``01-h3`` → ``01-H03``. Raises ValueError where the text is no full unit code."""
    match = _UNIT.match(text.strip().upper())
    if match is None:
        raise ValueError(text)
    return UnitCode(f"{match[1]}-{match[2]}{int(match[3]):02d}")


def province_of(unit: str) -> str:
    """The province code of a unit code: ``01`` of ``01-H03``."""
    return unit[:2]


@dataclass(frozen=True, slots=True)
class Unit:
    """A selected department, district or commune committee. ``quota`` in ballots."""

    code: UnitCode
    name: str
    level: str
    province: str
    quota: int
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone registered. ``scope``: ``("VN",)``, province codes, or unit codes."""

    id: int
    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    language: str = "vi"

    @property
    def national(self) -> bool:
        """Whether the scope is the whole country."""
        return NATION in self.scope

    def covers(self, code: str) -> bool:
        """Whether a province or unit code lies within the scope."""
        return self.national or code in self.scope or province_of(code) in self.scope


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the locale files and the values for its placeholders.

    A value may be a Text itself, or a list of Texts (rendered one a line). Strings are what people
    typed or names: they are escaped when rendered. Dates are rendered in the reader's manner.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """One choice under a reply; also shown as a numbered choice where a channel has no buttons.

    ``tap`` is what comes back, at most 64 bytes: the name of a ``@tap`` handler, then its arguments,
    with colons: ``undo:51``.
    """

    key: str
    tap: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something made when it is sent, off the write transaction: ``chart``, ``file`` or ``view`` (a text).

    ``name`` is the maker's, ``query`` its JSON-safe arguments.
    """

    kind: str
    name: str
    query: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to somebody else than the sender. Whoever cannot be reached now does not get it.

    Its buttons can be tapped long after: their handler authorises and looks at how things stand.
    """

    person: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    buttons: Sequence[Sequence[Button]] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: plain data, without language or transport.

    ``edit`` replaces the tapped message in place; ``toast`` is the short notice of a tap;
    ``attachments`` follow the text, in order; ``ask_phone`` labels a button that shares the own number,
    ``hide_keyboard`` takes that button away. ``follow`` is sent behind it: one message cannot carry both
    kinds of buttons. ``unsay`` takes the message that is answered out of the chat (a PIN).
    ``spent``: the tapped message's buttons are of no more use and go, its text stays.
    ``notices`` go to others, in the same transaction.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    buttons: Sequence[Sequence[Button]] = ()
    edit: bool = False
    toast: Text | None = None
    attachments: Sequence[Attachment] = ()
    ask_phone: Text | None = None
    spent: bool = False
    notices: Sequence[Notice] = ()
    hide_keyboard: bool = False
    follow: Reply | None = None
    unsay: bool = False


class Refusal(Exception):
    """The one error meant for people: what is wrong and what to do next, as a text key.

    ``spent``: the tapped buttons can do nothing any more.
    """

    def __init__(
        self, key: str, /, buttons: Sequence[Sequence[Button]] = (), *, spent: bool = False, **values: object
    ) -> None:
        super().__init__(key)
        self.reply = Reply(key, values, buttons, spent=spent)


class ArrivalKind(StrEnum):
    """What arrived."""

    COMMAND = "command"
    TEXT = "text"
    EDIT = "edit"
    TAP = "tap"
    MEDIA = "media"
    CONTACT = "contact"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or document, by the id that fetches it from Telegram. ``size`` in bytes.

    ``album``: what photos that were sent together have in common; only the first has the caption.
    """

    kind: str
    file_id: str
    unique_id: str
    size: int | None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A contact that was shared. Only the sender's own (``own``) proves anything."""

    number: str
    own: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person sent, as handlers see it.

    ``sent_at`` is the message's own time and the time of a report, ``now`` when we handle it; both
    aware. ``args`` are the words after a command, or the parts of a tap after its name.
    ``message_id`` of a tap is that of the message under whose text the button stood. ``log`` is the
    id of the typed text in the message log; a tap has none (0).
    """

    kind: ArrivalKind
    bot: str
    update_id: int
    channel: str
    address: str
    message_id: str
    text: str
    args: tuple[str, ...]
    sent_at: datetime
    now: datetime
    zone: tzinfo
    person: Person
    campaign: Campaign
    log: int = 0
    media: Media | None = None
    phone: SharedPhone | None = None

    @property
    def today(self) -> date:
        """The local day on which we handle the message."""
        return self.now.astimezone(self.zone).date()

    @property
    def rest(self) -> str:
        """What follows the first word: the argument of a command, as typed."""
        parts = self.text.split(maxsplit=1)
        return parts[1].strip() if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody not registered, who wrote to us. ``token`` is that of an invite, if there is one."""

    channel: str
    address: str
    token: str | None
    now: datetime
    campaign: Campaign
    greeted: bool = False
