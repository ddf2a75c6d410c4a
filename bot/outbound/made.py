"""What a promised chart, file or computed text has become."""

from __future__ import annotations

from dataclasses import dataclass

from storage.words.replies import Reply


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: a reply (a computed text), or a file with a caption and a name.

    The file is ``data``, or one that the channel has already (``file_id``).
    """

    reply: Reply | None = None
    data: bytes = b""
    file_id: str | None = None
    caption: str | None = None
    filename: str = ""


class Unmade(Exception):
    """A chart, file or computed text could not be made: nothing was sent."""
