"""How the program's parts are loaded. Imports nothing that takes long itself."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Around imports that take a second, in which Ctrl-C (the main thread's alone) has nothing to clean up.

    What is loaded stays: the garbage collector need not look at it, neither now nor later nor at the end.
    """
    main = threading.current_thread() is threading.main_thread()
    usual = signal.getsignal(signal.SIGINT)
    ours = main and usual is signal.default_int_handler  # else somebody wants Ctrl-C ignored
    if ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collected:
            gc.enable()
        if ours:
            signal.signal(signal.SIGINT, usual)


@contextmanager
def without_rich() -> Iterator[None]:
    """Around imports of structlog, which then does as if rich was not installed.

    It would load rich, and with it a lexer of Python, for tracebacks that show local variables: 5 MB and a
    twentieth of the start for what our logs never do (``bot/observing/logs.py``).
    """
    if "rich" in sys.modules:
        yield
        return
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["rich"]
