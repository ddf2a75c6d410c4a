"""What workers are asked in the afternoon about the ballots that they still have."""

from __future__ import annotations

from handlers.replies import phrases
from scheduler.nudges import Nudge
from storage.words.replies import Reply, Text

MOST_UNITS = 6


def nudge(due: Nudge) -> Reply:
    """A friendly question; a clear one where the worker has been silent for days."""
    load = due.load
    units = ", ".join(load.units[:MOST_UNITS]) + ("…" if len(load.units) > MOST_UNITS else "")
    head = (
        Text("nudge.silent", {"name": load.worker.name, "days": due.days})
        if due.days
        else Text("nudge.today", {"name": load.worker.name})
    )
    return phrases.lines(
        head,
        Text("nudge.left", {"outstanding": load.outstanding, "in_hand": load.in_hand, "units": units}),
        Text("nudge.act", {"unit": load.units[0].partition("-")[2]}),
    )
