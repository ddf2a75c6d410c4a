"""A profile told by where the time goes: the libraries and our own rooms, without what they call."""

from __future__ import annotations

import pstats
from collections import Counter
from pathlib import Path

_WAITING = ("poll' of 'select", "epoll")


def told(stats: pstats.Stats, messages: int) -> str:
    """Lines of milliseconds a message by library or room, the greatest first; waiting is left out."""
    spent: Counter[str] = Counter()
    for (file, _line, name), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        if not any(word in name for word in _WAITING):
            spent[_room(file, name)] += own
    lines = [f"{seconds / messages * 1e3:7.3f} ms  {room}" for room, seconds in spent.most_common(24)]
    return "\n".join([f"{sum(spent.values()) / messages * 1e3:7.3f} ms  all, slowed by the profiler", *lines])


def _room(file: str, name: str) -> str:
    if file == "~":
        return "sqlite" if "sqlite3" in name else "built in"
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    if len(parts) < 2:
        return file
    return "/".join(parts[-2:]) if parts[-2] in _OURS else parts[-2]


_OURS = ("bot", "handlers", "grammar", "analytics", "storage", "scheduler")
