"""How the program's parts are loaded. Imports nothing that takes long itself."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Around imports that take a second, in which Ctrl-C has nothing to clean up. For the main thread.

    What is loaded stays: the garbage collector need not look at it, neither now nor later nor at the end.
    """
    usual = signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        signal.signal(signal.SIGINT, usual)
