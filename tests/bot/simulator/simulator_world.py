"""The people of the simulator's tests, their clock and a picture."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

TOKEN = "4242:simulated-token"
LAN, HA, GROUP, CHANNEL = 101, 103, -500, -1001
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("↩️ Hoàn tác", callback_data="undo:1")]])


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self, moment: datetime = datetime(2019, 8, 29, 9, 30, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = moment

    def wait(self, **span: float) -> None:
        self.moment += timedelta(**span)


def picture(width: int = 4, height: int = 3) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(width) for _ in range(height))
    image = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image
