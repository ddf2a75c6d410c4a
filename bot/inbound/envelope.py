"""What of an update is read before it is stored, whatever channel brings it."""

from __future__ import annotations

from typing import NamedTuple

from storage.messaging import inbox


class Envelope(NamedTuple):
    """One update. ``row`` is None where it cannot be stored.

    ``number`` is the channel's own running number, None where it has none: those that come together are
    stored in its order, whichever request was faster.
    """

    kind: str
    number: int | None
    row: inbox.Raw | None
