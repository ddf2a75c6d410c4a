"""What tells that a task of the plan is done, and what can become of it."""

from __future__ import annotations

from enum import StrEnum


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
