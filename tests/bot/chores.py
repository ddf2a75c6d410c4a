"""Work for the worker process: a module that imports next to nothing, since each worker imports it."""

from __future__ import annotations

import os
from pathlib import Path


def whoami() -> int:
    return os.getpid()


def divide(dividend: int, divisor: int) -> float:
    return dividend / divisor


def die_once(mark: str) -> int:
    """As if the system had run out of memory: the first call kills its process."""
    if not Path(mark).exists():
        Path(mark).touch()
        os._exit(9)
    return os.getpid()


def die() -> None:
    os._exit(9)


def work_forever(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()))
    while True:
        pass
