"""The lock beside a SQLite file, which serves one process. The system frees it however that process ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def locked(file: Path) -> Iterator[bool]:
    """Whether the lock was free: then it is ours until the end of the context."""
    lock = FileLock(f"{file}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
