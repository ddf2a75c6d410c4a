"""The hash chain of the audit log, pure: what an entry's digest covers, and where a chain is broken.

An entry's digest covers all of its fields and the digest before it, so that no entry can be changed,
inserted, moved or taken out without a break behind it. Who rewrites a chain up to its end breaks nothing
within it: for that its head is noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum

GENESIS = "0" * 64
"""What stands before the first entry of a chain."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change, as it is chained. ``before`` and ``after`` are canonical JSON, kept as they were hashed.

    ``person`` and the numbers of ``cause`` (inbox) and ``message`` (message log) are null for what no
    chat asked for.
    """

    campaign: str
    chain: str
    number: int
    at: datetime | None
    via: str
    person: int | None
    action: str
    subject: str
    before: str | None
    after: str | None
    cause: int | None
    message: int | None
    previous: str = GENESIS
    digest: str = ""


_COVERED = tuple(field.name for field in fields(LogEntry) if field.name != "digest")


class Break(StrEnum):
    """What is wrong with an entry where it stands."""

    CHANGED = "changed"
    """Its digest is not that of its fields."""
    MISSING = "missing"
    """The numbers before it are not all there."""
    MOVED = "moved"
    """It does not follow on the entry before: one was taken out, put in or moved."""


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain is, and the digest of its last entry."""

    number: int = 0
    digest: str = GENESIS


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode


def canonical(value: object) -> str:
    """JSON that is the same for the same value: sorted keys, no spaces, moments in UTC."""
    return _WRITTEN(value)


def sealed(entry: LogEntry, head: Head) -> LogEntry:
    """The entry as the next of a chain."""
    following = replace(entry, number=head.number + 1, previous=head.digest)
    return replace(following, digest=digest(following))


def digest(entry: LogEntry) -> str:
    """SHA-256 over all fields of an entry but the digest itself, in their order."""
    covered = [getattr(entry, name) for name in _COVERED]
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def disguised(text: str, salt: str) -> str:
    """What the log holds of a personal text; nobody can guess the text once the salt is erased."""
    return "#" + hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest()[:32]


def figures(image: Mapping[str, object]) -> dict[str, object]:
    """An image without its disguised texts."""
    return {
        name: value for name, value in image.items() if not (isinstance(value, str) and value.startswith("#"))
    }


class Follower:
    """Walks along a chain and says what is wrong at each entry."""

    def __init__(self) -> None:
        self.head = Head()

    def follow(self, entry: LogEntry) -> Iterator[Break]:
        """The breaks at the next entry, the gravest first; the walk goes on from it as it stands."""
        if digest(entry) != entry.digest:
            yield Break.CHANGED
        if entry.number != self.head.number + 1:
            yield Break.MISSING
        elif entry.previous != self.head.digest:
            yield Break.MOVED
        self.head = Head(entry.number, entry.digest)
